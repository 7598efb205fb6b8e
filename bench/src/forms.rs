//! The same events, written in other ways, for a tool that counts instructions.

use std::{hint::black_box, ops::ControlFlow};

use cesta::log::csv::{CsvOptions, read};

use crate::{Result, events};

const CUSTOMERS: u32 = 5_000;

/// A row's fields.
type Row = [String; 4];

/// A way to write a log: its name, and what becomes of each row.
type Form = (&'static str, fn(Row) -> Row);

const SEMICOLONS: &str = "semicolons";
const IN_NO_ORDER: &str = "in no order of time";

/// The first is what the others are compared with.
pub(crate) const FORMS: [Form; 9] = [
    ("plain", |row| row),
    (SEMICOLONS, |row| row),
    ("every field quoted", |row| {
        row.map(|it| format!("\"{it}\""))
    }),
    ("escaped quotes in one field", |[who, what, when, how]| {
        [who, format!("\"the \"\"{what}\"\" page\""), when, how]
    }),
    ("touchpoints beyond ASCII", |[who, what, when, how]| {
        [who, format!("č{what}"), when, how]
    }),
    ("times as RFC 3339, in UTC", |[who, what, when, how]| {
        [who, what, date_time(&when, "Z"), how]
    }),
    (
        "times as RFC 3339, with an offset",
        |[who, what, when, how]| [who, what, date_time(&when, "+00:00"), how],
    ),
    ("customers as UUIDs", |[who, what, when, how]| {
        let uuid = format!("{who}-4f0a-4c11-9d2e-0123456789ab");
        [uuid, what, when, how]
    }),
    (IN_NO_ORDER, |row| row),
];

/// Reads the log in a form so many times; the difference of two counts is that of reading.
/// Gives how many events there are.
pub(crate) fn read_as(form: &str, times: u32) -> Result<usize> {
    let found = FORMS.iter().find(|(name, _)| *name == form);
    let (_, rewrite) = found.ok_or_else(|| format!("no form `{form}`"))?;
    let mut plain = Vec::new();
    events::write(&events::events(CUSTOMERS, events::SEED), &mut plain)?;
    let plain = String::from_utf8(plain)?;
    let (header, rows) = plain.split_once('\n').ok_or("no header")?;
    let fields = |row: &str| -> Option<Row> {
        let fields: Vec<String> = row.split(',').map(str::to_owned).collect();
        fields.try_into().ok()
    };
    let mut rows: Vec<Row> = rows.lines().filter_map(fields).map(rewrite).collect();
    if form == IN_NO_ORDER {
        rows.sort_by(|a, b| b[2].get(5..).cmp(&a[2].get(5..)));
    }
    let mut text = header.to_owned() + "\n";
    for row in &rows {
        text += &row.join(",");
        text.push('\n');
    }
    if form == SEMICOLONS {
        text = text.replace(',', ";");
    }
    for _ in 0..times {
        let read = read(black_box(text.as_bytes()), &CsvOptions::default(), |_| {
            ControlFlow::Continue(())
        })?;
        black_box(read.log);
    }
    Ok(rows.len())
}

/// Milliseconds since 1970, all of them in the first half of 2025, as a date and time.
fn date_time(milliseconds: &str, offset: &str) -> String {
    let milliseconds: i64 = milliseconds.parse().unwrap_or(0);
    let (seconds, fraction) = (milliseconds / 1_000, milliseconds % 1_000);
    let (minutes, second) = (seconds / 60, seconds % 60);
    let (hours, minute) = (minutes / 60, minutes % 60);
    let (mut day, hour) = (hours / 24 - 20_089, hours % 24);
    let mut month = 1;
    for days in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < days {
            break;
        }
        (month, day) = (month + 1, day - days);
    }
    let day = day + 1;
    format!("2025-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:03}{offset}")
}
