//! Sessions: where they are cut, event by event.
#![expect(clippy::float_cmp, reason = "exact by definition")]

use cesta::log::{EventLog, EventLogBuilder, GapEdge, SESSION_GAP, SessionOptions, SessionsInto};
use proptest::{option, prelude::*, sample::select};

use super::{Visit, events, log, of_log, traces, wrong};

fn options() -> impl Strategy<Value = SessionOptions> {
    let names = || {
        let names = select(vec![vec![], vec!["a"], vec!["b", "čaj"]]);
        names.prop_map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let gap = option::of((0_u32..5).prop_map(|it| f64::from(it) * 500.0 + 500.0));
    let column = option::of(Just("on".to_owned()));
    let edge = select(vec![GapEdge::Longer, GapEdge::AtLeast]);
    (gap, edge, column, names(), names()).prop_map(|(gap, edge, column, starts, ends)| {
        SessionOptions {
            gap,
            edge,
            column,
            starts,
            ends,
            ..SessionOptions::default()
        }
    })
}

/// The sessions of a customer, in the order of their first events.
fn cut(trace: &[Visit], options: &SessionOptions) -> Vec<Vec<Visit>> {
    let alone = options.column.is_none() && options.starts.is_empty() && options.ends.is_empty();
    let gap = options.gap.or(alone.then_some(SESSION_GAP));
    let mut sessions: Vec<Vec<Visit>> = Vec::new();
    for visit in trace {
        let same = |session: &Vec<Visit>| options.column.is_none() || session[0].2 == visit.2;
        let latest = sessions.iter().rposition(same);
        let goes_on = latest.filter(|&latest| {
            let before = sessions[latest].last().unwrap();
            let took = f64::from(i32::try_from(visit.1 - before.1).unwrap());
            let long = gap.is_some_and(|gap| match options.edge {
                GapEdge::Longer => took > gap,
                GapEdge::AtLeast => took >= gap,
            });
            !long && !options.starts.contains(&visit.0) && !options.ends.contains(&before.0)
        });
        match goes_on {
            Some(session) => sessions[session].push(visit.clone()),
            None => sessions.push(vec![visit.clone()]),
        }
    }
    sessions
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn sessions_are_cut_where_the_rules_say(events in events(), options in options()) {
        let log = log(&events);
        let found = log.sessions(&options).unwrap();
        let mut expected = Vec::new();
        let mut owners = Vec::new();
        let mut counts = Vec::new();
        for (customer, trace) in traces(&events) {
            let sessions = cut(&trace, &options);
            counts.push(sessions.len());
            for (number, session) in (1..).zip(sessions) {
                owners.extend(session.iter().map(|_| customer.clone()));
                expected.push((format!("{customer}#{number}"), session));
            }
        }
        prop_assert_eq!(&of_log(&found.log), &expected);
        let customer = found.log.segment("customer").unwrap();
        let values = customer.codes().iter().map(|code| customer.values().get(code).unwrap());
        prop_assert!(values.eq(owners.iter()));

        let report = found.report;
        prop_assert_eq!(report.events as usize, events.len());
        prop_assert_eq!(report.sessions as usize, expected.len());
        let single = expected.iter().filter(|(_, session)| session.len() == 1).count();
        prop_assert_eq!(report.single as usize, single);
        let float = |number: i64| f64::from(i32::try_from(number).unwrap());
        let length = expected.iter().map(|it| it.1.len()).max().unwrap();
        prop_assert_eq!(report.length.unwrap().max, float(length.try_into().unwrap()));
        let most = counts.iter().max().copied().unwrap();
        prop_assert_eq!(report.per_customer.unwrap().max, float(most.try_into().unwrap()));
        let took = expected.iter().map(|(_, it)| it[it.len() - 1].1 - it[0].1);
        let sum: i64 = took.clone().sum();
        let mean = float(sum) / float(expected.len().try_into().unwrap());
        prop_assert_eq!(report.duration.unwrap().mean, mean);
        prop_assert_eq!(report.duration.unwrap().max, float(took.max().unwrap()));
    }

    #[test]
    fn numbers_are_the_same_sessions_in_another_form(events in events(), options in options()) {
        let log = log(&events);
        let into = SessionOptions { into: SessionsInto::Segment, ..options.clone() };
        let (apart, numbered) = (log.sessions(&options).unwrap(), log.sessions(&into).unwrap());
        prop_assert_eq!(&apart.report, &numbered.report);
        prop_assert_eq!(numbered.log.visits(), log.visits());
        let column = numbered.log.segment("session").unwrap();
        let number = |place| column.values().get(column.codes().get(place)?);
        for trace in numbered.log.traces() {
            for session in apart.log.traces() {
                let name = session.customer().rsplit_once('#').unwrap();
                if name.0 == trace.customer() {
                    let own = trace.range().filter(|&place| number(place) == Some(name.1));
                    prop_assert_eq!(own.count(), session.len());
                }
            }
        }
    }
}

#[test]
fn half_an_hour_is_the_limit_and_a_gap_has_to_be_longer() {
    let minute = 60_000;
    let times = [0, 30 * minute, 60 * minute + 1];
    let log = EventLog::from_columns(&["ann"; 3], &["a"; 3], Some(&times)).unwrap();
    let sessions = |edge| {
        let options = SessionOptions {
            edge,
            ..SessionOptions::default()
        };
        log.sessions(&options).unwrap().report.sessions
    };
    assert_eq!(
        (sessions(GapEdge::Longer), sessions(GapEdge::AtLeast)),
        (2, 3)
    );
    let none = SessionOptions {
        gap: Some(f64::INFINITY),
        ..SessionOptions::default()
    };
    assert_eq!(log.sessions(&none).unwrap().report.sessions, 1);
}

#[test]
fn what_makes_no_sessions() {
    let log = EventLog::from_columns(&["ann"], &["a"], None).unwrap();
    let options = SessionOptions {
        gap: Some(-1.0),
        column: Some("visit".into()),
        starts: vec!["b".into()],
        ..SessionOptions::default()
    };
    let error = log.sessions(&options).unwrap_err();
    assert_eq!(
        wrong(&error),
        [
            ("gap", "outOfRange"),
            ("gap", "noTimes"),
            ("starts[0]", "unknownTouchpoint"),
            ("column", "unknownColumn"),
        ]
    );
    assert_eq!(
        wrong(&log.sessions(&SessionOptions::default()).unwrap_err()),
        [("gap", "noTimes")]
    );

    let starts = SessionOptions {
        starts: vec!["a".into()],
        ..SessionOptions::default()
    };
    let sessions = log.sessions(&starts).unwrap();
    assert_eq!(sessions.report.duration, None);
    assert_eq!(
        wrong(&sessions.log.sessions(&starts).unwrap_err()),
        [("name", "takenColumn")]
    );
    let again = SessionOptions {
        name: Some("session before".into()),
        ..starts
    };
    assert_eq!(
        sessions
            .log
            .sessions(&again)
            .unwrap()
            .log
            .customers()
            .get(0),
        Some("ann#1#1")
    );

    let empty = EventLogBuilder::new().build();
    let by_gap = EventLogBuilder::new()
        .build()
        .sessions(&SessionOptions::default());
    assert_eq!(wrong(&by_gap.unwrap_err()), [("gap", "noTimes")]);
    let ends = SessionOptions {
        ends: vec!["z*".into()],
        ..SessionOptions::default()
    };
    let report = empty.sessions(&ends).unwrap().report;
    assert_eq!(
        (report.sessions, report.length, report.per_customer),
        (0, None, None)
    );
    assert_eq!(report.unmatched, ["z*"]);
}
