//! How people write filters, sessions, groups and time spans in an argument.

use cesta::log::{
    Ends, Filter, GapEdge, GroupRule, HowMany, SegmentOf, SessionOptions, Stretch, TimeOf,
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// A filter: `having:buy`, or JSON.
pub(crate) fn filter(text: &str) -> Result<Filter, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let (kind, rest) = text.split_once(':').ok_or(
        "expected a kind of filter and a colon, such as `having:buy`; --help lists the kinds",
    )?;
    if rest.is_empty() {
        return Err(format!("expected something after `{kind}:`"));
    }
    let touchpoints = || list(rest);
    Ok(match kind {
        "touchpoint" => Filter::Touchpoints {
            touchpoints: touchpoints(),
        },
        "having" | "having-all" => Filter::Having {
            touchpoints: touchpoints(),
            of: if kind == "having" {
                HowMany::Any
            } else {
                HowMany::All
            },
        },
        "lacking" => Filter::Lacking {
            touchpoints: touchpoints(),
        },
        "starting" => Filter::Starting {
            touchpoints: touchpoints(),
        },
        "ending" => Filter::Ending {
            touchpoints: touchpoints(),
        },
        "between" => between(rest, Stretch::Longest)?,
        "between-first" => between(rest, Stretch::First)?,
        "between-each" => between(rest, Stretch::Each)?,
        "time" => time(rest, TimeOf::Event)?,
        "time-start" => time(rest, TimeOf::Start)?,
        "time-end" => time(rest, TimeOf::End)?,
        "time-whole" => time(rest, TimeOf::Whole)?,
        "time-part" => time(rest, TimeOf::Part)?,
        "segment" => segment(rest, SegmentOf::Event)?,
        "segment-first" => segment(rest, SegmentOf::First)?,
        "segment-last" => segment(rest, SegmentOf::Last)?,
        "segment-most" => segment(rest, SegmentOf::Most)?,
        "length" => {
            let (min, max) = range(rest, number)?;
            Filter::Length { min, max }
        }
        "duration" => {
            let (min, max) = range(rest, span)?;
            Filter::Duration { min, max }
        }
        "variants" => variants(rest)?,
        "not" => Filter::Not {
            of: Box::new(filter(rest)?),
        },
        _ => return Err(format!("there is no filter `{kind}`; --help lists them")),
    })
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

fn between(text: &str, which: Stretch) -> Result<Filter, String> {
    let (from, to) = text
        .split_once("..")
        .ok_or("expected two dots between the ends, such as `look..buy`")?;
    Ok(Filter::Between {
        from: list(from),
        to: list(to),
        which,
        ends: Ends::Included,
    })
}

fn time(text: &str, of: TimeOf) -> Result<Filter, String> {
    let (from, to) = range(text, moment)?;
    Ok(Filter::Time { from, to, of })
}

fn segment(text: &str, of: SegmentOf) -> Result<Filter, String> {
    let (column, values) = text
        .split_once('=')
        .ok_or("expected a column and its values, such as `platform=web`")?;
    Ok(Filter::Segment {
        column: column.to_owned(),
        values: list(values),
        of,
    })
}

fn variants(text: &str) -> Result<Filter, String> {
    let (mut top, mut share, mut customers) = (None, None, None);
    if let Some(percent) = text.strip_suffix('%') {
        let percent: f64 = percent.trim().parse().map_err(|_| EXPECTED_NUMBER)?;
        share = Some(percent / 100.0);
    } else if let Some(least) = text.strip_prefix(">=") {
        customers = Some(number(least)?);
    } else {
        top = Some(number(text)?);
    }
    Ok(Filter::Variants {
        top,
        share,
        customers,
    })
}

type Ends2<T> = (Option<T>, Option<T>);

/// Two ends with two dots between, of which one may be left out.
fn range<T>(text: &str, end: fn(&str) -> Result<T, String>) -> Result<Ends2<T>, String> {
    let (from, to) = text
        .split_once("..")
        .ok_or("expected two dots, such as `2..5`, `2..` or `..5`")?;
    if from.is_empty() && to.is_empty() {
        return Err("expected at least one end of the range".to_owned());
    }
    let end = |text: &str| (!text.is_empty()).then(|| end(text)).transpose();
    Ok((end(from)?, end(to)?))
}

const EXPECTED_NUMBER: &str = "expected a number";

fn number(text: &str) -> Result<u32, String> {
    let number = text.trim().parse();
    number.map_err(|_| "expected a whole number".to_owned())
}

/// A moment: a day, or a day and a time; UTC where it does not say otherwise.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn moment(text: &str) -> Result<f64, String> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp.as_millisecond() as f64);
    }
    let civil: DateTime = text
        .parse()
        .map_err(|_| "expected a day such as `2026-01-31`, or a time such as `2026-01-31T09:30`")?;
    let zoned = civil.to_zoned(TimeZone::UTC);
    let zoned = zoned.map_err(|_| "the time is out of range".to_owned())?;
    Ok(zoned.timestamp().as_millisecond() as f64)
}

const UNITS: [(&str, f64); 6] = [
    ("ms", 1.0),
    ("s", 1_000.0),
    ("m", 60_000.0),
    ("h", 3_600_000.0),
    ("d", 86_400_000.0),
    ("w", 604_800_000.0),
];

/// A time span in milliseconds: `30m`, `1h30m`, `7d`, `1.5h`.
pub(crate) fn span(text: &str) -> Result<f64, String> {
    let wrong = || "expected a time span such as `30m`, `1h30m` or `7d`".to_owned();
    let mut sum = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.find(|it: char| !it.is_ascii_digit() && it != '.');
        let (number, after) = rest.split_at(digits.ok_or_else(wrong)?);
        let letters = after.find(|it: char| !it.is_ascii_alphabetic());
        let (unit, more) = after.split_at(letters.unwrap_or(after.len()));
        let number: f64 = number.parse().map_err(|_| wrong())?;
        let unit = UNITS.iter().find(|(name, _)| *name == unit);
        sum += number * unit.ok_or_else(wrong)?.1;
        rest = more;
    }
    Ok(sum)
}

/// Where sessions are cut: `30m`, `>=30m`, `column:visit`, `start:open`, `end:close`.
pub(crate) fn sessions(text: &str) -> Result<SessionOptions, String> {
    let mut options = SessionOptions::default();
    match text.split_once(':') {
        Some(("column", name)) => options.column = Some(name.to_owned()),
        Some(("start", touchpoints)) => options.starts = list(touchpoints),
        Some(("end", touchpoints)) => options.ends = list(touchpoints),
        Some(_) => return Err("expected a time span, `column:`, `start:` or `end:`".to_owned()),
        None => {
            let gap = text.strip_prefix(">=");
            if gap.is_some() {
                options.edge = GapEdge::AtLeast;
            }
            options.gap = Some(span(gap.unwrap_or(text))?);
        }
    }
    Ok(options)
}

/// A rule for names: `product/*=product`.
pub(crate) fn group(text: &str) -> Result<GroupRule, String> {
    match text.rsplit_once('=') {
        Some((pattern, name)) if !pattern.is_empty() && !name.is_empty() => {
            Ok(GroupRule::new(pattern, name))
        }
        _ => Err("expected a pattern and a name, such as `product/*=product`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_units() {
        for (text, expected) in [
            ("30m", 1_800_000.0),
            ("1h30m", 5_400_000.0),
            ("1.5h", 5_400_000.0),
            ("250ms", 250.0),
            ("7d", 604_800_000.0),
            ("0s", 0.0),
        ] {
            assert_eq!(span(text), Ok(expected), "{text}");
        }
        for text in ["", "30", "m", "30x", "1h30", "-1h", "1..2h", "čas", "1 h"] {
            assert!(span(text).is_err(), "{text}");
        }
    }

    #[test]
    fn filters_are_said_briefly_or_as_data() {
        let both = [
            ("having:a,b", r#"{"by":"having","touchpoints":["a","b"]}"#),
            (
                "time:2026-01-01..2026-01-01T00:00:01Z",
                r#"{"by":"time","from":1767225600000,"to":1767225601000}"#,
            ),
            (
                "not:segment-last:platform=web",
                r#"{"by":"not","of":{"by":"segment","column":"platform","values":["web"],"of":"last"}}"#,
            ),
            (
                "between-each:a..b,c",
                r#"{"by":"between","from":["a"],"to":["b","c"],"which":"each"}"#,
            ),
            ("length:..5", r#"{"by":"length","max":5}"#),
            ("duration:1h..", r#"{"by":"duration","min":3600000}"#),
            ("variants:80%", r#"{"by":"variants","share":0.8}"#),
            ("variants:>=5", r#"{"by":"variants","customers":5}"#),
        ];
        for (brief, data) in both {
            assert_eq!(filter(brief), filter(data), "{brief}");
            assert!(filter(brief).is_ok(), "{brief}");
        }
        for text in [
            "",
            "having",
            "having:",
            "haing:a",
            "length:..",
            "length:a..b",
            "time:yesterday..",
            "between:a",
            "segment:web",
            "variants:few",
            "not:not",
            r#"{"by":"length","mix":5}"#,
        ] {
            assert!(filter(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sessions_and_groups() {
        assert_eq!(sessions("30m"), sessions("1800s"));
        assert_eq!(sessions(">=1h").unwrap().edge, GapEdge::AtLeast);
        assert_eq!(sessions("start:a,b").unwrap().starts, ["a", "b"]);
        assert!(sessions("begin:a").is_err() && sessions("often").is_err());
        assert_eq!(group("a=b=c"), Ok(GroupRule::new("a=b", "c")));
        assert!(group("a").is_err() && group("=a").is_err() && group("a=").is_err());
    }
}
