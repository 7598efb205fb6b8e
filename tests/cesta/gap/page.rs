//! Holds `docs/gaps.md` to the registry.

use std::fmt::Write as _;

use cesta::{
    gap::{Family, rules},
    journey::spec::Level,
};

const HEAD: &str = "\
# Gaps: the rules

What the field calls a gap, made checkable.
Each rule is a lint: it has a stable id and name, a default level, and an exact test, and it says what it found, where, the numbers that triggered it, and how to close the gap.

A level is `allow` (not reported, but counted), `info`, `warn` or `deny` (the check fails).
It can be set in the map, for the whole journey, a stage or a touchpoint, and in the options; the innermost word counts:

```jsonc
\"levels\": { \"S9\": \"allow\", \"O1\": \"deny\" }
```

A finding about a score with fewer answers than the option `minAnswers` (30) is an info at most, and says so.

Findings come by level, then by weight, then in map order, then by rule.
The weight is class × reach × importance × magnitude, each from 0 to 1:

- class: 1 for deny, 0.5 for warn, 0.2 for info;
- reach: the share of customers a log shows at the place (a persona's is its declared share); unknown counts as 1;
- importance: the touchpoint's own, or else 1 at a moment of truth and 0.5 elsewhere;
- magnitude: how far the number is from its threshold, as a share of its range; 1 where a rule does not measure.

A rule that lacks something to run, such as a goal or a score, is listed with what it lacks.

";

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| Id | Name | Finds | Level |\n| --- | --- | --- | --- |\n");
    for rule in rules() {
        let (id, name) = (rule.id, rule.name);
        let anchor = format!("{id}-{name}").to_lowercase();
        let level = level(rule.level);
        writeln!(
            page,
            "| [{id}](#{anchor}) | `{name}` | {} | {level} |",
            rule.summary
        )
        .unwrap();
    }
    let mut family: Option<Family> = None;
    for rule in rules() {
        if family.replace(rule.family) != Some(rule.family) {
            let name = rule.family.as_str();
            let (first, rest) = name.split_at(1);
            write!(page, "\n## {}{rest}\n", first.to_uppercase()).unwrap();
        }
        let (id, name, level) = (rule.id, rule.name, level(rule.level));
        write!(
            page,
            "\n### {id} {name}\n\n{} Level: {level}.\n\n",
            rule.summary
        )
        .unwrap();
        write!(page, "{}\n\nSource: {}.\n", rule.explanation, rule.source).unwrap();
    }
    page
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}

#[test]
fn the_page_of_rules_is_current() {
    crate::generated::current("docs/gaps.md", &page());
}

#[test]
fn ids_and_names_are_unique_and_words_are_complete() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in rules() {
        assert!(
            seen.insert(rule.id) && seen.insert(rule.name),
            "{}",
            rule.id
        );
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(rule.name.chars().all(kebab), "{}", rule.name);
        assert!(
            rule.summary.ends_with('.') && rule.explanation.ends_with('.'),
            "{}",
            rule.id
        );
        assert!(
            !rule.source.is_empty() && !rule.source.ends_with('.'),
            "{}",
            rule.id
        );
        assert_ne!(rule.level, Level::Allow, "{}", rule.id);
    }
}
