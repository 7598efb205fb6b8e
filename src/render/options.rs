//! How pictures and reports are drawn.

use serde::{Deserialize, Serialize};

use super::Language;

/// How a report is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReportOptions {
    /// The heading; the journey's name where it is left out.
    pub title: Option<String>,
    /// The day of the report, as it shall be written.
    pub date: Option<String>,
    /// The language of the report's own words; the map's stay as they are.
    pub language: Language,
}

/// How the map is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MapOptions {
    /// The heading; the journey's name where it is left out.
    pub title: Option<String>,
    /// Whether the picture carries its heading.
    pub heading: Heading,
    /// The language of the picture's own words; the map's stay as they are.
    pub language: Language,
    /// Where the map comes from; its legend says so.
    pub origin: MapOrigin,
    /// How many of the links that were observed but are not in the map are drawn, the strongest
    /// first. The legend says how many more there are.
    pub undesigned_links: u32,
    /// What every id in the picture begins with, so that several pictures fit on one page;
    /// characters other than ASCII letters, digits, `-` and `_` are left out.
    pub id_prefix: String,
}

impl Default for MapOptions {
    fn default() -> Self {
        Self {
            title: None,
            heading: Heading::default(),
            language: Language::default(),
            origin: MapOrigin::default(),
            undesigned_links: 5,
            id_prefix: "cesta".to_owned(),
        }
    }
}

/// Where a map comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum MapOrigin {
    /// Somebody designed it.
    #[default]
    Designed,
    /// It was discovered in a log: its links are those that customers took. By how many is for
    /// an overlay to say; the shares that the map has are not shown. Its cards have no numbers,
    /// by which no table lists them.
    Discovered,
}

/// Whether a picture carries its own heading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Heading {
    /// It does: it stands alone.
    #[default]
    Shown,
    /// It does not: the page around it has one.
    Hidden,
}
