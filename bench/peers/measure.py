"""Runs a tool in a process of its own, and reads what it tells."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from tools import HERE, Tool


@dataclass
class Measured:
    """What is known of a tool after some runs."""

    tool: Tool
    seconds: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    """By source (`file`, `memory`, and `once` for the first answers after one load) and task."""
    cpu: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, object] = field(default_factory=dict)
    peak: float = 0.0
    """Mebibytes of the process that answered everything."""
    failure: str = ""

    def median(self, source, task, of="seconds"):
        found = getattr(self, of).get((source, task))
        return median(found) if found else None

    def from_file(self, task, of="seconds"):
        """From the file to one answer; a slow tool was not asked for that, but did both parts."""
        found = self.median("file", task, of)
        if found is None:
            parts = {"load", task}
            return self.everything(parts, of)
        return found

    def everything(self, tasks, of="seconds"):
        """To load once, and answer all."""
        parts = [self.median("once", task, of) for task in tasks]
        return None if None in parts else sum(parts)


def ask(measured: Measured, file: str, task: str, patience: float):
    """One process. What takes longer than `patience` seconds is stopped, and told so."""
    tool = measured.tool
    launcher = [sys.executable, str(HERE / "peak.py")]
    words = [*launcher, *tool.command, file, task, str(tool.threads)]
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        env={**os.environ, **tool.environment},
        text=True,
        start_new_session=True,
    )
    watch = threading.Timer(patience, os.killpg, (process.pid, signal.SIGKILL))
    watch.start()
    try:
        told = [json.loads(line) for line in process.stdout if line.startswith("{")]
        status = process.wait()
    finally:
        watch.cancel()
    peaks = [it["peak"] for it in told if "peak" in it]
    told = [it for it in told if "peak" not in it]
    if status:
        measured.failure = f"`{task}` did not end well within {patience:.0f} s (status {status})"
    if task == "all":
        measured.peak = max(measured.peak, *peaks, 0.0)
    seen = set()
    for it in told:
        name = it["task"]
        if it["answer"] is not None:
            measured.answers[name] = it["answer"]
        keys = [(it["source"], name)]
        if task == "all":
            keys = [] if name == "load" else keys
            keys += [("once", name)] if name not in seen else []
            seen.add(name)
        for key in keys:
            measured.seconds[key].append(it["seconds"])
            measured.cpu[key].append(it["cpu"])
