//! Progress of long work, for people who wait at a terminal.

use std::{
    io::{self, IsTerminal, Read},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::text::inert;

/// What is done faster than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(200);
/// The time between two pictures of a spinner.
const TICK: Duration = Duration::from_millis(100);

/// Does a part of a command's work; where it takes long, a terminal shows what it is.
pub(crate) fn phase<T>(name: &str, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    bar.set_message(inert(name));
    let (done, waiting) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            // Nothing is ever sent: the other end goes when the work is done.
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(TICK);
                let _done = waiting.recv();
            }
            bar.finish_and_clear();
        });
        let result = work();
        drop(done);
        result
    })
}

/// A reader that shows how far it is once reading takes long, on a terminal only.
#[derive(Debug)]
pub(crate) struct Metered<R> {
    inner: R,
    bar: ProgressBar,
    started: Instant,
}

impl<R: Read> Metered<R> {
    /// Meters a reader of `length` bytes, where that is known, under a name.
    pub(crate) fn new(inner: R, name: &str, length: Option<u64>) -> Self {
        let bar = match length {
            Some(length) => {
                ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden())
            }
            None => ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
        };
        let template = match length {
            Some(_) => "{msg} {bar:30} {bytes} of {total_bytes}, {eta} left",
            None => "{msg} {spinner} {bytes}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏·"));
        }
        bar.set_message(inert(name));
        Self {
            inner,
            bar,
            started: Instant::now(),
        }
    }
}

impl<R> Metered<R> {
    /// Shows that all is read, and that what reads is at work with it.
    fn end(&self) {
        if !self.bar.is_hidden()
            && let Ok(style) =
                ProgressStyle::with_template("{spinner} {msg}: {bytes} read, at work")
        {
            self.bar.set_style(style);
            self.bar.enable_steady_tick(TICK);
        }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bar.inc(read as u64);
        if read == 0 && !buffer.is_empty() {
            self.end();
        }
        let late = self.bar.is_hidden() && self.started.elapsed() > PATIENCE;
        if late && io::stderr().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Ok(read)
    }
}

impl<R> Drop for Metered<R> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
