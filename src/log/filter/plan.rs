//! Filters by the numbers of one log.

use std::ops::Range;

use super::{Ends, Filter, HowMany, Stretch, TimeOf};
use crate::log::{
    Codes, EventLog, PrepareError, SegmentOf, UnsuitableReason, resolve::Resolver, segments::choose,
};

/// How deep filters may be nested.
const MAX_DEPTH: u32 = 64;

/// A filter by numbers.
#[derive(Debug)]
pub(super) enum Test<'l> {
    Touchpoints(Vec<bool>),
    Time(Range<i64>, TimeOf),
    Segment(&'l Codes, Vec<bool>, SegmentOf),
    Between(Vec<bool>, Vec<bool>, Stretch, Ends),
    Having(Vec<bool>),
    Starting(Vec<bool>),
    Ending(Vec<bool>),
    Length(usize, usize),
    Duration(i64, i64),
    /// By customer, once what the filters before leave is known: whether the variant is wanted.
    Variants(Wanted, Vec<bool>),
    All(Vec<Test<'l>>),
    Any(Vec<Test<'l>>),
    Not(Box<Test<'l>>),
}

/// Which variants are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) top: u32,
    pub(super) share: f64,
    pub(super) customers: u32,
}

/// Filters by numbers, and the patterns that nothing fits.
pub(super) fn plan<'l>(
    log: &'l EventLog,
    filters: &[Filter],
) -> Result<(Vec<Test<'l>>, Vec<String>), PrepareError> {
    let mut planner = Planner(Resolver::new(log));
    let tests = planner.tests(filters, "", 1);
    Ok((tests, planner.0.finish()?))
}

struct Planner<'l>(Resolver<'l>);

impl<'l> Planner<'l> {
    fn tests(&mut self, filters: &[Filter], path: &str, depth: u32) -> Vec<Test<'l>> {
        let numbered = filters.iter().enumerate();
        let test = |(index, filter)| self.test(filter, &format!("{path}[{index}]"), depth);
        numbered.map(test).collect()
    }

    fn set(&mut self, texts: &[String], path: &str, field: &str) -> Vec<bool> {
        self.0.touchpoints(texts, &format!("{path}.{field}"))
    }

    fn test(&mut self, filter: &Filter, path: &str, depth: u32) -> Test<'l> {
        if depth > MAX_DEPTH {
            let limit = MAX_DEPTH;
            self.0.refuse(path, UnsuitableReason::TooDeep { limit });
            return Test::All(Vec::new());
        }
        let below = format!("{path}.of");
        match filter {
            Filter::Touchpoints { touchpoints } => {
                Test::Touchpoints(self.set(touchpoints, path, "touchpoints"))
            }
            Filter::Time { from, to, of } => {
                self.0.times(path);
                Test::Time(self.range(*from, *to, path), *of)
            }
            Filter::Segment { column, values, of } => {
                let found = self.0.column(column, &format!("{path}.column"));
                found.map_or(Test::All(Vec::new()), |column| {
                    let values = self.0.values(column, values, &format!("{path}.values"));
                    Test::Segment(column.codes(), values, *of)
                })
            }
            Filter::Between {
                from,
                to,
                which,
                ends,
            } => {
                let (from, to) = (self.set(from, path, "from"), self.set(to, path, "to"));
                Test::Between(from, to, *which, *ends)
            }
            Filter::Having {
                touchpoints,
                of: HowMany::All,
            } if touchpoints.len() > 1 => {
                let each = touchpoints.chunks(1).enumerate().map(|(index, one)| {
                    let path = format!("{path}.touchpoints[{index}]");
                    Test::Having(self.0.touchpoints(one, &path))
                });
                Test::All(each.collect())
            }
            Filter::Having { touchpoints, .. } => {
                Test::Having(self.set(touchpoints, path, "touchpoints"))
            }
            Filter::Lacking { touchpoints } => {
                let set = self.set(touchpoints, path, "touchpoints");
                Test::Not(Box::new(Test::Having(set)))
            }
            Filter::Starting { touchpoints } => {
                Test::Starting(self.set(touchpoints, path, "touchpoints"))
            }
            Filter::Ending { touchpoints } => {
                Test::Ending(self.set(touchpoints, path, "touchpoints"))
            }
            Filter::Length { min, max } => {
                let (min, max) = (min.unwrap_or(0), max.unwrap_or(u32::MAX));
                self.ordered(min.into(), max.into(), path);
                Test::Length(min as usize, max as usize)
            }
            Filter::Duration { min, max } => {
                self.0.times(path);
                let range = self.bounds(*min, *max, path);
                Test::Duration(whole(range.0, f64::ceil), whole(range.1, f64::floor))
            }
            Filter::Variants {
                top,
                share,
                customers,
            } => self.variants(*top, *share, *customers, path),
            Filter::All { of } => Test::All(self.tests(of, &below, depth + 1)),
            Filter::Any { of } => Test::Any(self.tests(of, &below, depth + 1)),
            Filter::Not { of } => Test::Not(Box::new(self.test(of, &below, depth + 1))),
        }
    }

    fn variants(
        &mut self,
        top: Option<u32>,
        share: Option<f64>,
        customers: Option<u32>,
        path: &str,
    ) -> Test<'l> {
        if top.is_none() && share.is_none() && customers.is_none() {
            self.0.refuse(path, UnsuitableReason::Nothing);
        }
        if let Some(value) = share.filter(|share| !(0.0..=1.0).contains(share)) {
            let path = format!("{path}.share");
            self.0.refuse(path, UnsuitableReason::OutOfRange { value });
        }
        let wanted = Wanted {
            top: top.unwrap_or(u32::MAX),
            share: share.unwrap_or(1.0),
            customers: customers.unwrap_or(0),
        };
        Test::Variants(wanted, Vec::new())
    }

    /// A time, from its first to before its last millisecond.
    fn range(&mut self, from: Option<f64>, to: Option<f64>, path: &str) -> Range<i64> {
        let (from, to) = self.bounds(from, to, path);
        whole(from, f64::ceil)..whole(to, f64::ceil)
    }

    fn bounds(&mut self, from: Option<f64>, to: Option<f64>, path: &str) -> (f64, f64) {
        if let Some(value) = from.into_iter().chain(to).find(|it| it.is_nan()) {
            self.0.refuse(path, UnsuitableReason::OutOfRange { value });
        }
        let (from, to) = (
            from.unwrap_or(f64::NEG_INFINITY),
            to.unwrap_or(f64::INFINITY),
        );
        self.ordered(from, to, path);
        (from, to)
    }

    fn ordered(&mut self, from: f64, to: f64, path: &str) {
        if from > to {
            let reason = UnsuitableReason::EmptyRange { from, to };
            self.0.refuse(path, reason);
        }
    }
}

/// The whole number on one side of a number; the ends of what there is for those beyond.
fn whole(number: f64, side: fn(f64) -> f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, as is meant")]
    let whole = side(number) as i64;
    whole
}

/// The events of one customer that are still there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left<'w> {
    pub(super) customer: u32,
    pub(super) visits: &'w [u32],
    pub(super) times: Option<&'w [i64]>,
    /// Where the events are in the log.
    pub(super) places: Places<'w>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Places<'w> {
    From(usize),
    At(&'w [u32]),
}

impl<'w> Left<'w> {
    fn places(self) -> impl DoubleEndedIterator<Item = usize> + use<'w> {
        (0..self.visits.len()).map(move |index| match self.places {
            Places::From(start) => start + index,
            Places::At(places) => places.get(index).map_or(usize::MAX, |&it| it as usize),
        })
    }
}

/// Which of a customer's events meet a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    All,
    None,
    /// Those that were marked.
    Marked,
}

impl From<bool> for Verdict {
    fn from(all: bool) -> Self {
        if all { Self::All } else { Self::None }
    }
}

fn has(set: &[bool], number: u32) -> bool {
    set.get(number as usize).copied().unwrap_or_default()
}

impl Test<'_> {
    /// Which events meet it; where it is some of them, each has its mark.
    pub(super) fn judge(&self, left: Left<'_>, marks: &mut Vec<bool>) -> Verdict {
        let first = left.visits.first().copied().unwrap_or_default();
        let last = left.visits.last().copied().unwrap_or_default();
        match self {
            Self::Touchpoints(set) => {
                marks.clear();
                marks.extend(left.visits.iter().map(|&visit| has(set, visit)));
                Verdict::Marked
            }
            Self::Time(range, of) => in_time(range, *of, left.times.unwrap_or_default(), marks),
            Self::Segment(codes, values, SegmentOf::Event) => {
                marks.clear();
                let code = |place| codes.get(place).unwrap_or_default();
                marks.extend(left.places().map(|place| has(values, code(place))));
                Verdict::Marked
            }
            Self::Segment(codes, values, of) => {
                let code = |place| codes.get(place).unwrap_or_default();
                let value = choose(left.places().map(code), *of);
                value.is_some_and(|value| has(values, value)).into()
            }
            Self::Between(from, to, which, ends) => {
                let (from, to) = (|visit| has(from, visit), |visit| has(to, visit));
                stretches(left.visits, from, to, *which, *ends, marks)
            }
            Self::Having(set) => left.visits.iter().any(|&visit| has(set, visit)).into(),
            Self::Starting(set) => has(set, first).into(),
            Self::Ending(set) => has(set, last).into(),
            Self::Length(min, max) => (*min..=*max).contains(&left.visits.len()).into(),
            Self::Duration(min, max) => {
                let times = left.times.unwrap_or_default();
                let ends = times.first().zip(times.last());
                let took = ends.map_or(0, |(first, last)| last - first);
                (*min..=*max).contains(&took).into()
            }
            Self::Variants(_, wanted) => has(wanted, left.customer).into(),
            Self::All(tests) => join(tests, left, marks, Verdict::All),
            Self::Any(tests) => join(tests, left, marks, Verdict::None),
            Self::Not(test) => match test.judge(left, marks) {
                Verdict::All => Verdict::None,
                Verdict::None => Verdict::All,
                Verdict::Marked => {
                    for mark in marks.iter_mut() {
                        *mark = !*mark;
                    }
                    Verdict::Marked
                }
            },
        }
    }
}

fn in_time(range: &Range<i64>, of: TimeOf, times: &[i64], marks: &mut Vec<bool>) -> Verdict {
    let lies = |time: Option<&i64>| time.is_some_and(|time| range.contains(time));
    match of {
        TimeOf::Event => {
            marks.clear();
            marks.extend(times.iter().map(|time| range.contains(time)));
            Verdict::Marked
        }
        TimeOf::Start => lies(times.first()).into(),
        TimeOf::End => lies(times.last()).into(),
        TimeOf::Whole => (lies(times.first()) && lies(times.last())).into(),
        TimeOf::Part => times.iter().any(|time| range.contains(time)).into(),
    }
}

/// What all of some conditions, or any, say: all and nothing decide for one of these kinds, and
/// mean nothing for the other.
fn join(tests: &[Test<'_>], left: Left<'_>, marks: &mut Vec<bool>, neutral: Verdict) -> Verdict {
    let all = neutral == Verdict::All;
    let mut joined = neutral;
    let mut own = Vec::new();
    for test in tests {
        if joined == Verdict::Marked {
            match test.judge(left, &mut own) {
                Verdict::Marked => {
                    for (mark, &own) in marks.iter_mut().zip(&own) {
                        *mark = if all { *mark && own } else { *mark || own };
                    }
                }
                verdict if verdict == neutral => {}
                decided => return decided,
            }
        } else {
            joined = test.judge(left, marks);
        }
        if joined != Verdict::Marked && joined != neutral {
            return joined;
        }
    }
    joined
}

fn stretches(
    visits: &[u32],
    from: impl Fn(u32) -> bool,
    to: impl Fn(u32) -> bool,
    which: Stretch,
    ends: Ends,
    marks: &mut Vec<bool>,
) -> Verdict {
    marks.clear();
    marks.resize(visits.len(), false);
    let mut next = 0;
    while let Some(start) = place(visits, next, &from) {
        let end = match which {
            Stretch::Longest => {
                let end = visits.iter().rposition(|&visit| to(visit));
                end.filter(|&end| end > start)
            }
            Stretch::First | Stretch::Each => place(visits, start + 1, &to),
        };
        let Some(end) = end else { break };
        let inside = match ends {
            Ends::Included => start..end + 1,
            Ends::Excluded => start + 1..end,
        };
        for mark in marks.get_mut(inside).unwrap_or_default() {
            *mark = true;
        }
        if which != Stretch::Each {
            break;
        }
        next = end + 1;
    }
    Verdict::Marked
}

fn place(visits: &[u32], from: usize, is: impl Fn(u32) -> bool) -> Option<usize> {
    let rest = visits.iter().skip(from);
    Some(from + rest.copied().position(is)?)
}
