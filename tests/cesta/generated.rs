//! The committed files that are generated from code.
#![expect(
    clippy::disallowed_methods,
    reason = "reads and writes the project's own files"
)]

use std::{fs, path::Path};

/// Compares a committed file with what it must say, or writes it: `cargo xtask generate`.
pub(crate) fn current(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var("CESTA_WRITE").is_ok() {
        fs::write(&file, text).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed.replace("\r\n", "\n") == text,
        "{path} is not what the code says: run `cargo xtask generate`"
    );
}

/// The picture of the README: the shop's map with what its customers did.
#[cfg(all(feature = "csv", feature = "render"))]
#[test]
fn the_picture_is_current() {
    use std::ops::ControlFlow;

    use cesta::{
        flow::{OverlayOptions, overlay},
        format::json,
        gap::{GapOptions, Observed, check},
        log,
        render::{Known, MapOptions, map_svg},
    };

    let shop = json::read(include_str!("../../examples/shop/journey.json")).unwrap();
    let events = include_bytes!("../../examples/shop/events.csv").as_slice();
    let options = log::csv::CsvOptions::default();
    let read = log::csv::read(events, &options, |_| ControlFlow::Continue(())).unwrap();
    let overlay = overlay(&shop, &read.log, &OverlayOptions::default());
    let observed = Observed {
        overlay: Some(&overlay),
        ..Observed::default()
    };
    let gaps = check(&shop, &observed, &GapOptions::default()).unwrap();
    let known = Known {
        overlay: Some(&overlay),
        gaps: Some(&gaps),
        ..Known::new(&shop)
    };
    current(
        "docs/shop.svg",
        &(map_svg(&known, &MapOptions::default()) + "\n"),
    );
}
