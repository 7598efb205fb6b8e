//! Reading surveys from CSV text: both layouts, every way they can be wrong, and a real one.
#![expect(clippy::disallowed_methods, reason = "reads a survey of the examples")]

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use cesta::{
    format::json,
    journey::Journey,
    satisfaction::{
        OnBad, Responses, Satisfaction, SatisfactionOptions, SurveyError, SurveyOptions, analyse,
        csv::{self, CsvOptions, Layout, LongColumns},
    },
};
use proptest::prelude::*;

use super::{bakery, complaints, value};

fn read(
    journey: &Journey,
    source: impl Read,
    options: &CsvOptions,
) -> Result<Responses, SurveyError> {
    csv::read(journey, source, options, |_| ControlFlow::Continue(()))
}

fn wide(text: impl AsRef<[u8]>) -> Result<Responses, SurveyError> {
    read(&bakery(), text.as_ref(), &CsvOptions::default())
}

fn analysed(responses: &Responses) -> Satisfaction {
    analyse(&bakery(), responses, &SatisfactionOptions::default()).unwrap()
}

#[test]
fn the_usual_spellings_are_one() {
    let plain = "who,q1,q2,recommend\nr1,5,N/A,10\nr2,2,4,\n";
    let texts = [
        plain.to_owned(),
        format!("\u{feff}{plain}"),
        plain.replace(',', ";"),
        plain.replace(',', "\t"),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        plain.replace('\n', "\n\r\n"),
        format!("\n \r\n{plain}"),
        plain.replace(',', " , "),
        plain
            .replace("q1", "\"q1\"")
            .replace("r1,5", "\"r\n1\",\"5\""),
        plain.trim_end().to_owned(),
    ];
    for text in texts {
        let it = analysed(&wide(&text).unwrap());
        assert_eq!(it.respondents, 2, "{text}");
        assert_eq!(it.unknown_questions, ["who"], "{text}");
        assert_eq!(
            value(&it.touchpoints[0].scores, "csat"),
            (Some(50.0), 2),
            "{text}"
        );
        assert_eq!(
            value(&it.touchpoints[1].scores, "csat"),
            (Some(100.0), 1),
            "{text}"
        );
        assert_eq!(value(&it.overall, "nps"), (Some(100.0), 1), "{text}");
    }
}

#[test]
fn the_long_layout_is_read() {
    let text = "id;question;touchpoint;by;answer;where;type;city\n\
                1;q1;;;5;;anna;Brno\n\
                1;;queue;ces;7;shop;;\n\
                2;recommend;;nps;9;;bert;Aš\n";
    let options = CsvOptions {
        layout: Layout::Long(LongColumns {
            question: Some("question".into()),
            touchpoint: Some("touchpoint".into()),
            measure: Some("by".into()),
            value: "answer".into(),
        }),
        survey: SurveyOptions {
            respondent: Some("id".into()),
            persona: Some("type".into()),
            channel: Some("where".into()),
            segments: vec!["city".into()],
            ..SurveyOptions::default()
        },
        ..CsvOptions::default()
    };
    let responses = read(&bakery(), text.as_bytes(), &options).unwrap();
    assert_eq!(responses.names(), ["1", "2"]);
    let it = analysed(&responses);
    assert_eq!(value(&it.touchpoints[0].scores, "csat"), (Some(100.0), 1));
    assert_eq!(value(&it.touchpoints[1].scores, "ces"), (Some(100.0), 1));
    assert_eq!(value(&it.overall, "nps"), (Some(100.0), 1));
    assert_eq!(it.personas.len(), 2);
    assert_eq!(it.segments.len(), 2);

    let bad = text.replace("ces;7", "ces;9").replace("anna", "carl");
    let error = read(&bakery(), bad.as_bytes(), &options).unwrap_err();
    assert_eq!(
        complaints(&error),
        ["2 type unknownPersona", "3 answer offScale"]
    );

    let columns = |question: Option<&str>, answer: &str| CsvOptions {
        layout: Layout::Long(LongColumns {
            question: question.map(str::to_owned),
            value: answer.into(),
            ..LongColumns::default()
        }),
        ..CsvOptions::default()
    };
    let code = |options| {
        read(&bakery(), text.as_bytes(), &options)
            .unwrap_err()
            .code()
    };
    assert_eq!(code(columns(None, "answer")), "noQuestion");
    assert_eq!(code(columns(Some("question"), "value")), "missingColumn");
}

#[test]
fn columns_without_a_name_are_no_questions() {
    let responses = wide("q1,, \n5,,\n4,x,\n").unwrap();
    assert_eq!(responses.respondents(), 2);
    assert!(responses.unknown_questions().is_empty());
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_answer() {
    let error = wide("q1,comment\n5,\"nice\n4,bad\n3,x\n2,y\n").unwrap_err();
    assert_eq!(complaints(&error), ["2 - openQuote"]);
}

#[test]
fn a_text_that_is_no_survey_is_refused() {
    for (text, code, message) in [
        (&b""[..], "empty", "the file is empty"),
        (b"\xEF\xBB\xBF\n \n", "empty", "the file is empty"),
        (
            b"q1,q2\n",
            "headerOnly",
            "the file has a header and no answers",
        ),
        (
            b"\xFF\xFEq\x001\x00",
            "notUtf8",
            "the file is not UTF-8 text but UTF-16",
        ),
        (
            b"q\x001\x00\n\x00",
            "notUtf8",
            "the file is not UTF-8 text but UTF-16",
        ),
        (b"q1,\xE9\n1,1\n", "notUtf8", "the file is not UTF-8 text"),
        (
            b"q1,a,a\n1,1,1\n",
            "duplicateColumn",
            "two columns are called `a`",
        ),
        (
            b"a,b\n1,1\n",
            "noQuestion",
            "no column is a question of the map; the columns are `a`, `b`",
        ),
    ] {
        let error = wide(text).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            (code, message),
            "{text:?}"
        );
    }
    let options = CsvOptions {
        survey: SurveyOptions {
            segments: vec!["<b>".into()],
            ..SurveyOptions::default()
        },
        ..CsvOptions::default()
    };
    let error = read(&bakery(), "q1\n1\n".as_bytes(), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no column `<b>`; the columns are `q1`"
    );
}

#[test]
fn every_bad_cell_is_told_with_line_and_column() {
    let text =
        b"who,q1,q2\nr1,5,great\nr2,6,4\nr3,1\nr4,\xE9,1\nr5,1,1,1\nr6,inf,1e999\n\"r\n7\",1,0\n";
    let error = wide(text).unwrap_err();
    assert_eq!(
        complaints(&error),
        [
            "2 q2 notAnAnswer",
            "3 q1 offScale",
            "4 - ragged",
            "5 q1 notUtf8",
            "6 - ragged",
            "7 q1 notAnAnswer",
            "7 q2 notAnAnswer",
            "8 q2 offScale",
        ]
    );
    assert_eq!(
        error.to_string(),
        "line 2, column `q2`: `great` is no answer by `csat` (and 7 more)"
    );
    let options = CsvOptions {
        survey: SurveyOptions {
            bad_cells: OnBad::PassOver,
            ..SurveyOptions::default()
        },
        ..CsvOptions::default()
    };
    let responses = read(&bakery(), &text[..], &options).unwrap();
    assert_eq!(responses.passed_over().count, 8);
    let it = analysed(&responses);
    assert_eq!(it.respondents, 4); // the ragged rows and the one in another encoding are out
    assert_eq!(value(&it.touchpoints[0].scores, "csat"), (Some(50.0), 2));
}

#[test]
fn a_bad_cell_is_told_with_an_excerpt_of_its_text() {
    let error = wide(format!("q1\n\u{1b}{}\n", "x".repeat(1_000))).unwrap_err();
    let SurveyError::BadCells(bad) = error else {
        panic!("{error}");
    };
    let data = serde_json::to_value(&bad.samples[0].reason).unwrap();
    assert_eq!(data["text"], format!("\\u{{1b}}{}…", "x".repeat(79)));
}

#[test]
fn a_bad_cell_is_on_its_line_however_lines_end() {
    let lines = ["q1,q2", "5,5", "6,5", "", "\"1\",\"\"", "1,1,1", "1,great"];
    for end in ["\n", "\r\n", "\r"] {
        let text = lines.join(end);
        let expected = ["3 q1 offScale", "6 - ragged", "7 q2 notAnAnswer"];
        assert_eq!(complaints(&wide(&text).unwrap_err()), expected, "{end:?}");

        let text = format!("{end}{end}{}", text.replace("\"\"", &format!("\"{end}\"")));
        let expected = ["5 q1 offScale", "9 - ragged", "10 q2 notAnAnswer"];
        assert_eq!(complaints(&wide(&text).unwrap_err()), expected, "{end:?}");
    }
}

#[test]
fn hostile_text_gives_an_answer() {
    let good = "who,q1,q2\nr1,5,5\n";
    let open = format!("{good}r2,\"1,1\n{}", "r3,1,1\n".repeat(1 << 18));
    let long = format!("{good}r2,1,1\nr3,{},1\n", "9".repeat(1 << 20));
    let ragged = format!("{good}{}\n", ",".repeat(1 << 20));
    let options = CsvOptions {
        survey: SurveyOptions {
            bad_cells: OnBad::PassOver,
            ..SurveyOptions::default()
        },
        ..CsvOptions::default()
    };
    for (text, respondents, bad, message) in [
        (open, 1, "3 - openQuote", "line 3: a quote is never closed"),
        (
            long,
            2,
            "4 q1 fieldTooLong",
            "line 4, column `q1`: a cell is longer than 65536 bytes",
        ),
        (
            ragged,
            1,
            "3 - ragged",
            "line 3: the row has 1048577 cells, the header 3",
        ),
    ] {
        let error = wide(&text).unwrap_err();
        assert_eq!(complaints(&error), [bad]);
        assert_eq!(error.to_string(), message);
        let responses = read(&bakery(), text.as_bytes(), &options).unwrap();
        assert_eq!(responses.respondents(), respondents);
        assert_eq!(responses.passed_over().samples[0].to_string(), message);
    }

    let strict = CsvOptions {
        max_field: 4,
        ..CsvOptions::default()
    };
    let error = read(&bakery(), "q1\n   5\n    5\n".as_bytes(), &strict).unwrap_err();
    assert_eq!(complaints(&error), ["3 q1 fieldTooLong"]);
    // A row is not blank because nothing of it fits.
    let nothing = CsvOptions {
        max_field: 0,
        ..CsvOptions::default()
    };
    let error = read(&bakery(), "q1\n5\n".as_bytes(), &nothing).unwrap_err();
    assert_eq!(error.code(), "fieldTooLong");
}

#[test]
fn a_header_has_its_limits() {
    let wide_header = |columns: usize| {
        let names: Vec<String> = (1..columns).map(|it| format!("c{it}")).collect();
        format!("q1,{}\n1{}\n", names.join(","), ",".repeat(columns - 1))
    };
    let widest = wide(wide_header(16_384)).unwrap();
    assert_eq!(widest.unknown_questions().len(), 16_383);
    for (text, code, message) in [
        (
            wide_header(16_385),
            "tooManyColumns",
            "the header has 16385 columns, more than 16384",
        ),
        (
            "q1,\"q2\n1,1\n".to_owned(),
            "openQuote",
            "in the header, a quote is never closed",
        ),
        (
            format!("q1,{}\n1,1\n", "q".repeat(1 << 20)),
            "fieldTooLong",
            "in the header, a cell is longer than 65536 bytes",
        ),
    ] {
        let error = wide(text).unwrap_err();
        assert_eq!((error.code(), &*error.to_string()), (code, message));
    }
}

#[test]
fn a_delimiter_is_given_or_found() {
    let with = |delimiter, text: &str| {
        let options = CsvOptions {
            delimiter,
            ..CsvOptions::default()
        };
        read(&bakery(), text.as_bytes(), &options)
    };
    assert_eq!(with(Some('^'), "q1^q2\n5^5\n").unwrap().respondents(), 1);
    // One column only: what stands below the header is no delimiter.
    assert_eq!(with(None, "q1\n5\t\n4\t\n").unwrap().respondents(), 2);
    for (delimiter, shown) in [
        ('"', r#"\""#),
        ('\r', r"\r"),
        ('\n', r"\n"),
        ('\0', r"\0"),
        ('a', "a"),
        ('7', "7"),
        ('§', "§"),
    ] {
        let error = with(Some(delimiter), "q1\n5\n").unwrap_err();
        assert_eq!(error.code(), "badDelimiter");
        assert_eq!(
            error.to_string(),
            format!("`{shown}` cannot separate cells")
        );
    }
}

#[test]
fn progress_is_told_and_may_stop_the_reading() {
    let row = format!("5,{}\n", "x".repeat(1_000));
    let text = "q1,note\n".to_owned() + &row.repeat(4_000);
    let options = CsvOptions::default();
    let mut told = Vec::new();
    let responses = csv::read(&bakery(), text.as_bytes(), &options, |bytes| {
        told.push(bytes);
        ControlFlow::Continue(())
    });
    assert_eq!(responses.unwrap().respondents(), 4_000);
    assert!(told.len() > 2 && told.is_sorted());
    assert_eq!(told.last(), Some(&(text.len() as u64)));

    // Also within one cell that never ends.
    for source in [
        Box::new(text.as_bytes()) as Box<dyn Read>,
        Box::new("q1\n\"".as_bytes().chain(io::repeat(b'x'))),
    ] {
        let stopped = csv::read(&bakery(), source, &options, |_| ControlFlow::Break(()));
        let error = stopped.unwrap_err();
        assert_eq!(error.code(), "cancelled");
        assert!(
            matches!(error, SurveyError::Cancelled { position } if position < f64::from(2 << 20))
        );
    }
}

#[test]
fn a_source_that_fails_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let source = "q1\n5\n".as_bytes().chain(Broken);
    let error = read(&bakery(), source, &CsvOptions::default()).unwrap_err();
    assert_eq!(error.code(), "read");
    assert_eq!(
        error.to_string(),
        "reading stopped after 5 bytes: the disk is gone"
    );
}

#[test]
fn a_real_survey_gives_what_counting_gives() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/flight/");
    let open = |name: &str| std::fs::read(format!("{folder}{name}")).unwrap();
    let map = String::from_utf8(open("journey.json")).unwrap();
    let journey: Journey = json::read(&map).unwrap();
    let options = CsvOptions {
        survey: SurveyOptions {
            respondent: Some("id".into()),
            segments: vec!["customer_class".into()],
            ..SurveyOptions::default()
        },
        ..CsvOptions::default()
    };
    let responses = read(&journey, open("survey.csv").as_slice(), &options).unwrap();
    let it = analyse(&journey, &responses, &SatisfactionOptions::default()).unwrap();
    assert_eq!(it.respondents, 600);
    assert_eq!(it.touchpoints.len(), 14);
    // Counted apart from this library: the answers 4 and 5 of those that are not 0.
    for (touchpoint, good, n) in [
        ("times", 263, 570),
        ("wifi", 232, 560),
        ("baggage", 403, 600),
        ("onboard_service", 326, 578),
    ] {
        let score = &it.touchpoint(touchpoint).unwrap().scores[0];
        assert_eq!((score.n, score.missing), (n, 600 - n));
        let share = 100.0 * f64::from(good) / f64::from(n);
        assert!((score.value.unwrap() - share).abs() < 1e-9, "{touchpoint}");
        assert!(score.interval.unwrap().contains(share));
    }
    let share =
        |score: &cesta::satisfaction::Score| score.value.unwrap() * f64::from(score.n) / 100.0;
    assert!((share(&it.overall[0]) - 400.0).abs() < 1e-9);
    // Whose class is not known is in no segment.
    let segments: Vec<(&str, u32, f64)> = it
        .segments
        .iter()
        .map(|it| {
            (
                it.segment.as_str(),
                it.respondents,
                share(&it.overall[0]).round(),
            )
        })
        .collect();
    assert_eq!(
        segments,
        [
            ("Business", 359, 296.0),
            ("Eco", 197, 77.0),
            ("Eco Plus", 39, 22.0)
        ]
    );
    let air = it.stages.iter().find(|it| it.id == "air").unwrap();
    assert_eq!(air.scores[0].n, 578 + 600 + 600 + 560 + 600);
    assert!(it.unknown_questions.contains(&"age".to_owned()));
    assert!(!it.unknown_questions.contains(&"id".to_owned()));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = wide(&text) {
            prop_assert!(!error.to_string().is_empty() && !error.code().is_empty());
        }
        let with_header = [b"q1,who,q2\n".as_slice(), &text].concat();
        if let Ok(responses) = wide(with_header) {
            prop_assert!(responses.passed_over().count == 0);
        }
    }

    #[test]
    fn what_is_written_is_read(rows in prop::collection::vec((0..=5_u8, 0..=10_u8), 1..40)) {
        let mut text = "q1,recommend\n".to_owned();
        for (csat, nps) in &rows {
            let csat = if *csat == 0 { "NULL".to_owned() } else { csat.to_string() };
            text.extend([csat, ",".into(), nps.to_string(), "\n".into()]);
        }
        let it = analysed(&wide(text).unwrap());
        let csat = it.touchpoints[0].by("csat").unwrap();
        let missing = rows.iter().filter(|row| row.0 == 0).count();
        prop_assert_eq!(csat.missing as usize, missing);
        prop_assert_eq!(csat.n as usize, rows.len() - missing);
        prop_assert_eq!(it.overall[0].n as usize, rows.len());
    }
}
