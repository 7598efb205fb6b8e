//! Customer journeys as a graph: the designed map, the observed behaviour and the voice of the
//! customer, together.
//!
//! # The nouns
//!
//! - A [`Journey`](journey::Journey) is the designed map: *stages* in order, their
//!   *touchpoints*, and the *transitions* between these; with personas, goals, pain points,
//!   actions and evidence. It is read from JSON ([`mod@format`]) or built in Rust
//!   ([`journey::spec`]), checked once, and never changes.
//! - An [`EventLog`](log::EventLog) is what customers did, an [`Overlay`](flow::Overlay) is
//!   that on the map.
//! - [`Responses`](satisfaction::Responses) are what customers said; a
//!   [`Score`](satisfaction::Score) is a statistic over answers and carries its *measure*.
//! - A [`Finding`](gap::Finding) is a gap that a rule found, a [`Route`](path::Route) a way
//!   through the map, a [`Conversion`](chain::Conversion) what it should bring by its own shares.
//!
//! Every analysis is a function of values and an options struct to a plain value that
//! serialises. Nothing here knows files, clocks or networks; equal input gives equal bytes.
//! Everything comes in **map order** (see [`journey`]) or in an order its documentation defines.
//!
//! # Example
//!
//! ```
//! use cesta::{
//!     flow::{OverlayOptions, overlay},
//!     gap::{GapOptions, Observed, check},
//!     journey::{Journey, spec::{Role, Stage, Touchpoint}},
//!     log::EventLogBuilder,
//! };
//!
//! let journey = Journey::builder("bakery")
//!     .stage(Stage::new("find").touchpoint(Touchpoint::new("smell").role(Role::Entry)))
//!     .stage(Stage::new("choose").touchpoint(Touchpoint::new("queue").emotion(-1)))
//!     .stage(Stage::new("buy").touchpoint(Touchpoint::new("till").role(Role::Goal)))
//!     .build()?;
//!
//! let mut log = EventLogBuilder::new();
//! log.push("Anna", "smell", Some(0))?;
//! log.push("Anna", "queue", Some(60_000))?;
//! log.push("Anna", "till", Some(600_000))?;
//! log.push("Bert", "smell", Some(0))?;
//! log.push("Bert", "queue", Some(90_000))?;
//! let overlay = overlay(&journey, &log.build(), &OverlayOptions::default());
//! assert_eq!(overlay.conversion.value, Some(0.5)); // one of two, and
//! assert!(overlay.conversion.interval.unwrap().high > 0.9); // two are very few
//!
//! let observed = Observed { overlay: Some(&overlay), ..Observed::default() };
//! let gaps = check(&journey, &observed, &GapOptions::default())?;
//! assert!(gaps.findings.iter().any(|finding| finding.rule == "O1")); // nobody owns it
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | Feature | What it adds |
//! | --- | --- |
//! | `csv` | reading events and answers from CSV |
//! | `gzip` | reading what gzip packed |
//! | `arrow` | reading events from Arrow record batches; brings `csv` |
//! | `parquet` | reading events from Parquet files; brings `arrow` |
//! | `xes` | reading events from XES (IEEE 1849); brings `csv` |
//! | `render` | the map as SVG, the report as HTML |
//! | `schema` | the JSON Schema of the map format, and of all other data |
//! | `rayon` | large logs on all cores, with the same answers to the bit |
//! | `cli` | the program `cesta`, with all of these but `arrow` and `parquet` |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod bad;
pub mod chain;
pub mod flow;
pub mod format;
pub mod gap;
pub mod journey;
pub mod log;
mod parts;
pub mod path;
#[cfg(feature = "render")]
pub mod render;
pub mod satisfaction;
mod sort;
pub mod stats;
#[cfg(feature = "csv")]
mod table;
mod text;
#[cfg(feature = "schema")]
pub mod wire;

pub use petgraph;

/// The examples of the README, which run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
