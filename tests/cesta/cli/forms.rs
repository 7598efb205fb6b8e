//! Events in other forms than plain CSV text.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

use super::Folder;

const CSV: &str = "customer,event,time\n\
                   ann,look,2026-07-14 09:15\n\
                   ann,buy,2026-07-14 09:30\n\
                   bo,look,2026-07-15 09:45\n";

const XES: &str = r#"<?xml version="1.0"?>
<log xmlns="http://www.xes-standard.org/">
<classifier name="Both" keys="concept:name lifecycle:transition"/>
<trace><string key="concept:name" value="ann"/>
<event><string key="concept:name" value="look"/><string key="channel" value="web"/>
<string key="lifecycle:transition" value="start"/>
<date key="time:timestamp" value="2026-07-14T09:15:00"/></event>
<event><string key="concept:name" value="buy"/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="2026-07-14T09:30:00"/></event>
</trace>
</log>
"#;

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_gzip_packed_is_read_whatever_it_is_called() {
    let folder = Folder::new("gzip");
    folder
        .file("events.csv", CSV)
        .file("packed.csv", packed(CSV))
        .file("log.xes.gz", packed(XES))
        .file("cut.gz", &packed(CSV)[..40])
        .file(
            "bomb.gz",
            packed(&format!("{CSV}{}", "\n".repeat(3_000_000))),
        );
    let plain = folder.run("flow events.csv --json").json();
    assert_eq!(folder.run("flow packed.csv --json").json(), plain);
    let xes = folder.run("flow log.xes.gz --json").json();
    // It has one customer less, which shows in the shares.
    let taken = |flow: &Value| {
        let step = &flow["steps"][0];
        ["from", "to", "count", "durations"].map(|it| step[it].clone())
    };
    assert_eq!(taken(&xes), taken(&plain));
    let cut = folder.run("flow cut.gz");
    assert_eq!(cut.status, 2);
    assert!(cut.err.contains("the gzip data end too early"), "{cut:?}");
    let bomb = folder.run("flow bomb.gz --max-bytes 1M");
    assert_eq!(bomb.status, 2);
    assert!(bomb.err.contains("larger than 1048576 bytes"), "{bomb:?}");
}

#[test]
fn xes_is_known_by_its_content() {
    let folder = Folder::new("xes");
    folder.file("events.csv", XES);
    let run = folder.run("flow events.csv");
    assert!(run.out.contains("1 customer, 2 events"), "{run:?}");
    assert!(
        run.out
            .contains("customer `concept:name`, touchpoint `concept:name`")
    );
    let both = folder
        .run("flow events.csv --classifier Both --json")
        .json();
    assert_eq!(both["steps"][0]["from"], "look+start");
    let complete = folder
        .run("flow events.csv --lifecycle complete --json")
        .json();
    assert_eq!(complete["events"], 1);
    let rhythm = folder.run("rhythm events.csv --by channel --json").json();
    assert_eq!(rhythm["groups"][1]["name"], "web");
    let zoned = folder.run("rhythm events.csv --json --zone +02:00").json();
    assert_eq!(zoned["all"]["hours"][9]["events"], 2);

    let bad = XES.replace("09:30:00", "noon");
    folder.file("bad.xes", &bad);
    let run = folder.run("flow bad.xes");
    assert_eq!(run.status, 2);
    assert!(run.err.contains("bad.xes:8"), "{run:?}");
    assert!(
        run.err.contains("1 event cannot be used; --skip-bad-rows"),
        "{run:?}"
    );
    let run = folder.run("flow bad.xes --skip-bad-rows");
    assert!(run.out.contains("1 customer, 1 event"), "{run:?}");
    let parquet = folder.file("events.parquet", "PAR1....PAR1");
    let run = parquet.run("flow events.parquet");
    assert!(run.err.contains("this is a Parquet file"), "{run:?}");
}
