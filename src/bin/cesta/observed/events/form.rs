//! How events are written, and which options that form has a use for.

use std::{
    fmt::{self, Display, Formatter},
    io::{self, Cursor, Read},
    path::Path,
};

use crate::{
    answer::{Complaint, Context, Failure},
    args::Columns,
    input::{self, is_sequences},
};

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Sequences,
    Xes,
    Parquet,
}

impl Display for Form {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::Sequences => "sequences",
            Self::Xes => "XES",
            Self::Parquet => "Parquet",
        })
    }
}

/// A file of events that is open.
pub(crate) struct File {
    pub(super) form: Form,
    pub(super) name: String,
    pub(super) reader: Box<dyn Read>,
}

impl File {
    /// Its name, and how events are written in it.
    pub(crate) fn form(&self) -> (String, Form) {
        (self.name.clone(), self.form)
    }
}

/// Opens a file, and looks at how events are written in it.
pub(crate) fn open(path: &Path, columns: &Columns, context: &Context) -> Result<File, Failure> {
    let (form, reader) = Form::of(input::open(path, context)?, path, columns);
    Ok(File {
        form,
        name: input::name(path),
        reader: Box::new(reader),
    })
}

impl Form {
    /// Looks at the beginning of a file, since its name may be anything. No CSV text begins with
    /// `<`, but for one whose first column is called so; sequences may.
    fn of<R: Read>(mut reader: R, path: &Path, columns: &Columns) -> (Self, impl Read + use<R>) {
        const ENOUGH: u64 = 256;
        let mut start = Vec::new();
        // What cannot be read is told where it is read again.
        let failed = reader.by_ref().take(ENOUGH).read_to_end(&mut start).err();
        let text = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&start);
        let form = match text.trim_ascii_start() {
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            _ if columns.sequences || is_sequences(path) => Self::Sequences,
            [b'<', ..] => Self::Xes,
            _ => Self::Csv,
        };
        (form, Cursor::new(start).chain(Failed(failed)).chain(reader))
    }
}

/// Refuses options that would do nothing, all of them at once. Each is for the files of its forms,
/// and none of these may be there.
pub(crate) fn suit(files: &[(String, Form)], columns: &Columns) -> Result<(), Failure> {
    // What is said of these is that they cannot be read at all.
    if files.iter().any(|it| it.1 == Form::Parquet) {
        return Ok(());
    }
    let all = |told: fn(&(String, Form)) -> String| {
        let mut told: Vec<String> = files.iter().map(told).collect();
        told.dedup();
        told.join(" and ")
    };
    let (names, found) = (all(|it| it.0.clone()), all(|it| it.1.to_string()));
    let is = if files.len() > 1 {
        "these are"
    } else {
        "this is"
    };
    let has_use = |forms: &[Form]| files.iter().any(|it| forms.contains(&it.1));
    let idle = asked(columns).into_iter().filter(|it| !has_use(it.1));
    let idle = idle.map(|(option, forms)| {
        let forms: Vec<String> = forms.iter().map(Form::to_string).collect();
        let forms = forms.join(" and ");
        Complaint::new(format!("{option} is for {forms}, and {is} {found}")).file(&names)
    });
    let idle: Vec<Complaint> = idle.collect();
    if idle.is_empty() {
        return Ok(());
    }
    Err(Failure::many(idle))
}

/// Complains about options for events where there are none.
pub(crate) fn idle(columns: &Columns) -> Vec<Complaint> {
    let idle = asked(columns).into_iter();
    idle.map(|(option, _)| without(&option)).collect()
}

/// Complains about an option for events where there are none.
pub(crate) fn without(option: &str) -> Complaint {
    Complaint::new(format_args!(
        "{option} is about events, and there are none; --events names them"
    ))
}

/// What was asked about the events, each with the forms that have a use for it. What is to be
/// done about bad rows, or where memory runs short, is no question: it need not come to that.
fn asked(columns: &Columns) -> Vec<(String, &'static [Form])> {
    use Form::{Csv, Sequences, Xes};
    // Every option by its name, so that a new one has its line here too.
    let Columns {
        customer,
        touchpoint,
        time,
        as_written,
        time_format,
        sequences,
        skip_lines,
        comment,
        customer_first,
        zone,
        delimiter,
        classifier,
        lifecycle,
        skip_bad_rows: _,
        drop_duplicates,
        max_memory: _,
        prepare,
    } = columns;
    let rows: &[Form] = &[Csv, Xes];
    let options: [(&str, bool, &[Form]); 15] = [
        ("--customer", customer.is_some(), rows),
        ("--touchpoint", touchpoint.is_some(), rows),
        ("--time", time.is_some(), rows),
        ("--as-written", *as_written, &[Csv, Sequences, Xes]),
        ("--sequences", *sequences, &[Sequences]),
        ("--skip-lines", *skip_lines > 0, &[Sequences]),
        ("--comment", comment.is_some(), &[Sequences]),
        ("--customer-first", *customer_first, &[Sequences]),
        ("--time-format", time_format.is_some(), &[Csv]),
        ("--zone", zone.is_some(), rows),
        ("--delimiter", delimiter.is_some(), &[Csv, Sequences]),
        ("--classifier", classifier.is_some(), &[Xes]),
        ("--lifecycle", !lifecycle.is_empty(), &[Xes]),
        ("--drop-duplicates", *drop_duplicates, rows),
        ("--keep", prepare.keeps(), rows),
    ];
    let given = options.into_iter().filter(|(_, given, _)| *given);
    let given = given.map(|(option, _, forms)| (option.to_owned(), forms));
    let all: &[Form] = &[Csv, Sequences, Xes];
    given.chain(prepare.first().map(|it| (it, all))).collect()
}

/// Fails once, if at all.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
