//! Step by step: against the definition, customer by customer, and against numbers by hand.

use std::collections::BTreeMap;

use cesta::{
    flow::{
        SumError,
        steps::{
            Anchor, CountedFrom, StepDifference, StepError, StepLinks, StepMatrix, StepOptions,
            StepPlace, StepSum,
        },
    },
    log::EventLog,
};
use proptest::prelude::*;

/// A log from sequences, one a customer, written without gaps: `abc`.
fn log(sequences: &[&str]) -> EventLog {
    let mut customers = Vec::new();
    let mut touchpoints = Vec::new();
    for (customer, sequence) in sequences.iter().enumerate() {
        for touchpoint in sequence.chars() {
            customers.push(format!("c{customer}"));
            touchpoints.push(touchpoint.to_string());
        }
    }
    let customers: Vec<&str> = customers.iter().map(String::as_str).collect();
    let touchpoints: Vec<&str> = touchpoints.iter().map(String::as_str).collect();
    EventLog::from_columns(&customers[..], &touchpoints[..], None).unwrap()
}

fn steps(max_steps: u32) -> StepOptions {
    StepOptions {
        max_steps,
        ..StepOptions::default()
    }
}

fn around(anchor: Anchor, before: u32, max_steps: u32) -> StepOptions {
    StepOptions {
        anchor: Some(anchor),
        before,
        ..steps(max_steps)
    }
}

/// A row as `name: customers by step`.
fn told(matrix: &StepMatrix) -> Vec<String> {
    let row =
        |row: &cesta::flow::steps::StepRow| format!("{}: {:?}", called(&row.place), row.customers);
    matrix.rows.iter().map(row).collect()
}

fn called(place: &StepPlace) -> String {
    match place {
        StepPlace::Start => "start".to_owned(),
        StepPlace::Touchpoint { touchpoint } => touchpoint.clone(),
        StepPlace::Other => "other".to_owned(),
        StepPlace::End => "end".to_owned(),
    }
}

fn links(it: &StepLinks) -> Vec<String> {
    let links = it.links.iter();
    links
        .map(|it| {
            format!(
                "{} {}>{} {}",
                it.step,
                called(&it.from),
                called(&it.to),
                it.customers
            )
        })
        .collect()
}

#[test]
fn the_matrix_says_where_customers_are() {
    let log = log(&["abc", "ab", "aab", "b"]);
    let it = StepMatrix::of(&log, &steps(4)).unwrap();
    assert_eq!((it.customers, it.n, it.unanchored), (4, 4, 0));
    assert_eq!(it.steps, [1, 2, 3, 4]);
    assert_eq!(
        told(&it),
        [
            "a: [3, 1, 0, 0]",
            "b: [1, 2, 1, 0]",
            "c: [0, 0, 1, 0]",
            "end: [0, 1, 2, 4]"
        ]
    );
    assert_eq!(
        it.row("a").unwrap().shares,
        [Some(0.75), Some(0.25), Some(0.0), Some(0.0)]
    );
    assert_eq!(it.row("b").unwrap().reached, Some(vec![1, 3, 4, 4]));
    assert_eq!(it.row("a").unwrap().reached, Some(vec![3, 3, 3, 3]));
    assert_eq!(it.rows.last().unwrap().reached, None);
    assert_eq!((it.coverage, it.others), (Some(1.0), 0));
}

#[test]
fn steps_are_counted_around_an_event() {
    let log = log(&["axbx", "xc", "aaaxbc", "ab"]);
    let it = StepMatrix::of(&log, &around(Anchor::first("x"), 2, 1)).unwrap();
    assert_eq!((it.customers, it.n, it.unanchored), (4, 3, 1));
    assert_eq!(it.steps, [-2, -1, 0, 1]);
    assert_eq!(
        told(&it),
        [
            "start: [2, 1, 0, 0]",
            "a: [1, 2, 0, 0]",
            "x: [0, 0, 3, 0]",
            "b: [0, 0, 0, 2]",
            "c: [0, 0, 0, 1]"
        ]
    );
    let it = StepMatrix::of(&log, &around(Anchor::last("x"), 1, 1)).unwrap();
    assert_eq!(it.n, 3);
    assert_eq!(
        told(&it),
        [
            "start: [1, 0, 0]",
            "x: [0, 3, 0]",
            "b: [1, 0, 1]",
            "a: [1, 0, 0]",
            "c: [0, 0, 1]",
            "end: [0, 0, 1]"
        ]
    );
    let second = StepMatrix::of(&log, &around(Anchor::nth("x", 2), 0, 0)).unwrap();
    assert_eq!((second.n, second.unanchored, second.steps.len()), (1, 3, 1));
    let before_last = Anchor {
        occurrence: 2,
        counted_from: CountedFrom::Last,
        ..Anchor::first("x")
    };
    let it = StepMatrix::of(&log, &around(before_last, 0, 1)).unwrap();
    assert_eq!(told(&it), ["b: [0, 1]", "x: [1, 0]"]);
}

#[test]
fn links_lead_from_step_to_step() {
    let log = log(&["abc", "ab", "aab", "b", "dc"]);
    let options = StepOptions { top: 2, ..steps(3) };
    let it = StepLinks::of(&log, &options).unwrap();
    let nodes: Vec<String> = it
        .nodes
        .iter()
        .map(|it| {
            format!(
                "{} {} {} {}",
                it.step,
                called(&it.place),
                it.customers,
                it.touchpoints
            )
        })
        .collect();
    assert_eq!(
        nodes,
        [
            "1 a 3 1",
            "1 b 1 1",
            "1 other 1 1",
            "2 b 2 1",
            "2 a 1 1",
            "2 other 1 1",
            "2 end 1 0",
            "3 b 1 1",
            "3 c 1 1",
            "3 end 2 0"
        ]
    );
    assert_eq!(
        links(&it),
        [
            "1 a>b 2",
            "1 a>a 1",
            "1 b>end 1",
            "1 other>other 1",
            "2 b>c 1",
            "2 b>end 1",
            "2 a>b 1",
            "2 other>end 1"
        ]
    );
    assert_eq!(it.coverage, [Some(0.8), Some(0.75), Some(1.0)]);

    let nothing = StepOptions { top: 0, ..steps(2) };
    let it = StepLinks::of(&log, &nothing).unwrap();
    assert_eq!(links(&it), ["1 other>other 4", "1 other>end 1"]);
    assert_eq!(it.nodes[0].touchpoints, 3);
}

#[test]
fn a_customer_who_comes_later_starts_at_the_step_before() {
    let it = StepLinks::of(&log(&["ax", "x"]), &around(Anchor::first("x"), 1, 1)).unwrap();
    assert_eq!(links(&it), ["-1 start>x 1", "-1 a>x 1", "0 x>end 2"]);
}

#[test]
fn rare_touchpoints_are_put_together_and_counted() {
    let log = log(&["ab", "ab", "ac", "ad"]);
    let it = StepMatrix::of(
        &log,
        &StepOptions {
            min_share: 0.3,
            ..steps(2)
        },
    )
    .unwrap();
    assert_eq!(told(&it), ["a: [4, 0]", "b: [0, 2]", "other: [0, 2]"]);
    assert_eq!((it.others, it.coverage), (2, Some(0.75)));
}

#[test]
fn groups_differ_cell_by_cell() {
    let options = steps(2);
    let sum = |sequences: &[&str]| StepSum::of(&log(sequences), &options).unwrap();
    let it = StepDifference::of(&sum(&["ab", "ab", "a"]), &sum(&["ac", "b"]), &options).unwrap();
    assert_eq!((it.first, it.second, it.others), (3, 2, 0));
    let rows: Vec<(String, &[u32], &[u32])> = it
        .rows
        .iter()
        .map(|row| (called(&row.place), &row.first[..], &row.second[..]))
        .collect();
    let expected: [(String, &[u32], &[u32]); 4] = [
        ("a".to_owned(), &[3, 0], &[1, 0]),
        ("b".to_owned(), &[0, 2], &[1, 0]),
        ("c".to_owned(), &[0, 0], &[0, 1]),
        ("end".to_owned(), &[0, 1], &[0, 1]),
    ];
    assert_eq!(rows, expected);
    let at_first = it.rows[0].differences[0].unwrap();
    assert!((at_first.value - 0.5).abs() < 1e-12);
    // Of the tables with 4 of 5 at `a`, this one has 3 in 5, the other 2 in 5.
    assert!((at_first.p_value.unwrap() - 0.4).abs() < 1e-12);
    assert_eq!(it.rows[0].differences[1].unwrap().p_value, None);
    let nobody = StepDifference::of(&sum(&["a"]), &sum(&[]), &options).unwrap();
    assert_eq!(nobody.rows[0].differences, [None, None]);
}

#[test]
fn what_cannot_be_asked_is_refused_at_once() {
    let log = log(&["a"]);
    let code = |options: &StepOptions| match StepMatrix::of(&log, options).unwrap_err() {
        StepError::InvalidOptions { problems } => problems.iter().map(|it| it.option).collect(),
        other => vec![other.code()],
    };
    assert_eq!(code(&steps(0)), ["maxSteps"]);
    assert_eq!(code(&steps(u32::MAX)), ["maxSteps"]);
    let mut many = around(Anchor::nth("a", 0), u32::MAX, u32::MAX);
    many.min_share = f64::NAN;
    assert_eq!(
        code(&many),
        ["maxSteps", "before", "anchor.occurrence", "minShare"]
    );
    assert_eq!(
        code(&StepOptions {
            before: 1,
            ..steps(1)
        }),
        ["before"]
    );
    assert_eq!(
        code(&around(Anchor::first("z"), 0, 1)),
        ["unknownTouchpoint"]
    );
    // The most that may be asked.
    let most = StepMatrix::of(&log, &around(Anchor::first("a"), 200, 200)).unwrap();
    assert_eq!((most.steps[0], most.steps[400]), (-200, 200));
    let rare = StepMatrix::of(&log, &around(Anchor::nth("a", u32::MAX), 0, 1)).unwrap();
    assert_eq!((rare.n, rare.unanchored, rare.rows.len()), (0, 1, 0));

    let mut sum = StepSum::of(&log, &steps(2)).unwrap();
    let other = StepSum::of(&log, &steps(3)).unwrap();
    assert_eq!(sum.merge(other), Err(SumError::Different));
    assert_eq!(sum.matrix(&steps(3)), Err(StepError::DifferentWindows));
}

#[test]
fn nobody_is_nowhere() {
    let none = EventLog::from_columns(&[][..] as &[&str], &[][..] as &[&str], None).unwrap();
    let it = StepMatrix::of(&none, &steps(3)).unwrap();
    assert_eq!((it.n, it.rows.len(), it.coverage), (0, 0, None));
    assert_eq!(StepLinks::of(&none, &steps(3)).unwrap().coverage, [None; 3]);
}

#[test]
fn a_sum_is_read_as_it_was_written_and_no_other_way() {
    let sum = StepSum::of(&log(&["ab", "b"]), &around(Anchor::first("b"), 1, 1)).unwrap();
    let text = serde_json::to_string(&sum).unwrap();
    assert_eq!(serde_json::from_str::<StepSum>(&text).unwrap(), sum);
    for (from, to) in [
        ("\"place\":2", "\"place\":9"),
        ("\"column\":0", "\"column\":99"),
        ("[\"a\",\"b\"]", "[\"b\",\"a\"]"),
        ("\"unanchored\":0", "\"unanchored\":7"),
        ("\"maxSteps\":1", "\"maxSteps\":4000000000"),
        ("\"customers\":2,", "\"customers\":2,\"more\":1,"),
    ] {
        assert!(text.contains(from), "{text}");
        let bad = text.replacen(from, to, 1);
        assert!(serde_json::from_str::<StepSum>(&bad).is_err(), "{bad}");
    }
    // A touchpoint that nobody meets first is met by nobody.
    let mut unmet = serde_json::to_value(&sum).unwrap();
    unmet["firsts"].as_array_mut().unwrap().remove(0);
    let error = serde_json::from_value::<StepSum>(unmet).unwrap_err();
    assert!(error.to_string().contains("first time"), "{error}");
    // Nor does anybody go there once those are gone who met it first.
    let mut more = serde_json::to_value(&sum).unwrap();
    for it in more["moves"].as_array_mut().unwrap() {
        it["customers"] = 9.into();
    }
    let mut more: StepSum = serde_json::from_value(more).unwrap();
    let nobody = StepSum::empty(&around(Anchor::first("b"), 1, 1)).unwrap();
    assert_eq!(more.update(&sum, &nobody), Err(SumError::NotInSum));
    // Numbers that no log has do no harm.
    let full = text.replace("\"customers\":1", "\"customers\":4294967295");
    let mut full: StepSum = serde_json::from_str(&full).unwrap();
    assert_eq!(full.merge(full.clone()), Err(SumError::TooManyEvents));
    let options = around(Anchor::first("b"), 1, 1);
    assert_eq!(full.matrix(&options).unwrap().steps, [-1, 0, 1]);
    assert_eq!(full.links(&options).unwrap().n, 2, "as before");
}

/// Where one customer is, step by step, by the definition.
fn walked(sequence: &str, options: &StepOptions) -> Option<Vec<String>> {
    let sequence: Vec<char> = sequence.chars().collect();
    let start: i64 = match &options.anchor {
        None => 0,
        Some(anchor) => {
            let mut places: Vec<usize> = (0..sequence.len())
                .filter(|&at| sequence[at].to_string() == anchor.touchpoint)
                .collect();
            if anchor.counted_from == CountedFrom::Last {
                places.reverse();
            }
            i64::try_from(*places.get(anchor.occurrence as usize - 1)?).unwrap()
        }
    };
    let last = i64::from(options.max_steps) - i64::from(options.anchor.is_none());
    let place = |step: i64| match usize::try_from(start + step) {
        Err(_) => "start".to_owned(),
        Ok(at) => sequence.get(at).map_or("end".to_owned(), char::to_string),
    };
    Some((-i64::from(options.before)..=last).map(place).collect())
}

fn sequences() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-d]{1,7}", 0..9)
}

fn options() -> impl Strategy<Value = StepOptions> {
    let anchor = (0..4_usize, 1..4_u32, any::<bool>()).prop_map(|(at, occurrence, last)| Anchor {
        touchpoint: ["a", "b", "c", "d"][at].to_owned(),
        occurrence,
        counted_from: if last {
            CountedFrom::Last
        } else {
            CountedFrom::First
        },
    });
    (
        1..6_u32,
        0..4_u32,
        prop::option::of(anchor),
        0..4_u32,
        0.0..1.0_f64,
    )
        .prop_map(|(max_steps, before, anchor, top, min_share)| StepOptions {
            max_steps,
            before: if anchor.is_some() { before } else { 0 },
            anchor,
            top,
            min_share,
        })
}

proptest! {
    #[test]
    fn the_table_is_what_every_customer_walked(sequences in sequences(), options in options()) {
        let sequences: Vec<&str> = sequences.iter().map(String::as_str).collect();
        let sum = StepSum::of(&log(&sequences), &options).unwrap();
        let plain = StepOptions { min_share: 0.0, top: 9, ..options.clone() };
        let matrix = sum.matrix(&plain).unwrap();
        let walked: Vec<Vec<String>> = sequences.iter().filter_map(|it| walked(it, &options)).collect();
        prop_assert_eq!(matrix.n as usize, walked.len());
        prop_assert_eq!(matrix.unanchored as usize, sequences.len() - walked.len());

        let mut expected: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut reached: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut moves: BTreeMap<(i32, String, String), u32> = BTreeMap::new();
        for walk in &walked {
            for (column, place) in walk.iter().enumerate() {
                let none = || vec![0; walk.len()];
                expected.entry(place.clone()).or_insert_with(none)[column] += 1;
                if !walk[..column].contains(place) {
                    for later in &mut reached.entry(place.clone()).or_insert_with(none)[column..] {
                        *later += 1;
                    }
                }
                if let Some(next) = walk.get(column + 1)
                    && place != "end" && next != "start"
                {
                    *moves.entry((matrix.steps[column], place.clone(), next.clone())).or_default() += 1;
                }
            }
        }
        let found: BTreeMap<String, Vec<u32>> = matrix
            .rows.iter().map(|row| (called(&row.place), row.customers.clone())).collect();
        prop_assert_eq!(&found, &expected);
        for row in &matrix.rows {
            prop_assert_eq!(row.reached.as_ref(), row.place.name().and_then(|it| reached.get(it)));
        }
        let all = sum.links(&plain).unwrap();
        let found: BTreeMap<_, _> = all.links.iter()
            .map(|it| ((it.step, called(&it.from), called(&it.to)), it.customers)).collect();
        prop_assert_eq!(found, moves);
    }

    #[test]
    fn nobody_gets_lost(sequences in sequences(), options in options()) {
        let sequences: Vec<&str> = sequences.iter().map(String::as_str).collect();
        let sum = StepSum::of(&log(&sequences), &options).unwrap();
        let matrix = sum.matrix(&options).unwrap();
        for column in 0..matrix.steps.len() {
            let sum: u32 = matrix.rows.iter().map(|row| row.customers[column]).sum();
            prop_assert_eq!(sum, matrix.n);
            let sum: f64 = matrix.rows.iter().filter_map(|row| row.shares[column]).sum();
            prop_assert!(matrix.n == 0 || (sum - 1.0).abs() < 1e-12);
        }
        let it = sum.links(&options).unwrap();
        let (first, last) = (it.steps[0], *it.steps.last().unwrap());
        for node in &it.nodes {
            let sum = |of: &dyn Fn(&cesta::flow::steps::StepLink) -> bool| -> u32 {
                it.links.iter().filter(|link| of(link)).map(|link| link.customers).sum()
            };
            let entered = sum(&|link| link.step + 1 == node.step && link.to == node.place);
            let left = sum(&|link| link.step == node.step && link.from == node.place);
            prop_assert!(node.place == StepPlace::Start || node.step == first || entered == node.customers);
            prop_assert!(node.place == StepPlace::End || node.step == last || left == node.customers);
            prop_assert!(node.place != StepPlace::Other || node.touchpoints > 0);
        }
        for &step in &it.steps {
            let shown = it.nodes.iter().filter(|it| it.step == step && it.place.name().is_some());
            prop_assert!(shown.count() <= options.top as usize);
        }
    }

    #[test]
    fn however_a_log_is_cut_the_sum_is_the_same_to_the_byte(
        sequences in sequences(),
        options in options(),
        parts in prop::collection::vec(0..3_usize, 9),
        turn in 0..3_usize,
    ) {
        let all: Vec<&str> = sequences.iter().map(String::as_str).collect();
        let whole = StepSum::of(&log(&all), &options).unwrap();
        let mut merged = StepSum::empty(&options).unwrap();
        for part in 0..3 {
            let part = (part + turn) % 3;
            let mine: Vec<&str> = all.iter().zip(&parts).filter(|it| *it.1 == part).map(|it| *it.0).collect();
            let sum = StepSum::of(&log(&mine), &options).unwrap();
            let kept = serde_json::to_string(&sum).unwrap();
            merged.merge(serde_json::from_str(&kept).unwrap()).unwrap();
        }
        prop_assert_eq!(serde_json::to_string(&merged).unwrap(), serde_json::to_string(&whole).unwrap());
    }

    #[test]
    fn a_group_less_itself_is_nothing(sequences in sequences(), options in options()) {
        let sequences: Vec<&str> = sequences.iter().map(String::as_str).collect();
        let sum = StepSum::of(&log(&sequences), &options).unwrap();
        let it = StepDifference::of(&sum, &sum, &options).unwrap();
        let matrix = sum.matrix(&options).unwrap();
        prop_assert_eq!(it.rows.len(), matrix.rows.len());
        for (row, plain) in it.rows.iter().zip(&matrix.rows) {
            prop_assert_eq!(&row.place, &plain.place);
            prop_assert_eq!((&row.first, &row.second), (&plain.customers, &plain.customers));
            prop_assert!(row.differences.iter().flatten().all(|it| it.value.abs() < 1e-12));
        }
    }
}

/// More touchpoints than a table of moves has room for, and more events than one part.
#[test]
fn many_touchpoints_are_counted_as_few_are() {
    let customers: Vec<String> = (0..70_000).map(|it| format!("c{it}")).collect();
    let touchpoints: Vec<String> = (0..900).map(|it| format!("t{it:03}")).collect();
    let who: Vec<&str> = (0..140_000).map(|it| customers[it / 2].as_str()).collect();
    let what: Vec<&str> = (0..140_000)
        .map(|it| touchpoints[it / 2 % 450 + it % 2 * 450].as_str())
        .collect();
    let log = EventLog::from_columns(&who[..], &what[..], None).unwrap();
    let it = StepMatrix::of(&log, &steps(3)).unwrap();
    assert_eq!(it.rows.len(), 901);
    // 70,000 over 450: some touchpoints have one customer more than others.
    assert_eq!(it.row("t000").unwrap().customers, [156, 0, 0]);
    assert_eq!(it.row("t899").unwrap().customers, [0, 155, 0]);
    assert_eq!(it.rows[900].customers, [0, 0, 70_000]);
}

#[cfg(feature = "render")]
mod pictures {
    use cesta::{
        flow::steps::{StepLinks, StepMatrix},
        journey::{
            Journey,
            spec::{Stage, Touchpoint},
        },
        render::{Heading, Known, ReportOptions, StepPicture, report_html, sankey_svg, steps_svg},
    };

    use super::{Anchor, EventLog, around, log, steps};

    /// Rectangles of a class: left, top, width, height.
    fn boxes(svg: &str, class: &str) -> Vec<[f64; 4]> {
        let document = roxmltree::Document::parse(svg).unwrap();
        let of =
            |node: roxmltree::Node<'_, '_>, name| node.attribute(name).unwrap().parse().unwrap();
        document
            .descendants()
            .filter(|it| it.has_tag_name("rect") && it.attribute("class") == Some(class))
            .map(|it| ["x", "y", "width", "height"].map(|name| of(it, name)))
            .collect()
    }

    #[test]
    fn cells_say_their_share() {
        let log = log(&["abc", "ab", "aab", "b"]);
        let svg = steps_svg(
            &StepMatrix::of(&log, &steps(4)).unwrap(),
            &StepPicture::default(),
        );
        assert!(
            svg.contains("a, 1: 3 customers, 75.0\u{202f}%; met it by then: 3"),
            "{svg}"
        );
        assert!(svg.contains("end, 4: 4 customers, 100.0\u{202f}%"), "{svg}");
        // Nine of sixteen cells have someone: only these are shaded.
        assert_eq!(boxes(&svg, "track").len(), 16);
        assert_eq!(
            boxes(&svg, "shade").len() + boxes(&svg, "shade grey").len(),
            9
        );
        let anchored = around(Anchor::first("c"), 1, 1);
        let svg = steps_svg(
            &StepMatrix::of(&log, &anchored).unwrap(),
            &StepPicture::default(),
        );
        assert!(
            svg.contains("3 customers never get there and are left out"),
            "{svg}"
        );
        assert_eq!(boxes(&svg, "anchor").len(), 1);
    }

    #[test]
    fn blocks_are_as_high_as_their_customers_and_stand_apart() {
        let log = log(&["abcd", "abdc", "aabd", "bdca", "dcba", "cabd", "ccdd"]);
        let links = StepLinks::of(&log, &steps(4)).unwrap();
        for width in [0, 700, 1200, u32::MAX] {
            let picture = StepPicture {
                width,
                ..StepPicture::default()
            };
            let svg = sankey_svg(&links, &picture);
            let blocks = boxes(&svg, "block");
            assert_eq!(blocks.len(), links.nodes.len());
            for (at, a) in blocks.iter().enumerate() {
                let customers = f64::from(links.nodes[at].customers);
                assert!((a[3] - 400.0 * customers / 7.0).abs() < 0.1, "{a:?}");
                for b in &blocks[at + 1..] {
                    let apart = a[0] + 100.0 < b[0] || b[0] + 100.0 < a[0];
                    let below = a[1] + a[3].max(17.0) < b[1] || b[1] + b[3].max(17.0) < a[1];
                    assert!(apart || below, "{a:?} {b:?}");
                }
            }
        }
        let svg = sankey_svg(&links, &StepPicture::default());
        assert_eq!(svg.matches("class=\"ribbon hue").count(), links.links.len());
        assert_eq!(svg, sankey_svg(&links, &StepPicture::default()));
    }

    #[test]
    fn labels_are_inert_and_nothing_is_drawn_of_nothing() {
        let hostile = "<b>\u{202e}\u{0}&\"";
        let log = EventLog::from_columns(&["x", "x"], &[hostile, "fine"], None).unwrap();
        let anchored = around(Anchor::first(hostile), 0, 1);
        let none = EventLog::from_columns(&[][..] as &[&str], &[][..] as &[&str], None).unwrap();
        let picture = StepPicture {
            title: Some(hostile.to_owned()),
            id_prefix: hostile.to_owned(),
            ..StepPicture::default()
        };
        for (log, options) in [(&log, &anchored), (&none, &steps(3))] {
            for svg in [
                steps_svg(&StepMatrix::of(log, options).unwrap(), &picture),
                sankey_svg(&StepLinks::of(log, options).unwrap(), &picture),
            ] {
                roxmltree::Document::parse(&svg).unwrap();
                assert!(!svg.contains("<b>") && !svg.contains('\u{202e}'), "{svg}");
            }
        }
        // What is handed back may be about anything.
        let mut links = StepLinks::of(&log, &steps(2)).unwrap();
        links.n = 0;
        links.nodes[0].customers = u32::MAX;
        links.nodes[1].step = 99;
        links.links[0].step = i32::MAX;
        roxmltree::Document::parse(&sankey_svg(&links, &picture)).unwrap();
        let mut matrix = StepMatrix::of(&log, &steps(2)).unwrap();
        matrix.rows[0].shares = vec![Some(f64::NAN), Some(-7.0)];
        matrix.rows[0].customers = vec![u32::MAX; 9];
        roxmltree::Document::parse(&steps_svg(&matrix, &picture)).unwrap();
    }

    #[test]
    fn the_report_shows_the_diagram() {
        let journey = Journey::builder("bakery")
            .stage(Stage::new("buy").touchpoint(Touchpoint::new("a")))
            .build()
            .unwrap();
        let links = StepLinks::of(&log(&["ab", "a"]), &steps(2)).unwrap();
        let known = Known {
            steps: Some(&links),
            ..Known::new(&journey)
        };
        let page = report_html(&known, &ReportOptions::default());
        assert!(page.contains("a → b: 1 customer, 50.0\u{202f}%"), "{page}");
        let without = report_html(&Known::new(&journey), &ReportOptions::default());
        assert!(!without.contains("step by step"));
        let hidden = StepPicture {
            heading: Heading::Hidden,
            ..StepPicture::default()
        };
        assert!(
            sankey_svg(&links, &hidden).len() < sankey_svg(&links, &StepPicture::default()).len()
        );
    }
}
