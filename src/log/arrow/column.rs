//! What stands in the columns of a batch, whatever their types.

use std::fmt::Write;

use arrow_array::{
    Array, ArrowPrimitiveType, BooleanArray, LargeStringArray, StringArray, StringViewArray,
    cast::AsArray,
    types::{
        Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type,
        TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, TimeUnit};

use crate::{
    log::{
        Zone,
        csv::{CsvOptions, Reason, TimeFormat},
    },
    text::excerpt,
};

const DAY: i64 = 86_400_000;

/// A column of whole numbers, whatever their width.
struct Numbers<'a>(Box<dyn Fn(usize) -> i128 + 'a>);

impl<'a> Numbers<'a> {
    fn new(array: &'a dyn Array) -> Option<Self> {
        fn of<T: ArrowPrimitiveType<Native: Into<i128>>>(array: &dyn Array) -> Option<Numbers<'_>> {
            let values = array.as_primitive_opt::<T>()?.values();
            let at = |row: usize| values.get(row).map_or(0, |&it| it.into());
            Some(Numbers(Box::new(at)))
        }
        match array.data_type() {
            DataType::Int8 => of::<Int8Type>(array),
            DataType::Int16 => of::<Int16Type>(array),
            DataType::Int32 => of::<Int32Type>(array),
            DataType::Int64 => of::<Int64Type>(array),
            DataType::UInt8 => of::<UInt8Type>(array),
            DataType::UInt16 => of::<UInt16Type>(array),
            DataType::UInt32 => of::<UInt32Type>(array),
            DataType::UInt64 => of::<UInt64Type>(array),
            DataType::Date32 => of::<Date32Type>(array),
            DataType::Date64 => of::<Date64Type>(array),
            DataType::Timestamp(TimeUnit::Second, _) => of::<TimestampSecondType>(array),
            DataType::Timestamp(TimeUnit::Millisecond, _) => of::<TimestampMillisecondType>(array),
            DataType::Timestamp(TimeUnit::Microsecond, _) => of::<TimestampMicrosecondType>(array),
            DataType::Timestamp(TimeUnit::Nanosecond, _) => of::<TimestampNanosecondType>(array),
            _ => None,
        }
    }

    fn get(&self, row: usize) -> i128 {
        (self.0)(row)
    }
}

/// A column of names.
pub(super) struct Texts<'a> {
    array: &'a dyn Array,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Text(&'a StringArray),
    LargeText(&'a LargeStringArray),
    TextView(&'a StringViewArray),
    Number(Numbers<'a>),
    Truth(&'a BooleanArray),
    /// The place of each row's text among some.
    Coded(Vec<usize>, Box<Texts<'a>>),
}

impl<'a> Texts<'a> {
    /// `None` for types that name nothing.
    pub(super) fn new(array: &'a dyn Array) -> Option<Self> {
        let coded = array
            .as_any_dictionary_opt()
            .filter(|it| !it.values().is_empty());
        let kind = match array.data_type() {
            DataType::Utf8 => Kind::Text(array.as_string_opt()?),
            DataType::LargeUtf8 => Kind::LargeText(array.as_string_opt()?),
            DataType::Utf8View => Kind::TextView(array.as_string_view_opt()?),
            DataType::Boolean => Kind::Truth(array.as_boolean_opt()?),
            DataType::Dictionary(_, values) => match coded {
                // One dictionary inside another would be no end.
                Some(_) if matches!(**values, DataType::Dictionary(..)) => return None,
                Some(coded) => {
                    let texts = Texts::new(coded.values().as_ref())?;
                    Kind::Coded(coded.normalized_keys(), Box::new(texts))
                }
                // Nothing but nulls.
                None => Kind::Coded(
                    Vec::new(),
                    Box::new(Texts::new(
                        array.as_any_dictionary_opt()?.values().as_ref(),
                    )?),
                ),
            },
            DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => return None,
            _ => Kind::Number(Numbers::new(array)?),
        };
        Some(Self { array, kind })
    }

    /// Puts a row's text in the place of another one, and says whether there is any.
    pub(super) fn get(&self, row: usize, into: &mut String) -> bool {
        into.clear();
        if row >= self.array.len() || self.array.is_null(row) {
            return false;
        }
        match &self.kind {
            Kind::Text(texts) => into.push_str(texts.value(row)),
            Kind::LargeText(texts) => into.push_str(texts.value(row)),
            Kind::TextView(texts) => into.push_str(texts.value(row)),
            // Writing into a string cannot fail.
            Kind::Number(numbers) => drop(write!(into, "{}", numbers.get(row))),
            Kind::Truth(truths) => into.push_str(if truths.value(row) { "true" } else { "false" }),
            Kind::Coded(codes, texts) => {
                return codes.get(row).is_some_and(|&code| texts.get(code, into));
            }
        }
        true
    }
}

/// A column of times.
pub(super) struct Times<'a> {
    array: &'a dyn Array,
    zone: &'a Zone,
    kind: TimeKind<'a>,
}

enum TimeKind<'a> {
    /// Numbers, how many of them are a millisecond or how many milliseconds one is, and whether
    /// they are what clocks show.
    Number {
        numbers: Numbers<'a>,
        per_millisecond: i128,
        milliseconds: i128,
        local: bool,
    },
    Text(Texts<'a>, TimeFormat),
}

impl<'a> Times<'a> {
    /// `None` for types that tell no time.
    pub(super) fn new(array: &'a dyn Array, options: &'a CsvOptions) -> Option<Self> {
        let unit = |unit| match unit {
            TimeUnit::Second => (1, 1_000),
            TimeUnit::Millisecond => (1, 1),
            TimeUnit::Microsecond => (1_000, 1),
            TimeUnit::Nanosecond => (1_000_000, 1),
        };
        let ((per_millisecond, milliseconds), local) = match array.data_type() {
            DataType::Timestamp(of, zone) => (unit(*of), zone.is_none()),
            DataType::Date32 => ((1, i128::from(DAY)), true),
            DataType::Date64 => ((1, 1), true),
            DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Dictionary(..) => {
                let format = options.time_format.unwrap_or(TimeFormat::DateTime);
                return Some(Self {
                    array,
                    zone: &options.zone,
                    kind: TimeKind::Text(Texts::new(array)?, format),
                });
            }
            _ => {
                let of = match options.time_format.unwrap_or(TimeFormat::Milliseconds) {
                    TimeFormat::Seconds => TimeUnit::Second,
                    TimeFormat::Milliseconds => TimeUnit::Millisecond,
                    TimeFormat::Microseconds => TimeUnit::Microsecond,
                    TimeFormat::Nanoseconds => TimeUnit::Nanosecond,
                    _ => return None,
                };
                (unit(of), false)
            }
        };
        let kind = TimeKind::Number {
            numbers: Numbers::new(array)?,
            per_millisecond,
            milliseconds,
            local,
        };
        Some(Self {
            array,
            zone: &options.zone,
            kind,
        })
    }

    /// A row's time in milliseconds since 1970-01-01 UTC.
    pub(super) fn get(&self, row: usize) -> Result<i64, Reason> {
        if row >= self.array.len() || self.array.is_null(row) {
            return Err(Reason::MissingTime);
        }
        match &self.kind {
            TimeKind::Number {
                numbers,
                per_millisecond,
                milliseconds,
                local,
            } => {
                let number = numbers.get(row);
                let time = number.div_euclid(*per_millisecond) * milliseconds;
                let time = i64::try_from(time).ok();
                let time = time.map(|time| if *local { self.zone.to_utc(time) } else { time });
                time.filter(|&time| TimeFormat::is_sound(time))
                    .ok_or_else(|| Reason::BadTime {
                        text: number.to_string(),
                        expected: TimeFormat::Milliseconds,
                    })
            }
            TimeKind::Text(texts, format) => {
                let mut text = String::new();
                texts.get(row, &mut text);
                let text = text.trim();
                if text.is_empty() {
                    return Err(Reason::MissingTime);
                }
                format
                    .parse(text, self.zone)
                    .ok_or_else(|| Reason::BadTime {
                        text: excerpt(text).to_string(),
                        expected: *format,
                    })
            }
        }
    }
}
