//! Event logs as Parquet files.
//!
//! Columns are found and read as those of Arrow record batches ([`arrow`]); the
//! others are not looked at.

use std::ops::ControlFlow;

use parquet::{
    arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder},
    file::reader::ChunkReader,
};

use super::{
    arrow::{self, ArrowError, ReadBatches},
    csv::{CsvOptions, columns::Columns},
};
use crate::text::excerpt;

/// How many rows are read at a time.
const BATCH: usize = 1 << 13;

/// Reads a log from a Parquet file: a [`File`](std::fs::File), or `bytes::Bytes` in memory.
/// `progress` is called as that of [`from_batches`](super::arrow::from_batches), with batches of
/// 8,192 rows.
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
    progress: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<ReadBatches, ArrowError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(input).map_err(|it| refused(&it))?;
    let header = reader.schema().fields().iter();
    let header = header.map(|field| field.name().clone()).collect();
    let columns = Columns::find(header, options).map_err(ArrowError::Log)?;
    let asked = [columns.customer, columns.touchpoint].into_iter();
    let asked = asked.chain(columns.time).chain(columns.segments);
    let asked = ProjectionMask::roots(reader.parquet_schema(), asked);
    let batches = reader.with_projection(asked).with_batch_size(BATCH).build();
    let batches = batches.map_err(|it| refused(&it))?;
    let batches = batches.map(|batch| batch.map_err(|it| refused(&it)));
    arrow::read(batches, options, progress)
}

fn refused(error: &dyn std::fmt::Display) -> ArrowError {
    let message = excerpt(&error.to_string()).to_string();
    ArrowError::NotParquet { message }
}
