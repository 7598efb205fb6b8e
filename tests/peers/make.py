"""What PM4Py and ClickHouse (chdb) answer about small logs, for `tests/cesta/peers.rs`.

    target/bench/venv/bin/python tests/peers/make.py

`cargo xtask bench peers` makes that environment. The answers are kept in `answers.json`, so that
the tests need no Python; they are theirs, and nobody's opinion about Cesta. Logs come in the
order of their rows: customers, touchpoints and times, where equal times keep it.
"""

import json
import random
import sys
import tempfile
from pathlib import Path

import chdb
import pandas
import pm4py

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SHOP = ROOT / "examples/shop"
sys.path.append(str(ROOT / "bench/peers"))

from petri import UNIT, petri_net
LONGEST, MOST = 20, 40
"""Of the traces that PM4Py aligns: events, and how many."""
SECOND, MINUTE = 1_000, 60_000


def main():
    cases = [shop(), *(ties(seed) for seed in range(8)), news()]
    text = json.dumps({"pm4py": pm4py.__version__, "chdb": chdb.__version__, "cases": cases})
    # A case a line.
    (HERE / "answers.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")


def shop():
    """The shop's whole log, with the shop's map."""
    rows = pandas.read_csv(SHOP / "events.csv")
    at = pandas.to_datetime(rows["timestamp"]).astype("datetime64[ms]").astype("int64")
    log = list(zip(rows["user_id"], rows["event"], at.tolist()))
    journey = json.loads((SHOP / "journey.json").read_text())
    funnels = [["home", "product_view", "add_to_cart", "cart", "purchase"], ["catalog", "purchase"]]
    windows = [30 * MINUTE, 7 * 24 * 60 * MINUTE]
    answers = asked(log, journey, funnels, windows)
    answers["follows"] = answers["follows"][:60]
    return {"name": "shop", **answers}


def ties(seed):
    """Few touchpoints, short times, many of them equal, rows in no order."""
    chance = random.Random(seed)
    touchpoints = "abcde"[: 2 + seed % 4]
    log = []
    for customer in range(40):
        at = 0
        for _ in range(chance.randint(1, 9)):
            at += chance.choice([0, 0, 1, 1, 2, 5])
            log.append((f"c{customer}", chance.choice(touchpoints), at * SECOND))
    # Customers mixed; each one's own rows stay as they are.
    order = [row[0] for row in log]
    chance.shuffle(order)
    mine = {customer: [row for row in log if row[0] == customer] for customer in set(order)}
    log = [mine[customer].pop(0) for customer in order]
    funnels = [list(touchpoints[:2]), list(touchpoints), [*reversed(touchpoints)]]
    return {
        "name": f"ties {seed}",
        "log": [list(column) for column in zip(*log)],
        **asked(log, small_map(chance, touchpoints), funnels, [0, 2 * SECOND, 9 * SECOND]),
    }


def news():
    """A reader a row, sections again and again, as a site of news has them; no times."""
    chance = random.Random(17)
    sections = ["frontpage", "news", "tech", "local", "opinion", "sports", "weather"]
    log = []
    for reader in range(60):
        section = chance.choice(sections)
        for place in range(min(120, int(chance.paretovariate(0.8)))):
            log.append((f"r{reader}", section, place * SECOND))
            if chance.random() < 0.6:
                section = chance.choice(sections[: chance.randint(1, 7)])
    answers = asked(log, small_map(chance, sections), [["frontpage", "sports"]], [5 * SECOND])
    return {"name": "news", "log": [list(column) for column in zip(*log)], **answers}


def small_map(chance, touchpoints):
    """A map with every touchpoint, as a line with some links more, in which loops are likely."""
    roles = {touchpoints[0]: "entry", touchpoints[-1]: "goal"}
    links = set(zip(touchpoints, touchpoints[1:]))
    links |= {(chance.choice(touchpoints), chance.choice(touchpoints)) for _ in touchpoints}
    return {
        "version": 1,
        "id": "small",
        "stages": [
            {
                "id": "all",
                "touchpoints": [
                    {"id": it, "role": roles[it]} if it in roles else {"id": it} for it in touchpoints
                ],
            }
        ],
        "transitions": [{"from": a, "to": b} for a, b in sorted(links) if a != b],
    }


def asked(log, journey, funnels, windows):
    frame = pandas.DataFrame(log, columns=["customer", "touchpoint", "at"])
    frame["time"] = pandas.to_datetime(frame["at"], unit="ms", utc=True)
    # PM4Py orders by time, and equal times by the row.
    events = pm4py.format_dataframe(
        frame, case_id="customer", activity_key="touchpoint", timestamp_key="time"
    )
    counts, starts, ends = pm4py.discover_dfg(events)
    times, _, _ = pm4py.discover_performance_dfg(events)
    follows = pm4py.discover_eventually_follows_graph(events)
    variants = pm4py.get_variants(events)
    flow = [
        [*pair, n, round(times[pair]["mean"] * 1e3, 6), round(times[pair]["median"] * 1e3, 6)]
        for pair, n in sorted(counts.items())
    ]
    top = sorted(([list(path), n] for path, n in variants.items()), key=lambda it: (-it[1], it[0]))
    file = Path(tempfile.mkdtemp()) / "log.csv"
    frame[["customer", "touchpoint", "at"]].to_csv(file, index=False, header=False)
    used = {touchpoint for _, touchpoint, _ in log}
    return {
        "flow": flow,
        "starts": sorted(starts.items()),
        "ends": sorted(ends.items()),
        "follows": [[*pair, n] for pair, n in sorted(follows.items())],
        "variants": [len(top), top[:20]],
        "map": journey if journey["id"] == "small" else None,
        "costs": costs(events, journey),
        "funnels": [
            {"steps": steps, "window": window, "mode": mode, "levels": levels(file, steps, window, mode)}
            for steps in funnels
            if used.issuperset(steps)
            for window in windows
            for mode in ["", "strict_increase"]
        ],
    }


def costs(events, journey):
    """What PM4Py's alignment with the map costs each customer, by the customers' names: 1 for an
    event beside the map, and 1 for a touchpoint left out."""
    net, begin, end = petri_net(journey)
    traces = [(name, trace) for name, trace in events.groupby("case:concept:name")]
    # A trace of fifty events takes it seconds: of the long logs, some short ones.
    short = [(name, trace) for name, trace in traces if len(trace) <= LONGEST][:MOST]
    told = []
    for name, trace in short:
        [aligned] = pm4py.conformance_diagnostics_alignments(trace, net, begin, end)
        told.append([name, aligned["cost"] // UNIT])
    return told


def levels(file, steps, window, mode):
    """How many customers reach each step, by ClickHouse's windowFunnel."""
    mode = f", '{mode}'" if mode else ""
    conditions = ", ".join(f"touchpoint = '{step}'" for step in steps)
    counts = ", ".join(f"countIf(level >= {it + 1})" for it in range(len(steps)))
    told = chdb.query(
        f"""
        SELECT {counts} FROM (
            SELECT windowFunnel({window}{mode})(at, {conditions}) AS level
            FROM file('{file}', 'CSV', 'customer String, touchpoint String, at UInt64')
            GROUP BY customer)
        SETTINGS max_threads = 1, output_format_json_quote_64bit_integers = 0""",
        "JSONCompact",
    )
    return json.loads(str(told))["data"][0]


if __name__ == "__main__":
    main()
