"""PM4Py, the library of process mining in Python, on a frame of pandas."""

import json

import pandas
import pm4py

import asked
from petri import UNIT, petri_net

KEYS = {"case_id_key": "case_id", "activity_key": "activity", "timestamp_key": "timestamp"}


class Peer:
    def __init__(self, threads):
        pass

    def load(self, file, task):
        events = pandas.read_csv(file)
        events["timestamp"] = pandas.to_datetime(events["timestamp"], unit="ms", utc=True)
        events = pm4py.format_dataframe(
            events, case_id="case_id", activity_key="activity", timestamp_key="timestamp"
        )
        return events

    def flow(self, events):
        counts, _, _ = pm4py.discover_dfg(events)
        times, _, _ = pm4py.discover_performance_dfg(events)
        return [
            (source, target, n, times[source, target]["mean"] * 1e3, times[source, target]["median"] * 1e3)
            for (source, target), n in counts.items()
        ]

    def variants(self, events):
        counted = pm4py.get_variants(events)
        top = sorted(counted.items(), key=lambda it: -it[1])[: asked.TOP]
        return [len(counted), [(">".join(path), n) for path, n in top]]

    def align(self, events):
        """Each distinct path with what it costs."""
        net, begin, end = petri_net(json.loads(asked.MAP.read_text()))
        first = {path: next(iter(cases)) for path, cases in paths(events).items()}
        traces = events[events["case:concept:name"].isin(first.values())]
        aligned = pm4py.conformance_diagnostics_alignments(traces, net, begin, end)
        costs = dict(zip(traces["case:concept:name"].unique(), (it["cost"] // UNIT for it in aligned)))
        return [(">".join(path), costs[case]) for path, case in first.items()]

    def drop_off(self, events):
        visits = pm4py.get_event_attribute_values(events, "concept:name")
        ends = pm4py.get_end_activities(events)
        return [(it, n, ends.get(it, 0)) for it, n in visits.items()]

    def follows(self, events):
        counted = pm4py.discover_eventually_follows_graph(events)
        return [(source, target, n) for (source, target), n in counted.items()]


def paths(events):
    """The customers of each path."""
    found = {}
    for case, path in events.groupby("case:concept:name")["concept:name"]:
        found.setdefault(tuple(path), []).append(case)
    return found


if __name__ == "__main__":
    asked.run(Peer)
