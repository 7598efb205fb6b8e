//! The arguments of `cesta funnel`.

use std::path::PathBuf;

use cesta::flow::funnel::{Exclusion, FunnelCounting, FunnelStep, StepCondition};
use clap::{Args as Group, ValueEnum, value_parser};

use super::Columns;
use crate::zone::{Moment, moment};

/// Count who gets through the steps of a funnel, and where the others are lost.
#[derive(Debug, Group)]
pub(crate) struct Funnel {
    /// The events; `-` for standard input.
    pub(crate) events: PathBuf,
    /// A step: its name and touchpoints, as `cart=add_to_cart,cart`, or one touchpoint; once for
    /// each step, in order.
    #[arg(long, value_name = "NAME=TOUCHPOINT,..", value_parser = step, required_unless_present = "map")]
    pub(crate) step: Vec<FunnelStep>,
    /// The map whose stages are the steps.
    #[arg(long, conflicts_with = "step")]
    pub(crate) map: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) columns: Columns,
    #[command(flatten)]
    pub(crate) rules: Rules,
    /// The column to break the funnel down by, such as the platform.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Option<String>,
    /// Which event's value of this column counts.
    #[arg(long, value_enum, requires = "by", default_value_t = Value::First)]
    pub(crate) by_value: Value,
    /// How many values of this column to list at most; the others are added up.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = value_parser!(u32).range(1..), requires = "by")]
    pub(crate) limit: u32,
    /// Draw a picture as well.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

/// What counts as going through a funnel.
#[derive(Debug, Group)]
#[command(next_help_heading = "Rules")]
pub(crate) struct Rules {
    /// The order of the steps.
    #[arg(long, value_enum, default_value_t = Order::Ordered)]
    pub(crate) order: Order,
    /// How long the whole may take from its first event, such as 30m, 12h, 7d.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) window: Option<f64>,
    /// How long each step may take from the event before.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) step_window: Option<f64>,
    /// Which event may start.
    #[arg(long, value_enum, default_value_t = Entry::Best)]
    pub(crate) entry: Entry,
    /// What equal times mean.
    #[arg(long, value_enum, default_value_t = Ties::Input)]
    pub(crate) ties: Ties,
    /// Let one event serve several steps that follow each other.
    #[arg(long)]
    pub(crate) reuse: bool,
    /// Touchpoints that must not come between two steps, as `support,refund:1-3`; between all
    /// where no steps are named.
    #[arg(long, value_name = "TOUCHPOINT,..:FROM-TO", value_parser = exclusion)]
    pub(crate) exclude: Vec<Exclusion>,
    /// A step that may be left out, by its number.
    #[arg(long, value_name = "STEP")]
    pub(crate) optional: Vec<u32>,
    /// A column and its values, of which an event must have one that serves a step, as
    /// `2:channel=web,app`: the step by its number.
    #[arg(long, value_name = "STEP:COLUMN=VALUE,..", value_parser = only)]
    pub(crate) only: Vec<(u32, StepCondition)>,
    /// What is counted: `customers`, `sessions` with their longest gap, as `sessions:30m`, or
    /// `totals` for every attempt.
    #[arg(long, value_name = "WHAT", default_value = "customers", value_parser = count)]
    pub(crate) count: Count,
    /// When the log ends, if later than its last event: a day or a time, of --zone or else UTC
    /// unless it ends with Z or an offset.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) end: Option<Moment>,
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    pub(crate) of: FunnelCounting,
    /// The longest gap in a session, in milliseconds, if it was told.
    pub(crate) gap: Option<f64>,
}

/// The order of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// One after the other; anything may happen between.
    Ordered,
    /// One directly after the other.
    Strict,
    /// Any.
    Any,
}

/// Which event may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Entry {
    /// Whichever gets farthest.
    Best,
    /// The first.
    First,
    /// The last.
    Last,
}

/// What equal times mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ties {
    /// The order of the file.
    Input,
    /// The order of the steps.
    Step,
    /// That none comes after another.
    Strict,
}

/// Which event's value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Value {
    /// The first one's.
    First,
    /// The last one's.
    Last,
}

fn step(text: &str) -> Result<FunnelStep, String> {
    let (name, touchpoints) = text.split_once('=').unwrap_or((text, text));
    let touchpoints = names(touchpoints);
    if name.is_empty() || touchpoints.is_empty() {
        return Err("expected a name and touchpoints, as `cart=add_to_cart,cart`".to_owned());
    }
    Ok(FunnelStep::new(name, touchpoints))
}

fn only(text: &str) -> Result<(u32, StepCondition), String> {
    let parts = || {
        let (step, condition) = text.split_once(':')?;
        let (column, values) = condition.split_once('=')?;
        let values: Vec<String> = names(values).into_iter().map(str::to_owned).collect();
        let column = (!column.is_empty() && !values.is_empty()).then(|| column.to_owned())?;
        Some((step.parse().ok()?, StepCondition { column, values }))
    };
    parts().ok_or_else(|| {
        "expected the number of a step, a column and values, as `2:channel=web,app`".to_owned()
    })
}

fn names(text: &str) -> Vec<&str> {
    text.split(',').filter(|name| !name.is_empty()).collect()
}

/// Steps that are not named are from 0 to 0: the whole funnel.
fn exclusion(text: &str) -> Result<Exclusion, String> {
    let expected = || "expected touchpoints and two steps, as `support,refund:1-3`".to_owned();
    let steps = |text: &str| {
        let (from, to) = text.split_once('-')?;
        Some((from.parse().ok()?, to.parse().ok()?))
    };
    let ranged = text.rsplit_once(':');
    let ranged = ranged.and_then(|(names, range)| Some((names, steps(range)?)));
    let (touchpoints, (from, to)) = ranged.unwrap_or((text, (0, 0)));
    let touchpoints = names(touchpoints).into_iter().map(str::to_owned).collect();
    let exclusion = Exclusion {
        touchpoints,
        from,
        to,
    };
    if exclusion.touchpoints.is_empty() {
        return Err(expected());
    }
    Ok(exclusion)
}

fn count(text: &str) -> Result<Count, String> {
    let (what, gap) = match text.split_once(':') {
        Some((what, gap)) => (what, Some(duration(gap)?)),
        None => (text, None),
    };
    let of = match what {
        "customers" if gap.is_none() => FunnelCounting::Customers,
        "sessions" => FunnelCounting::Sessions,
        "totals" if gap.is_none() => FunnelCounting::Totals,
        _ => return Err("expected customers, sessions, sessions:30m or totals".to_owned()),
    };
    Ok(Count { of, gap })
}

/// A duration such as `90s`, `30m`, `12h`, `7d`, in milliseconds.
fn duration(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let unit = text.strip_prefix(number).unwrap_or_default();
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        "w" => 604_800.0,
        _ => return Err("expected a number with ms, s, m, h, d or w".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "expected a number")?;
    let milliseconds = (number * seconds * 1000.0).round();
    if milliseconds >= 0.0 && milliseconds.is_finite() {
        Ok(milliseconds)
    } else {
        Err("expected a number from 0 on".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{count, duration, exclusion, only, step};

    #[test]
    fn conditions_have_a_step_a_column_and_values() {
        let (step, condition) = only("2:channel=web,app").unwrap();
        assert_eq!((step, condition.column.as_str()), (2, "channel"));
        assert_eq!(condition.values, ["web", "app"]);
        for wrong in [
            "",
            "2",
            "channel=web",
            "2:channel",
            "2:=web",
            "2:channel=",
            "x:a=b",
            "-1:a=b",
        ] {
            assert!(only(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("30m"), Ok(1_800_000.0));
        assert_eq!(duration("1.5h"), Ok(5_400_000.0));
        assert_eq!(duration("7d"), Ok(604_800_000.0));
        assert_eq!(duration("250ms"), Ok(250.0));
        for wrong in ["7", "d", "-1d", "1y", "", "1e999s", "NaNs"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn steps_have_names() {
        let cart = step("cart=add,basket").unwrap();
        assert_eq!((cart.name.as_str(), cart.touchpoints.len()), ("cart", 2));
        let alone = step("add_to_cart").unwrap();
        assert_eq!(alone.name, alone.touchpoints[0]);
        assert!(step("=a").is_err() && step("a=").is_err());
    }

    #[test]
    fn exclusions_have_steps() {
        let it = exclusion("a,b:c:1-3").unwrap();
        assert_eq!(it.touchpoints, ["a", "b:c"]);
        assert_eq!((it.from, it.to), (1, 3));
        assert_eq!(exclusion("a:b").unwrap().touchpoints, ["a:b"]);
        assert!(exclusion(":1-2").is_err());
    }

    #[test]
    fn counts_are_read() {
        assert_eq!(count("sessions:10s").unwrap().gap, Some(10_000.0));
        assert!(count("totals:1d").is_err() && count("visits").is_err());
    }
}
