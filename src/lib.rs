//! Customer journeys as a graph.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod flow;
pub mod format;
pub mod gap;
pub mod journey;
pub mod log;
pub mod path;
#[cfg(feature = "render")]
pub mod render;
pub mod satisfaction;
pub mod stats;

pub use petgraph;
