//! Files that appear whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    answer::{Complaint, Failure},
    input::{is_standard, reason},
};

/// Writes a file: first under another name beside it, then renamed, so that a reader never
/// sees half of it and a mishap leaves what was there.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    replace(path, text).map_err(|error| {
        let complaint = format!("cannot be written: {}", reason(&error));
        Complaint::new(complaint)
            .file(path.display().to_string())
            .into()
    })
}

/// Refuses to write over what was read: the two are one file, by whatever path.
pub(crate) fn spare<'p>(
    output: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<(), Failure> {
    // A file that is not there yet is no input, and neither is a standard stream.
    let real = |path: &Path| fs::canonicalize(path).ok().filter(|_| !is_standard(path));
    let Some(output_file) = real(output) else {
        return Ok(());
    };
    if inputs
        .into_iter()
        .filter_map(real)
        .all(|it| it != output_file)
    {
        return Ok(());
    }
    let complaint = "this is an input and would be overwritten; name another file";
    let complaint = Complaint::new(complaint).file(output.display().to_string());
    Err(complaint.into())
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Through a link to what it leads to; a file that is not there yet has only its name.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if path.exists() && !path.is_file() {
        // A device or a pipe takes what it is given; it must not be replaced.
        let mut device = OpenOptions::new().write(true).open(path)?;
        return device.write_all(text.as_bytes());
    }
    let (mut file, draft) = draft(path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // The first error is the one to tell; a draft that cannot be removed is beside it.
        let _left = fs::remove_file(&draft);
    }
    written
}

/// A new file beside the one to write, with its path.
fn draft(path: &Path) -> io::Result<(File, PathBuf)> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().ok_or(io::ErrorKind::InvalidInput)?);
    name.push(format!(".{}.part", std::process::id()));
    let draft = path.with_file_name(name);
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&draft)?;
    Ok((file, draft))
}
