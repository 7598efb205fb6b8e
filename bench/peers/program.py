"""Whole commands of the program `cesta`, from the shell to the end of what it writes."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from asked import STEPS

HERE = Path(__file__).parent
FUNNEL = [f"--step={step}" for step in STEPS] + ["--window=7d"]


@dataclass
class Command:
    """A command, and what it took."""

    words: str
    """As they are typed, without the file."""
    seconds: list[float]
    cpu: list[float]
    peak: float
    """Mebibytes."""

    def row(self):
        return [f"`cesta {self.words}`", median(self.seconds), median(self.cpu), self.peak]


def commands(program, file, rounds, form="", funnel=FUNNEL):
    """Rows of all commands, each asked as often as there are rounds, in turns. `form` says how
    the file is read."""
    drawn = Path(program).with_name("discovered.json")
    read = form.split()
    subprocess.run([program, "discover", file, *read, "-o", drawn], check=True, **SILENT)
    asked = [
        ("flow", []),
        ("flow --eventually", []),
        ("flow --stream --sketch", []),
        ("variants", []),
        ("steps", []),
        ("funnel", funnel),
        ("discover", []),
        ("align", [f"--map={drawn}"]),
    ]
    if "--sequences" in read:
        asked = [it for it in asked if "--stream" not in it[0]]
    done = {words: Command(words, [], [], 0.0) for words, _ in asked}
    for _ in range(rounds):
        for words, more in asked:
            command = [program, *words.split(), file, *read, *more, "--json"]
            told = measured(command)
            it = done[words]
            it.seconds.append(told["seconds"])
            it.cpu.append(told["cpu"])
            it.peak = max(it.peak, told["peak"])
    return [it.row() for it in done.values()]


SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def measured(command):
    words = [sys.executable, str(HERE / "peak.py"), "--silent", *map(str, command)]
    told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(told.splitlines()[-1])
