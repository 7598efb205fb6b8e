"""Polars, as it is usually written: text as it comes, sorted by customer and time, windows over
the customer, the streaming engine."""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[3]

import polars as pl

import asked


class Peer:
    def __init__(self, threads):
        pass

    def load(self, file, task):
        events = pl.scan_csv(file)
        # One question is asked of the file, lazily; many are asked of what was read.
        return events if task not in (None, "load") else events.collect().lazy()

    def flow(self, events):
        mine = "case_id"
        steps = events.sort("case_id", "timestamp").with_columns(
            pl.col("activity").shift(-1).over(mine).alias("next"),
            (pl.col("timestamp").shift(-1) - pl.col("timestamp")).over(mine).alias("gap"),
        )
        counted = steps.drop_nulls("next").group_by("activity", "next")
        gap = pl.col("gap")
        return rows(counted.agg(pl.len(), gap.mean().alias("mean"), gap.median().alias("median")))

    def variants(self, events):
        paths = events.sort("case_id", "timestamp").group_by("case_id", maintain_order=True)
        paths = paths.agg(pl.col("activity").str.join(">"))
        counted = paths.group_by("activity").len().sort("len", descending=True)
        counted = counted.collect(engine="streaming")
        return [len(counted), counted.head(asked.TOP).rows()]

    def funnel(self, events):
        """From the first visit of the first step, each next one as soon as possible."""
        steps = events.filter(pl.col("activity").is_in(asked.STEPS))
        at = pl.col("timestamp")
        first = steps.filter(pl.col("activity") == asked.STEPS[0])
        reached = first.group_by("case_id").agg(at.min().alias("begun"), at.min().alias("last"))
        counts = [reached.select(pl.len())]
        for step in asked.STEPS[1:]:
            here = steps.filter(pl.col("activity") == step).select("case_id", "timestamp")
            reached = (
                here.join(reached, on="case_id")
                .filter((at >= pl.col("last")) & (at - pl.col("begun") <= asked.WINDOW))
                .group_by("case_id")
                .agg(pl.col("begun").first(), at.min().alias("last"))
            )
            counts.append(reached.select(pl.len()))
        return [it.item() for it in pl.collect_all(counts, engine="streaming")]

    def drop_off(self, events):
        visits = events.group_by("activity").len()
        last = events.sort("case_id", "timestamp").group_by("case_id", maintain_order=True)
        ends = last.agg(pl.col("activity").last()).group_by("activity").len(name="ends")
        return rows(visits.join(ends, on="activity", how="left").fill_null(0))


def rows(lazy):
    return lazy.collect(engine="streaming").rows()


if __name__ == "__main__":
    asked.run(Peer)
