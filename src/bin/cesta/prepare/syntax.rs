//! How people write filters, sessions, groups and time spans in an argument.

use cesta::log::{
    Ends, Filter, GapEdge, GroupRule, HowMany, SegmentOf, SessionOptions, Stretch, TimeOf, Zone,
};

use crate::zone::{Moment, moment};

/// A filter as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// What clocks show is of UTC, until a zone is told.
    pub(crate) filter: Filter,
    /// The ends of its time, as they were written.
    time: Option<Ends2<Moment>>,
}

impl From<Filter> for Asked {
    fn from(filter: Filter) -> Self {
        Self { filter, time: None }
    }
}

impl Asked {
    fn time(text: &str, of: TimeOf) -> Result<Self, String> {
        let time = range(text, moment)?;
        let (from, to) = (None, None);
        let mut asked = Self {
            filter: Filter::Time { from, to, of },
            time: Some(time),
        };
        asked.read_in(&Zone::UTC);
        Ok(asked)
    }

    fn not(self) -> Self {
        let of = Box::new(self.filter);
        Self {
            filter: Filter::Not { of },
            ..self
        }
    }

    /// Reads what clocks show as those of a zone.
    pub(crate) fn read_in(&mut self, zone: &Zone) {
        let mut filter = &mut self.filter;
        while let Filter::Not { of } = filter {
            filter = of;
        }
        if let (Filter::Time { from, to, .. }, Some(ends)) = (filter, self.time) {
            *from = ends.0.map(|it| it.at(zone));
            *to = ends.1.map(|it| it.at(zone));
        }
    }
}

/// A filter: `having:buy`, or JSON.
pub(crate) fn filter(text: &str) -> Result<Asked, String> {
    if text.trim_start().starts_with('{') {
        let filter: Result<Filter, _> = serde_json::from_str(text);
        return filter.map(Asked::from).map_err(|error| error.to_string());
    }
    let (kind, rest) = text.split_once(':').ok_or(
        "expected a kind of filter and a colon, such as `having:buy`; --help lists the kinds",
    )?;
    if rest.is_empty() {
        return Err(format!("expected something after `{kind}:`"));
    }
    match kind {
        "time" => Asked::time(rest, TimeOf::Event),
        "time-start" => Asked::time(rest, TimeOf::Start),
        "time-end" => Asked::time(rest, TimeOf::End),
        "time-whole" => Asked::time(rest, TimeOf::Whole),
        "time-part" => Asked::time(rest, TimeOf::Part),
        "not" => Ok(filter(rest)?.not()),
        _ => Ok(timeless(kind, rest)?.into()),
    }
}

/// A filter that is not about time.
fn timeless(kind: &str, rest: &str) -> Result<Filter, String> {
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
            let [brief, data] = [brief, data].map(|it| filter(it).map(|it| it.filter));
            assert_eq!(brief, data);
            assert!(brief.is_ok(), "{brief:?}");
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
    fn times_are_of_the_clocks_of_a_zone() {
        let east = Zone::fixed(3_600).unwrap();
        for (there, utc) in [
            ("time:2026-01-01..", "time:2025-12-31T23:00Z.."),
            ("time-start:..2026-01-01", "time-start:..2025-12-31T23:00"),
            (
                "not:not:time:2026-01-01..2026-01-02T00:00Z",
                "not:not:time:2025-12-31T23:00..2026-01-02",
            ),
            ("length:2..", "length:2.."),
        ] {
            let mut asked = filter(there).unwrap();
            asked.read_in(&east);
            assert_eq!(asked.filter, filter(utc).unwrap().filter, "{there}");
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
