"""Gives the same file and the same questions to Cesta and to other tools, and makes a table.

    python compare.py <folder of programs> <events.csv> <rounds> [page]
    python compare.py <folder of programs> <sequences.seq.gz> <rounds> [page]

All tools take turns, one process at a time. Their answers are compared with Cesta's, and what
differs is told below the table. With a page, the text is put between its marks, those of
sequences where they were asked about.
"""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

from asked import TASKS
from measure import Measured, ask
from program import commands
from table import page, put, readers
from tools import tools

FEW = 200
"""Customers whose paths are aligned with a map: the slow need seconds even for these."""
PAGES = ["1", "2", "6"]
"""A funnel of pages, where sequences of their numbers are asked about."""
DAY = 938_476_800_000
"""When the readers begin, in milliseconds since 1970: near it, numbers would be read as seconds."""
PATIENCE = 240.0
"""Seconds that a process may take."""


def main():
    programs, file, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    all_tools = tools(programs)
    print("    the program", flush=True)
    is_sequences = file.endswith((".seq", ".seq.gz"))
    if is_sequences:
        program = commands(programs / "cesta", file, rounds, *as_they_are(file))
        file = as_events(file, programs / "sequences.csv")
        all_tools = [tool for tool in all_tools if tool.any_touchpoints]
    else:
        program = commands(programs / "cesta", file, rounds)
    events = lines_of(file) - 1
    all_measured = [Measured(tool) for tool in all_tools]
    for turn in range(rounds):
        for measured in all_measured:
            tool = measured.tool
            if measured.failure or turn and tool.slow:
                continue
            print(f"    round {turn + 1} of {rounds}: {tool.name}, {tool.threads}", flush=True)
            if not shutil.which(tool.command[0]):
                measured.failure = "it is not built"
            elif events > tool.most:
                measured.failure = f"left out with more than {tool.most:,} events"
            else:
                for task in [] if tool.slow else known(tool):
                    ask(measured, file, task, PATIENCE)
                ask(measured, file, "all", PATIENCE)
    ours = known(all_measured[0].tool)
    of = (all_measured, [task for task in TASKS if task in ours], events, rounds)
    text = readers(*of, program) if is_sequences else page(*of, align(programs, rounds), program)
    print(f"\n{text}")
    if len(sys.argv) > 4:
        put(Path(sys.argv[4]), text, "readers" if is_sequences else "peers")


def as_they_are(file):
    """How the program reads the file of sequences, and the steps of a funnel of its pages."""
    head = next(number for number, line in enumerate(lines_in(file)) if is_sequence(line))
    return f"--sequences --skip-lines={head}", [f"--step={page}" for page in PAGES]


def as_events(file, to):
    """Sequences of touchpoints, a customer a line, as events a second apart."""
    with open(to, "w") as out:
        out.write("case_id,activity,timestamp,channel\n")
        for customer, line in enumerate(lines_in(file)):
            if is_sequence(line):
                for place, word in enumerate(line.split()):
                    out.write(f"{customer},page {word},{DAY + place * 1_000},web\n")
    return str(to)


def is_sequence(line):
    """The file's own head is comments and names."""
    words = line.split()
    return bool(words) and all(word.isdigit() for word in words)


def lines_in(file):
    with (gzip.open if file.endswith(".gz") else open)(file, "rt") as lines:
        yield from lines


def align(programs, rounds):
    """The tools that align, with a map and a small log."""
    file = programs / f"events-{FEW}.csv"
    subprocess.run([programs / "cesta-bench-1", "events", str(FEW), file], check=True)
    tools_that_align = [tool for tool in tools(programs) if "align" in known(tool)]
    print(f"    alignment: {', '.join(tool.name for tool in tools_that_align)}", flush=True)
    aligned = [Measured(tool) for tool in tools_that_align]
    for turn in range(rounds):
        for measured in aligned:
            if not (turn and measured.tool.slow):
                ask(measured, str(file), "align", PATIENCE)
    return aligned


def known(tool):
    """The questions that it can answer."""
    if not shutil.which(tool.command[0]):
        return []
    words = [*tool.command, "-", "tasks", str(tool.threads)]
    told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(told.splitlines()[-1])


def lines_of(file):
    with open(file, "rb") as text:
        return sum(block.count(b"\n") for block in iter(lambda: text.read(1 << 20), b""))


if __name__ == "__main__":
    main()
