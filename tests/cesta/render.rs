//! Pictures and reports: inert, well-formed, the same every time, and true to their input.

mod behaviour;

use std::collections::BTreeSet;

use cesta::{
    flow::{Overlay, OverlayOptions, overlay},
    gap::{GapOptions, GapReport, Observed, check, rules},
    journey::{
        Journey, Measure,
        spec::{
            self, Action, Channel, Contact, Goal, Hours, Level, MomentOfTruth, Note, NoteState,
            PainPoint, Persona, Phase, Role, Stage, Touchpoint, Transition, TransitionKind,
        },
    },
    log::EventLog,
    render::{Heading, Known, MapOptions, PassedOver, ReportOptions, map_svg, report_html},
    satisfaction::{Satisfaction, Score, Scores, SegmentScores},
    stats::{Interval, IntervalMethod},
};

/// A bakery with something of everything.
fn bakery() -> spec::Journey {
    let mut till = Touchpoint::new("till").role(Role::Goal).emotion(1);
    till.moment_of_truth = Some(MomentOfTruth::Smot);
    let mut queue = Touchpoint::new("queue")
        .label("Waiting in the queue")
        .channel("store")
        .emotion(-1)
        .owner("Ann");
    queue.pain_points = vec![PainPoint::new("wait", "ten minutes at eight")];
    queue.expectations = vec![spec::Expectation {
        measure: "csat".into(),
        value: 70.0,
        evidence: Vec::new(),
    }];
    queue.availability = vec![Hours {
        days: Vec::new(),
        from: "06:00".into(),
        to: "12:00".into(),
    }];
    let mut tip = Touchpoint::new("tip").label("A neighbour's tip");
    tip.contact = Contact::Indirect;
    let mut hurry = Action::new("second-till", "Open a second till");
    hurry.pain_points = vec!["wait".into()];
    hurry.owner = Some("Ann".into());
    hurry.due = Some("2026-12-01".into());
    let mut sell = Goal::new("sell");
    sell.touchpoints = vec!["till".into()];
    sell.target = Some(80.0);
    sell.unit = Some("%".into());
    let mut journey = Journey::builder("bakery")
        .stage(
            Stage::new("find")
                .phase(Phase::Before)
                .touchpoint(Touchpoint::new("smell").role(Role::Entry).emotion(2))
                .touchpoint(tip),
        )
        .stage(
            Stage::new("buy")
                .phase(Phase::During)
                .touchpoint(queue)
                .touchpoint(till),
        )
        .transition(Transition::new("smell", "queue"))
        .transition(Transition::new("tip", "queue"))
        .transition(Transition::new("queue", "till"))
        .transition(Transition::new("queue", "smell").kind(TransitionKind::Back))
        .persona(Persona::new("early-bird"))
        .goal(sell)
        .action(hurry);
    journey.notes = vec![Note {
        text: "Do we bake too late?".into(),
        author: Some("Bob".into()),
        date: Some("2026-11-01".into()),
        state: NoteState::Open,
    }];
    journey.channels = vec![Channel::new("store")];
    journey
}

fn observed(journey: &Journey) -> Overlay {
    let customers = ["ann", "ann", "ann", "bob", "bob", "cid", "cid", "dan"];
    let events = [
        "smell", "queue", "till", "smell", "till", "tip", "rain", "smell",
    ];
    let times: Vec<i64> = (0..8).map(|minute| minute * 60_000).collect();
    let log = EventLog::from_columns(&customers, &events, Some(&times)).unwrap();
    overlay(journey, &log, &OverlayOptions::default())
}

fn score(value: Option<f64>, n: u32) -> Score {
    Score {
        measure: "csat".into(),
        value,
        n,
        respondents: n,
        missing: 2,
        interval: value.map(|value| Interval {
            low: (value - 10.0).max(0.0),
            high: (value + 10.0).min(100.0),
            confidence: 0.95,
            method: IntervalMethod::Wilson,
        }),
    }
}

fn answered() -> Satisfaction {
    let touchpoints = vec![
        Scores {
            id: "queue".into(),
            scores: vec![score(Some(45.0), 40)],
        },
        Scores {
            id: "till".into(),
            scores: vec![score(None, 0)],
        },
    ];
    Satisfaction {
        respondents: 42,
        overall: vec![score(Some(80.0), 12)],
        touchpoints: touchpoints.clone(),
        segments: vec![SegmentScores {
            column: "age".into(),
            segment: "<30".into(),
            respondents: 12,
            overall: Vec::new(),
            touchpoints,
        }],
        ..Satisfaction::default()
    }
}

/// A picture and a page of a journey with everything that can be known about it.
fn everything(journey: &Journey) -> (String, String) {
    let overlay = observed(journey);
    let satisfaction = answered();
    let seen = Observed {
        overlay: Some(&overlay),
        satisfaction: Some(&satisfaction),
    };
    let gaps = check(journey, &seen, &GapOptions::default()).unwrap();
    let known = Known {
        overlay: Some(&overlay),
        satisfaction: Some(&satisfaction),
        gaps: Some(&gaps),
        ..Known::new(journey)
    };
    let dated = ReportOptions {
        date: Some("21 November 2026".to_owned()),
        ..ReportOptions::default()
    };
    (
        map_svg(&known, &MapOptions::default()),
        report_html(&known, &dated),
    )
}

/// A page with nothing chosen.
fn bare(known: &Known<'_>) -> String {
    report_html(known, &ReportOptions::default())
}

/// A check of a journey that finds nothing, since it may not.
fn no_gaps(journey: &Journey) -> GapReport {
    let levels = rules().map(|rule| (rule.id.to_owned(), Level::Allow));
    let options = GapOptions {
        levels: levels.collect(),
        ..GapOptions::default()
    };
    check(journey, &Observed::default(), &options).unwrap()
}

/// Whatever is drawn must hold: well-formed, inert, self-contained, without broken numbers.
fn sound(svg: &str, page: &str) {
    let tree = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let root = tree.root_element();
    assert_eq!(
        root.tag_name().namespace(),
        Some("http://www.w3.org/2000/svg")
    );
    assert_eq!(root.attribute("role"), Some("img"));
    let drawn = [
        "svg", "g", "path", "rect", "circle", "text", "tspan", "title", "desc", "style", "clipPath",
    ];
    let mut ids = BTreeSet::new();
    for node in tree.descendants().filter(roxmltree::Node::is_element) {
        assert!(
            drawn.contains(&node.tag_name().name()),
            "{:?}",
            node.tag_name()
        );
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on") && !name.contains("href"), "{name}");
            assert!(
                !value.contains("NaN") && !value.contains("inf"),
                "{name}={value}"
            );
            if name == "id" {
                assert!(value.starts_with("cesta-") && ids.insert(value), "{value}");
            }
        }
    }
    // The page holds the picture too, and no element that could run or load anything.
    for tag in [
        "script",
        "iframe",
        "object",
        "embed",
        "link",
        "img",
        "base",
        "form",
        "foreignObject",
    ] {
        assert!(!page.contains(&format!("<{tag}")), "{tag}");
    }
    for text in [svg, page] {
        let elsewhere = text.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        let tags = elsewhere
            .split('<')
            .skip(1)
            .map(|it| it.split('>').next().unwrap());
        // Titles and labels are read aloud; they load nothing.
        let silent = ["title", "style", "div class=\"scroll\" role=\"region\""];
        for tag in tags.filter(|it| !silent.iter().any(|tag| it.starts_with(tag))) {
            assert!(
                !tag.contains("http:") && !tag.contains("https:") && !tag.contains("url(h"),
                "{tag}"
            );
        }
        assert!(!text.chars().any(|it| it.is_control() && it != '\n'
            || ('\u{202a}'..='\u{202e}').contains(&it)
            || ('\u{2066}'..='\u{2069}').contains(&it)
            || matches!(it, '\u{fffe}' | '\u{ffff}')));
    }
    assert!(page.starts_with("<!DOCTYPE html><html"));
}

#[test]
fn a_small_map_is_drawn_as_it_was() {
    let journey = bakery().build().unwrap();
    let svg = map_svg(&Known::new(&journey), &MapOptions::default());
    let (before, after) = svg.split_once("<style>").unwrap();
    let after = after.split_once("</style>").unwrap().1;
    let lines = format!("{before}{after}").replace("><", ">\n<");
    insta::assert_snapshot!("bakery_map", lines);
}

#[test]
fn a_map_of_one_stage_has_room_for_its_legend() {
    let journey = Journey::builder("short")
        .stage(Stage::new("all").touchpoint(Touchpoint::new("till").role(Role::Goal)))
        .build()
        .unwrap();
    let svg = map_svg(&Known::new(&journey), &MapOptions::default());
    assert!(svg.contains("viewBox=\"0 0 560 "), "{svg}");
}

#[test]
fn everything_known_is_sound_and_the_same_every_time() {
    let journey = bakery().build().unwrap();
    let (svg, page) = everything(&journey);
    sound(&svg, &page);
    assert_eq!((svg, page), everything(&bakery().build().unwrap()));
}

#[test]
fn the_report_says_what_was_observed() {
    let (_, page) = everything(&bakery().build().unwrap());
    let text = words(&page);
    for expected in [
        "4 customers",
        "8 events",
        "42 respondents",
        "50.0 %",
        "2 of 4 customers",
        "rain",
        "Smell → Till",
        "Waiting in the queue",
        "45.0 %",
        "few answers",
        "Open a second till",
        "due 2026-12-01",
        "Do we bake too late?",
        "80 %",
        "ten minutes at eight",
    ] {
        let expected = expected.to_lowercase();
        assert!(
            text.to_lowercase().contains(&expected),
            "{expected}\n{text}"
        );
    }
}

/// A page's text, without its markup and styles.
fn words(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<').skip(1) {
        let (tag, words) = part.split_once('>').unwrap();
        if !tag.starts_with("style") {
            text.push_str(words);
        }
        if !["bdi", "/bdi", "b", "/b", "span", "/span"].contains(&tag.split(' ').next().unwrap()) {
            text.push(' ');
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_was_not_looked_at_is_said() {
    let journey = bakery().build().unwrap();
    let page = words(&bare(&Known::new(&journey)));
    for expected in [
        "No events were given",
        "No answers were given",
        "Gaps were not looked for",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    let no_gaps = no_gaps(&journey);
    let none = Known {
        gaps: Some(&no_gaps),
        ..Known::new(&journey)
    };
    assert!(words(&bare(&none)).contains("No gaps were found"));
}

#[test]
fn what_was_passed_over_is_said() {
    let journey = bakery().build().unwrap();
    let page = |rows, cells| {
        let known = Known {
            passed_over: PassedOver { rows, cells },
            ..Known::new(&journey)
        };
        words(&bare(&known))
    };
    assert!(page(1_200, 1).contains("numbers: 1,200 rows of the events, 1 cell of the survey."));
    assert!(page(0, 2).contains("numbers: 2 cells of the survey."));
    assert!(!page(0, 0).contains("Passed over"));
}

/// Options come from other languages: a slip of the pen is told.
#[test]
fn options_are_read_from_json() {
    let options: MapOptions =
        serde_json::from_str(r#"{"undesignedLinks": 2, "heading": "hidden", "language": "en"}"#)
            .unwrap();
    let expected = MapOptions {
        undesigned_links: 2,
        heading: Heading::Hidden,
        ..MapOptions::default()
    };
    assert_eq!(options, expected);
    let slip = serde_json::from_str::<ReportOptions>(r#"{"tilte": "x"}"#).unwrap_err();
    assert!(slip.to_string().contains("unknown field `tilte`"), "{slip}");
}

#[test]
fn every_table_and_section_can_be_found_by_a_screen_reader() {
    let (_, page) = everything(&bakery().build().unwrap());
    let count = |what: &str| page.matches(what).count();
    assert!(count("<table") > 8);
    assert_eq!(count("<table"), count("<caption>"));
    assert_eq!(count("<h1>"), 1);
    assert_eq!(count("<section id="), count("<h2 id="));
    assert_eq!(count("<main"), 1);
    assert!(page.contains("<html class=\"cesta\" lang=\"en\">"));
    assert!(!page.contains("<th>"), "a header cell without a scope");
    let levels: Vec<u32> = page
        .split("<h")
        .filter_map(|part| part.chars().next()?.to_digit(10))
        .collect();
    assert!(
        levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
        "{levels:?}"
    );
}

#[test]
fn hostile_texts_come_out_inert() {
    let family = "👩‍👩‍👧‍👦".repeat(200);
    let long = "x".repeat(64 * 1024);
    let piled = format!("a{}", "\u{301}".repeat(2000));
    let texts = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "]]></style><script>1</script>",
        "javascript:alert(1)",
        "url(http://evil.example/x)",
        "&lt;&amp;&#60;{}\\",
        "a\u{0}b\u{7}c\u{1b}[31m\u{7f}\u{85}\u{9f}\u{fffe}\u{ffff}",
        "\u{202e}txet desrever\u{202c}\u{2066}\u{2069}",
        "مرحبا بالعالم (1) שלום",
        "line\r\nbreak\ttab\u{2028}",
        &family,
        &long,
        &piled,
        "",
        " ",
    ];
    for text in texts {
        let mut journey = bakery();
        journey.label = Some(text.into());
        journey.description = Some(text.into());
        journey.kind = Some(text.into());
        journey.revision = Some(text.into());
        journey.owner = Some(text.into());
        journey.notes[0].text = text.into();
        journey.notes[0].author = Some(text.into());
        journey.channels[0].label = Some(text.into());
        journey.channels[0].icon = Some(text.into());
        journey.personas[0].label = Some(text.into());
        journey.personas[0].icon = Some(text.into());
        journey.personas[0].description = Some(text.into());
        journey.goals[0].label = Some(text.into());
        journey.goals[0].unit = Some(text.into());
        journey.goals[0].measure = Some(text.into());
        journey.actions[0].label = text.into();
        journey.actions[0].owner = Some(text.into());
        for measure in Measure::built_in() {
            journey.measures.retain(|it| it.id != measure.id);
            journey.measures.push(Measure {
                label: Some(text.into()),
                ..measure
            });
        }
        for stage in &mut journey.stages {
            stage.label = Some(text.into());
            for touchpoint in &mut stage.touchpoints {
                touchpoint.label = Some(text.into());
                touchpoint.description = Some(text.into());
                touchpoint.icon = Some(text.into());
                touchpoint.owner = Some(text.into());
                for pain in &mut touchpoint.pain_points {
                    pain.label = text.into();
                }
            }
        }
        let Ok(journey) = journey.build() else {
            continue;
        };
        let (svg, page) = everything(&journey);
        sound(&svg, &page);
        let known = Known::new(&journey);
        let report = ReportOptions {
            title: Some(text.into()),
            date: Some(text.into()),
            ..ReportOptions::default()
        };
        let map = MapOptions {
            title: Some(text.into()),
            id_prefix: format!("cesta-{text}"),
            ..MapOptions::default()
        };
        if text.len() < 100 {
            sound(&map_svg(&known, &map), &report_html(&known, &report));
        }
    }
}

#[test]
fn an_empty_map_is_drawn() {
    let journey = Journey::builder("nothing").build().unwrap();
    let known = Known::new(&journey);
    let options = MapOptions {
        heading: Heading::Hidden,
        ..MapOptions::default()
    };
    sound(&map_svg(&known, &options), &bare(&known));
    let log = EventLog::from_columns(&["ann"], &["rain"], None).unwrap();
    let overlay = overlay(&journey, &log, &OverlayOptions::default());
    let satisfaction = Satisfaction::default();
    let no_gaps = no_gaps(&journey);
    let known = Known {
        overlay: Some(&overlay),
        satisfaction: Some(&satisfaction),
        gaps: Some(&no_gaps),
        ..known
    };
    sound(&map_svg(&known, &options), &bare(&known));
}

#[test]
fn ten_thousand_touchpoints_are_drawn() {
    let mut journey = Journey::builder("long");
    for stage in 0..5 {
        let touchpoints = (0..2000).map(|it| Touchpoint::new(format!("t{stage}-{it}")));
        journey = journey.stage(Stage {
            touchpoints: touchpoints.collect(),
            ..Stage::new(format!("s{stage}"))
        });
    }
    let journey = journey.build().unwrap();
    let svg = map_svg(&Known::new(&journey), &MapOptions::default());
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let cards = tree
        .descendants()
        .filter(|node| node.tag_name().name() == "rect" && node.attribute("class") == Some("card"));
    assert_eq!(cards.count(), 10_000);
    // Linear, that is: as large for each touchpoint as on a small map.
    assert!(svg.len() < 10_000 * 1_200, "{}", svg.len());
}

#[test]
fn links_the_map_lacks_are_capped_out_loud() {
    let ids: Vec<String> = (0..10).map(|it| format!("t{it}")).collect();
    let stage = Stage {
        touchpoints: ids.iter().map(|id| Touchpoint::new(id.as_str())).collect(),
        ..Stage::new("only")
    };
    let mut journey = Journey::builder("all").stage(stage);
    journey.transitions = Some(Vec::new());
    let journey = journey.build().unwrap();
    let events: Vec<&str> = ids.iter().map(String::as_str).collect();
    let log = EventLog::from_columns(&["ann"; 10], &*events, None).unwrap();
    let overlay = overlay(&journey, &log, &OverlayOptions::default());
    let known = Known {
        overlay: Some(&overlay),
        ..Known::new(&journey)
    };
    let drawn = |undesigned_links| {
        let options = MapOptions {
            undesigned_links,
            ..MapOptions::default()
        };
        map_svg(&known, &options)
    };
    assert!(drawn(3).contains("the strongest 3, 6 more in the tables"));
    assert!(!drawn(9).contains("more in the tables"));
    assert_eq!(
        drawn(9).matches("class=\"core\"").count(),
        10,
        "nine and the legend's"
    );
}

#[test]
fn cards_do_not_overlap() {
    let (svg, _) = everything(&bakery().build().unwrap());
    let tree = roxmltree::Document::parse(&svg).unwrap();
    let mut corners = Vec::new();
    for node in tree.descendants() {
        let is_card = node
            .attribute("class")
            .is_some_and(|it| it.starts_with("card"));
        let place = node.parent().and_then(|it| it.attribute("transform"));
        if let (true, Some(place), Some(_)) = (is_card, place, node.attribute("rx")) {
            let numbers: Vec<f64> = place
                .trim_start_matches("translate(")
                .trim_end_matches(')')
                .split(' ')
                .map(|it| it.parse().unwrap())
                .collect();
            let size = |name| node.attribute(name).unwrap().parse::<f64>().unwrap();
            if size("width") > 100.0 {
                corners.push((numbers[0], numbers[1], size("width"), size("height")));
            }
        }
    }
    assert_eq!(corners.len(), 4);
    for (index, a) in corners.iter().enumerate() {
        for b in &corners[index + 1..] {
            let apart =
                a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1;
            assert!(apart, "{a:?} {b:?}");
        }
    }
}

/// What of it has names of the log is called as the map calls it.
/// No heading over nothing: a map that has only touchpoints has two sections.
#[test]
fn a_section_that_would_say_nothing_is_not_there() {
    let journey = Journey::builder("bakery")
        .stage(Stage::new("find").touchpoint(Touchpoint::new("smell")))
        .build()
        .unwrap();
    let page = report_html(&Known::new(&journey), &ReportOptions::default());
    let sections: Vec<&str> = page
        .split("<section id=\"")
        .skip(1)
        .map(|it| it.split('"').next().unwrap())
        .collect();
    assert_eq!(sections, ["map", "touchpoints"]);
}
