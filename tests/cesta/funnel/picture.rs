//! The picture of a funnel, alone and in the report.

use cesta::{
    flow::funnel::{Breakdown, Funnel, FunnelOptions, FunnelStep, stage_funnel},
    journey::{
        Journey,
        spec::{Stage, Touchpoint},
    },
    log::{EventLog, EventLogBuilder},
    render::{FunnelPicture, Heading, Known, ReportOptions, funnel_svg, report_html},
};

/// Customers of two platforms, of whom fewer and fewer go on.
fn log() -> EventLog {
    let mut builder = EventLogBuilder::with_segments(["platform"]);
    for number in 0..120_u32 {
        let customer = number.to_string();
        let platform = if number % 3 == 0 { "desk" } else { "<b>phone" };
        let mut push = |touchpoint, time| {
            builder
                .push_with(&customer, touchpoint, Some(time), [platform])
                .unwrap();
        };
        push("look", 0);
        if number % 2 == 0 {
            push("wish", 60_000);
        }
        if number % 4 != 1 {
            push("cart", 3_600_000);
        }
        if number % 5 < 3 && number % 4 != 1 {
            push("buy", 90_000_000);
        }
        if number > 110 {
            push("look", 172_800_000);
        }
    }
    builder.build()
}

fn funnel() -> Funnel {
    let mut steps = ["look", "wish", "cart", "buy"]
        .map(|it| FunnelStep::new(it, [it]))
        .to_vec();
    steps[1].optional = true;
    let options = FunnelOptions {
        steps,
        window: Some(86_400_000.0 * 1.5),
        by: Some(Breakdown::new("platform")),
        ..FunnelOptions::default()
    };
    Funnel::of(&log(), &options).unwrap()
}

#[test]
fn a_funnel_is_drawn_with_its_numbers() {
    let svg = funnel_svg(&funnel(), &FunnelPicture::default());
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts = |name| {
        let found = document
            .descendants()
            .filter(move |it| it.has_tag_name(name));
        found.filter_map(|it| it.text()).collect::<Vec<_>>()
    };
    let titles = texts("title");
    // One for the picture, each step and each segment.
    assert_eq!(titles.len(), 1 + 4 + 2);
    assert!(titles[4].starts_with("buy: "), "{titles:?}");
    // Markup in a value is shown, not obeyed.
    assert!(titles[5].starts_with("<b>phone: "), "{titles:?}");
    insta::assert_snapshot!("funnel.svg", svg);

    let picture = FunnelPicture {
        title: Some("T".to_owned()),
        heading: Heading::Hidden,
        id_prefix: "a b<".to_owned(),
        ..FunnelPicture::default()
    };
    let hidden = funnel_svg(&funnel(), &picture);
    assert!(hidden.contains("id=\"ab-title\">T<") && !hidden.contains("class=\"title"));
}

#[test]
fn a_funnel_of_nobody_is_drawn_too() {
    let options = FunnelOptions {
        steps: vec![FunnelStep::new("a", ["a"]), FunnelStep::new("b", ["b"])],
        ..FunnelOptions::default()
    };
    let nobody = Funnel::of(&EventLogBuilder::new().build(), &options).unwrap();
    let svg = funnel_svg(&nobody, &FunnelPicture::default());
    assert!(svg.contains("a: 0 of 0 customers") && !svg.contains("NaN"));
}

#[test]
fn the_report_has_the_funnel_of_the_stages() {
    let journey = Journey::builder("shop")
        .stage(Stage::new("find").touchpoint(Touchpoint::new("look")))
        .stage(Stage::new("get").touchpoint(Touchpoint::new("buy")))
        .build()
        .unwrap();
    let funnel = stage_funnel(&journey, &log(), &FunnelOptions::default()).unwrap();
    let names: Vec<&str> = funnel.steps.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["find", "get"]);
    let known = Known {
        funnel: Some(&funnel),
        ..Known::new(&journey)
    };
    let page = report_html(&known, &ReportOptions::default());
    assert!(page.contains("<section id=\"funnel\"") && page.contains("go on"));
    let without = report_html(&Known::new(&journey), &ReportOptions::default());
    assert!(!without.contains("id=\"funnel\""));
}
