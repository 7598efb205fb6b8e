"""Which tools are measured, and how each is called."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Tool:
    name: str
    """As the table has it."""
    command: list[str]
    """To which file, task and threads are added."""
    threads: int = 1
    slow: bool = False
    """Asked once, and about everything in one process: its minutes would be hours."""
    most: int = 1 << 40
    """With more events than this it is left out, and the table says so."""
    environment: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    """Questions that it understands in another way, and Cesta's name for that way."""
    javascript: bool = False
    """Whether it is measured beside Cesta's npm package, and not beside its crate."""
    any_touchpoints: bool = False
    """Whether it can be asked about another log than the one that is made for this."""
    note: str = ""
    """Why its answers may differ."""


def python(name, file, **more):
    return Tool(name, [sys.executable, str(HERE / file)], **more)


def node(name, file, **more):
    words = ["node", "--max-old-space-size=8192", str(HERE / "node" / file)]
    return Tool(name, words, javascript=True, **more)


BY_TIME = "orders by time alone, so that equal times are in any order, another one in every run"
FILTERED = "numbers rows that it filters while it reads, and at a few places not in the order of the file"
FIRST = {"funnel": "funnelFirst"}


def tools(programs: Path) -> list[Tool]:
    """All of them. Among those in JavaScript, and among the others, the first is Cesta."""
    cesta = [
        Tool("Cesta", [str(programs / "cesta-bench-1"), "ask"], any_touchpoints=True),
        Tool(
            "Cesta",
            [str(programs / "cesta-bench-2"), "ask"],
            threads=2,
            environment={"RAYON_NUM_THREADS": "2"},
            any_touchpoints=True,
        ),
    ]
    peers = []
    for threads in (1, 2):
        peers += [
            python("Polars, expert", "polars_expert.py", threads=threads),
            python("DuckDB, expert", "duckdb_expert.py", threads=threads, note=FILTERED),
        ]
    peers += [
        python("Polars, usual", "polars_usual.py", threads=2, note=BY_TIME, other=FIRST),
        python("DuckDB, usual", "duckdb_usual.py", threads=2, note=BY_TIME, other=FIRST),
        python(
            "ClickHouse (chdb)",
            "clickhouse.py",
            threads=2,
            other={"funnel": "funnelTied"},
        ),
        Tool(
            "process_mining (Rust)",
            [str(programs / "process-mining-peer")],
            threads=2,
            slow=True,
            any_touchpoints=True,
            environment={"RAYON_NUM_THREADS": "2"},
        ),
        python(
            "Retentioneering",
            "retentioneering_usual.py",
            threads=2,
            slow=True,
            other={"funnel": "funnelEndless"},
            note="counts whole seconds, so that medians are rounded, and knows no window",
        ),
        python(
            "PM4Py",
            "pm4py_usual.py",
            slow=True,
            environment={"PM4PY_SHOW_PROGRESS_BAR": "False"},
            any_touchpoints=True,
        ),
    ]
    javascript = [
        node("Cesta's npm package", "cesta.js"),
        node("typed arrays by hand", "typed.js"),
        node("maps and objects by hand", "objects.js", slow=True),
        node("DuckDB-wasm, usual", "duckdb.js", slow=True, note=BY_TIME, other=FIRST),
    ]
    return cesta + peers + javascript
