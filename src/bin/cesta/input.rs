//! Files and standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use cesta::{format::json, journey::Journey, log::gzip};

use crate::{
    answer::{Complaint, Context, Failure},
    progress::{Metered, phase},
};

// The files of a folder that are read without being named.
const MAP_FILE: &str = "journey.json";
pub(crate) const EVENTS_FILE: &str = "events.csv";
pub(crate) const SURVEY_FILE: &str = "survey.csv";

/// A map with the text it was read from.
#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) journey: Journey,
    /// The name of its file, for people.
    pub(crate) name: String,
    /// The path of its file; `None` for standard input.
    pub(crate) file: Option<String>,
    /// Its text; places of findings are found in it.
    pub(crate) text: String,
}

/// What a file is called in messages.
pub(crate) fn name(path: &Path) -> String {
    if is_standard(path) {
        "<stdin>".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Whether a file's name says that it has sequences: `.seq`, also behind a packing's `.gz`.
pub(crate) fn is_sequences(path: &Path) -> bool {
    let is = |path: &Path, extension| path.extension().is_some_and(|it| it == extension);
    is(path, "seq")
        || (is(path, "gz") && path.file_stem().is_some_and(|it| is(Path::new(it), "seq")))
}

/// Whether a path stands for standard input or output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether what is read may have to be written first: no file, or none of a fixed length. Looks
/// without opening, which would wait for whoever writes.
pub(crate) fn is_pipe(path: &Path) -> bool {
    let facts = || path.metadata().ok();
    is_standard(path) || facts().is_some_and(|it| !it.is_file() && !it.is_dir())
}

/// Reads a map: the file itself, or the map in a folder.
pub(crate) fn map(path: &Path, context: &Context) -> Result<Map, Failure> {
    let path = &map_in(path)?;
    let name = name(path);
    let bytes = bytes(path, context)?;
    let journey = phase(&format!("reading {name}"), || json::read_bytes(&bytes))
        .map_err(|invalid| Failure::invalid(&invalid, &name))?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    Ok(Map {
        journey,
        file: (!is_standard(path)).then(|| name.clone()),
        name,
        text,
    })
}

/// The file a map argument means: the file itself, or the map in a folder.
pub(crate) fn map_in(path: &Path) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let map = path.join(MAP_FILE);
    if map.exists() {
        return Ok(map);
    }
    let complaint = format!("the folder has no `{MAP_FILE}`");
    Err(Complaint::new(complaint).file(name(path)).into())
}

/// A file beside the map, where it exists and the argument was a folder.
pub(crate) fn beside(path: &Path, file: &str) -> Option<PathBuf> {
    Some(path.join(file)).filter(|file| path.is_dir() && file.exists())
}

/// Refuses standard input for more than one file.
pub(crate) fn standard_once<'p>(
    paths: impl IntoIterator<Item = Option<&'p Path>>,
) -> Result<(), Failure> {
    let standard = paths.into_iter().flatten().filter(|path| is_standard(path));
    if standard.count() > 1 {
        return Err(Complaint::new("standard input (`-`) can be read only once").into());
    }
    Ok(())
}

/// Opens a file for reading up to the limit, with progress; what gzip packed is unpacked, and
/// has the same limit.
pub(crate) fn open(path: &Path, context: &Context) -> Result<impl Read + use<>, Failure> {
    let name = name(path);
    let unusable =
        |error: io::Error| Failure::from(Complaint::new(reason(&error)).file(name.as_str()));
    let limit = context.max_bytes;
    let (inner, length): (Box<dyn Read>, _) = if is_standard(path) {
        (Box::new(io::stdin().lock()), None)
    } else {
        let file = File::open(path).map_err(unusable)?;
        let facts = file.metadata().map_err(unusable)?;
        if facts.is_dir() {
            return Err(unusable(io::ErrorKind::IsADirectory.into()));
        }
        let length = facts.is_file().then_some(facts.len());
        (Box::new(file), length)
    };
    if length.is_some_and(|length| length > limit) {
        return Err(unusable(too_large(limit)));
    }
    let left = limit;
    let packed = Metered::new(Limited { inner, limit, left }, &name, length);
    Ok(gzip::unpacked(packed, limit))
}

/// Reads a whole file.
fn bytes(path: &Path, context: &Context) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match open(path, context)?.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Complaint::new(reason(&error)).file(name(path)).into()),
    }
}

/// A reader that fails where its source goes on after the limit.
#[derive(Debug)]
struct Limited<R> {
    inner: R,
    limit: u64,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(too_large(self.limit)),
        }
        Ok(read)
    }
}

fn too_large(limit: u64) -> io::Error {
    let message = format!("the file is larger than {limit} bytes; --max-bytes sets this limit");
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

/// Why a file cannot be read or written, in the program's own words where the system's are
/// less clear.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "the permission is missing".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder, a file was expected".to_owned(),
        io::ErrorKind::FileTooLarge | io::ErrorKind::InvalidData => error.to_string(),
        _ => format!("the file cannot be used: {error}"),
    }
}
