"""Retentioneering, the library of journeys in Python."""

import os

# It would tell its makers about every call.
os.environ["RETENTIONEERING_NO_TRACK"] = "1"

import pandas
from retentioneering import Eventstream
from retentioneering.tools.funnel import Funnel
from retentioneering.tools.transition_matrix import TransitionMatrix

import asked

SCHEMA = {"path_cols": ["case_id"], "event_col": "activity", "timestamp_col": "timestamp"}


class Peer:
    def __init__(self, threads):
        pass

    def load(self, file, task):
        events = pandas.read_csv(file)
        events["timestamp"] = pandas.to_datetime(events["timestamp"], unit="ms")
        return Eventstream(events, schema=SCHEMA)

    def flow(self, stream):
        matrix = TransitionMatrix(stream)
        counts = matrix.fit("count")
        medians = matrix.fit("time_median")
        return [
            (source, target, int(counts.at[source, target]), None,
             medians.at[source, target].total_seconds() * 1e3)
            for source in asked.TOUCHPOINTS
            for target in asked.TOUCHPOINTS
            if source in counts.index and target in counts.columns and counts.at[source, target]
        ]  # fmt: skip

    def funnel(self, stream):
        return [it["unique_paths"] for it in Funnel(stream).fit(asked.STEPS)["steps"]]

    def drop_off(self, stream):
        counts = TransitionMatrix(stream).fit("count")
        visits = stream.get_event_counts()
        return [(it, visits[it], int(counts.at[it, "path_end"])) for it in visits]


if __name__ == "__main__":
    asked.run(Peer)
