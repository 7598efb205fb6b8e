//! Text from JavaScript: a string or bytes, read piece by piece where it is long.

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use js_sys::{Error, Function, JsString, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{
    decode::Argument,
    source::{is_buffer, is_view},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** Text: a string, or bytes in UTF-8. Bytes are read where they are, without a copy of the whole. */
export type Text = string | Uint8Array | ArrayBuffer;

/**
 * Called now and then while something long is read, with the number of bytes read so far.
 * `false` stops the reading, and so does an exception, which is passed on.
 */
export type Progress = (bytes: number) => boolean | void;
";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    type Bytes;
    #[wasm_bindgen(constructor, catch, js_class = Uint8Array)]
    fn new(source: &JsValue) -> Result<Bytes, JsValue>;
}

/// How much is taken from JavaScript at a time: in bytes, or in UTF-16 units.
const PIECE: u32 = 1 << 16;

/// A text that was given as an argument.
pub(crate) enum Text {
    String(JsString),
    Bytes(Uint8Array),
}

impl Text {
    pub(crate) fn new(argument: &Argument) -> Result<Self, Error> {
        let value = &argument.value;
        if let Some(text) = value.dyn_ref::<JsString>() {
            return Ok(Self::String(text.clone()));
        }
        if is_view(value, "Uint8Array") || is_buffer(value) {
            // A view of its own, whatever was done to the one that was given.
            if let Ok(bytes) = Bytes::new(value) {
                return Ok(Self::Bytes(bytes.unchecked_into()));
            }
        }
        let message = "expected a text: a string, a `Uint8Array` or an `ArrayBuffer`";
        Err(argument.refuse(message))
    }

    /// All of it.
    pub(crate) fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    pub(crate) fn reader(&self) -> TextReader<'_> {
        TextReader {
            text: self,
            next: 0,
            piece: Vec::new(),
            at: 0,
        }
    }
}

/// Reads a text piece by piece.
pub(crate) struct TextReader<'t> {
    text: &'t Text,
    next: u32,
    piece: Vec<u8>,
    at: usize,
}

impl TextReader<'_> {
    fn refill(&mut self) -> io::Result<()> {
        self.at = 0;
        let start = self.next;
        match self.text {
            Text::Bytes(bytes) => {
                let end = bytes.length().min(start.saturating_add(PIECE));
                self.next = end;
                self.piece = bytes.subarray(start, end).to_vec();
            }
            Text::String(text) => {
                let mut end = text.length().min(start.saturating_add(PIECE));
                // The first half of a character, D800 to DBFF, goes with the second.
                let last = text.char_code_at(end.saturating_sub(1));
                if end < text.length() && (55_296.0..56_320.0).contains(&last) {
                    end -= 1;
                }
                self.next = end;
                let piece = text.substring(start, end);
                let decoded = String::from(&piece);
                if decoded.contains(char::REPLACEMENT_CHARACTER) && !piece.is_valid_utf16() {
                    let message = "the text has half a character (a lone surrogate)";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
                self.piece = decoded.into_bytes();
            }
        }
        Ok(())
    }
}

impl Read for TextReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.piece.len() {
            self.refill()?;
        }
        let rest = self.piece.get(self.at..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

/// A callback that is told how far the reading is.
pub(crate) struct Progress {
    call: Option<Function>,
    thrown: Option<JsValue>,
}

impl Progress {
    pub(crate) fn new(value: &JsValue) -> Result<Self, Error> {
        let argument = Argument::new(value, "progress");
        let call = if argument.is_missing() {
            None
        } else if value.is_function() {
            Some(value.unchecked_ref::<Function>().clone())
        } else {
            return Err(argument.refuse("expected a function"));
        };
        Ok(Self { call, thrown: None })
    }

    pub(crate) fn tell(&mut self, bytes: u64) -> ControlFlow<()> {
        #[expect(clippy::cast_precision_loss, reason = "no text has that many bytes")]
        let bytes = JsValue::from_f64(bytes as f64);
        let answer = self
            .call
            .as_ref()
            .map(|it| it.call1(&JsValue::UNDEFINED, &bytes));
        match answer {
            Some(Err(thrown)) => {
                self.thrown = Some(thrown);
                ControlFlow::Break(())
            }
            Some(Ok(answer)) if answer.as_bool() == Some(false) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// What to throw: what the callback threw, or else the error of the reading.
    pub(crate) fn or_thrown(self, error: Error) -> JsValue {
        self.thrown.unwrap_or_else(|| error.into())
    }
}
