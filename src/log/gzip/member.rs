//! The members of a gzip file, as RFC 1952 has them. `flate2` could read them too; its tables for
//! checksums alone would be as large as all else that unpacking adds to the npm package.

use std::io::{self, BufRead, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::MAGIC;

// Which of the flags say that something stands before the data: a checksum of the header, more
// fields, the file's name, a comment; and those that nobody knows.
const CHECKED: u8 = 2;
const EXTRA: u8 = 4;
const NAMED: u8 = 8;
const COMMENTED: u8 = 16;
const UNKNOWN: u8 = 0xE0;

/// Reads one member after the other.
#[derive(Debug)]
pub(super) struct Members<R> {
    reader: R,
    inflate: Decompress,
    sum: Checksum,
    /// Whether a header was read, and not yet all of the data behind it.
    is_inside: bool,
    /// Whether no member was read.
    is_first: bool,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            inflate: Decompress::new(false),
            sum: Checksum::new(),
            is_inside: false,
            is_first: true,
        }
    }

    /// Begins the next member; false if there is none.
    fn begin(&mut self) -> io::Result<bool> {
        if !self.is_first && self.reader.fill_buf()?.is_empty() {
            return Ok(false);
        }
        self.is_first = false;
        self.sum.value = !0;
        let [a, b, method, flags, _, _, _, _, _, _] = self.bytes()?;
        if [a, b] != MAGIC || method != 8 || flags & UNKNOWN != 0 {
            return Err(damaged("this is no header"));
        }
        if flags & EXTRA != 0 {
            for _ in 0..u16::from_le_bytes(self.bytes()?) {
                self.bytes::<1>()?;
            }
        }
        for flag in [NAMED, COMMENTED] {
            while flags & flag != 0 && self.bytes()? != [0] {}
        }
        let [low, high, ..] = self.sum.of().to_le_bytes();
        if flags & CHECKED != 0 && self.bytes()? != [low, high] {
            return Err(damaged("the header has another checksum"));
        }
        self.inflate.reset(false);
        self.sum.value = !0;
        Ok(true)
    }

    /// Compares what was read with what the end of the member says of it.
    fn end(&mut self) -> io::Result<()> {
        let (sum, length) = (self.sum.of(), self.inflate.total_out());
        let [low, high] = [self.bytes()?, self.bytes()?].map(u32::from_le_bytes);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the lower half is what is kept"
        )]
        let is_sound = low == sum && high == length as u32;
        is_sound
            .then_some(())
            .ok_or_else(|| damaged("the checksum is another one"))
    }

    /// The next bytes of a header or an end.
    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        match self.reader.read_exact(&mut bytes) {
            Ok(()) => self.sum.add(&bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(too_short()),
            Err(error) => return Err(error),
        }
        Ok(bytes)
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if !self.is_inside && !self.begin()? {
                break;
            }
            self.is_inside = true;
            let input = self.reader.fill_buf()?;
            let before = (self.inflate.total_in(), self.inflate.total_out());
            let none = FlushDecompress::None;
            let status = self.inflate.decompress(input, buffer, none);
            let status = status.map_err(|_| damaged("this is no packed data"))?;
            let is_over = input.is_empty();
            let taken = count(self.inflate.total_in() - before.0);
            let given = count(self.inflate.total_out() - before.1);
            self.reader.consume(taken);
            self.sum.add(buffer.get(..given).unwrap_or_default());
            if status == Status::StreamEnd {
                self.end()?;
                self.is_inside = false;
            } else if given == 0 && is_over {
                return Err(too_short());
            } else if given == 0 && taken == 0 {
                return Err(damaged("it leads nowhere"));
            }
            if given > 0 {
                return Ok(given);
            }
        }
        Ok(0)
    }
}

/// No more than a buffer has.
fn count(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn too_short() -> io::Error {
    let message = "the gzip data end too early";
    io::Error::new(io::ErrorKind::UnexpectedEof, message)
}

fn damaged(why: &str) -> io::Error {
    let message = format!("the gzip data are damaged ({why})");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// CRC-32, eight bytes at a time, by tables that are made when they are needed.
///
/// Source: Kounavis and Berry, A Systematic Approach to Building High Performance Software-Based
/// CRC Generators, 2005.
#[derive(Debug)]
struct Checksum {
    /// By how many bytes follow it: what a byte adds.
    tables: Box<[[u32; 256]; 8]>,
    value: u32,
}

#[expect(
    clippy::indexing_slicing,
    reason = "the hot loop: a table has a place for every byte"
)]
impl Checksum {
    fn new() -> Self {
        let mut tables = Box::new([[0; 256]; 8]);
        let mut last: [u32; 256] = std::array::from_fn(|byte| {
            let bit = |value: u32, _| (value >> 1) ^ ((value & 1) * 0xEDB8_8320);
            (0..8).fold(u32::try_from(byte).unwrap_or(0), bit)
        });
        let first = last;
        for table in tables.iter_mut() {
            *table = last;
            last = last.map(|value| first[usize::from(value.to_le_bytes()[0])] ^ value >> 8);
        }
        Self { tables, value: !0 }
    }

    fn add(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        let tables = &*self.tables;
        for eight in eights {
            let word = u64::from_le_bytes(*eight) ^ u64::from(self.value);
            let bytes = word.to_le_bytes().into_iter().zip(tables.iter().rev());
            self.value = bytes.fold(0, |value, (byte, table)| value ^ table[usize::from(byte)]);
        }
        for byte in rest {
            let [last, ..] = self.value.to_le_bytes();
            self.value = tables[0][usize::from(last ^ byte)] ^ self.value >> 8;
        }
    }

    fn of(&self) -> u32 {
        !self.value
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::{Compression, GzBuilder, write::GzEncoder};

    use super::{Checksum, Members};

    #[test]
    fn checksums_are_those_of_others() {
        let text: Vec<u8> = (0..1_000_u32)
            .map(|it| (it * it >> 3).to_le_bytes()[0])
            .collect();
        for end in (0..40).chain([999, 1_000]) {
            let mut theirs = flate2::Crc::new();
            theirs.update(&text[..end]);
            let mut ours = Checksum::new();
            let (start, rest) = text[..end].split_at(end / 3);
            ours.add(start);
            ours.add(rest);
            assert_eq!(ours.of(), theirs.sum(), "{end}");
        }
    }

    #[test]
    fn headers_have_parts_that_are_passed_over() {
        let builder = GzBuilder::new()
            .filename("a\u{e9}.csv")
            .comment("of yesterday");
        let mut encoder = builder
            .extra(vec![7; 300])
            .write(Vec::new(), Compression::fast());
        encoder.write_all(b"ann,look\n").unwrap();
        let mut packed = encoder.finish().unwrap();
        let read = |packed: &[u8]| {
            let mut text = String::new();
            Members::new(packed).read_to_string(&mut text).map(|_| text)
        };
        assert_eq!(read(&packed).unwrap(), "ann,look\n");
        packed[3] |= 0x20;
        assert!(read(&packed).is_err());
    }

    #[test]
    fn headers_may_have_checksums() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"ann").unwrap();
        let mut packed = encoder.finish().unwrap();
        packed[3] = super::CHECKED;
        let mut sum = flate2::Crc::new();
        sum.update(&packed[..10]);
        let [low, high, ..] = sum.sum().to_le_bytes();
        packed.splice(10..10, [low, high]);
        let mut text = Vec::new();
        Members::new(&packed[..]).read_to_end(&mut text).unwrap();
        assert_eq!(text, b"ann");
        packed[11] ^= 1;
        assert!(Members::new(&packed[..]).read_to_end(&mut text).is_err());
    }
}
