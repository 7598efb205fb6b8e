//! The crate `process_mining`, asked as the other peers are: `asked.py` says how.
//!
//! It reads no CSV as cases, so that this is done here: one trace a customer, one event a row
//! with its name and its time, in the order of time.

use std::{collections::HashMap, fs, time::Instant};

use chrono::DateTime;
use process_mining::{
    EventLog,
    core::event_data::case_centric::{
        AttributeValue, Event, Trace, XESEditableAttribute,
        utils::activity_projection::{get_top_n_variants, log_to_activity_projection},
    },
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
        println!("{}", json!(["load", "flow", "variants"]));
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
        _ => panic!("no task `{task}`"),
    }
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
