//! Reading logs from Arrow record batches and Parquet files.

use std::{ops::ControlFlow, sync::Arc};

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, DictionaryArray, Float64Array, Int32Array,
    Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt64Array,
    types::Int8Type,
};
use cesta::log::{
    EventLog, Zone,
    arrow::{ArrowError, ReadBatches, from_batches},
    csv::{CsvOptions, Duplicates, LogError, OnBad, Sequence, TimeFormat},
};

use crate::log::stopped_anywhere;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Three events with times of a type.
fn timed(time: ArrayRef) -> RecordBatch {
    batch(vec![
        (
            "customer",
            Arc::new(StringArray::from(vec!["ann", "bo", "ann"])),
        ),
        (
            "event",
            Arc::new(StringArray::from(vec!["buy", "look", "look"])),
        ),
        ("time", time),
    ])
}

fn read(batch: RecordBatch, options: &CsvOptions) -> Result<ReadBatches, ArrowError> {
    from_batches([batch], options, go_on)
}

/// Never stops.
fn go_on(_: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn reading_batches_can_be_stopped() {
    let rows = || [1, 2].map(|_| timed(Arc::new(Int64Array::from(vec![3, 2, 1]))));
    let options = CsvOptions::default();
    let told = stopped_anywhere(|progress| {
        let read = from_batches(rows(), &options, progress);
        read.map(drop).map_err(|error| error.code())
    });
    assert_eq!(told[..2], [3, 6]);
    assert!(
        told.len() > 2 && told[2..].iter().all(|&it| it == 6),
        "{told:?}"
    );
}

fn times(log: &EventLog) -> Vec<i64> {
    log.times().unwrap().iter().collect()
}

#[test]
fn times_have_units_and_zones() {
    let hour = 3_600_000;
    let zoned = CsvOptions {
        zone: Zone::fixed(3_600).unwrap(),
        ..CsvOptions::default()
    };
    let micro = vec![7_200_000_999, -1, 0];
    let columns: Vec<(ArrayRef, [i64; 3])> = vec![
        (
            Arc::new(TimestampSecondArray::from(vec![7_200, 3_600, 0])),
            [-hour, hour, 0],
        ),
        (
            Arc::new(
                TimestampSecondArray::from(vec![7_200, 3_600, 0]).with_timezone("Europe/Prague"),
            ),
            [0, 2 * hour, hour],
        ),
        (
            Arc::new(TimestampMicrosecondArray::from(micro).with_timezone_utc()),
            [0, 7_200_000, -1],
        ),
        (
            Arc::new(TimestampNanosecondArray::from(vec![1_999_999, 0, -1]).with_timezone_utc()),
            [-1, 1, 0],
        ),
        (
            Arc::new(Date32Array::from(vec![1, 0, 0])),
            [-hour, 23 * hour, -hour],
        ),
        (
            Arc::new(Date64Array::from(vec![86_400_000, 0, 0])),
            [-hour, 23 * hour, -hour],
        ),
        (Arc::new(Int64Array::from(vec![5, 6, 4])), [4, 5, 6]),
        (Arc::new(Int32Array::from(vec![5, 6, 4])), [4, 5, 6]),
        (
            Arc::new(StringArray::from(vec![
                "1970-01-01 01:00",
                "1970-01-01T00:00Z",
                "1970-01-01T00:30+01:00",
            ])),
            [-1_800_000, 0, 0],
        ),
    ];
    for (column, expected) in columns {
        let kind = column.data_type().to_string();
        let log = read(timed(column), &zoned).unwrap().log;
        assert_eq!(times(&log), expected, "{kind}");
        assert_eq!(log.customers().iter().collect::<Vec<_>>(), ["ann", "bo"]);
    }
    let seconds = CsvOptions {
        time_format: Some(TimeFormat::Seconds),
        ..CsvOptions::default()
    };
    let log = read(timed(Arc::new(Int64Array::from(vec![5, 6, 4]))), &seconds);
    assert_eq!(times(&log.unwrap().log), [4_000, 5_000, 6_000]);
}

#[test]
fn names_are_texts_numbers_and_dictionaries() {
    let coded: DictionaryArray<Int8Type> =
        vec![Some("look"), None, Some("buy")].into_iter().collect();
    let columns: Vec<(ArrayRef, Vec<&str>)> = vec![
        (
            Arc::new(StringArray::from(vec!["a", "b", "a"])),
            vec!["a", "b"],
        ),
        (
            Arc::new(LargeStringArray::from(vec!["a", "b", "a"])),
            vec!["a", "b"],
        ),
        (
            Arc::new(StringViewArray::from(vec!["a", "b", "a"])),
            vec!["a", "b"],
        ),
        (Arc::new(Int32Array::from(vec![-7, 3, -7])), vec!["-7", "3"]),
        (
            Arc::new(UInt64Array::from(vec![u64::MAX, 3, 3])),
            vec!["18446744073709551615", "3"],
        ),
        (
            Arc::new(BooleanArray::from(vec![true, false, true])),
            vec!["true", "false"],
        ),
    ];
    let options = CsvOptions {
        sequence: Sequence::AsWritten,
        keep: vec!["channel".to_owned()],
        ..CsvOptions::default()
    };
    for (column, expected) in columns {
        let rows = batch(vec![
            ("Case ID", column),
            ("activity", Arc::new(StringArray::from(vec!["x", "y", "z"]))),
            ("channel", Arc::new(coded.clone())),
        ]);
        // In two batches as in one.
        let halves = [rows.slice(0, 1), rows.slice(1, 2)];
        let read = from_batches(halves, &options, go_on).unwrap();
        assert_eq!(read, from_batches([rows], &options, go_on).unwrap());
        assert_eq!(read.log.customers().iter().collect::<Vec<_>>(), expected);
        let channels = read.log.segments()[0].values();
        assert_eq!(channels.iter().collect::<Vec<_>>(), ["look", "", "buy"]);
        assert_eq!(
            (read.source.customer.as_str(), read.source.time),
            ("Case ID", None)
        );
    }
}

#[test]
fn every_bad_row_is_told() {
    let rows = batch(vec![
        (
            "customer",
            Arc::new(StringArray::from(vec![
                Some("ann"),
                None,
                Some(" "),
                Some("bo"),
            ])),
        ),
        (
            "event",
            Arc::new(StringArray::from(vec![
                Some("look"),
                None,
                Some("buy"),
                Some("buy"),
            ])),
        ),
        (
            "time",
            Arc::new(Int64Array::from(vec![
                Some(1),
                None,
                Some(i64::MAX),
                Some(2),
            ])),
        ),
    ]);
    let Err(ArrowError::Log(LogError::BadRows(bad))) = read(rows.clone(), &CsvOptions::default())
    else {
        panic!("bad rows are no error");
    };
    let told: Vec<String> = bad.samples.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2, column `customer`: there is no customer",
            "line 2, column `event`: there is no touchpoint",
            "line 2, column `time`: there is no time",
            "line 3, column `customer`: there is no customer",
            "line 3, column `time`: `9223372036854775807` is not a number of milliseconds since 1970",
        ]
    );
    let tolerant = CsvOptions {
        bad_rows: OnBad::PassOver,
        duplicates: Duplicates::Drop,
        ..CsvOptions::default()
    };
    let read = from_batches([rows.clone(), rows], &tolerant, go_on).unwrap();
    assert_eq!((read.log.len(), read.source.duplicates), (2, 2));
    assert_eq!(read.source.passed_over.count, 4);
}

#[test]
fn memory_has_a_limit_where_one_is_given() {
    let names = (0..50_000).map(|number| Some(format!("customer number {number}")));
    let names: StringArray = names.collect();
    let rows = batch(vec![
        ("customer", Arc::new(names.clone())),
        ("event", Arc::new(names)),
    ]);
    let limited = |max_memory| {
        let options = CsvOptions {
            sequence: Sequence::AsWritten,
            max_memory,
            ..CsvOptions::default()
        };
        from_batches([rows.clone(), rows.clone()], &options, go_on)
    };
    assert_eq!(limited(Some(100)).unwrap().log.len(), 100_000);
    let error = ArrowError::Log(LogError::TooMuchMemory {
        limit: 1,
        line: 50_000,
    });
    assert_eq!(limited(Some(1)), Err(error));
}

#[test]
fn columns_that_are_no_log() {
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0, 3.0]));
    let options = CsvOptions::default();
    let error = read(
        batch(vec![
            ("customer", floats.clone()),
            ("event", floats.clone()),
            ("time", floats.clone()),
        ]),
        &options,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `customer` is of the type Float64, which is no customer; \
         column `event` is of the type Float64, which is no touchpoint; \
         column `time` is of the type Float64, which is no time"
    );
    let error = read(batch(vec![("who", floats.clone())]), &options).unwrap_err();
    assert_eq!(error.code(), "missingColumns");
    let good = timed(Arc::new(Int64Array::from(vec![1, 2, 3])));
    let error = from_batches([good, batch(vec![("who", floats)])], &options, go_on).unwrap_err();
    assert_eq!(error.to_string(), "the batch after row 3 has other columns");
    assert_eq!(
        from_batches([], &options, go_on).unwrap_err().code(),
        "empty"
    );
    let none = timed(Arc::new(Int64Array::from(vec![1, 2, 3]))).slice(0, 0);
    assert_eq!(read(none, &options).unwrap_err().code(), "headerOnly");
}

#[cfg(feature = "parquet")]
mod parquet {
    use ::parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
    use bytes::Bytes;
    use cesta::log::parquet;

    use super::*;

    fn written(batch: &RecordBatch, compression: Compression) -> Bytes {
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        let mut bytes = Vec::new();
        let mut writer =
            ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
        writer.write(batch).unwrap();
        writer.close().unwrap();
        bytes.into()
    }

    #[test]
    fn a_file_is_read_as_its_batches() {
        let coded: DictionaryArray<Int8Type> = vec!["web", "shop", "web"].into_iter().collect();
        let rows = batch(vec![
            ("notes", Arc::new(Float64Array::from(vec![1.0, 2.0, 3.0]))),
            ("customer", Arc::new(Int64Array::from(vec![7, 8, 7]))),
            (
                "event",
                Arc::new(StringArray::from(vec!["buy", "look", "look"])),
            ),
            ("channel", Arc::new(coded)),
            (
                "time",
                Arc::new(
                    TimestampMicrosecondArray::from(vec![3_000, 2_000, 1_000]).with_timezone_utc(),
                ),
            ),
        ]);
        let options = CsvOptions {
            keep: vec!["channel".to_owned()],
            ..CsvOptions::default()
        };
        let expected = from_batches([rows.clone()], &options, go_on).unwrap();
        assert_eq!(times(&expected.log), [1, 3, 2]);
        for compression in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::LZ4_RAW,
        ] {
            let mut told = Vec::new();
            let read = parquet::read(written(&rows, compression), &options, |rows| {
                told.push(rows);
                ControlFlow::Continue(())
            });
            assert_eq!(read.unwrap(), expected, "{compression:?}");
            assert_eq!(told, [3; 4]);
        }
        let file = written(&rows, Compression::SNAPPY);
        stopped_anywhere(|progress| {
            let read = parquet::read(file.clone(), &options, progress);
            read.map(drop).map_err(|error| error.code())
        });
        for damaged in [
            Bytes::new(),
            file.slice(..file.len() - 9),
            Bytes::from_static(b"PAR1 and no more"),
        ] {
            let error = parquet::read(damaged, &options, go_on).unwrap_err();
            assert_eq!(error.code(), "notParquet", "{error}");
        }
    }
}
