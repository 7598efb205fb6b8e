//! What an XML reader reads from: it counts lines, tells the progress, and stops where something
//! would take more memory than it may.

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use super::{MAX_TAG, XesError};

/// How many bytes are read between two calls of the progress function.
const STEP: u64 = 1 << 20;

/// Why reading stopped.
#[derive(Debug)]
enum Stop {
    Read(String),
    Cancelled,
    TooLong,
}

/// A reader with its place.
pub(super) struct Source<R, P> {
    reader: BufReader<R>,
    progress: P,
    /// How many bytes were read.
    position: u64,
    /// Where the progress is told next.
    next: u64,
    /// The present line, from 1.
    line: u32,
    /// Where the present tag begins.
    tag: u64,
    stop: Option<Stop>,
}

impl<R: Read, P: FnMut(u64) -> ControlFlow<()>> Source<R, P> {
    pub(super) fn new(reader: R, progress: P) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 16, reader),
            progress,
            position: 0,
            next: STEP,
            line: 1,
            tag: 0,
            stop: None,
        }
    }

    /// A tag begins here; the line that it is on.
    pub(super) fn begin(&mut self) -> u32 {
        self.tag = self.position;
        self.line
    }

    /// Why reading stopped, if it was not because of what was read.
    pub(super) fn stopped(&mut self) -> Option<XesError> {
        #[expect(clippy::cast_precision_loss, reason = "files are far below 2^53 bytes")]
        let position = self.position as f64;
        Some(match self.stop.take()? {
            Stop::Read(message) => XesError::Read { position, message },
            Stop::Cancelled => XesError::Cancelled { position },
            Stop::TooLong => XesError::TooLong {
                line: self.line,
                limit: MAX_TAG,
            },
        })
    }

    /// Tells the progress at the end.
    pub(super) fn finish(&mut self) -> Result<(), XesError> {
        match self.tell().err().and_then(|_| self.stopped()) {
            Some(stopped) => Err(stopped),
            None => Ok(()),
        }
    }

    fn tell(&mut self) -> io::Result<()> {
        self.next = self.position + STEP;
        match (self.progress)(self.position) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(self.refuse(Stop::Cancelled)),
        }
    }

    fn refuse(&mut self, stop: Stop) -> io::Error {
        self.stop = Some(stop);
        io::ErrorKind::Other.into()
    }
}

impl<R: Read, P: FnMut(u64) -> ControlFlow<()>> BufRead for Source<R, P> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position - self.tag > u64::from(MAX_TAG) {
            return Err(self.refuse(Stop::TooLong));
        }
        if self.position >= self.next {
            self.tell()?;
        }
        match self.reader.fill_buf() {
            Ok(_) => Ok(self.reader.buffer()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.stop = Some(Stop::Read(error.to_string()));
                Err(error)
            }
        }
    }

    fn consume(&mut self, amount: usize) {
        let read = self.reader.buffer().get(..amount).unwrap_or_default();
        let lines: u32 = read.iter().map(|&byte| u32::from(byte == b'\n')).sum();
        self.line = self.line.saturating_add(lines);
        self.position += amount as u64;
        self.reader.consume(amount);
    }
}

impl<R: Read, P: FnMut(u64) -> ControlFlow<()>> Read for Source<R, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), available.get(..length)) {
            to.copy_from_slice(from);
        }
        self.consume(length);
        Ok(length)
    }
}
