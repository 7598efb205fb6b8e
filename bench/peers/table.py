"""What was measured, as a page."""

import platform
import re
import subprocess
from datetime import date
from importlib.metadata import version
from pathlib import Path

from aims import aims
from answers import difference, same

NAMES = {
    "load": "load",
    "flow": "flow",
    "variants": "variants",
    "funnel": "funnel",
    "dropOff": "drop-off",
    "follows": "eventually-follows",
}
PACKAGES = ["polars", "duckdb", "chdb", "retentioneering", "pm4py"]


def page(all_measured, tasks, events, rounds, aligned, program):
    told = [it for it in all_measured if it.seconds]
    equal, differences = compared(told, tasks)
    left_out = [f"{shown(it)}: {it.failure}." for it in all_measured if it.failure]
    here = f"{date.today():%Y-%m-%d}; {events:,} events; medians of {rounds} rounds; {versions()}"
    native = [it for it in told if not it.tool.javascript]
    javascript = [it for it in told if it.tool.javascript]
    parts = [here, *tables(native, tasks, "Cesta on one thread")]
    if javascript:
        parts += ["### In JavaScript", *tables(javascript, tasks, "Cesta's npm package")]
    parts += ["### Alignment with a map", *alignment(aligned)]
    parts += ["### The program", *whole_commands(program)]
    parts += ["### What was aimed at", *aimed(native, javascript, aligned, events)]
    parts += ["### The answers", equal]
    parts += ["\n".join(f"- {line}" for line in lines) for lines in (differences, left_out) if lines]
    return "\n\n".join(parts)


def readers(all_measured, tasks, events, rounds, program):
    """Of a log that is not made for this: there are no aims, and fewer tools can be asked."""
    told = [it for it in all_measured if it.seconds]
    equal, differences = compared(told, tasks)
    left_out = [f"{shown(it)}: {it.failure}." for it in all_measured if it.failure]
    parts = [f"{date.today():%Y-%m-%d}; {events:,} events; medians of {rounds} rounds"]
    parts += [*whole_commands(program), *tables(told, tasks, "Cesta on one thread"), equal]
    parts += ["\n".join(f"- {line}" for line in lines) for lines in (differences, left_out) if lines]
    return "\n\n".join(parts)


def tables(measured, tasks, name):
    """From the file, and from memory; the first is what the others are multiples of."""
    ours = measured[0]
    tasks = [task for task in tasks if ours.from_file(task) is not None]
    head = ["", *(NAMES[task] for task in tasks)]
    cold = [
        [shown(it)]
        + [cell(it.from_file(task), ours.from_file(task), it is ours, 1) for task in tasks]
        + [everything(it, ours, tasks), number(it.everything(shared(it, tasks), "cpu"))]
        + [f"{it.peak:,.0f}"]
        for it in measured
    ]
    again = [
        [shown(it)]
        + [
            cell(it.median("memory", task), ours.median("memory", task), it is ours, 1e3)
            for task in tasks[1:]
        ]
        for it in measured
    ]
    return [
        f"From the file to the answer: {name} in seconds, the others as multiples of it.",
        table([*head, "load once, then all", "its CPU, s", "peak, MB"], cold),
        f"Asked again, the events in memory: {name} in milliseconds, the others as multiples of it.",
        table([head[0], *head[2:]], again),
    ]


def alignment(aligned):
    """What each distinct path costs: how long that took, and whether all say the same."""
    ours = aligned[0]
    paths = len(ours.answers["align"])
    rows = [
        [shown(it), cell(it.from_file("align"), ours.from_file("align"), it is ours, 1e3)]
        + [number(it.median("file", "align", "cpu"))]
        for it in aligned
    ]
    apart = [shown(it) for it in aligned if not same(ours.answers["align"], it.answers.get("align"))]
    said = f"Not the same costs: {', '.join(apart)}." if apart else "All find the same costs."
    return [
        f"{paths:,} distinct paths, from the file on, with `bench/peers/map.json`: "
        f"Cesta on one thread in milliseconds, the others as multiples of it. {said}",
        table(["", "align", "its CPU, s"], rows),
    ]


def whole_commands(program):
    head = ["", "seconds", "its CPU, s", "peak, MB"]
    rows = [[name, number(wall), number(cpu), f"{peak:,.0f}"] for name, wall, cpu, peak in program]
    return ["Whole commands with `--json`, on all cores.", table(head, rows)]


def aimed(native, javascript, aligned, events):
    head = ["", "aim", "1 thread", "2 threads", ""]
    return [
        "Set before the library was written, from a throw-away program that could do no more than "
        "this. Two aims in a row are those of one thread and of two.",
        table(head, aims(native, javascript, aligned, events, NAMES)),
    ]


def shown(measured):
    threads = measured.tool.threads
    return f"{measured.tool.name}, {threads} thread{'s' * (threads > 1)}"


def shared(measured, tasks):
    return [task for task in tasks if measured.median("once", task) is not None]


def everything(measured, ours, tasks):
    tasks = shared(measured, tasks)
    return cell(measured.everything(tasks), ours.everything(tasks), measured is ours, 1)


def cell(value, ours, is_ours, scale):
    if value is None or not ours:
        return "–"
    return f"**{number(value * scale)}**" if is_ours else f"{number(value / ours)} ×"


def number(value):
    """Three digits."""
    if value is None:
        return "–"
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f}"


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def compared(told, tasks):
    """How many answers are equal to Cesta's, and what is to say about the others."""
    ours, lines, equal, count = told[0], [], 0, 0
    for it in told[1:]:
        for task in tasks:
            if task not in it.answers:
                continue
            count += 1
            asked = it.tool.other.get(task, task)
            apart = difference(task, ours.answers.get(asked), it.answers[task])
            equal += not apart
            if apart:
                lines.append(f"{shown(it)}, {NAMES[task]}: {apart}. It {it.tool.note or 'differs'}.")
    return f"{equal} of {count} answers are equal to Cesta's on one thread.", lines


def versions():
    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    python = f"Python {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout
    return f"{rustc.strip()}; {python}; {packages}; Node {node.strip()}; {processor()}"


def processor():
    try:
        found = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = []
    return f"{len(found)} × {found[0]}" if found else platform.machine()


def put(path, text, mark):
    """Between its marks."""
    marks = rf"(?<=<!-- {mark} -->\n)|(?=<!-- /{mark} -->)"
    before, _, after = re.split(marks, path.read_text())
    path.write_text(f"{before}\n{text}\n\n{after}")
