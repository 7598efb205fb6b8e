//! What a command gives back, and how it reaches the terminal.

use std::{
    fmt::Display,
    io::{self, ErrorKind, IsTerminal, Write},
    process::ExitCode,
};

use cesta::journey::{InvalidJourney, Problem};
use clap::ColorChoice;
use serde::Serialize;

use crate::{
    args::Shared,
    output::text::{Page, counted, inert_json, style},
};

/// What every command needs to know about the world.
#[derive(Debug)]
pub(crate) struct Context {
    /// Whether results are to be printed as JSON.
    pub(crate) json: bool,
    /// The most bytes an input may have.
    pub(crate) max_bytes: u64,
    colour: ColorChoice,
}

impl Context {
    pub(crate) fn of(shared: &Shared) -> Self {
        Self {
            json: shared.json,
            max_bytes: shared.max_bytes,
            colour: shared.color,
        }
    }

    /// An empty page for standard output.
    pub(crate) fn page(&self) -> Page {
        Page::new(self.colours(&io::stdout()))
    }

    fn colours(&self, stream: &impl IsTerminal) -> bool {
        match self.colour {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                stream.is_terminal() && !dumb && !set("NO_COLOR")
            }
        }
    }
}

/// The exit status of a command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing to object to.
    Clean,
    /// The maps differ, or the check found an error.
    Objection,
}

/// What a command has to say.
#[derive(Debug)]
pub(crate) struct Answer {
    text: String,
    remarks: Vec<String>,
    status: Status,
}

impl Answer {
    /// An answer in words.
    pub(crate) fn text(page: Page) -> Self {
        Self::raw(page.into_string())
    }

    /// An answer that is a document of its own: printed as it is.
    pub(crate) fn raw(text: String) -> Self {
        Self {
            text,
            remarks: Vec::new(),
            status: Status::Clean,
        }
    }

    /// An answer as one JSON document.
    pub(crate) fn json<T: Serialize + ?Sized>(result: &T) -> Result<Self, Failure> {
        let text = serde_json::to_string_pretty(result).map_err(|error| {
            Failure::from(Complaint::new(format!(
                "the result cannot be written as JSON: {error}"
            )))
        })?;
        Ok(Self::document(&(text + "\n")))
    }

    /// An answer that is a JSON document already.
    pub(crate) fn document(text: &str) -> Self {
        Self::raw(inert_json(text))
    }

    pub(crate) fn with(self, status: Status) -> Self {
        Self { status, ..self }
    }

    /// Adds a remark for standard error: worth knowing, no objection.
    pub(crate) fn remark(mut self, remark: String) -> Self {
        self.remarks.push(remark);
        self
    }

    /// Prints the answer. A reader who stops reading (`| head`) is no mistake; a full disk is.
    pub(crate) fn print(self, context: &Context) -> ExitCode {
        let mut stdout = io::stdout().lock();
        let printed = stdout
            .write_all(self.text.as_bytes())
            .and_then(|()| stdout.flush());
        match printed {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let complaint = format!("standard output cannot be written: {error}");
                return Failure::from(Complaint::new(complaint)).print(context);
            }
            Ok(()) | Err(_) => {}
        }
        let mut page = Page::new(context.colours(&io::stderr()));
        for remark in &self.remarks {
            page.paint(style::NOTE, "note").plain(": ").plain(remark);
            page.end();
        }
        print_error(page);
        match self.status {
            Status::Clean => ExitCode::SUCCESS,
            Status::Objection => ExitCode::from(1),
        }
    }
}

/// One reason why a command could not do its work, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    file: Option<String>,
    /// The place in the file: `12:5`, or `12` where only the line is known.
    at: Option<String>,
    code: Option<String>,
    /// The place in the document: `stages[0].id`, or a column.
    path: String,
    message: String,
}

impl Complaint {
    pub(crate) fn new(message: impl Display) -> Self {
        Self {
            file: None,
            at: None,
            code: None,
            path: String::new(),
            message: message.to_string(),
        }
    }

    pub(crate) fn file(self, file: impl Into<String>) -> Self {
        let file = Some(file.into());
        Self { file, ..self }
    }

    /// The place in the file: a position, or a line.
    pub(crate) fn at(self, place: Option<impl Display>) -> Self {
        let at = place.map(|place| place.to_string());
        Self { at, ..self }
    }

    /// The place in the document.
    pub(crate) fn path(self, path: impl Into<String>) -> Self {
        let path = path.into();
        Self { path, ..self }
    }

    pub(crate) fn code(self, code: impl Into<String>) -> Self {
        let code = Some(code.into());
        Self { code, ..self }
    }

    /// A problem of a document in a file.
    fn of(problem: &Problem, file: &str) -> Self {
        Self::new(&problem.message)
            .file(file)
            .at(problem.position)
            .path(&problem.path)
            .code(problem.code.as_str())
    }
}

/// The most complaints that are told about one map; nobody reads more.
const MOST_COMPLAINTS: usize = 100;

/// Why a command could not do its work: its reasons, one a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    complaints: Vec<Complaint>,
}

impl Failure {
    /// Several failures as one.
    pub(crate) fn all(failures: impl IntoIterator<Item = Option<Self>>) -> Self {
        let failures = failures.into_iter().flatten();
        Self::many(failures.flat_map(|failure| failure.complaints))
    }

    /// A map that cannot be built, read from a file.
    pub(crate) fn invalid(journey: &InvalidJourney, file: &str) -> Self {
        let complaint = |problem| Complaint::of(problem, file);
        Self::first(journey.problems().iter().map(complaint), file)
    }

    /// The first of the complaints about a file, and how many more there are.
    pub(crate) fn first(complaints: impl ExactSizeIterator<Item = Complaint>, file: &str) -> Self {
        let more = complaints.len().saturating_sub(MOST_COMPLAINTS);
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        let rest = format!("and {}", counted(more, "more problem"));
        let rest = (more > 0).then(|| Complaint::new(rest).file(file));
        Self::many(complaints.take(MOST_COMPLAINTS).chain(rest))
    }

    pub(crate) fn many(complaints: impl IntoIterator<Item = Complaint>) -> Self {
        let complaints = complaints.into_iter().collect();
        Self { complaints }
    }

    /// Prints the reasons to standard error; the exit status is 2.
    pub(crate) fn print(self, context: &Context) -> ExitCode {
        let mut page = Page::new(context.colours(&io::stderr()));
        for complaint in &self.complaints {
            if let Some(file) = &complaint.file {
                page.paint(style::STRONG, file);
                if let Some(at) = &complaint.at {
                    page.paint(style::STRONG, format_args!(":{at}"));
                }
                page.plain(": ");
            }
            page.paint(style::DENY, "error");
            if let Some(code) = &complaint.code {
                page.paint(style::DENY, format_args!("[{code}]"));
            }
            page.plain(": ");
            if !complaint.path.is_empty() {
                page.plain(&complaint.path).plain(": ");
            }
            page.plain(&complaint.message);
            page.end();
        }
        print_error(page);
        ExitCode::from(2)
    }
}

impl From<Complaint> for Failure {
    fn from(complaint: Complaint) -> Self {
        Self::many([complaint])
    }
}

/// Prints to standard error. Where that is closed there is nobody left to tell.
fn print_error(page: Page) {
    let _nobody_listens = io::stderr().write_all(page.into_string().as_bytes());
}
