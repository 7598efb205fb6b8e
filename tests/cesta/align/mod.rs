//! Alignments worked out by hand, and what is large or odd.

mod brute;

use cesta::{
    flow::align::{AlignError, AlignOptions, AlignSum, Alignment, Edit, EditKind, align},
    journey::{
        Journey,
        spec::{Goal, Persona, Role, Stage, Touchpoint, Transition},
    },
    log::{EventLog, EventLogBuilder},
    path::Scope,
    stats::Share,
};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A log of these sequences, in which 5 is an event that no map knows.
fn log(sequences: &[Vec<usize>]) -> EventLog {
    let mut log = EventLogBuilder::new();
    for (customer, sequence) in sequences.iter().enumerate() {
        for &event in sequence {
            let name = NAMES.get(event).copied().unwrap_or("x");
            log.push(&customer.to_string(), name, None).unwrap();
        }
    }
    log.build()
}

/// An entry, three steps and a goal, one after the other.
fn line() -> Journey {
    let roles = [Role::Entry, Role::Step, Role::Step, Role::Step, Role::Goal];
    let touchpoints = NAMES.into_iter().zip(roles);
    let touchpoints = touchpoints.map(|(id, role)| Touchpoint::new(id).role(role));
    let stage = Stage {
        touchpoints: touchpoints.collect(),
        ..Stage::new("all")
    };
    Journey::builder("line").stage(stage).build().unwrap()
}

fn aligned(journey: &Journey, sequence: &[usize], options: &AlignOptions) -> Alignment {
    align(journey, &log(&[sequence.to_vec()]), options).unwrap()
}

fn words(edits: &[Edit]) -> String {
    let word = |edit: &Edit| {
        let sign = match edit.kind {
            EditKind::Followed => "",
            EditKind::Failed => "!",
            EditKind::Extra => "+",
            EditKind::Skipped => "-",
            EditKind::Silent => "~",
        };
        let moved = if edit.out_of_order { "*" } else { "" };
        format!("{sign}{}{moved}", edit.touchpoint)
    };
    edits.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn edits_worked_out_by_hand() {
    let none = AlignOptions::default();
    let dear = AlignOptions {
        extra: 3.0,
        ..AlignOptions::default()
    };
    let poster = AlignOptions {
        silent: vec!["a".into(), "c".into()],
        ..AlignOptions::default()
    };
    for (options, sequence, expected, cost) in [
        (&none, &[0, 1, 2, 3, 4][..], "a b c d e", 0.0),
        (&none, &[0, 1, 1, 2, 3, 4], "a b +b c d e", 1.0),
        (&none, &[0, 2, 1, 3, 4], "a -b* c +b* d e", 2.0),
        (&none, &[4], "-a -b -c -d e", 4.0),
        (&none, &[0], "a -b -c -d -e", 4.0),
        (
            &none,
            &[4, 3, 2, 1, 0],
            "-a* -b* -c* -d* e +d* +c* +b* +a*",
            8.0,
        ),
        (&dear, &[4, 0], "-a* -b -c -d e +a*", 7.0),
        (&poster, &[1, 3, 4], "~a b ~c d e", 0.0),
        (&poster, &[0, 1, 4], "a b ~c -d e", 1.0),
        (&none, &[0, 5, 1, 5, 2, 3, 4], "a b c d e", 0.0),
    ] {
        let alignment = aligned(&line(), sequence, options);
        let variant = &alignment.variants[0];
        assert_eq!(
            (words(&variant.edits).as_str(), variant.cost),
            (expected, cost)
        );
    }
    let unknown = &aligned(&line(), &[0, 5, 5, 1], &none).unknown_events[0];
    assert_eq!(
        (unknown.name.as_str(), unknown.events, unknown.customers),
        ("x", 2, 1)
    );
}

#[test]
fn a_customer_may_pass_a_goal_and_go_on() {
    let mut spec = line().to_spec();
    spec.goals = vec![Goal {
        touchpoints: vec!["c".into()],
        ..Goal::new("half")
    }];
    let journey = spec.build().unwrap();
    let none = AlignOptions::default();
    assert!(aligned(&journey, &[0, 1, 2], &none).cost.abs() < 1e-9);
    assert!(aligned(&journey, &[0, 1, 2, 3, 4], &none).cost.abs() < 1e-9);
    assert_eq!(
        words(&aligned(&journey, &[0, 1, 2, 3], &none).variants[0].edits),
        "a b c +d"
    );
}

#[test]
fn customers_without_an_event_on_the_map_are_counted_apart() {
    let sequences = [vec![5, 5], vec![0], vec![5]];
    let alignment = align(&line(), &log(&sequences), &AlignOptions::default()).unwrap();
    assert_eq!(
        (alignment.customers, alignment.off_the_map, alignment.events),
        (1, 2, 1)
    );

    for empty in [vec![], vec![vec![5]]] {
        let alignment = align(&line(), &log(&empty), &AlignOptions::default()).unwrap();
        assert_eq!(
            (
                alignment.customers,
                alignment.fitness,
                alignment.mean_fitness
            ),
            (0, None, None)
        );
        assert_eq!(alignment.fits, Share::new(0, 0));
        assert_eq!(alignment.never_visited.len(), 5);
        assert_eq!(alignment.unused_links.len(), 4);
    }
}

#[test]
fn a_scope_closes_a_part_of_the_map() {
    let mut spec = line().to_spec();
    spec.personas = vec![Persona::new("hasty"), Persona::new("slow")];
    spec.stages[0].touchpoints[1].personas = vec!["slow".into()];
    let mut links = line().to_spec().transitions.unwrap_or_default();
    links.extend(
        NAMES
            .windows(2)
            .map(|pair| Transition::new(pair[0], pair[1])),
    );
    links.push(Transition::new("a", "c"));
    spec.transitions = Some(links);
    let journey = spec.build().unwrap();
    let hasty = AlignOptions {
        scope: Scope::persona("hasty"),
        ..AlignOptions::default()
    };
    let alignment = aligned(&journey, &[0, 1, 2, 3, 4], &hasty);
    assert_eq!(words(&alignment.variants[0].edits), "a +b c d e");
    assert_eq!(alignment.links.len(), 3);
    let nobody = AlignOptions {
        scope: Scope::persona("nobody"),
        ..AlignOptions::default()
    };
    let error = align(&journey, &log(&[]), &nobody).unwrap_err();
    assert_eq!(error.code(), "unknownPersona");
}

#[test]
fn lists_are_cut_where_the_limit_is_and_the_rest_is_counted() {
    let sequences = [vec![0, 0], vec![1, 1], vec![1, 1], vec![4, 2, 4], vec![5]];
    let few = AlignOptions {
        limit: 1,
        ..AlignOptions::default()
    };
    let alignment = align(&line(), &log(&sequences), &few).unwrap();
    let all = align(&line(), &log(&sequences), &AlignOptions::default()).unwrap();
    assert_eq!(alignment.variants, all.variants[..1]);
    assert_eq!(
        (alignment.left_out.variants, alignment.left_out.customers),
        (2, 2)
    );
    assert_eq!(alignment.missing_links, all.missing_links[..1]);
    assert_eq!(alignment.left_out.missing_links, 3);
    assert_eq!(alignment.jumps, all.jumps[..1]);
    assert_eq!(alignment.left_out.jumps as usize, all.jumps.len() - 1);
    assert_eq!(alignment.detours, all.detours[..1]);
    assert_eq!(alignment.left_out.detours as usize, all.detours.len() - 1);
    assert_eq!(
        (
            all.left_out.variants,
            all.left_out.customers,
            all.left_out.jumps
        ),
        (0, 0, 0)
    );
    let none = AlignOptions {
        limit: 0,
        ..AlignOptions::default()
    };
    let none = align(&line(), &log(&sequences), &none).unwrap();
    assert_eq!((none.variants.len(), none.left_out.customers), (0, 4));
    assert_eq!(none.fitness, all.fitness);
}

#[test]
fn a_sum_that_does_not_add_up_is_refused() {
    let sum = AlignSum::of(&line(), &log(&[vec![0, 1], vec![1, 5], vec![5]]));
    let good = serde_json::to_value(&sum).unwrap();
    assert_eq!(good["lengths"], serde_json::json!([0, 2, 1]));
    for (path, value) in [
        ("/lengths/1", serde_json::json!(3)),
        ("/lengths", serde_json::json!([1, 2])),
        ("/visits/0", serde_json::json!(7)),
        ("/visits/0", serde_json::json!(1)),
        ("/touchpoints/1", serde_json::json!("a")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(path).unwrap() = value;
        let read: Result<AlignSum, _> = serde_json::from_value(bad);
        assert!(read.is_err(), "{path}");
    }
    let other = Journey::builder("other")
        .stage(Stage::new("all").touchpoint(Touchpoint::new("z").role(Role::Entry)));
    let error = sum.align(&other.build().unwrap(), &AlignOptions::default());
    assert_eq!(
        error.unwrap_err(),
        AlignError::UnknownTouchpoint {
            touchpoint: "a".into()
        }
    );
}

#[test]
fn options_out_of_range_are_errors() {
    for cost in [f64::NAN, -1.0, 1_000.1, f64::INFINITY] {
        let options = AlignOptions {
            skipped: cost,
            ..AlignOptions::default()
        };
        let error = align(&line(), &log(&[]), &options).unwrap_err();
        assert_eq!(error.code(), "costOutOfRange");
    }
    let options = AlignOptions {
        silent: vec!["z".into()],
        ..AlignOptions::default()
    };
    let error = align(&line(), &log(&[]), &options).unwrap_err();
    assert_eq!(error.to_string(), "there is no touchpoint `z`");
    let odd = AlignOptions {
        often: f64::NAN,
        confidence: f64::NAN,
        ..AlignOptions::default()
    };
    let alignment = aligned(&line(), &[4], &odd);
    assert!(alignment.often_skipped.is_empty());
    assert_eq!(alignment.fits.interval, None);
}

#[test]
fn long_sequences_and_large_maps_do_not_explode() {
    let id = |at: usize| format!("t{at:04}");
    let size = 1_000;
    let touchpoint = |at: usize| {
        let touchpoint = Touchpoint::new(id(at));
        match at {
            0 | 500 => touchpoint.role(Role::Entry),
            400 | 999 => touchpoint.role(Role::Goal),
            _ => touchpoint,
        }
    };
    let stage = Stage {
        touchpoints: (0..size).map(touchpoint).collect(),
        ..Stage::new("all")
    };
    let mut spec = Journey::builder("large").stage(stage);
    let next = (0..size).flat_map(|at| [1, 7, 990].map(|far| (at, (at + far) % size)));
    let next = next.chain([(249, 0)]);
    spec.transitions = Some(next.map(|(a, b)| Transition::new(id(a), id(b))).collect());
    let journey = spec.build().unwrap();

    // One step in seven goes somewhere else.
    let steps = 14_795;
    let mut builder = EventLogBuilder::new();
    for at in 0..steps {
        let place = if at % 7 == 3 { at * 31 } else { at };
        builder.push("one", &id(place % 250), None).unwrap();
    }
    let alignment = align(&journey, &builder.build(), &AlignOptions::default()).unwrap();
    let edits = &alignment.edits;
    assert_eq!(edits.followed + edits.extra, 14_795);
    assert!(
        edits.extra <= 14_795 / 7 + 1 && edits.extra > 1_000,
        "{edits:?}"
    );
    let cost = f64::from(edits.extra) + f64::from(edits.skipped);
    assert!((alignment.cost - cost).abs() < 1e-9);
    let fitness = 1.0 - cost / (alignment.shortest + 14_795.0);
    assert!((alignment.fitness.unwrap() - fitness).abs() < 1e-12);
}
