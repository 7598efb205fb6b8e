//! The crate `process_mining`, asked as the other peers are: `asked.py` says how.
//!
//! It reads no CSV as cases, so that this is done here: one trace a customer, one event a row
//! with its name and its time, in the order of time.

use std::{collections::HashMap, fs, time::Instant};

use chrono::DateTime;
use process_mining::{
    EventLog, PetriNet,
    conformance::alignments::{AlignmentResult, align_log},
    core::event_data::case_centric::{
        AttributeValue, Event, Trace, XESEditableAttribute,
        utils::activity_projection::{get_top_n_variants, log_to_activity_projection},
    },
    core::process_models::petri_net::ArcType,
    discovery::case_centric::dfg::discover_dfg,
};
use serde_json::{Value, json};

const TOP: usize = 10;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let [_, file, task, ..] = words.as_slice() else {
        panic!("give a file and a task");
    };
    if task == "tasks" {
        println!("{}", json!(["load", "flow", "variants", "align"]));
        return;
    }
    let start = Start::now();
    let log = load(file);
    if task == "load" || task == "all" {
        start.tell("load", "file", &Value::Null);
    }
    if task == "all" {
        for task in ["flow", "variants"] {
            let start = Start::now();
            let answer = answer(task, &log);
            start.tell(task, "memory", &answer);
        }
    } else if task != "load" {
        start.tell(task, "file", &answer(task, &log));
    }
}

fn answer(task: &str, log: &EventLog) -> Value {
    match task {
        "flow" => {
            let counts = discover_dfg(log).directly_follows_relations;
            let mut rows: Vec<_> = counts.into_iter().collect();
            rows.sort();
            let rows = rows.into_iter();
            rows.map(|((from, to), n)| json!([from, to, n, null, null])).collect()
        }
        "variants" => {
            let variants = log_to_activity_projection(log);
            let top = get_top_n_variants(&variants, TOP).into_iter();
            let mut top: Vec<_> = top.map(|it| (it.activities.join(">"), it.count)).collect();
            top.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            json!([variants.traces.len(), top])
        }
        "align" => {
            let variants = log_to_activity_projection(log);
            let aligned = align_log(&petri_net(), &variants, &Default::default()).into_iter();
            let cost = |it: Result<_, _>| it.map_or(None, |it: AlignmentResult| Some(it.cost));
            let rows = aligned.map(|it| (it.activities.join(">"), cost(it.result)));
            let mut rows: Vec<_> = rows.collect();
            rows.sort();
            json!(rows)
        }
        _ => panic!("no task `{task}`"),
    }
}

/// The map as a state machine: to be at a touchpoint is a place, to come there a transition.
fn petri_net() -> PetriNet {
    let map: Value = serde_json::from_str(include_str!("../../map.json")).expect("the map");
    let mut net = PetriNet::new();
    let (start, end) = (net.add_place(None), net.add_place(None));
    let mut step = |net: &mut PetriNet, name: Option<&str>, from, to| {
        let step = net.add_transition(name.map(str::to_owned), None);
        net.add_arc(ArcType::place_to_transition(from, step), None);
        net.add_arc(ArcType::transition_to_place(step, to), None);
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let stages = list(&map["stages"]);
    let touchpoints: Vec<Value> = stages.iter().flat_map(|it| list(&it["touchpoints"])).collect();
    let mut places = HashMap::new();
    for touchpoint in &touchpoints {
        let name = touchpoint["id"].as_str().expect("an id");
        let place = net.add_place(None);
        places.insert(name, place);
        match touchpoint["role"].as_str() {
            Some("entry") => step(&mut net, Some(name), start, place),
            Some(_) => step(&mut net, None, place, end),
            None => {}
        }
    }
    for link in list(&map["transitions"]) {
        let (from, to) = (link["from"].as_str().expect("from"), link["to"].as_str().expect("to"));
        step(&mut net, Some(to), places[from], places[to]);
    }
    net.initial_marking = Some(HashMap::from([(start, 1)]));
    net.final_markings = Some(vec![HashMap::from([(end, 1)])]);
    net
}

fn load(file: &str) -> EventLog {
    let text = fs::read_to_string(file).expect("the file can be read");
    let mut places = HashMap::new();
    let mut log = EventLog::new();
    for row in text.lines().skip(1) {
        let mut fields = row.split(',');
        let mut field = || fields.next().expect("four fields");
        let (customer, touchpoint, time) = (field(), field(), field());
        let place = *places.entry(customer).or_insert_with(|| {
            let mut trace = Trace::new();
            let name = AttributeValue::String(customer.to_owned());
            trace.attributes.add_to_attributes("concept:name".into(), name);
            log.traces.push(trace);
            log.traces.len() - 1
        });
        let time = time.parse().ok().and_then(DateTime::from_timestamp_millis);
        let time = AttributeValue::Date(time.expect("a time").fixed_offset());
        let mut event = Event::new(touchpoint.to_owned());
        event.attributes.add_to_attributes("time:timestamp".into(), time);
        log.traces[place].events.push(event);
    }
    log
}

/// When it began, by the wall's clock and by the processor's.
struct Start(Instant, f64);

impl Start {
    fn now() -> Self {
        Self(Instant::now(), cpu())
    }

    fn tell(&self, task: &str, source: &str, answer: &Value) {
        let (seconds, cpu) = (self.0.elapsed().as_secs_f64(), cpu() - self.1);
        let told = json!({
            "task": task, "source": source, "seconds": seconds, "cpu": cpu, "answer": answer,
        });
        println!("{told}");
    }
}

/// The processor's seconds so far, of all threads, where Linux tells them; in hundredths.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|it| it.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
