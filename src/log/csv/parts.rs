//! A text as one log after the other.

use std::{
    io::Read,
    ops::{ControlFlow, RangeInclusive},
};

use super::{Begun, CsvOptions, Duplicates, LogError, LogSource, Text};
use crate::{
    log::{EventLog, EventLogBuilder, input::Piece},
    table::BLOCK,
};

/// How many events a part has, or a few more.
const PART: usize = 1 << 17;

/// A text as one small log after the other, each with the next 131,072 events or a few more, so
/// that memory is that of one part and does not grow with the text.
///
/// A part is ordered like any log; between parts the order of the text holds. What takes them
/// has to remember what it needs of a customer, as [`FlowStream`](crate::flow::FlowStream)
/// does, and says with [`taken`](Self::taken) what it holds for that.
///
/// Bad rows are an error after all others were looked at, as when the whole log is read; so is a
/// text without events. There are no parts behind a bad row that is not to be passed over, and
/// what was made of those before it is not the text's.
#[derive(Debug)]
pub struct Parts<R, P> {
    text: Text<R, P>,
    has_events: bool,
    /// Whether only the last part is left, and whether nothing is.
    has_ended: bool,
    is_done: bool,
    /// What went wrong behind the parts that are full.
    failed: Option<LogError>,
    /// The bytes of the last part, and of whoever takes the parts.
    last: usize,
    taken: usize,
    /// The last part's events as they came, and where its blocks begin.
    events: Vec<Piece<'static>>,
    blocks: Vec<Begun>,
}

/// Reads CSV text in UTF-8 part by part; [`read`](super::read) says how, and when `progress` is
/// called while it reads. It is not called while a part is put in order, which is soon done.
///
/// # Errors
/// [`LogError`], about the header and the options: duplicates are not dropped, since they may lie
/// in several parts. Errors of the rows come when they are read.
///
/// # Complexity
/// Linear in the text.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use cesta::{flow::{FlowStream, Quantiles}, log::csv::{CsvOptions, parts}};
///
/// let text = "user_id,event,timestamp\nann,look,2026-11-21 09:30\nann,buy,2026-11-21 09:42\n";
/// let mut parts = parts(text.as_bytes(), &CsvOptions::default(), |_| ControlFlow::Continue(()))?;
/// let mut stream = FlowStream::new(Quantiles::Sketch);
/// while let Some(part) = parts.next() {
///     stream.append(&part?)?;
///     parts.taken(stream.memory())?;
/// }
/// assert_eq!((stream.events(), parts.source().customer.as_str()), (2, "user_id"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parts<R: Read, P: FnMut(u64) -> ControlFlow<()>>(
    reader: R,
    options: &CsvOptions,
    progress: P,
) -> Result<Parts<R, P>, LogError> {
    parts_in_blocks((BLOCK, PART), reader, options, progress)
}

fn parts_in_blocks<R: Read, P: FnMut(u64) -> ControlFlow<()>>(
    sizes: (usize, usize),
    reader: R,
    options: &CsvOptions,
    progress: P,
) -> Result<Parts<R, P>, LogError> {
    if options.duplicates == Duplicates::Drop {
        return Err(LogError::DuplicatesInParts);
    }
    Ok(Parts {
        text: Text::open(sizes, reader, options, progress)?,
        has_events: false,
        has_ended: false,
        is_done: false,
        failed: None,
        last: 0,
        taken: 0,
        events: Vec::new(),
        blocks: Vec::new(),
    })
}

impl<R, P> Parts<R, P> {
    /// How the events were found so far, and what of the text could not be used. Duplicates are
    /// not counted.
    pub fn source(&self) -> LogSource {
        self.text.reading.source()
    }

    /// The line of the first event of the last part by a customer, by number in that part, at a
    /// time; where its block of about 128 KiB has other lines than those of events, the lines of
    /// the block. `None` where there is no such event.
    ///
    /// # Complexity
    /// Linear in the part.
    pub fn lines_of(&self, customer: u32, time: i64) -> Option<RangeInclusive<u32>> {
        let (mut before, mut times) = (0, Vec::new());
        let event = self.events.iter().find_map(|piece| {
            piece.times.unpack(0..piece.customers.len(), &mut times);
            let mut events = piece.customers.iter().zip(&times);
            let found = events.position(|(it, at)| (*it, *at) == (customer, time));
            let event = found.map(|found| before + found);
            before += piece.customers.len();
            event
        })?;
        let next = self.blocks.partition_point(|it| it.event <= event);
        let (block, next) = (
            self.blocks.get(next.checked_sub(1)?)?,
            self.blocks.get(next)?,
        );
        if next.line.saturating_sub(block.line) == (next.event - block.event) as u64 {
            let line = number(block.line + (event - block.event) as u64);
            return Some(line..=line);
        }
        let last = next.line.saturating_sub(1).max(block.line);
        Some(number(block.line)..=number(last))
    }

    /// Says how many bytes whoever takes the parts holds by now, as
    /// [`FlowStream::memory`](crate::flow::FlowStream::memory) does:
    /// [`CsvOptions::max_memory`] is then the limit of both together.
    ///
    /// # Errors
    /// [`LogError::TooMuchMemory`].
    pub fn taken(&mut self, bytes: usize) -> Result<(), LogError> {
        self.taken = bytes;
        self.check_memory()
    }

    /// Whether the last part and what is held beside it keep to the limit. What threads have read
    /// ahead is not looked at: the limit is the same for every number of them.
    fn check_memory(&self) -> Result<(), LogError> {
        let line = self.blocks.last().map_or(1, |it| it.line);
        let bytes = self.last.saturating_add(self.taken);
        self.text.reading.check_memory(bytes, line)
    }

    fn build(&mut self, part: EventLogBuilder, blocks: Vec<Begun>) -> Result<EventLog, LogError> {
        (self.last, self.blocks) = (part.memory(), blocks);
        let checked = self.check_memory();
        if checked.is_err() {
            // There are no parts behind one that is too large.
            self.text.reading.full.clear();
            (self.has_ended, self.is_done, self.failed) = (false, true, None);
        }
        checked?;
        let (log, events) = part.arranged();
        self.events = events;
        Ok(log)
    }
}

fn number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

impl<R: Read, P: FnMut(u64) -> ControlFlow<()>> Parts<R, P> {
    fn part(&mut self) -> Result<Option<EventLog>, LogError> {
        loop {
            if let Some((part, blocks)) = self.text.reading.full.pop_front() {
                self.has_events = true;
                return self.build(part, blocks).map(Some);
            }
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            if self.has_ended {
                return self.last();
            }
            if self.is_done {
                return Ok(None);
            }
            let read = self.text.read();
            self.has_ended = matches!(read, Ok(true));
            self.is_done = !matches!(read, Ok(false));
            self.failed = read.err();
        }
    }

    /// What is left when the text has ended.
    fn last(&mut self) -> Result<Option<EventLog>, LogError> {
        self.has_ended = false;
        let reading = &mut self.text.reading;
        let blocks = reading.blocks();
        let last = std::mem::take(&mut reading.builder);
        let is_useless = !self.has_events && last.is_empty();
        if reading.bad.count > 0 && (reading.is_refused() || is_useless) {
            return Err(LogError::BadRows(reading.bad.clone()));
        }
        if is_useless {
            return Err(LogError::HeaderOnly);
        }
        let last = (!last.is_empty()).then(|| self.build(last, blocks));
        last.transpose()
    }
}

impl<R: Read, P: FnMut(u64) -> ControlFlow<()>> Iterator for Parts<R, P> {
    type Item = Result<EventLog, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.part().transpose()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::read, *};
    use crate::{
        flow::{FlowStream, Quantiles},
        log::csv::OnBad,
    };

    fn all(
        text: &str,
        sizes: (usize, usize),
        options: &CsvOptions,
    ) -> Result<(EventLog, usize, LogSource), LogError> {
        let mut log = EventLog::from_columns(&[] as &[u32; 0], &[] as &[u32; 0], None).unwrap();
        let progress = |_| ControlFlow::Continue(());
        let mut parts = parts_in_blocks(sizes, text.as_bytes(), options, progress)?;
        let mut count = 0;
        while let Some(part) = parts.next() {
            let part = part?;
            assert!(!part.is_empty());
            for trace in part.traces() {
                let customer = part.customers().find(trace.customer()).unwrap();
                let time = trace.times().and_then(|mut times| times.next());
                let Some(time) = time else { continue };
                let lines = parts.lines_of(customer, time).unwrap();
                let lines: Vec<u32> = lines.collect();
                let of_text = text.lines().zip(1_u32..).filter(|it| lines.contains(&it.1));
                let of_text: Vec<&str> = of_text.map(|it| it.0).collect();
                let name = trace.customer();
                assert!(
                    of_text
                        .iter()
                        .any(|it| it.replace('"', "").starts_with(name))
                );
                assert!(
                    lines.len() == 1
                        || of_text.iter().any(|it| it.contains('\n'))
                        || text.contains(",,")
                );
                assert_eq!(parts.lines_of(customer, i64::MIN), None);
            }
            log.append(&part).unwrap();
            count += 1;
        }
        assert!(parts.next().is_none());
        Ok((log, count, parts.source()))
    }

    #[test]
    fn events_come_in_parts() {
        let mut text = "user,event,time\n".to_owned();
        text.extend((0..200).map(|it| format!("u{},look,2026-01-01 09:00\n", it % 7)));
        let (log, count, source) = all(&text, (64, 10), &CsvOptions::default()).unwrap();
        assert!((10..=20).contains(&count), "{count}");
        assert_eq!((log.len(), source.customer.as_str()), (200, "user"));

        text += "u1,,2026-01-01 09:00\n";
        let refused = all(&text, (64, 10), &CsvOptions::default());
        assert!(matches!(refused, Err(LogError::BadRows(bad)) if bad.count == 1));
        let dropped = CsvOptions {
            duplicates: Duplicates::Drop,
            ..CsvOptions::default()
        };
        assert_eq!(
            all(&text, (64, 10), &dropped).err(),
            Some(LogError::DuplicatesInParts)
        );
    }

    #[test]
    fn a_limit_is_that_of_the_parts_and_of_who_takes_them() {
        let mut text = "user,event,time\n".to_owned();
        text.extend((0..30_000).map(|it| format!("u{it:0>100},look,2026-01-01 09:00\n")));
        // The memory of the stream at the end, by a limit of the parts alone or of both.
        let streamed = |limit: usize, is_taken: bool| -> Result<usize, LogError> {
            let options = CsvOptions {
                max_memory: Some(u32::try_from(limit).unwrap()),
                ..CsvOptions::default()
            };
            let go_on = |_| ControlFlow::Continue(());
            let mut parts =
                parts_in_blocks((1 << 14, 5_000), text.as_bytes(), &options, go_on).unwrap();
            let mut stream = FlowStream::new(Quantiles::Sketch);
            while let Some(part) = parts.next() {
                stream.append(&part?).unwrap();
                if is_taken {
                    parts.taken(stream.memory())?;
                }
            }
            Ok(stream.memory())
        };
        let alone = (1..100)
            .find(|&limit| streamed(limit, false).is_ok())
            .unwrap();
        let taken = streamed(alone, false).unwrap() >> 20;
        assert!(alone > 1 && taken > alone, "{alone} {taken}");
        for limit in [taken + 1, taken + alone - 2] {
            let refused = streamed(limit, true).unwrap_err();
            assert_eq!(refused.code(), "tooMuchMemory", "{limit}");
        }
        assert!(streamed(taken + 2 * alone, true).is_ok());

        let options = CsvOptions {
            max_memory: Some(1_000),
            ..CsvOptions::default()
        };
        let go_on = |_| ControlFlow::Continue(());
        let sizes = (1 << 14, 5_000);
        let mut parts = parts_in_blocks(sizes, text.as_bytes(), &options, go_on).unwrap();
        assert!(parts.next().unwrap().is_ok());
        for refused in [parts.taken(usize::MAX), parts.next().unwrap().map(drop)] {
            assert_eq!(refused.unwrap_err().code(), "tooMuchMemory");
        }
        assert!(parts.next().is_none());
    }

    proptest! {
        #[test]
        fn parts_are_the_whole(
            rows in prop::collection::vec(("[abc]", "[xy]{0,3}", 0..40_u32, any::<bool>()), 0..80),
            block in 40..200_usize,
            size in 1..20_usize,
            pass_over in any::<bool>(),
            is_ended in any::<bool>(),
        ) {
            let mut text = "user,event,time\n".to_owned();
            text.extend(rows.iter().map(|(user, event, second, is_quoted)| {
                let quote = if *is_quoted { "\"" } else { "" };
                format!("{quote}{user}{quote},{event},2026-01-01 09:00:{second:02}\n")
            }));
            if !is_ended {
                text.pop();
            }
            let options = CsvOptions {
                bad_rows: if pass_over { OnBad::PassOver } else { OnBad::Refuse },
                ..CsvOptions::default()
            };
            let whole = read(text.as_bytes(), &options, |_| ControlFlow::Continue(()));
            match (whole, all(&text, (block, size), &options)) {
                (Ok(mut whole), Ok((log, _, source))) => {
                    whole.source.duplicates = 0;
                    prop_assert_eq!((whole.log, whole.source), (log, source));
                }
                (whole, parts) => prop_assert_eq!(whole.err(), parts.err()),
            }
        }
    }
}
