//! What the report tells of what customers did.

use cesta::{
    flow::{
        Flow, FlowOptions, OverlayOptions,
        align::{AlignOptions, align},
        compare::{LogComparison, LogComparisonOptions, Split, compare_logs, compare_split},
        cycle::{CycleOptions, CycleTimes},
        discover::{DiscoverOptions, discover},
        follows::{EventuallyFollows, FollowsOptions},
        funnel::{FunnelOptions, stage_funnel},
        group_events, group_stages, overlay,
        pattern::{PatternMatches, PatternOptions, SequencePattern},
        rework::{Rework, ReworkOptions},
        rhythm::{Rhythm, RhythmOptions},
        steps::{StepLinks, StepOptions},
        variants::{VariantOptions, Variants},
    },
    journey::{
        Journey,
        spec::{Role, Stage, Touchpoint, Transition},
    },
    log::{EventLog, EventLogBuilder},
    render::{
        FoundPattern, Groups, Known, Leg, LogUnit, MapOptions, MapOrigin, ReportOptions, Stay,
        VariantPicture, map_svg, report_html, variants_svg,
    },
};

use super::{sound, words};

#[test]
fn the_report_tells_the_ways_and_what_was_done_again() {
    let mut smell = Touchpoint::new("smell").label("A <smell> of bread");
    smell.events = vec!["walk_by".to_owned()];
    let journey = Journey::builder("bakery")
        .stage(Stage::new("find").touchpoint(smell))
        .build()
        .unwrap();
    let page = |who: &[&str], what: &[&str]| {
        let log = EventLog::from_columns(who, what, None).unwrap();
        let variants = Variants::of(&log, &VariantOptions::default());
        let rework = Rework::of(&log, &ReworkOptions::default());
        let known = Known {
            variants: Some(&variants),
            rework: Some(&rework),
            ..Known::new(&journey)
        };
        report_html(&known, &ReportOptions::default())
    };
    let shared = page(
        &["ann", "ann", "bob", "bob", "cyd"],
        &["walk_by", "walk_by", "walk_by", "walk_by", "rain"],
    );
    assert!(shared.contains("<title>A &lt;smell&gt; of bread</title>"));
    assert!(
        !shared.contains("<title>rain</title>"),
        "only one went there"
    );
    assert!(!shared.contains("walk_by"));
    let told = words(&shared);
    assert!(told.contains("3 customers · 2 different ways"), "{told}");
    assert!(told.contains("66.7 %(20.8–93.9), 2 of 3 customers, came to a touchpoint twice"));
    assert!(
        told.contains("of bread → A &lt;smell&gt; of bread 2 2"),
        "the loop"
    );

    let alone = page(&["ann", "bob"], &["walk_by", "rain"]);
    assert!(alone.contains("No two customers went the same way"));
    assert!(!alone.contains("cesta-variants") && !alone.contains("<table class=\"again\""));
    assert!(!report_html(&Known::new(&journey), &ReportOptions::default()).contains("\"ways\""));
}

#[test]
fn the_report_tells_what_comes_later_and_how_long_it_takes() {
    let journey = Journey::builder("bakery")
        .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").label("A <smell>")))
        .stage(Stage::new("buy").touchpoint(Touchpoint::new("counter").role(Role::Goal)))
        .build()
        .unwrap();
    let hour = 3_600_000;
    let log = EventLog::from_columns(
        &["ann", "ann", "ann", "bob", "bob", "cyd"],
        &["smell", "smell", "counter", "smell", "rain", "counter"],
        Some(&[0, hour, 3 * hour, 0, hour, 0]),
    )
    .unwrap();
    let follows = EventuallyFollows::of(&log, &FollowsOptions::default());
    let rework = Rework::of(&log, &ReworkOptions::default());
    let leg = |to: Option<&str>| {
        let to = to.map(str::to_owned);
        let options = CycleOptions {
            to: to.clone(),
            ..CycleOptions::default()
        };
        let times = CycleTimes::of(&log, &options).unwrap();
        Leg {
            from: None,
            to,
            times,
        }
    };
    let overlay = overlay(&journey, &log, &OverlayOptions::default());
    let known = Known {
        follows: Some(&follows),
        ..Known::new(&journey)
    };
    let of_all = words(&report_html(&known, &ReportOptions::default()));
    assert!(
        of_all.contains("Of all customers, those who met"),
        "{of_all}"
    );
    assert!(
        of_all.contains("A &lt;smell&gt;3 customers 33.3 %(6.1–79.2)1 of 3 33.3"),
        "{of_all}"
    );
    let legs = [leg(None), leg(Some("counter"))];
    let known = Known {
        overlay: Some(&overlay),
        rework: Some(&rework),
        legs: &legs,
        ..known
    };
    let page = report_html(&known, &ReportOptions::default());
    sound(&map_svg(&known, &MapOptions::default()), &page);
    let told = words(&page);
    // Two met it: one came again, one met the counter, one the rain.
    assert!(
        told.contains("A &lt;smell&gt;2 customers 50.0 %(9.5–90.5)1 of 2 50.0"),
        "{told}"
    );
    assert!(
        told.contains("first event → last event3 of 3 customers 3"),
        "{told}"
    );
    assert!(
        told.contains("first event → counter2 of 3 customers 2"),
        "{told}"
    );
    assert!(
        told.contains("A &lt;smell&gt; 2 1 h 3 min"),
        "the stay: {told}"
    );
    assert!(!page.contains("id=\"groups\""));
}

#[test]
fn the_report_compares_two_groups() {
    let journey = Journey::builder("bakery")
        .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").label("A <smell>")))
        .build()
        .unwrap();
    let page = |met: u32, all: u32| {
        let mut log = EventLogBuilder::with_segments(["on".to_owned()]);
        for customer in 0..all {
            let side = if customer < all / 2 { "<web>" } else { "app" };
            let met = if customer < met { "smell" } else { "rain" };
            let name = customer.to_string();
            log.push_with(&name, met, None, [side]).unwrap();
        }
        let split = Split::Segment {
            column: "on".to_owned(),
            first: "<web>".to_owned(),
            second: None,
        };
        let log = log.build();
        let comparison = compare_split(&log, &split, &LogComparisonOptions::default()).unwrap();
        let groups = Groups {
            first: "on <web>".to_owned(),
            second: "all others".to_owned(),
            comparison,
        };
        let known = Known {
            groups: Some(&groups),
            ..Known::new(&journey)
        };
        let page = report_html(&known, &ReportOptions::default());
        sound(&map_svg(&known, &MapOptions::default()), &page);
        words(&page)
    };
    let differ = page(50, 200);
    assert!(
        differ.contains("on &lt;web&gt; · 100 customers beside all others · 100 customers"),
        "{differ}"
    );
    assert!(differ.contains("meet A &lt;smell&gt; 50.0"), "{differ}");
    assert!(differ.contains("+50.0 points"), "{differ}");
    let alike = page(0, 200);
    assert!(alike.contains("Nothing was found in which"), "{alike}");
    assert!(!alike.contains("What they do differently"), "{alike}");
    let few = page(5, 20);
    assert!(few.contains("there are too few customers"), "{few}");
    assert!(!few.contains("Nothing was found in which"), "{few}");
}

#[test]
fn events_of_one_touchpoint_are_one_row() {
    let mut look = Touchpoint::new("look").label("Look");
    look.events = vec!["view".to_owned(), "zoom_*".to_owned()];
    let journey = Journey::builder("shop")
        .stage(Stage::new("find").touchpoint(look))
        .build()
        .unwrap();
    // What the map does not know may be called as what it knows.
    let log = EventLog::from_columns(
        &[1, 1, 1, 2, 2],
        &["zoom_in", "view", "Look", "view", "zoom_out"],
        None,
    )
    .unwrap();
    let page = |log: &EventLog| {
        let follows = EventuallyFollows::of(log, &FollowsOptions::default());
        let rework = Rework::of(log, &ReworkOptions::default());
        let variants = Variants::of(log, &VariantOptions::default());
        let steps = StepLinks::of(log, &StepOptions::default()).unwrap();
        let known = Known {
            follows: Some(&follows),
            rework: Some(&rework),
            variants: Some(&variants),
            steps: Some(&steps),
            ..Known::new(&journey)
        };
        report_html(&known, &ReportOptions::default())
    };
    let grouped = page(&group_events(&journey, &log));
    let told = words(&grouped);
    assert!(
        told.contains("First … then Look Look (unknown to the map) Look"),
        "{told}"
    );
    assert!(told.contains("Look2 customers 100.0"), "{told}");
    assert!(grouped.contains(
        "<i title=\"unknown to the map\"><bdi dir=\"auto\">Look (unknown to the map)</bdi></i>"
    ));
    // In a picture nothing else tells them apart.
    assert!(grouped.contains("<title>Look (unknown to the map): 1 customer,"));
    assert!(!told.contains("zoom"), "{told}");

    let told = words(&page(&log));
    for name in ["Look (zoom_in)", "Look (zoom_out)", "Look2 customers"] {
        assert!(told.contains(name), "{name}: {told}");
    }
}

#[test]
fn a_report_on_sessions_does_not_speak_of_customers() {
    let journey = Journey::builder("shop")
        .stage(Stage::new("find").touchpoint(Touchpoint::new("look").role(Role::Entry)))
        .stage(Stage::new("buy").touchpoint(Touchpoint::new("pay").role(Role::Goal)))
        .transition(Transition::new("look", "pay"))
        .build()
        .unwrap();
    let log = EventLog::from_columns(
        &[1, 1, 1, 1, 2, 2, 2, 2, 3],
        &[
            "look", "rain", "look", "pay", "look", "rain", "look", "pay", "look",
        ],
        Some(&[0, 1, 2, 3, 4, 5, 6, 7, 8].map(|it| it * 3_600_000)),
    )
    .unwrap();
    let page = |unit| page_of(&journey, &log, unit);
    let of_customers = page(LogUnit::Customers);
    assert!(of_customers.contains("3 customers"), "{of_customers}");
    // Attributes too, which are read aloud; what styles say is not.
    let told = page(LogUnit::Sessions).to_lowercase();
    let parts = told.split("<style>");
    let parts = parts.map(|it| it.split_once("</style>").map_or(it, |it| it.1));
    let mut told: String = parts.collect();
    assert!(told.contains("3 sessions"), "{told}");
    // The kind of document, where customers come in by design, and whose the sessions are.
    for allowed in [
        "customer journey",
        "customers come in",
        "the sessions of one customer are taken as independent: where few customers have many",
    ] {
        assert!(told.contains(allowed), "{allowed}");
        told = told.replace(allowed, "");
    }
    assert!(!told.contains("customer"), "{told}");
}

/// A report with everything that a log tells.
fn page_of(journey: &Journey, log: &EventLog, unit: LogUnit) -> String {
    let overlay = overlay(journey, log, &OverlayOptions::default());
    let funnel = stage_funnel(journey, log, &FunnelOptions::default()).unwrap();
    let rhythm = Rhythm::of(log, &RhythmOptions::default()).unwrap();
    let steps = StepLinks::of(log, &StepOptions::default()).unwrap();
    let variants = Variants::of(log, &VariantOptions::default());
    let rework = Rework::of(log, &ReworkOptions::default());
    let follows = EventuallyFollows::of(log, &FollowsOptions::default());
    let alignment = align(journey, log, &AlignOptions::default()).unwrap();
    let goals = log
        .touchpoints()
        .iter()
        .filter(|it| ["pay", "till"].contains(it));
    let options = LogComparisonOptions {
        goals: goals.map(str::to_owned).collect(),
        ways: 5,
        ..LogComparisonOptions::default()
    };
    let groups = Groups {
        first: "the first".to_owned(),
        second: "the second".to_owned(),
        comparison: compared(log, &options),
    };
    let discovery = discover(log, &DiscoverOptions::default()).unwrap();
    let pattern = SequencePattern::parse(". => \"*a*\"").unwrap();
    let patterns = [FoundPattern {
        name: "paid".to_owned(),
        pattern: pattern.to_string(),
        matches: PatternMatches::of(log, &pattern, &PatternOptions::default()).unwrap(),
    }];
    let times = CycleTimes::of(log, &CycleOptions::default()).unwrap();
    let legs = [Leg {
        from: None,
        to: None,
        times,
    }];
    let stays = Flow::of(&group_stages(journey, log), &FlowOptions::default());
    let stays: Vec<Stay> = stays.touchpoints.iter().map(Stay::from).collect();
    let known = Known {
        unit,
        overlay: Some(&overlay),
        funnel: Some(&funnel),
        rhythm: Some(&rhythm),
        steps: Some(&steps),
        variants: Some(&variants),
        rework: Some(&rework),
        follows: Some(&follows),
        alignment: Some(&alignment),
        groups: Some(&groups),
        discovery: Some(&discovery),
        patterns: &patterns,
        legs: &legs,
        stays: &stays,
        ..Known::new(journey)
    };
    let page = report_html(&known, &ReportOptions::default());
    sound(&map_svg(&known, &MapOptions::default()), &page);
    page
}

/// Those on the web beside the others, or all beside themselves.
fn compared(log: &EventLog, options: &LogComparisonOptions) -> LogComparison {
    if log.segments().is_empty() {
        return compare_logs(log, log, options).unwrap();
    }
    let split = Split::Segment {
        column: "on".to_owned(),
        first: "web".to_owned(),
        second: None,
    };
    compare_split(log, &split, options).unwrap()
}

/// Touchpoints of several events, goals, and two groups of customers who differ.
fn bakery_with_customers() -> (Journey, EventLog) {
    let mut smell = Touchpoint::new("smell")
        .label("A <smell>")
        .role(Role::Entry);
    smell.events = vec!["walk_by".to_owned(), "open_*".to_owned()];
    let journey = Journey::builder("bakery")
        .stage(Stage::new("find").touchpoint(smell))
        .stage(
            Stage::new("buy")
                .touchpoint(Touchpoint::new("queue"))
                .touchpoint(Touchpoint::new("till").role(Role::Goal)),
        )
        .chain(["smell", "queue", "till"])
        .build()
        .unwrap();
    let mut log = EventLogBuilder::with_segments(["on".to_owned()]);
    for customer in 0..120_i64 {
        let (side, way): (_, &[&str]) = match customer % 4 {
            0 | 1 if customer < 60 => ("web", &["walk_by", "queue", "till"]),
            2 if customer < 60 => ("web", &["open_door", "queue", "queue", "till"]),
            _ if customer < 60 => ("web", &["walk_by", "rain"]),
            0 => ("app", &["open_app", "till"]),
            1 => ("app", &["walk_by", "queue", "till"]),
            _ => ("app", &["open_app", "rain", "queue"]),
        };
        for (event, at) in way.iter().zip(0_i64..) {
            let time = customer * 7_200_000 + at * 60_000 * (1 + customer % 5);
            log.push_with(&customer.to_string(), event, Some(time), [side])
                .unwrap();
        }
    }
    (journey, log.build())
}

/// The sections on what customers did, as they are. Pictures have snapshots of their own.
#[test]
fn sections_on_behaviour_are_written_as_they_were() {
    let (journey, log) = bakery_with_customers();
    let log = group_events(&journey, &log);
    let page = page_of(&journey, &log, LogUnit::Customers);
    for id in ["follows", "times", "discovered", "patterns", "groups"] {
        let (_, section) = page.split_once(&format!("<section id=\"{id}\"")).unwrap();
        let (section, _) = section.split_once("</section>").unwrap();
        let mut lines = String::new();
        for (place, part) in section.split("<svg").enumerate() {
            let text = if place > 0 {
                part.split_once("</svg>").unwrap().1
            } else {
                part
            };
            lines.push_str(text);
        }
        insta::assert_snapshot!(format!("report_{id}"), lines.replace("><", ">\n<"));
    }
}

#[test]
fn the_map_that_events_suggest_stands_beside_the_designed_one() {
    let (journey, log) = bakery_with_customers();
    let log = group_events(&journey, &log);
    let page = page_of(&journey, &log, LogUnit::Customers);
    let (_, section) = page.split_once("<section id=\"discovered\"").unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    let told = words(section);
    assert!(
        told.contains("6 links, 2 of them on the designed map too."),
        "{told}"
    );
    assert!(!told.contains("Touchpoints left out"), "{told}");
    assert!(!told.contains("listed below"), "{told}");
    // Nobody expects these links, and nothing says what their shares rest on.
    let (_, map) = section.split_once("<svg").unwrap();
    let map = words(map);
    assert!(
        map.contains("Journey map: The map that the events suggest"),
        "{map}"
    );
    assert!(map.contains("A &lt;smell&gt; → queue"), "{map}");
    assert!(!map.contains("expected") && !map.contains('%'), "{map}");
    let options = DiscoverOptions {
        min_share: 0.5,
        min_link_share: 0.5,
        ..DiscoverOptions::default()
    };
    let discovery = discover(&log, &options).unwrap();
    let known = Known {
        discovery: Some(&discovery),
        ..Known::new(&journey)
    };
    let page = report_html(&known, &ReportOptions::default());
    sound(&map_svg(&known, &MapOptions::default()), &page);
    let told = words(&page);
    assert!(told.contains("Touchpoints left out: 1"), "{told}");
    assert!(told.contains("rain 45 45 too few came"), "{told}");
    assert!(told.contains("It is listed below."), "{told}");
    assert!(page.contains("cesta-discovered-title"));

    // What is handed back may be of no map that holds: all but the picture is told.
    let mut broken = discovery.clone();
    broken
        .journey
        .stages
        .push(discovery.journey.stages[0].clone());
    let known = Known {
        discovery: Some(&broken),
        ..Known::new(&journey)
    };
    let page = report_html(&known, &ReportOptions::default());
    let told = words(&page);
    assert!(told.contains("It is not drawn"), "{told}");
    assert!(told.contains("rain 45 45 too few came"), "{told}");
    assert!(!page.contains("cesta-discovered-title"));
}

#[test]
fn whole_ways_are_named_and_those_left_out_are_counted() {
    let journey = Journey::builder("letters")
        .stage(Stage::new("all").touchpoint(Touchpoint::new("a").label("Alpha")))
        .build()
        .unwrap();
    let log = |ways: &[(&str, u32)]| {
        let mut log = EventLogBuilder::new();
        for (way, customers) in ways {
            for customer in 0..*customers {
                for event in way.chars() {
                    let name = format!("{way} {customer}");
                    log.push(&name, &event.to_string(), None).unwrap();
                }
            }
        }
        log.build()
    };
    let first = log(&[("abcdefg", 40), ("x", 2), ("y", 2)]);
    let second = log(&[("abcdefh", 40)]);
    let options = LogComparisonOptions {
        ways: 2,
        ..LogComparisonOptions::default()
    };
    let groups = Groups {
        first: "these".to_owned(),
        second: "those".to_owned(),
        comparison: compare_logs(&first, &second, &options).unwrap(),
    };
    let known = Known {
        groups: Some(&groups),
        ..Known::new(&journey)
    };
    let told = words(&report_html(&known, &ReportOptions::default()));
    for way in ["g", "h"] {
        let way = format!("go exactly Alpha → b → c → d → e → f → {way} ");
        assert!(told.contains(&way), "{told}");
    }
    assert!(
        told.contains("2 more of the ways that several share, beyond the limit"),
        "{told}"
    );
}

#[test]
fn patterns_are_told_with_what_they_name_in_vain() {
    let (journey, log) = bakery_with_customers();
    let found = |name: &str, pattern: &str| {
        let parsed = SequencePattern::parse(pattern).unwrap();
        FoundPattern {
            name: name.to_owned(),
            pattern: pattern.to_owned(),
            matches: PatternMatches::of(&log, &parsed, &PatternOptions::default()).unwrap(),
        }
    };
    let patterns = [
        found("<bought>", "queue => till"),
        found("\"open_*\" => \"x*\"", "\"open_*\" => \"x*\""),
    ];
    let known = Known {
        patterns: &patterns,
        ..Known::new(&journey)
    };
    let page = report_html(&known, &ReportOptions::default());
    sound(&map_svg(&known, &MapOptions::default()), &page);
    let told = words(&page);
    assert!(told.contains("&lt;bought&gt;queue =&gt; till"), "{told}");
    assert!(told.contains("50.0 %(41.2–58.8)60 of 120 60"), "{told}");
    assert!(told.contains("no touchpoint is called x*"), "{told}");
    assert!(
        told.contains("0.0 %(0.0–3.1)0 of 120 0 –it was not met"),
        "{told}"
    );
}

#[test]
fn pictures_say_whose_ways_and_whose_links_they_show() {
    let log = EventLog::from_columns(&[1, 2, 2], &["look", "look", "buy"], None).unwrap();
    let one = Variants::of(
        &log,
        &VariantOptions {
            limit: 1,
            ..VariantOptions::default()
        },
    );
    let told = |unit| {
        let picture = VariantPicture {
            unit,
            ..VariantPicture::default()
        };
        words(&variants_svg(&one, &picture))
    };
    assert!(told(LogUnit::Customers).contains("not listed: 1 customer"));
    let sessions = told(LogUnit::Sessions);
    assert!(sessions.contains("not listed: 1 session"), "{sessions}");
    assert!(!sessions.contains("1 customer"), "{sessions}");

    let journey = Journey::builder("shop")
        .stage(Stage::new("s").touchpoint(Touchpoint::new("look").role(Role::Entry)))
        .stage(Stage::new("t").touchpoint(Touchpoint::new("buy").role(Role::Goal)))
        .build()
        .unwrap();
    let overlay = overlay(&journey, &log, &OverlayOptions::default());
    for known in [
        Known::new(&journey),
        Known {
            overlay: Some(&overlay),
            ..Known::new(&journey)
        },
    ] {
        for (origin, is_designed) in [(MapOrigin::Designed, true), (MapOrigin::Discovered, false)] {
            let options = MapOptions {
                origin,
                ..MapOptions::default()
            };
            let drawn = map_svg(&known, &options);
            let is_numbered = drawn.contains(r#"y="18">1<tspan"#);
            assert_eq!(is_numbered, is_designed, "{drawn}");
            let legend = words(&drawn);
            assert_eq!(legend.contains("designed"), is_designed, "{legend}");
        }
    }
}
