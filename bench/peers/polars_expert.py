"""Polars, as a specialist writes it: customers as hashes, touchpoints as an enumeration, lazily,
and the order of the file trusted, so that one stable sort by customer replaces those by time."""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[3]

import polars as pl

import asked

ACTIVITY = pl.Enum(asked.TOUCHPOINTS)
NEEDED = {"variants": ["activity"], "dropOff": ["activity"], "follows": ["activity"]}


class Peer:
    def __init__(self, threads):
        pass

    def load(self, file, task):
        """The events of a customer one after the other."""
        scan = pl.scan_csv(file, schema_overrides={"activity": ACTIVITY})
        if task == "funnel":
            scan = scan.filter(pl.col("activity").is_in(asked.STEPS))
        customer = pl.col("case_id").hash().alias("customer")
        columns = NEEDED.get(task, ["activity", "timestamp"])
        return scan.select(customer, *columns).sort("customer", maintain_order=True).collect()

    def flow(self, events):
        same = pl.col("customer") == pl.col("customer").shift(-1)
        gap = pl.col("timestamp").shift(-1) - pl.col("timestamp")
        steps = events.lazy().select(
            "activity", pl.col("activity").shift(-1).alias("next"), gap.alias("gap"), same.alias("same")
        )
        gap = pl.col("gap")
        counted = steps.filter("same").group_by("activity", "next")
        return rows(counted.agg(pl.len(), gap.mean().alias("mean"), gap.median().alias("median")))

    def variants(self, events):
        number = pl.col("activity").to_physical().cast(pl.UInt8)
        paths = events.lazy().group_by("customer", maintain_order=True).agg(number)
        counted = paths.group_by("activity").len().collect()
        top = counted.top_k(asked.TOP, by="len").rows()
        return [len(counted), [(">".join(asked.TOUCHPOINTS[it] for it in path), n) for path, n in top]]

    def funnel(self, events):
        """At each step, the latest moment at which a chain that leads here can have begun."""
        first = (pl.col("customer") != pl.col("customer").shift(1)).fill_null(True)
        chain = events.lazy().filter(
            pl.col("activity").is_in(asked.STEPS)
        ).with_columns(first.cum_sum().alias("customer"))
        chain = chain.with_columns(
            pl.when(pl.col("activity") == asked.STEPS[0]).then("timestamp").alias("begun0")
        )
        for level, step in enumerate(asked.STEPS[1:], 1):
            before = pl.col(f"begun{level - 1}")
            # The last one so far, and whose it was: what others did does not count.
            whose = pl.when(before.is_not_null()).then("customer").forward_fill()
            last = before.forward_fill()
            goes_on = (
                (pl.col("activity") == step)
                & (whose == pl.col("customer"))
                & (pl.col("timestamp") - last <= asked.WINDOW)
            )
            chain = chain.with_columns(pl.when(goes_on).then(last).alias(f"begun{level}"))
        reached = [
            pl.col("customer").filter(pl.col(f"begun{level}").is_not_null()).n_unique().alias(step)
            for level, step in enumerate(asked.STEPS)
        ]
        return list(chain.select(reached).collect().row(0))

    def drop_off(self, events):
        last = (pl.col("customer") != pl.col("customer").shift(-1)).fill_null(True)
        visits = events.lazy().select("activity", last.alias("last")).group_by("activity")
        return rows(visits.agg(pl.len(), pl.col("last").sum()))

    def follows(self, events):
        """For each touchpoint, how often the customer met it before: no pair is made."""
        first = (pl.col("customer") != pl.col("customer").shift(1)).fill_null(True)
        met = [pl.col("activity") == it for it in asked.TOUCHPOINTS]
        before = []
        for touchpoint, here in zip(asked.TOUCHPOINTS, met):
            so_far = here.cum_sum().cast(pl.Int64) - here.cast(pl.Int64)
            others = pl.when(first).then(so_far).forward_fill()
            before.append((so_far - others).alias(touchpoint))
        counted = events.lazy().select("activity", *before).rename({"activity": "to"})
        counted = counted.group_by("to").agg(pl.col(asked.TOUCHPOINTS).sum()).collect()
        return [
            (source, row["to"], row[source])
            for row in counted.to_dicts()
            for source in asked.TOUCHPOINTS
            if row[source]
        ]


def rows(lazy):
    return lazy.collect().rows()


if __name__ == "__main__":
    asked.run(Peer)
