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
LONG = 10**12
"""A window that no log is longer than."""
MODES = [
    "",
    "strict_once",
    "strict_increase",
    "strict_order",
    "strict_order, allow_reentry",
    "strict_deduplication",
]
"""All that windowFunnel knows; `allow_reentry` is only for those with `strict_order`."""
PATTERNS = [
    # Without times: one after the other, with anything between, with gaps, repeated.
    "(?1)",
    "(?1)(?2)",
    "(?2)(?1)",
    "(?1)(?1)",
    "(?1)(?2)(?1)",
    "(?1)(?2)(?3)",
    "(?1).(?2)",
    "(?1)..(?2)",
    "(?1).*(?2)",
    "(?1).*(?1)",
    "(?1).*(?2).*(?3)",
    "(?1).*(?2)(?1)",
    "(?1)(?2).*(?3)",
    "(?3).*.(?1)(?2)",
    ".*(?2)",
    "(?1).*",
    # A time behind a number.
    "(?1)(?t<=2)(?2)",
    "(?1)(?t<2)(?2)",
    "(?1)(?t>2)(?2)",
    "(?1)(?t>=2)(?2)",
    "(?1)(?t==2)(?2)",
    "(?1)(?t<=1)(?1)",
    "(?1).(?t<=2)(?2)",
    "(?1).*(?2)(?t<=2)(?3)",
    "(?1)(?t<=3)(?2)(?t<=3)(?3)",
    "(?1)(?t>=2)(?2)(?t<=1)(?1)",
    "(?1)(?t>=2)(?2)(?t>=2)(?3)",
    # A time beside `.*`, and before all numbers.
    "(?1)(?t<=2).*(?2)",
    "(?1)(?t>=2).*(?2)",
    "(?1).*(?t<=2)(?2)",
    "(?1).*(?t>=2)(?2)",
    "(?t>=2)(?1)",
]
REFUSED = "(?1)(?t>=1)(?t<=2)(?2)"
"""Two times at once."""

DRAWN = 60


def drawn(chance):
    """A pattern by chance, in which every time stands behind a number or `.`."""
    pattern = ""
    for _ in range(chance.randint(2, 4)):
        link = chance.choice(["", "", ".*", ".*", f"(?t{chance.choice(TIMES)}{chance.randint(0, 4)})"])
        pattern += (link if pattern else "") + chance.choice(["(?1)", "(?2)", "(?3)", "."])
    return pattern


TIMES = ["<", "<=", ">", ">=", "=="]
PATTERNS += sorted({drawn(random.Random(seed)) for seed in range(DRAWN)} - {*PATTERNS})


def main():
    cases = [
        shop(),
        *(small(seed, "ties", [0, 0, 1, 1, 2, 5]) for seed in range(8)),
        *(small(seed, "apart", [1, 1, 2, 5]) for seed in range(8)),
        news(),
    ]
    text = json.dumps({"pm4py": pm4py.__version__, "chdb": chdb.__version__, "cases": cases})
    # A case a line.
    (HERE / "answers.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")


def shop():
    """The shop's whole log, with the shop's map."""
    rows = pandas.read_csv(SHOP / "events.csv")
    at = pandas.to_datetime(rows["timestamp"]).astype("datetime64[ms]").astype("int64")
    log = list(zip(rows["user_id"], rows["event"], at.tolist()))
    journey = json.loads((SHOP / "journey.json").read_text())
    funnels = [
        [["home"], ["product_view"], ["add_to_cart"], ["cart"], ["purchase"]],
        [["catalog"], ["purchase"]],
        # The page before and after another one.
        [["catalog"], ["product_view"], ["catalog"]],
    ]
    windows = [30 * MINUTE, 7 * 24 * 60 * MINUTE, LONG]
    numbers = [["home"], ["product_view"], ["cart", "purchase"]]
    return {"name": "shop", **asked(log, journey, funnels, windows, [numbers])}


def small(seed, name, gaps):
    """Few touchpoints, short times, rows in no order; where gaps may be 0, many times are equal."""
    chance = random.Random(seed)
    touchpoints = "abcde"[: 2 + seed % 4]
    log = []
    for customer in range(40):
        at = 0
        for _ in range(chance.randint(1, 9)):
            at += chance.choice(gaps)
            log.append((f"c{customer}", chance.choice(touchpoints), at * SECOND))
    # Customers mixed; each one's own rows stay as they are.
    order = [row[0] for row in log]
    chance.shuffle(order)
    mine = {customer: [row for row in log if row[0] == customer] for customer in set(order)}
    log = [mine[customer].pop(0) for customer in order]
    one = [[it] for it in touchpoints]
    # The last three: touchpoints that serve several steps.
    funnels = [one[:2], one, one[::-1], [one[0], one[0]], [one[0], one[1], one[0]]]
    if len(one) > 2:
        funnels.append([[*touchpoints[:2]], [*touchpoints[1:3]], one[2]])
    funnels = [it for at, it in enumerate(funnels) if it not in funnels[:at]]
    last = one[2] if len(one) > 2 else one[1]
    # With others that no number means, and with a touchpoint that two numbers mean.
    numbers = [[one[0], one[1], last], [one[0], [*touchpoints[:2]], one[1]]]
    windows = [0, 2 * SECOND, 9 * SECOND, LONG]
    return {
        "name": f"{name} {seed}",
        "log": [list(column) for column in zip(*log)],
        **asked(log, small_map(chance, touchpoints), funnels, windows, numbers),
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
    funnels = [
        [["frontpage"], ["sports"]],
        [["frontpage"], ["news"], ["tech"]],
        [["news"], ["tech"], ["news"]],
    ]
    numbers = [["frontpage"], ["news"], ["tech"]]
    answers = asked(log, small_map(chance, sections), funnels, [5 * SECOND, LONG], [numbers])
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


def asked(log, journey, funnels, windows, numbers):
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
    names = sorted({touchpoint for _, touchpoint, _ in log})
    number = {name: at for at, name in enumerate(names)}
    # As numbers, since a name would stand there a thousand times.
    ways = sorted([[number[it] for it in path], n] for path, n in variants.items())
    file = Path(tempfile.mkdtemp()) / "log.csv"
    frame[["customer", "touchpoint", "at"]].to_csv(file, index=False, header=False)
    return {
        "flow": flow,
        "starts": sorted(starts.items()),
        "ends": sorted(ends.items()),
        "follows": [[*pair, n] for pair, n in sorted(follows.items())],
        "touchpoints": names,
        "variants": ways,
        "map": journey if journey["id"] == "small" else None,
        "costs": costs(events, journey),
        "funnels": [
            {"steps": steps, "window": window, "levels": levels(file, steps, window)}
            for steps in funnels
            if number.keys() >= {it for step in steps for it in step}
            for window in windows
        ],
        "patterns": [
            {"numbers": them, "found": matches(file, PATTERNS, them), "refused": refused(file, them)}
            for them in numbers
            if number.keys() >= {it for meant in them for it in meant}
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


def levels(file, steps, window):
    """How many customers reach each step, by ClickHouse's windowFunnel in every mode."""
    conditions = ", ".join(map(one_of, steps))
    # A mode is a text, and several of them are several texts.
    options = ["".join(f", '{it}'" for it in mode.split(", ") if it) for mode in MODES]
    counts = ", ".join(
        f"countIf(level{at} >= {step + 1})" for at in range(len(MODES)) for step in range(len(steps))
    )
    funnels = ", ".join(
        f"windowFunnel({window}{it})(at, {conditions}) AS level{at}" for at, it in enumerate(options)
    )
    told = ask(file, counts, funnels)
    return {mode: told[at * len(steps) :][: len(steps)] for at, mode in enumerate(MODES)}


def matches(file, patterns, numbers):
    """How many customers have each pattern, and how often all of them together, by ClickHouse's
    sequenceMatch and sequenceCount."""
    # Times there are whole seconds.
    rest = f"(intDiv(at, {SECOND}), {', '.join(map(one_of, numbers))})"
    whole = ", ".join(f"sum(has{at}), sum(often{at})" for at in range(len(patterns)))
    each = ", ".join(
        f"sequenceMatch('{it}'){rest} AS has{at}, sequenceCount('{it}'){rest} AS often{at}"
        for at, it in enumerate(patterns)
    )
    told = ask(file, whole, each)
    return [[it, *told[2 * at :][:2]] for at, it in enumerate(patterns)]


def refused(file, numbers):
    """The pattern that ClickHouse does not take."""
    try:
        matches(file, [REFUSED], numbers)
    except RuntimeError as error:
        if "Temporal condition should be preceded" in str(error):
            return REFUSED
        raise
    raise AssertionError(f"{REFUSED} is taken now")


def one_of(touchpoints):
    """The condition that an event is at one of some touchpoints."""
    return f"touchpoint IN ({', '.join(repr(it) for it in touchpoints)})"


def ask(file, whole, each):
    """What ClickHouse tells about all customers, from what it tells about each."""
    told = chdb.query(
        f"""
        SELECT {whole} FROM (
            SELECT {each}
            FROM file('{file}', 'CSV', 'customer String, touchpoint String, at UInt64')
            GROUP BY customer)
        SETTINGS max_threads = 1, output_format_json_quote_64bit_integers = 0""",
        "JSONCompact",
    )
    return json.loads(str(told))["data"][0]


if __name__ == "__main__":
    main()
