//! Event logs as Parquet files.
//!
//! Columns are found and read as those of Arrow record batches ([`arrow`](super::arrow)); the
//! others are not looked at.

use std::ops::ControlFlow;

use parquet::{
    arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder},
    file::reader::ChunkReader,
};

use super::{
    arrow::{ArrowError, ReadBatches, Rows, finish},
    csv::{CsvOptions, LogError, columns::Columns},
};
use crate::text::excerpt;

/// How many rows are read at a time.
const BATCH: usize = 1 << 13;

/// Reads a log from a Parquet file: a [`File`](std::fs::File), or `bytes::Bytes` in memory.
/// `progress` is called now and then, and at the end, with the number of rows read so far; then,
/// while the events are put in order, about every million of them with that of all rows. It may
/// stop both.
///
/// # Errors
/// As [`from_batches`](super::arrow::from_batches), and [`ArrowError::NotParquet`].
///
/// # Complexity
/// As [`from_batches`](super::arrow::from_batches); only the columns that are asked for are
/// read.
pub fn read(
    input: impl ChunkReader + 'static,
    options: &CsvOptions,
    mut progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadBatches, ArrowError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(input).map_err(|it| refused(&it))?;
    let header = reader.schema().fields().iter();
    let header = header.map(|field| field.name().clone()).collect();
    let columns = Columns::find(header, options).map_err(ArrowError::Log)?;
    let asked = [columns.customer, columns.touchpoint].into_iter();
    let asked = asked.chain(columns.time).chain(columns.segments);
    let asked = ProjectionMask::roots(reader.parquet_schema(), asked);
    let batches = reader.with_projection(asked).with_batch_size(BATCH).build();
    let mut rows = None;
    let mut count = 0;
    for batch in batches.map_err(|it| refused(&it))? {
        let batch = batch.map_err(|it| refused(&it))?;
        count += batch.num_rows() as u64;
        Rows::add(&mut rows, &batch, options)?;
        if progress(count).is_break() {
            return Err(ArrowError::Log(LogError::cancelled(count)));
        }
    }
    finish(rows, count, &mut || progress(count))
}

fn refused(error: &dyn std::fmt::Display) -> ArrowError {
    let message = excerpt(&error.to_string()).to_string();
    ArrowError::NotParquet { message }
}
