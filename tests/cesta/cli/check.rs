//! Gaps: found, placed, printed.

use super::{Folder, MAP};

#[test]
fn findings_about_links_are_placed_at_the_links_as_written() {
    let folder = Folder::new("links");
    let links = r#"],
  "transitions": [
    {"from": "counter", "to": "smell"},
    {"from": "smell", "to": "counter"}
  ]
}"#;
    let map = MAP.trim_end().strip_suffix("]\n}").unwrap().to_owned() + links;
    let run = folder.file("map.json", map).run("check map.json");
    let line = run.out.lines().find(|line| line.contains("S9")).unwrap();
    assert!(line.starts_with("map.json:10:5: info[S9] "), "{line}");
}

/// A map with a dead end, the last touchpoint on line 7.
fn with_a_dead_end() -> String {
    MAP.replace(r#""goal"}"#, r#""goal"}, {"id": "door"}"#)
}

#[test]
fn check_tells_findings_like_a_compiler() {
    let folder = Folder::new("check");
    folder
        .file("good.json", MAP)
        .file("bad.json", with_a_dead_end());

    let bad = folder.run("check bad.json");
    assert_eq!(bad.status, 1, "{bad:?}");
    let line = bad.out.lines().find(|line| line.contains("S3")).unwrap();
    assert!(
        line.starts_with("bad.json:7:70: error[S3] dead-end: "),
        "{line}"
    );
    assert!(bad.out.contains("\n    hint: "));
    assert!(bad.out.lines().last().unwrap().starts_with("1 error"));
    assert_eq!(folder.run("gaps bad.json").status, 0);

    assert_eq!(folder.run("check good.json").status, 0);
    assert_eq!(folder.run("check bad.json --allow S3").status, 0);
    assert_eq!(folder.run("check bad.json --warn dead-end").status, 0);
    assert_eq!(folder.run("check good.json --deny O1").status, 1);
    let twice = folder.run("check good.json --deny O1 --allow O1");
    assert_eq!(twice.status, 2);
    assert!(
        twice.err.contains("rule `O1` is given two levels"),
        "{twice:?}"
    );
}

#[test]
fn check_gives_json() {
    let folder = Folder::new("check-json");
    folder.file("bad.json", with_a_dead_end());
    let long = folder.run("check bad.json --format json");
    let short = folder.run("check bad.json --json");
    assert_eq!((long.status, &long.out), (1, &short.out));
    let findings = &long.json()["findings"];
    assert_eq!(findings[0]["rule"], "S3");
    assert_eq!(findings[0]["place"]["touchpoint"], "door");
}

#[test]
fn check_gives_sarif() {
    let folder = Folder::new("check-sarif");
    folder.file("bad map.json", with_a_dead_end());
    let run = folder.run_on(&["check", "bad map.json", "--format", "sarif"]);
    assert_eq!(run.status, 1);
    let log = run.json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(run["tool"]["driver"]["name"], "cesta");
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].is_string());
        let physical = &result["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "bad%20map.json");
        assert!(physical["region"]["startLine"].as_u64().unwrap() >= 1);
        assert!(physical["region"]["startColumn"].as_u64().unwrap() >= 1);
    }
    let dead_end = results
        .iter()
        .find(|result| result["ruleId"] == "S3")
        .unwrap();
    let region = &dead_end["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"]),
        (&7.into(), &70.into())
    );

    let piped = folder.run_with("check - --format sarif", &with_a_dead_end());
    let location = &piped.json()["runs"][0]["results"][0]["locations"][0];
    assert!(location.get("physicalLocation").is_none());
    assert!(location["logicalLocations"][0]["fullyQualifiedName"].is_string());
}

#[test]
fn sarif_messages_have_no_links_and_nothing_that_is_obeyed() {
    let folder = Folder::new("check-sarif-evil");
    let map = with_a_dead_end().replace(
        r#"{"id": "door"}"#,
        r#"{"id": "door", "label": "[click](https://x.test) \u202e\u009b"}"#,
    );
    let run = folder
        .file("map.json", map)
        .run("check map.json --format sarif");
    assert!(!run.out.contains(['\u{202e}', '\u{9b}']));
    let log = run.json();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let texts = results
        .iter()
        .map(|it| it["message"]["text"].as_str().unwrap());
    let about: Vec<&str> = texts.filter(|text| text.contains("click")).collect();
    assert!(!about.is_empty(), "{log}");
    for text in about {
        assert!(text.contains(r"\[click\](https://x.test)"), "{text}");
        assert!(!text.contains(['\u{202e}', '\u{9b}']), "{text}");
    }
}

#[test]
fn levels_of_unknown_rules_are_refused_at_their_place() {
    let folder = Folder::new("unknown-rule");
    let map = MAP.replace(
        "\"stages\": [",
        "\"levels\": {\"S99\": \"deny\"},\n  \"stages\": [",
    );
    let run = folder.file("map.json", map).run("check map.json");
    assert_eq!(run.status, 2);
    let expected = "map.json:5:14: error[unknownRules]: levels: there is no rule `S99`";
    assert!(run.err.contains(expected), "{}", run.err);
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = Folder::new("rules");
    let rules = folder.run("gaps --rules --json").json();
    let rules = rules.as_array().unwrap();
    let list = folder.run("gaps --rules").out;
    assert_eq!(list.lines().count(), rules.len());
    for rule in rules {
        let (id, name) = (rule["id"].as_str().unwrap(), rule["name"].as_str().unwrap());
        let by_id = folder.run(&format!("gaps --explain {id}"));
        let by_name = folder.run(&format!("gaps --explain {name}"));
        assert_eq!((by_id.status, &by_id.out), (0, &by_name.out));
        assert!(by_id.out.contains(name));
    }
}
