//! Packed text: what `gzip` made, unpacked on the way to a reader.

use std::{
    fmt,
    io::{self, BufReader, Chain, Cursor, Read},
};

use flate2::read::MultiGzDecoder;

/// What every gzip file begins with, and no text in UTF-8.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// How many packed bytes are read at once.
const BUFFER: usize = 1 << 16;

/// Reads what is inside of a gzip file, however many members it has; anything else as it is.
///
/// Which of the two it is, its first two bytes say, and not its name. A small file may hold
/// more than there is memory for, so there is a limit to what comes out; beyond it, reading
/// fails with [`io::ErrorKind::FileTooLarge`].
///
/// # Example
/// ```
/// use std::io::Read;
/// use cesta::log::gzip::unpacked;
///
/// let packed = b"\x1f\x8b\x08\0\0\0\0\0\x02\xffK\xcc\xcb\xe3\x02\0g\x06<\xfb\x04\0\0\0";
/// let mut text = String::new();
/// unpacked(&packed[..], 1_000).read_to_string(&mut text)?;
/// assert_eq!(text, "ann\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn unpacked<R: Read>(reader: R, limit: u64) -> Unpacked<R> {
    Unpacked {
        source: Source::New(Some(reader)),
        limit,
        left: limit,
    }
}

/// What [`unpacked`] gives.
pub struct Unpacked<R> {
    source: Source<R>,
    limit: u64,
    left: u64,
}

type Rest<R> = Chain<io::Take<Cursor<[u8; 2]>>, R>;

enum Source<R> {
    /// Nothing is read yet.
    New(Option<R>),
    Plain(Rest<R>),
    Packed(Box<MultiGzDecoder<BufReader<Rest<R>>>>),
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Source::New(reader) = &mut self.source
            && let Some(reader) = reader.take()
        {
            self.source = begin(reader)?;
        }
        let read = match &mut self.source {
            Source::New(_) => return Ok(0),
            Source::Plain(reader) => return reader.read(buffer),
            Source::Packed(reader) => reader.read(buffer).map_err(damaged)?,
        };
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(too_large(self.limit)),
        }
        Ok(read)
    }
}

/// Looks at the first two bytes.
fn begin<R: Read>(mut reader: R) -> io::Result<Source<R>> {
    let mut start = [0; 2];
    let mut length = 0;
    while let Some(free) = start.get_mut(length..).filter(|it| !it.is_empty()) {
        match reader.read(free) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let rest = Cursor::new(start).take(length as u64).chain(reader);
    Ok(if start == MAGIC {
        let rest = BufReader::with_capacity(BUFFER, rest);
        Source::Packed(Box::new(MultiGzDecoder::new(rest)))
    } else {
        Source::Plain(rest)
    })
}

/// The unpacker's own errors, in words that say what they are about.
fn damaged(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::new(error.kind(), "the gzip data end too early"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            let message = format!("the gzip data are damaged ({error})");
            io::Error::new(io::ErrorKind::InvalidData, message)
        }
        _ => error,
    }
}

fn too_large(limit: u64) -> io::Error {
    let message = format!("what is packed in it is larger than {limit} bytes");
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

impl<R> fmt::Debug for Unpacked<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match self.source {
            Source::New(_) => "new",
            Source::Plain(_) => "plain",
            Source::Packed(_) => "packed",
        };
        f.debug_struct("Unpacked")
            .field("source", &source)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// A reader that gives a byte at a time, as a slow pipe does.
    struct Slow<'t>(&'t [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn read(bytes: &[u8], limit: u64) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        unpacked(Slow(bytes), limit).read_to_end(&mut text)?;
        let mut at_once = Vec::new();
        unpacked(bytes, limit).read_to_end(&mut at_once)?;
        assert_eq!(at_once, text);
        Ok(text)
    }

    #[test]
    fn packed_text_is_unpacked_and_other_text_is_not() {
        for text in ["", "a", "\u{1f}x", "customer,event\nann,look\n"] {
            assert_eq!(read(text.as_bytes(), 0).unwrap(), text.as_bytes());
            assert_eq!(
                read(&packed(text.as_bytes()), 100).unwrap(),
                text.as_bytes()
            );
        }
        // As `cat a.gz b.gz` and parallel packers make them.
        let both = [packed(b"one,"), packed(b""), packed(b"two")].concat();
        assert_eq!(read(&both, 100).unwrap(), b"one,two");
        assert_eq!(read(&[0x1f], 0).unwrap(), [0x1f]);
    }

    #[test]
    fn a_bomb_is_met_by_the_limit() {
        let bomb = packed(&vec![b'x'; 10_000_000]);
        assert!(bomb.len() < 20_000);
        let error = read(&bomb, 1_000_000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(
            error.to_string(),
            "what is packed in it is larger than 1000000 bytes"
        );
        assert_eq!(read(&bomb, 10_000_000).unwrap().len(), 10_000_000);
    }

    #[test]
    fn damage_is_told() {
        let whole = packed(b"customer,event\nann,look\n");
        for end in 2..whole.len() {
            let error = read(&whole[..end], 100).unwrap_err();
            assert_eq!(error.to_string(), "the gzip data end too early", "{end}");
        }
        for place in 10..whole.len() {
            let mut other = whole.clone();
            other[place] ^= 0x40;
            // Not every bit matters, but what comes out is what was packed, or an error.
            match read(&other, 1_000_000) {
                Ok(text) => assert_eq!(text, b"customer,event\nann,look\n", "{place}"),
                Err(error) => {
                    let error = error.to_string();
                    assert!(error.starts_with("the gzip data "), "{place}: {error}");
                }
            }
        }
        let followed = [&whole[..], b"and more that is not packed"].concat();
        let error = read(&followed, 1_000_000).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
    }
}
