//! What is done to events before anything is counted: the options that every command has which
//! reads events. They are done in the order in which they are given.

pub(crate) mod syntax;

use cesta::{
    log::{
        EventLog, Filter, FilterReport, GroupOptions, GroupReport, GroupRule, PrepareError,
        Repeats, SessionOptions, SessionReport, SessionsInto, Zone,
    },
    render::LogUnit,
};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde::Serialize;

use crate::output::{
    called::Called,
    text::{count, counted},
};

/// What is done to the events of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prepare {
    steps: Vec<Step>,
    keep: Vec<String>,
}

/// One thing that is done, with the text of the option.
#[derive(Clone, Debug)]
struct Step {
    option: &'static str,
    text: String,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Filter(syntax::Asked),
    Sessions(SessionOptions),
    Group(GroupOptions),
}

/// What was done, with its numbers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Prepared {
    option: String,
    result: Outcome,
    /// What was a customer before.
    #[serde(skip)]
    unit: LogUnit,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    Filter(FilterReport),
    Sessions(SessionReport),
    Group(GroupReport),
}

const FILTER: &str = "filter";
const SESSIONS: &str = "sessions";
const GROUP: &str = "group";
const MERGE: &str = "merge-repeats";
const KEEP: &str = "keep";

const FILTER_HELP: &str = "Look only at a part of the events; may be given several times";
const FILTER_MORE: &str = "Look only at a part of the events; may be given several times, and \
    each sees what those before it left. Touchpoints are names or patterns such as `product/*`, \
    several of them with a comma between.\n\n  \
    touchpoint:A,B      the events at these touchpoints\n  \
    having:A,B          the customers who met one of them; having-all: each of them\n  \
    lacking:A,B         the customers who met none of them\n  \
    starting:A          the customers whose first event it is; ending: the last\n  \
    between:A..B        from the first A to the last B; between-first: to the first B; \
    between-each: every time\n  \
    time:FROM..TO       the events of a time, such as 2026-01-01..2026-02-01 (the end is no \
    part of it; days and times are of --zone, or else UTC, unless they end with Z or an offset); \
    time-start, time-end, time-whole, time-part: the customers whose first, last, \
    every, any event is\n  \
    segment:COLUMN=X,Y  the events with these values; segment-first, segment-last, segment-most: \
    the customers\n  \
    length:2..5         the customers with so many events; also 2.. or ..5\n  \
    duration:1h..7d     the customers who took so long\n  \
    variants:10         the customers of the most frequent sequences; also 80% of customers, or \
    >=5 customers each\n  \
    not:FILTER          all others\n\n\
    In place of these, a filter of the library as JSON";

impl Args for Prepare {
    fn augment_args(command: Command) -> Command {
        let several = |id: &'static str, value: &'static str| {
            let argument = Arg::new(id).long(id).value_name(value);
            argument.action(ArgAction::Append).help_heading("Events")
        };
        command
            .arg(
                several(FILTER, "FILTER")
                    .value_parser(syntax::filter)
                    .help(FILTER_HELP)
                    .long_help(FILTER_MORE),
            )
            .arg(several(SESSIONS, "GAP").value_parser(syntax::sessions).help(
                "Take sessions for customers: cut after a gap longer than 30m, such as 30m, or \
                 >=30m; or column:NAME, start:A,B, end:A,B",
            ))
            .arg(several(GROUP, "PATTERN=NAME").value_parser(syntax::group).help(
                "Call touchpoints anew, such as 'product/*=product'; of several the first that \
                 fits counts, and *=NAME at the end calls the rest",
            ))
            .arg(
                Arg::new(MERGE)
                    .long(MERGE)
                    .action(ArgAction::Count)
                    .help_heading("Events")
                    .help("Take events that directly repeat a touchpoint for one"),
            )
            .arg(several(KEEP, "COLUMN").help("A further column of the events to keep"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Prepare {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut steps: Vec<(usize, Step)> = Vec::new();
        let filters = given(matches, FILTER, |it: &syntax::Asked| {
            What::Filter(it.clone())
        });
        let sessions = given(matches, SESSIONS, |it: &SessionOptions| {
            What::Sessions(it.clone())
        });
        let groups = given(matches, GROUP, |rule: &GroupRule| {
            What::Group(GroupOptions {
                rules: vec![rule.clone()],
                ..GroupOptions::default()
            })
        });
        steps.extend(filters.into_iter().chain(sessions).chain(groups));
        if matches.get_count(MERGE) > 0 {
            let merge = Step {
                option: MERGE,
                text: String::new(),
                what: What::Group(GroupOptions {
                    repeats: Repeats::Merge,
                    ..GroupOptions::default()
                }),
            };
            let places = matches.indices_of(MERGE).into_iter().flatten();
            steps.extend(places.map(|place| (place, merge.clone())));
        }
        steps.sort_by_key(|(place, _)| *place);
        let keep = matches.get_many::<String>(KEEP).into_iter().flatten();
        Ok(Self {
            steps: joined(steps.into_iter().map(|(_, step)| step)),
            keep: keep.cloned().collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The values of an option, each with its place among the arguments.
fn given<T: Clone + Send + Sync + 'static>(
    matches: &ArgMatches,
    option: &'static str,
    what: impl Fn(&T) -> What,
) -> Vec<(usize, Step)> {
    let places = matches.indices_of(option).into_iter().flatten();
    let values = matches.get_many::<T>(option).into_iter().flatten();
    let texts = matches.get_raw(option).into_iter().flatten();
    let steps = places.zip(values.zip(texts)).map(|(place, (value, text))| {
        let step = Step {
            option,
            text: text.to_string_lossy().into_owned(),
            what: what(value),
        };
        (place, step)
    });
    steps.collect()
}

/// Rules for names that follow each other are one list of rules.
fn joined(steps: impl Iterator<Item = Step>) -> Vec<Step> {
    let mut joined: Vec<Step> = Vec::new();
    for step in steps {
        if let What::Group(more) = &step.what
            && let Some(last) = joined.last_mut().filter(|last| last.option == step.option)
            && let What::Group(options) = &mut last.what
        {
            options.rules.extend(more.rules.iter().cloned());
            last.text.push_str(" and ");
            last.text.push_str(&step.text);
        } else {
            joined.push(step);
        }
    }
    joined
}

impl Prepare {
    /// The first thing that is done, as it was asked for.
    pub(crate) fn first(&self) -> Option<String> {
        let step = self.steps.first()?;
        Some(
            format!("--{} {}", step.option, step.text)
                .trim_end()
                .to_owned(),
        )
    }

    /// What a customer is afterwards.
    pub(crate) fn unit(&self) -> LogUnit {
        let steps = self.steps.iter();
        steps.fold(LogUnit::default(), |unit, it| it.what.unit_after(unit))
    }

    /// Whether further columns are to be kept.
    pub(crate) fn keeps(&self) -> bool {
        !self.keep.is_empty()
    }

    /// The further columns of the file that it takes, and that are wanted beside.
    pub(crate) fn columns(&self, wanted: &[String]) -> Vec<String> {
        let mut columns = self.keep.clone();
        let mut made = Vec::new();
        let mut add = |name: &String, made: &[String]| {
            if !columns.contains(name) && !made.contains(name) {
                columns.push(name.clone());
            }
        };
        for step in &self.steps {
            match &step.what {
                What::Filter(asked) => {
                    let mut open = vec![&asked.filter];
                    while let Some(filter) = open.pop() {
                        match filter {
                            Filter::Segment { column, .. } => add(column, &made),
                            Filter::All { of } | Filter::Any { of } => open.extend(of),
                            Filter::Not { of } => open.push(of),
                            _ => {}
                        }
                    }
                }
                What::Sessions(options) => {
                    options.column.iter().for_each(|it| add(it, &made));
                    made.push(match options.into {
                        SessionsInto::Customers => "customer".to_owned(),
                        SessionsInto::Segment => "session".to_owned(),
                    });
                }
                What::Group(_) => {}
            }
        }
        for column in wanted {
            add(column, &made);
        }
        columns
    }

    /// Does it, with the names that the file gives to columns, and the zone of what clocks show.
    /// An error comes with the option that it is about.
    pub(crate) fn apply(
        &self,
        mut log: EventLog,
        name: &dyn Fn(&str) -> String,
        zone: &Zone,
    ) -> Result<(EventLog, Vec<Prepared>), (String, PrepareError)> {
        let (mut done, mut unit) = (Vec::new(), LogUnit::default());
        for mut step in self.steps.iter().cloned() {
            step.what.rename(name);
            if let What::Filter(asked) = &mut step.what {
                asked.read_in(zone);
            }
            let option = format!("--{} {}", step.option, step.text);
            let option = option.trim_end().to_owned();
            let result = match &step.what {
                What::Filter(asked) => {
                    let filter = std::slice::from_ref(&asked.filter);
                    log.filter(filter).map(|it| {
                        log = it.log;
                        Outcome::Filter(it.report)
                    })
                }
                What::Sessions(options) => log.sessions(options).map(|it| {
                    log = it.log;
                    Outcome::Sessions(it.report)
                }),
                What::Group(options) => {
                    let grouped = log.group(options);
                    log = grouped.log;
                    Ok(Outcome::Group(grouped.report))
                }
            };
            match result {
                Ok(result) => done.push(Prepared {
                    option,
                    result,
                    unit,
                }),
                Err(error) => return Err((option, error)),
            }
            unit = step.what.unit_after(unit);
        }
        Ok((log, done))
    }
}

impl What {
    /// What a customer is afterwards.
    fn unit_after(&self, before: LogUnit) -> LogUnit {
        match self {
            Self::Sessions(options) if options.into == SessionsInto::Customers => LogUnit::Sessions,
            _ => before,
        }
    }

    /// Calls columns by other names.
    fn rename(&mut self, name: &dyn Fn(&str) -> String) {
        match self {
            Self::Filter(asked) => {
                let mut open = vec![&mut asked.filter];
                while let Some(filter) = open.pop() {
                    match filter {
                        Filter::Segment { column, .. } => *column = name(column),
                        Filter::All { of } | Filter::Any { of } => open.extend(of),
                        Filter::Not { of } => open.push(of),
                        _ => {}
                    }
                }
            }
            Self::Sessions(options) => {
                options.column = options.column.as_ref().map(|it| name(it));
            }
            Self::Group(_) => {}
        }
    }
}

impl Prepared {
    /// What was done, in words.
    pub(crate) fn remark(&self) -> String {
        let (option, called) = (&self.option, Called::from(self.unit));
        match &self.result {
            Outcome::Filter(report) => {
                let left = report.after.last().copied().unwrap_or(report.before);
                let (customers, events) = (count(left.customers), count(left.events));
                let before = report.before;
                let all = called.counted(before.customers);
                let of = counted(before.events, "event");
                let none = nothing(&report.unmatched);
                format!("{option}: {customers} of {all} and {events} of {of} stay{none}")
            }
            Outcome::Sessions(report) => {
                let sessions = counted(report.sessions, "session");
                let customers = called.counted(report.customers);
                let none = nothing(&report.unmatched);
                format!("{option}: {sessions} of {customers}{none}")
            }
            Outcome::Group(report) => {
                let (before, after) = (report.touchpoints_before, report.touchpoints);
                let names = counted(before, "touchpoint");
                let idle = report.rules.iter().filter(|it| it.touchpoints == 0);
                let idle: Vec<String> = idle.map(|it| it.pattern.clone()).collect();
                let none = nothing(&idle);
                let merged = match report.merged {
                    0 => String::new(),
                    merged => format!(", {} merged", counted(merged, "event")),
                };
                format!("{option}: {names} now {}{merged}{none}", count(after))
            }
        }
    }
}

/// The patterns that nothing fits.
fn nothing(unmatched: &[String]) -> String {
    if unmatched.is_empty() {
        return String::new();
    }
    format!("; nothing fits `{}`", unmatched.join("`, `"))
}
