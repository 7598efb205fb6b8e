//! A small set of line icons, drawn for this project on a grid of 24 by 24.
//!
//! Every icon is one path of round strokes without fill. A name that is not in the set is a
//! character to draw; a longer text that is no name draws nothing.

use unicode_segmentation::UnicodeSegmentation;

/// What to draw for the icon that a map names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon<'t> {
    /// Path data on a grid of 24 by 24, to stroke.
    Path(&'static str),
    /// One character.
    Character(&'t str),
}

/// The icons by name, sorted.
const ICONS: [(&str, &str); 44] = [
    (
        "ad",
        "M4 10v4h3l8 5V5l-8 5zM18.5 9a4 4 0 0 1 0 6M7 14l1.5 5",
    ),
    (
        "app",
        "M8 2.5h8a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2zM11 18.5h2",
    ),
    ("bag", "M4 9h16v10.5H4zM8.5 9V5.5h7V9M4 13.5h16"),
    (
        "box",
        "M12 2.8l8.5 4.6v9.2L12 21.2l-8.5-4.6V7.4zM3.5 7.4L12 12l8.5-4.6M12 12v9.2",
    ),
    (
        "bug",
        "M8 10a4 4 0 0 1 8 0v5a4 4 0 0 1-8 0zM12 6v13M8 12.5H3.5M16 12.5h4.5M8.5 8L5 5.5M15.5 8L19 5.5M8.5 17L5 19.5M15.5 17l3.5 2.5",
    ),
    ("calendar", "M4 5.5h16V20H4zM4 10h16M8.5 3v4M15.5 3v4"),
    ("card", "M2.5 5.5h19v13h-19zM2.5 10h19M6 15h4"),
    (
        "cart",
        "M2.5 4h3l2.6 11h10l2.4-8H6.3M9.5 19.5h.01M16.5 19.5h.01",
    ),
    ("chat", "M3.5 4.5h17v11.5h-9L7 20v-4H3.5zM8 9h8M8 12h5"),
    (
        "check",
        "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM8 12.3l2.8 2.8L16 9.5",
    ),
    (
        "clean",
        "M9.5 3l1.6 4.9L16 9.5l-4.9 1.6L9.5 16l-1.6-4.9L3 9.5l4.9-1.6zM18 14l.9 2.6l2.6.9l-2.6.9L18 21l-.9-2.6l-2.6-.9l2.6-.9z",
    ),
    (
        "clock",
        "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 7.5V12l3.2 2",
    ),
    (
        "compare",
        "M12 3v18M8 21h8M5 6.5h14M5 6.5L2.5 13h5zM19 6.5L16.5 13h5z",
    ),
    (
        "delivery",
        "M2 6h12v11H2zM14 10h4.5l3.5 3.5V17h-8M6 17a1.9 1.9 0 1 0 .01 0M17.5 17a1.9 1.9 0 1 0 .01 0",
    ),
    (
        "document",
        "M6 2.5h8.5L19 7v14.5H6zM14 2.5V7.5h5M9 12h7M9 16h7",
    ),
    ("error", "M12 3.2L22 20.5H2zM12 9.5v5M12 17.5h.01"),
    ("exit", "M13 3.5H5v17h8M10 12h11M17.5 8.5L21 12l-3.5 3.5"),
    ("filter", "M3 4.5h18l-7 8.5v6l-4 1.5V13z"),
    ("flag", "M5 21.5v-19M5 4h13.5l-3 4.250l3 4.250H5"),
    (
        "food",
        "M7 2.5v19M4 2.5v5a3 3 0 0 0 6 0v-5M17.5 21.5v-8M17.5 13.5c-2.5-1-2.5-10 0-11c3 1 3 10 0 11z",
    ),
    (
        "gate",
        "M3.5 21V4.5L13 2.5V21M2 21h20M13 5h6v16M10 11.5v1.5",
    ),
    (
        "heart",
        "M12 20.5C4 15 2.5 11.5 2.5 8.7A4.7 4.7 0 0 1 12 7.2a4.7 4.7 0 0 1 9.5 1.5C21.5 11.5 20 15 12 20.5z",
    ),
    (
        "home",
        "M3 11.5L12 3.5l9 8M5.5 9.5v11h13v-11M10 20.5v-6h4v6",
    ),
    (
        "list",
        "M9 5.5h12M9 12h12M9 18.5h12M3.8 5.5h.9M3.8 12h.9M3.8 18.5h.9",
    ),
    ("mail", "M2.5 5h19v14h-19zM2.5 6l9.5 7.5L21.5 6"),
    (
        "person",
        "M12 3.5a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4 21c0-4.5 3.5-6.5 8-6.5s8 2 8 6.5",
    ),
    (
        "phone",
        "M5 3h4l2 5l-2.7 1.8a11.5 11.5 0 0 0 5.9 5.9L16 13l5 2v4a2 2 0 0 1-2.2 2C10 20.3 3.7 14 3 5.2A2 2 0 0 1 5 3z",
    ),
    (
        "plane",
        "M21.5 4.2c-.9-1.3-2.5-.9-3.7.2L14.5 7.5L5 4.5L3.2 6.3L11 11l-3.7 3.7l-3-.5L3 15.5l4 1.6L8.5 21l1.3-1.2l-.4-3.1L13 13l4.7 7.8l1.8-1.8l-3-9.5l3.3-3.3z",
    ),
    (
        "screen",
        "M2.5 4h19v12.5h-19zM8.5 20.5h7M12 16.5v4M10 7.5v5.5l4.5-2.750z",
    ),
    (
        "search",
        "M10.5 3.5a7 7 0 1 0 0 14a7 7 0 0 0 0-14zM15.6 15.6L21 21",
    ),
    (
        "seat",
        "M7 3l1.5 9.5H17a1.5 1.5 0 0 1 1.5 1.5v3.5H7.5L5 4.5A1 1 0 0 1 7 3zM9 17.5V21M17 17.5V21M11 8.5h5.5",
    ),
    (
        "service",
        "M3 18.5h18M4.5 15.5a7.5 7.5 0 0 1 15 0zM12 8V5.5M10.5 5.5h3",
    ),
    (
        "social",
        "M6 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM18 3a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM18 15a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM8.7 10.6l6.6-3.2M8.7 13.4l6.6 3.2",
    ),
    (
        "star",
        "M12 3l2.8 5.8l6.2.8l-4.5 4.4l1.1 6.3L12 17.3l-5.6 3l1.1-6.3L3 9.6l6.2-.8z",
    ),
    (
        "store",
        "M4 10.5V20.5h16V10.5M3 4h18l1 5a3.3 3.3 0 0 1-6.6.5a3.3 3.3 0 0 1-6.8 0A3.3 3.3 0 0 1 2 9zM9.5 20.5v-5.5h5v5.5",
    ),
    ("tag", "M3 3.5h8.5L21 13l-8 8L3 11.5zM7.5 8h.01"),
    (
        "ticket",
        "M2.5 6h19v4a2 2 0 0 0 0 4v4h-19v-4a2 2 0 0 0 0-4zM14.5 6v2M14.5 11v2M14.5 16v2",
    ),
    (
        "touch",
        "M9 12V5a1.7 1.7 0 0 1 3.4 0v6l4.6 1a2.5 2.5 0 0 1 2 2.6L18.5 21H11l-4.5-6.5a1.5 1.5 0 0 1 2.5-1.6M6 7a5 5 0 0 1 9.5-1.5",
    ),
    (
        "train",
        "M6 3h12v13.5H6zM6 10h12M9 21l1.5-4.5M15 21l-1.5-4.5M9 13.3h.01M15 13.3h.01M7.5 19.5h9",
    ),
    (
        "user",
        "M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 0 0 0-19zM12 6.5a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 0 0 0-6.6zM5.5 18.8c1.2-2.5 3.5-3.5 6.5-3.5s5.3 1 6.5 3.5",
    ),
    ("video", "M2.5 6h13v12h-13zM15.5 10.5l6-3.5v10l-6-3.5"),
    ("warning", "M12 3.2L22 20.5H2zM12 9.5v5M12 17.5h.01"),
    (
        "web",
        "M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 0 0 0-19zM2.5 12h19M12 2.5c-5 5.5-5 13.5 0 19c5-5.5 5-13.5 0-19z",
    ),
    (
        "wifi",
        "M2.5 9a14 14 0 0 1 19 0M5.7 12.7a9.2 9.2 0 0 1 12.6 0M8.9 16.3a4.6 4.6 0 0 1 6.2 0M12 19.7h.01",
    ),
];

/// Other words for the same icons, sorted: what people call them, and what channels are called.
const SYNONYMS: [(&str, &str); 62] = [
    ("account", "user"),
    ("ads", "ad"),
    ("advertising", "ad"),
    ("alert", "warning"),
    ("baggage", "bag"),
    ("boarding", "gate"),
    ("branch", "store"),
    ("browser", "web"),
    ("call", "phone"),
    ("catalog", "list"),
    ("catalogue", "list"),
    ("check-in", "ticket"),
    ("checkin", "ticket"),
    ("cleanliness", "clean"),
    ("counter", "service"),
    ("customer", "person"),
    ("desk", "service"),
    ("desktop", "web"),
    ("direct", "person"),
    ("display", "ad"),
    ("done", "check"),
    ("door", "exit"),
    ("email", "mail"),
    ("entertainment", "screen"),
    ("face-to-face", "person"),
    ("favourite", "heart"),
    ("form", "document"),
    ("forum", "chat"),
    ("goal", "flag"),
    ("in-person", "person"),
    ("invoice", "document"),
    ("letter", "mail"),
    ("luggage", "bag"),
    ("messenger", "chat"),
    ("mobile", "app"),
    ("newsletter", "mail"),
    ("notification", "app"),
    ("offer", "tag"),
    ("onboard", "plane"),
    ("online", "web"),
    ("organic", "search"),
    ("package", "box"),
    ("parcel", "box"),
    ("payment", "card"),
    ("people", "person"),
    ("post", "mail"),
    ("promo", "tag"),
    ("push", "app"),
    ("rating", "star"),
    ("review", "star"),
    ("sale", "tag"),
    ("schedule", "calendar"),
    ("sem", "search"),
    ("seo", "search"),
    ("shipping", "delivery"),
    ("shop", "store"),
    ("sms", "chat"),
    ("support", "chat"),
    ("time", "clock"),
    ("tv", "screen"),
    ("website", "web"),
    ("wishlist", "heart"),
];

/// What to draw for a name or character of the map's.
pub(super) fn icon(name: &str) -> Option<Icon<'_>> {
    named(name).map(Icon::Path).or_else(|| {
        let mut clusters = name.graphemes(true);
        let first = clusters.next()?;
        let drawable = clusters.next().is_none()
            && first.chars().count() <= 12
            && !first
                .chars()
                .all(|it| it.is_whitespace() || it.is_control());
        drawable.then_some(Icon::Character(first))
    })
}

/// The path of an icon by its name or another word for it, in any case.
pub(super) fn named(name: &str) -> Option<&'static str> {
    if name.len() > 16 {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let find = |name: &str| {
        let place = ICONS
            .binary_search_by(|(known, _)| (*known).cmp(name))
            .ok()?;
        ICONS.get(place).map(|(_, path)| *path)
    };
    find(&name).or_else(|| {
        let place = SYNONYMS
            .binary_search_by(|(word, _)| (*word).cmp(name.as_str()))
            .ok()?;
        find(SYNONYMS.get(place)?.1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_sorted_and_lead_somewhere() {
        assert!(ICONS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(SYNONYMS.is_sorted_by(|a, b| a.0 < b.0));
        for (word, _) in SYNONYMS {
            assert!(named(word).is_some(), "{word}");
        }
    }

    #[test]
    fn names_words_and_characters() {
        assert_eq!(icon("cart"), named("Cart").map(Icon::Path));
        assert_eq!(icon("payment"), named("card").map(Icon::Path));
        assert_eq!(icon("👩‍🚀"), Some(Icon::Character("👩‍🚀")));
        assert_eq!(icon("§"), Some(Icon::Character("§")));
        assert_eq!(icon("nothing known"), None);
        assert_eq!(icon(""), None);
        assert_eq!(icon("\u{7}"), None);
    }
}
