//! `cesta convert`: a map in another format.

use std::path::Path;

use cesta::{
    format::json,
    render::{Known, MapOptions, map_svg},
};

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args::{self, To},
    input,
    output::file,
    progress::phase,
};

pub(crate) fn run(args: &args::Convert, context: &Context) -> Result<Answer, Failure> {
    let to = match args.to {
        Some(to) => to,
        None if context.json || input::is_standard(&args.output) => To::Json,
        None => of_name(&args.output)?,
    };
    let source = input::map_in(&args.map)?;
    if to != To::Json {
        // Rewriting a map in its own format is welcome.
        file::spare(&args.output, [source.as_path()])?;
    }
    let map = input::map(&source, context)?;
    let text = match to {
        To::Json => json::write(&map.journey),
        To::Svg => phase("drawing", || {
            map_svg(&Known::new(&map.journey), &MapOptions::default())
        }),
    };
    if input::is_standard(&args.output) {
        return Ok(match to {
            To::Json => Answer::document(&text),
            To::Svg => Answer::raw(text),
        });
    }
    file::write(&args.output, &text)?;
    Ok(Answer::raw(String::new()))
}

/// The format that a file's name stands for.
fn of_name(path: &Path) -> Result<To, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension {
        Some("json") => Ok(To::Json),
        Some("svg") => Ok(To::Svg),
        _ => {
            let complaint = "the name does not tell the format; --to does";
            let complaint = Complaint::new(complaint).file(path.display().to_string());
            Err(complaint.into())
        }
    }
}
