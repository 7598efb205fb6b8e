//! Logs from sequences without times: a customer a line, a touchpoint after the other.
//!
//! ```text
//! % a line that begins with the comment sign says nothing
//! home search product
//! home product cart checkout
//! ```

use std::{
    io::{ErrorKind, Read},
    ops::ControlFlow,
};

use memchr::memchr2;
use serde::{Deserialize, Serialize};

use super::{
    EventLog, EventLogBuilder,
    csv::{BadRows, LogError, OnBad, Reason},
    order::GoOn,
};
use crate::table::{BLOCK, MAX_FIELD, PROGRESS_STEP};

/// How to read sequences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SequencesOptions {
    /// What separates the touchpoints; blanks around them do not matter. `None`: any run of
    /// blanks, tabs, commas and semicolons.
    pub separator: Option<char>,
    /// How many lines at the start of the text say something else.
    pub skip_lines: u32,
    /// What lines begin with that are passed over; `None`: all lines are read.
    pub comment: Option<char>,
    /// What a customer is called.
    pub customer: SequenceCustomer,
    /// What to do about lines that cannot be read.
    pub bad_rows: OnBad,
    /// The longest name, in bytes.
    pub max_field: u32,
    /// The most memory that reading may take, by
    /// [`EventLogBuilder::memory`](crate::log::EventLogBuilder::memory). `None`: as much as there
    /// is.
    ///
    /// # Units
    /// Mebibytes.
    pub max_memory: Option<u32>,
}

impl Default for SequencesOptions {
    fn default() -> Self {
        Self {
            separator: None,
            skip_lines: 0,
            comment: Some('%'),
            customer: SequenceCustomer::Line,
            bad_rows: OnBad::Refuse,
            max_field: MAX_FIELD,
            max_memory: None,
        }
    }
}

/// What the customer of a sequence is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SequenceCustomer {
    /// As the number of the line: every line is another customer.
    Line,
    /// As the line begins: what follows are the touchpoints. A customer may have several lines.
    First,
}

/// A log of sequences, and what could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadSequences {
    /// The log; it has no times.
    pub log: EventLog,
    /// How it was found in the text.
    pub source: SequencesSource,
}

/// What was found in a text of sequences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SequencesSource {
    /// The lines that were passed over.
    pub passed_over: BadRows,
}

/// Reads sequences from text in UTF-8, a customer a line. `progress` is called about every
/// mebibyte, and at the end, with the number of bytes read so far; then, while the events are put
/// in order, about every million of them with that of all bytes. It may stop both.
///
/// Lines with nothing but blanks are skipped. One separator may stand at the end of a line; two
/// without a name between them make a line bad, and so do names that are too long, a customer
/// without touchpoints, and text that is not UTF-8.
///
/// # Errors
/// [`LogError`]: a source that fails, a separator that ends lines, no sequences, and bad lines:
/// all of them counted, with the first [`MAX_SAMPLES`](super::csv::MAX_SAMPLES) told, unless they are to be passed over.
///
/// # Complexity
/// Linear in the text.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use cesta::log::sequences::{SequencesOptions, read};
///
/// let text = "home search product\nhome cart\n";
/// let options = SequencesOptions::default();
/// let log = read(text.as_bytes(), &options, |_| ControlFlow::Continue(()))?.log;
/// let second = log.trace(1).unwrap();
/// assert_eq!((second.customer(), second.names().last()), ("2", Some("cart")));
/// # Ok::<(), cesta::log::csv::LogError>(())
/// ```
pub fn read(
    mut reader: impl Read,
    options: &SequencesOptions,
    mut progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadSequences, LogError> {
    if let Some(delimiter @ ('\n' | '\r')) = options.separator {
        return Err(LogError::BadDelimiter { delimiter });
    }
    let mut lines = Lines::new(options);
    let mut buffer = vec![0; BLOCK];
    let (mut position, mut told) = (0, 0);
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => {
                return Err(LogError::Read {
                    position: bytes(position),
                    message: error.to_string(),
                });
            }
        };
        position += read as u64;
        if read == 0 || position - told >= PROGRESS_STEP {
            told = position;
            if progress(position).is_break() {
                return Err(LogError::cancelled(position));
            }
        }
        if read == 0 {
            return lines.finish(position, &mut || progress(position));
        }
        lines.feed(buffer.get(..read).unwrap_or_default())?;
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody reads 2^53 bytes")]
fn bytes(position: u64) -> f64 {
    position as f64
}

/// The lines so far.
struct Lines<'o> {
    options: &'o SequencesOptions,
    builder: EventLogBuilder,
    bad: BadRows,
    /// The number of the line that comes next, from 1.
    line: u32,
    /// The start of a line whose end was not in the buffer.
    start: Vec<u8>,
    /// How many bytes of it may separate names.
    separators: usize,
    /// Whether a name in it is too long; then it is kept no longer.
    is_too_long: bool,
    after_return: bool,
}

impl<'o> Lines<'o> {
    fn new(options: &'o SequencesOptions) -> Self {
        Self {
            options,
            builder: EventLogBuilder::new(),
            bad: BadRows::default(),
            line: 1,
            start: Vec::new(),
            separators: 0,
            is_too_long: false,
            after_return: false,
        }
    }

    fn feed(&mut self, mut text: &[u8]) -> Result<(), LogError> {
        while !text.is_empty() {
            // CR LF is one end of a line, also where a buffer ends in between.
            if std::mem::take(&mut self.after_return) {
                text = text.strip_prefix(b"\n").unwrap_or(text);
            }
            let Some(end) = memchr2(b'\n', b'\r', text) else {
                self.keep(text);
                break;
            };
            let (line, rest) = text.split_at(end);
            self.after_return = rest.first() == Some(&b'\r');
            text = rest.get(1..).unwrap_or_default();
            self.end(line)?;
        }
        self.check_memory()
    }

    /// Keeps a part of a line until its end comes.
    fn keep(&mut self, part: &[u8]) {
        if self.is_too_long {
            return;
        }
        self.start.extend_from_slice(part);
        let separators = part.iter().filter(|&&byte| self.can_separate(byte));
        self.separators += separators.count();
        let name = self.start.iter().rev();
        let name = name.take_while(|&&byte| !self.can_separate(byte)).count();
        if name > self.options.max_field as usize {
            self.is_too_long = true;
            self.start.clear();
        }
    }

    /// Whether a byte may be a separator, or a part of one.
    fn can_separate(&self, byte: u8) -> bool {
        match self.options.separator {
            None => b" \t,;".contains(&byte),
            Some(separator) => separator
                .encode_utf8(&mut [0; 4])
                .as_bytes()
                .contains(&byte),
        }
    }

    /// Reads a line, of which this is the last part.
    fn end(&mut self, last: &[u8]) -> Result<(), LogError> {
        if self.start.is_empty() && !self.is_too_long {
            return self.read(last);
        }
        self.keep(last);
        let line = std::mem::take(&mut self.start);
        self.separators = 0;
        self.read(&line)
    }

    fn read(&mut self, line: &[u8]) -> Result<(), LogError> {
        let number = self.line;
        self.line = number.saturating_add(1);
        let limit = self.options.max_field;
        let mut parts = line.split(|&byte| self.can_separate(byte));
        let is_too_long = parts.any(|part| part.len() > limit as usize);
        let is_too_long = std::mem::take(&mut self.is_too_long) || is_too_long;
        let line = match number {
            1 => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
            _ => line,
        };
        if number == 1 && (line.starts_with(b"\xFF\xFE") || line.starts_with(b"\xFE\xFF")) {
            return Err(LogError::NotUtf8 { utf16: true });
        }
        if number <= self.options.skip_lines {
            return Ok(());
        }
        let names = match str::from_utf8(line) {
            _ if is_too_long => Err(Reason::FieldTooLong { limit }),
            Ok(line) if self.options.comment.is_some_and(|it| line.starts_with(it)) => {
                return Ok(());
            }
            Ok(line) if line.trim().is_empty() => return Ok(()),
            Ok(line) => self.names(line),
            Err(_) => Err(Reason::NotUtf8),
        };
        match names {
            Ok(names) => self.add(number, &names),
            Err(reason) => {
                self.reject(number, reason);
                Ok(())
            }
        }
    }

    /// The names in a line.
    fn names<'l>(&self, line: &'l str) -> Result<Vec<&'l str>, Reason> {
        let mut names: Vec<&str> = match self.options.separator {
            None => {
                let names = line.split([' ', '\t', ',', ';']);
                names.filter(|name| !name.is_empty()).collect()
            }
            Some(separator) => line.split(separator).map(str::trim).collect(),
        };
        if names.last() == Some(&"") {
            names.pop();
        }
        let limit = self.options.max_field;
        let has_customer = self.options.customer == SequenceCustomer::First;
        let is_blank = |name: &&str| name.trim().is_empty();
        if has_customer && names.first().is_some_and(is_blank) {
            return Err(Reason::MissingCustomer);
        }
        if names.len() <= usize::from(has_customer) || names.iter().any(is_blank) {
            return Err(Reason::MissingTouchpoint);
        }
        if names.iter().any(|name| name.len() > limit as usize) {
            return Err(Reason::FieldTooLong { limit });
        }
        Ok(names)
    }

    fn add(&mut self, line: u32, names: &[&str]) -> Result<(), LogError> {
        let number;
        let (customer, touchpoints) = if let Some((&first, others)) = names.split_first()
            && self.options.customer == SequenceCustomer::First
        {
            (first, others)
        } else {
            number = line.to_string();
            (number.as_str(), names)
        };
        for touchpoint in touchpoints {
            let pushed = self.builder.push(customer, touchpoint, None);
            pushed.map_err(LogError::Build)?;
        }
        Ok(())
    }

    fn reject(&mut self, line: u32, reason: Reason) {
        self.bad.add(line, [(None, reason)]);
    }

    fn check_memory(&self) -> Result<(), LogError> {
        // A line that is not whole yet, and what its names will take for a moment.
        let line = self.start.len() + self.separators * size_of::<&str>();
        match self.builder.above(self.options.max_memory, line) {
            Some(limit) => {
                let line = self.line;
                Err(LogError::TooMuchMemory { limit, line })
            }
            None => Ok(()),
        }
    }

    /// The log of all lines, where `go_on` does not stop it after so many bytes.
    fn finish(mut self, position: u64, go_on: GoOn<'_>) -> Result<ReadSequences, LogError> {
        if !self.start.is_empty() || self.is_too_long {
            self.end(&[])?;
        }
        let refuse = self.options.bad_rows == OnBad::Refuse || self.builder.is_empty();
        if self.bad.count > 0 && refuse {
            return Err(LogError::BadRows(self.bad));
        }
        if self.builder.is_empty() {
            return Err(LogError::Empty);
        }
        let log = self.builder.build_while(go_on);
        Ok(ReadSequences {
            log: log.ok_or_else(|| LogError::cancelled(position))?,
            source: SequencesSource {
                passed_over: self.bad,
            },
        })
    }
}
