"""Gives the same file and the same questions to Cesta and to other tools, and makes a table.

    python compare.py <folder of programs> <events.csv> <rounds> [page]

All tools take turns, one process at a time. Their answers are compared with Cesta's, and what
differs is told below the table. With a page, the text is put between its marks.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from asked import TASKS
from measure import Measured, ask
from table import page, put
from tools import tools

PATIENCE = 240.0
"""Seconds that a process may take."""


def main():
    programs, file, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    events = lines_of(file) - 1
    all_measured = [Measured(tool) for tool in tools(programs)]
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
    text = page(all_measured, [task for task in TASKS if task in ours], events, rounds)
    print(f"\n{text}")
    if len(sys.argv) > 4:
        put(Path(sys.argv[4]), text)


def known(tool):
    """The questions that it can answer."""
    words = [*tool.command, "-", "tasks", str(tool.threads)]
    told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(told.splitlines()[-1])


def lines_of(file):
    with open(file, "rb") as text:
        return sum(block.count(b"\n") for block in iter(lambda: text.read(1 << 20), b""))


if __name__ == "__main__":
    main()
