"""Polars, as a specialist writes it: customers as numbers, touchpoints as an enumeration, lazily,
and the order of the file trusted, so that one stable grouping replaces every sort by time."""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[3]

import polars as pl

import asked

NEEDS = {
    "load": ["activity", "timestamp"],
    "flow": ["activity", "timestamp"],
    "variants": ["activity"],
    "funnel": ["activity", "timestamp"],
    "dropOff": ["activity"],
    "follows": ["activity"],
}


class Peer:
    def __init__(self, threads):
        pass

    def load(self, file, task):
        """Events grouped by customer: a customer is a hash of 64 bits."""
        columns = NEEDS[task or "load"]
        scan = pl.scan_csv(file, schema_overrides={"activity": pl.Categorical})
        if task == "funnel":
            scan = scan.filter(pl.col("activity").cast(pl.String).is_in(asked.STEPS))
        customer = pl.col("case_id").hash().alias("customer")
        return scan.select(customer, *columns).sort("customer", maintain_order=True).collect()

    def flow(self, events):
        same = pl.col("customer") == pl.col("customer").shift(-1)
        return (
            events.lazy()
            .select(
                pl.col("activity"),
                pl.col("activity").shift(-1).alias("next"),
                (pl.col("timestamp").shift(-1) - pl.col("timestamp")).alias("gap"),
                same.alias("same"),
            )
            .filter("same")
            .group_by("activity", "next")
            .agg(pl.len(), pl.col("gap").mean().alias("mean"), pl.col("gap").median().alias("median"))
            .collect()
            .rows()
        )

    def variants(self, events):
        paths = (
            events.lazy()
            .with_columns(pl.col("activity").to_physical().cast(pl.UInt8))
            .group_by("customer", maintain_order=True)
            .agg(pl.col("activity"))
        )
        return None

    def drop_off(self, events):
        last = (pl.col("customer") != pl.col("customer").shift(-1)).fill_null(True)
        return (
            events.lazy()
            .select("activity", last.alias("last"))
            .group_by("activity")
            .agg(pl.len(), pl.col("last").sum())
            .collect()
            .rows()
        )


if __name__ == "__main__":
    asked.run(Peer)
