//! Text from JavaScript: a string or bytes, read piece by piece where it is long.

use std::{
    cell::Cell,
    io::{self, Read},
    ops::ControlFlow,
};

use cesta::log::gzip;
use js_sys::{Error, Function, JsString, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{
    decode::Argument,
    pulled::{Pulled, taken_away},
    source::{is_buffer, is_view},
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/**
 * Text: a string, or bytes in UTF-8, which are read where they are, without a copy of the whole,
 * or one piece after the other. Bytes that gzip packed are unpacked.
 */
export type Text = string | Uint8Array | ArrayBuffer | ByteSource;

/**
 * Gives bytes when it is asked, so that nobody needs all of them at once: puts the next ones at
 * the beginning of `into`, as many as there are or fewer, and returns how many; 0 is the end. In
 * Node that is `(into) => readSync(file, into)`. What it throws ends the reading, and is passed
 * on.
 */
export type ByteSource = (into: Uint8Array) => number;

/**
 * Called now and then while something long is read, with the number of bytes read so far, of
 * packed text of packed ones; then, while events are put in order, with that of all bytes.
 * `false` stops both, and so does an exception, which is passed on.
 */
export type Progress = (bytes: number) => boolean | void;
";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Uint8Array)]
    pub(crate) type Bytes;
    #[wasm_bindgen(constructor, catch, js_class = Uint8Array)]
    pub(crate) fn of(buffer: &JsValue) -> Result<Bytes, JsValue>;
    #[wasm_bindgen(constructor, catch, js_class = Uint8Array)]
    pub(crate) fn part(buffer: &JsValue, start: f64, length: f64) -> Result<Bytes, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = Uint8Array, js_name = prototype)]
    static VIEW: JsValue;
    // With the class's own getters, whatever was done to the object.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_of(class: &JsValue, name: &str, object: &JsValue) -> Result<JsValue, JsValue>;
}

/// How much of a string is taken from JavaScript at a time, in UTF-16 units.
const PIECE: u32 = 1 << 16;

/// After how much of a text there is made room for what is made of it, and how much.
const ROOM: usize = 1 << 23;

/// How much may come out of what is packed: where it is read piece by piece, and where it is
/// wanted whole.
const MAX_UNPACKED: [u64; 2] = [1 << 32, 1 << 29];

/// A text that was given as an argument.
pub(crate) struct Text {
    source: Source,
    /// How much of it was taken, in bytes or in UTF-16 units.
    next: Cell<u64>,
}

enum Source {
    String(JsString),
    Bytes(Uint8Array),
    Pulled(Pulled),
}

impl Text {
    pub(crate) fn new(argument: &Argument) -> Result<Self, Error> {
        let value = &argument.value;
        if let Some(text) = value.dyn_ref::<JsString>() {
            return Ok(Self::of(Source::String(text.clone())));
        }
        if let Some(give) = value.dyn_ref::<Function>() {
            return Ok(Self::of(Source::Pulled(Pulled::new(give))));
        }
        if let Some(bytes) = view(value) {
            // Their length as JavaScript has it, which need not fit into 32 bits.
            let length = own("byteLength", &bytes).and_then(|it| it.as_f64());
            if length.is_none_or(|it| it > f64::from(u32::MAX)) {
                return Err(
                    argument.refuse("there are more than 4 GiB of bytes: take parts of them")
                );
            }
            return Ok(Self::of(Source::Bytes(bytes)));
        }
        let message = "expected a text: a string, a `Uint8Array`, an `ArrayBuffer` or a function that gives bytes";
        Err(argument.refuse(message))
    }

    fn of(source: Source) -> Self {
        Self {
            source,
            next: Cell::new(0),
        }
    }

    /// In bytes, or in UTF-16 units; unknown where a function gives them.
    fn length(&self) -> u32 {
        match &self.source {
            Source::String(text) => text.length(),
            Source::Bytes(bytes) => bytes.length(),
            Source::Pulled(_) => u32::MAX,
        }
    }

    /// All of it.
    pub(crate) fn bytes(&self) -> io::Result<Vec<u8>> {
        let [_, limit] = MAX_UNPACKED;
        let mut bytes = Vec::new();
        let mut reader = self.up_to(limit).take(limit + 1);
        if reader.read_to_end(&mut bytes)? as u64 > limit {
            let message = format!("it is larger than {limit} bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(bytes)
    }

    pub(crate) fn reader(&self) -> impl Read {
        let [limit, _] = MAX_UNPACKED;
        self.up_to(limit)
    }

    fn up_to(&self, limit: u64) -> impl Read {
        let reader = TextReader {
            text: self,
            length: self.length(),
            piece: Vec::new(),
            at: 0,
        };
        gzip::unpacked(reader, limit)
    }

    /// How many bytes of it were read, where so many came out.
    pub(crate) fn read(&self, bytes: u64) -> u64 {
        match self.source {
            Source::String(_) => bytes,
            Source::Bytes(_) | Source::Pulled(_) => self.next.get(),
        }
    }

    /// What its function threw.
    pub(crate) fn thrown(&self) -> Option<JsValue> {
        match &self.source {
            Source::Pulled(pulled) => pulled.thrown(),
            Source::String(_) | Source::Bytes(_) => None,
        }
    }
}

/// A view of the bytes that were given, where they are; of its own, whatever was done to the one
/// that was given.
fn view(value: &JsValue) -> Option<Uint8Array> {
    let view = if is_buffer(value) {
        Bytes::of(value)
    } else if is_view(value, "Uint8Array") {
        let (start, length) = (own("byteOffset", value)?, own("byteLength", value)?);
        Bytes::part(&own("buffer", value)?, start.as_f64()?, length.as_f64()?)
    } else {
        return None;
    };
    Some(view.ok()?.unchecked_into())
}

/// What a view says of itself, whatever was done to the object.
fn own(field: &str, view: &JsValue) -> Option<JsValue> {
    VIEW.with(|class| get_of(class, field, view)).ok()
}

/// Reads a text piece by piece.
struct TextReader<'t> {
    text: &'t Text,
    length: u32,
    piece: Vec<u8>,
    at: usize,
}

impl TextReader<'_> {
    /// Where the next so many begin and end.
    fn next(&self, count: usize) -> (u32, u32) {
        let [start, count] =
            [self.text.next.get(), count as u64].map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        (start, self.length.min(start.saturating_add(count)))
    }

    fn pass(&self, count: u64) {
        let (start, room) = (self.text.next.get(), ROOM as u64);
        self.text.next.set(start + count);
        if start / room < (start + count) / room {
            make_room();
        }
    }

    /// Takes bytes straight to where they are wanted.
    fn copy(&self, bytes: &Uint8Array, buffer: &mut [u8]) -> io::Result<usize> {
        // Who is told of the progress can take the buffer away.
        if bytes.length() != self.length {
            return Err(taken_away());
        }
        let (start, end) = self.next(buffer.len());
        let count = (end - start) as usize;
        if let Some(buffer) = buffer.get_mut(..count) {
            bytes.subarray(start, end).copy_to(buffer);
        }
        Ok(count)
    }

    fn refill(&mut self, text: &JsString) -> io::Result<()> {
        self.at = 0;
        let (start, mut end) = self.next(PIECE as usize);
        // The first half of a character, D800 to DBFF, goes with the second.
        let last = text.char_code_at(end.saturating_sub(1));
        if end < self.length && (55_296.0..56_320.0).contains(&last) {
            end -= 1;
        }
        self.pass((end - start).into());
        let piece = text.substring(start, end);
        let decoded = String::from(&piece);
        if decoded.contains(char::REPLACEMENT_CHARACTER) && !piece.is_valid_utf16() {
            let message = "the text has half a character (a lone surrogate)";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        self.piece = decoded.into_bytes();
        Ok(())
    }
}

/// Memory grows once, where what is made of a text would let it grow by little again and again:
/// that takes long, however little it is. Nothing fails where there is no more.
fn make_room() {
    let mut room = Vec::<u8>::new();
    let _is_there = room.try_reserve_exact(ROOM);
    std::hint::black_box(room);
}

impl Read for TextReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = match &self.text.source {
            Source::String(text) => text,
            Source::Bytes(bytes) => {
                let count = self.copy(bytes, buffer)?;
                self.pass(count as u64);
                return Ok(count);
            }
            Source::Pulled(pulled) => {
                let count = pulled.read(buffer)?;
                self.pass(count as u64);
                return Ok(count);
            }
        };
        if self.at >= self.piece.len() {
            self.refill(text)?;
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

/// A function that was given as an argument.
pub(crate) fn function(argument: &Argument) -> Result<Function, Error> {
    let function = argument.value.dyn_ref::<Function>().cloned();
    function.ok_or_else(|| argument.refuse("expected a function"))
}

/// A callback that is told how far the reading is.
pub(crate) struct Progress {
    call: Option<Function>,
    thrown: Option<JsValue>,
}

impl Progress {
    pub(crate) fn new(value: &JsValue) -> Result<Self, Error> {
        let argument = Argument::new(value, "progress");
        let call = (!argument.is_missing()).then(|| function(&argument));
        Ok(Self {
            call: call.transpose()?,
            thrown: None,
        })
    }

    /// What is told how far the reading of a text is: of one type, so that what reads is compiled
    /// once.
    pub(crate) fn of<'p>(
        &'p mut self,
        text: &'p Text,
    ) -> Box<dyn FnMut(u64) -> ControlFlow<()> + 'p> {
        Box::new(|bytes| self.tell(text.read(bytes)))
    }

    fn tell(&mut self, bytes: u64) -> ControlFlow<()> {
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

    /// What to throw: what was thrown by the callback or by what gives the text, or else the error
    /// of the reading.
    pub(crate) fn or_thrown(self, text: &Text, error: Error) -> JsValue {
        let thrown = self.thrown.or_else(|| text.thrown());
        thrown.unwrap_or_else(|| error.into())
    }
}
