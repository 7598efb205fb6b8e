//! Bytes that a function of JavaScript's gives, piece by piece.

use std::{
    cell::{Cell, RefCell},
    io,
    ops::Range,
};

use js_sys::{ArrayBuffer, Error, Function};
use wasm_bindgen::prelude::*;

use crate::{
    decode::{Argument, decode},
    text::Bytes,
};

/// How many bytes are asked for at a time: so many that it does not matter how long a call takes,
/// and so few that they are still in a near cache when they are copied.
const SIZE: u32 = 1 << 18;

/// What a function gives when it is asked.
pub(crate) struct Pulled {
    give: Function,
    /// JavaScript's own memory, since the library's is another buffer when it has grown.
    buffer: ArrayBuffer,
    /// What of it was given and not read yet.
    rest: RefCell<Range<u32>>,
    has_ended: Cell<bool>,
    thrown: RefCell<Option<JsValue>>,
}

impl Pulled {
    pub(crate) fn new(give: &Function) -> Self {
        Self {
            give: give.clone(),
            buffer: ArrayBuffer::new(SIZE),
            rest: RefCell::default(),
            has_ended: Cell::default(),
            thrown: RefCell::default(),
        }
    }

    pub(crate) fn read(&self, into: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.rest.take();
        if rest.is_empty() && !into.is_empty() && !self.has_ended.get() {
            rest = 0..self.fill()?;
            self.has_ended.set(rest.is_empty());
        }
        let room = u32::try_from(into.len()).unwrap_or(u32::MAX);
        let end = rest.end.min(rest.start.saturating_add(room));
        let count = end - rest.start;
        if count == 0 {
            return Ok(0);
        }
        if let Some(into) = into.get_mut(..count as usize) {
            // A view of its own, whatever was done to the one that was lent.
            let part = Bytes::part(&self.buffer, rest.start.into(), count.into());
            part.map_err(|_| taken_away())?.copy_to(into);
        }
        self.rest.replace(end..rest.end);
        Ok(count as usize)
    }

    /// Has the function fill the buffer from its beginning: with how many bytes.
    fn fill(&self) -> io::Result<u32> {
        let lent = Bytes::of(&self.buffer).map_err(|_| taken_away())?;
        let given = self.give.call1(&JsValue::UNDEFINED, &lent);
        given.and_then(|it| Ok(count(&it)?)).map_err(|thrown| {
            // It is not asked again, and what reads is over with any error.
            self.has_ended.set(true);
            self.thrown.replace(Some(thrown));
            io::Error::other("nothing was given")
        })
    }

    /// What the function threw, or what is wrong with its answer.
    pub(crate) fn thrown(&self) -> Option<JsValue> {
        self.thrown.take()
    }
}

fn count(given: &JsValue) -> Result<u32, Error> {
    let count = decode(given, "text()")?;
    if count > SIZE {
        let message = format!("expected at most {SIZE}, which is how many bytes it was asked for");
        return Err(Argument::new(given, "text()").refuse(message));
    }
    Ok(count)
}

/// Whoever is called meanwhile can take a buffer away.
pub(crate) fn taken_away() -> io::Error {
    io::Error::other("the bytes were taken away while they were read")
}
