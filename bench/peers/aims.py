"""What Cesta set itself before it was written, and whether it is so."""

PARTS = ["load", "flow", "variants", "funnel", "dropOff"]
"""What is loaded once, and asked. The aims were set for these and chains of probabilities, which
the benchmark does not ask about yet."""


def aims(native, javascript, aligned, events, names):
    """Rows: what is measured, the aim, the values on one and on two threads, and whether one of
    them is within it."""
    one, two = native[0], native[1]
    find = {(it.tool.name, it.tool.threads): it for it in native + javascript}
    rows = []

    def row(what, aim, values, most=True, form="{:.2f}"):
        """`aim` is one number, or one for each number of threads."""
        limits = aim if isinstance(aim, tuple) else (aim,) * len(values)
        known = [pair for pair in zip(values, limits) if pair[0] is not None]
        if known:
            kept = [value <= limit if most else value >= limit for value, limit in known]
            one_of = "met on two" if kept[-1] else "met on one" if kept[0] else "missed"
            said = "met" if all(kept) else one_of
            sign = "≤" if most else "≥"
            limit = " / ".join(form.format(it) for it in dict.fromkeys(limits))
            shown = ["–" if value is None else form.format(value) for value in values]
            rows.append([what, f"{sign} {limit}", *(shown + ["–"])[:2], said])

    def of(peer, part):
        other = find.get(peer)
        theirs = other and part(other)
        return [theirs and part(it) and part(it) / theirs for it in (one, two)]

    def flow(it):
        return it.from_file("flow")

    expert, usual = ("Polars, expert", 2), ("DuckDB, usual", 2)
    row("flow from the file, of Polars expert on two", (0.75, 0.6), of(expert, flow))
    row("flow from the file, of DuckDB usual on two", (0.3, 0.25), of(usual, flow))
    row(
        "load once, then the other four, of Polars expert on two",
        0.2,
        of(expert, lambda it: it.everything(PARTS)),
    )
    row(
        "— with eventually-follows, of Polars expert on two",
        0.2,
        of(expert, lambda it: it.everything([*PARTS, "follows"])),
    )
    row(
        "load once, then the other four, of DuckDB usual on two",
        0.1,
        of(usual, lambda it: it.everything(PARTS)),
    )
    pm4py = find.get(("PM4Py", 1))
    if pm4py:
        shared = [part for part in PARTS if pm4py.median("once", part) is not None]
        row(
            "load once, then those of the four that PM4Py knows, of PM4Py",
            0.02,
            of(("PM4Py", 1), lambda it: it.everything(shared)),
            form="{:.3f}",
        )
    row("each task of the fastest peer on as many threads, the worst", 1.0, worst(native))
    for task, most in [("flow", 15), ("variants", 8), ("funnel", 8), ("dropOff", 8)]:
        values = [it.median("memory", task) / events * 1e9 for it in (one, two)]
        row(f"{names[task]}, events in memory, ns an event", most, values, form="{:.1f}")
    peaks = [it.peak * 2**20 / events for it in (one, two)]
    row("peak of loading and asking, bytes an event", 50, peaks, form="{:.1f}")
    if javascript:
        ours, rest = javascript[0], {it.tool.name: it for it in javascript[1:]}
        for name, most in [("DuckDB-wasm, usual", 0.15), ("typed arrays by hand", 0.35)]:
            other = rest.get(name)
            parts = other and [it for it in PARTS if other.median("once", it) is not None]
            theirs = other and other.everything(parts)
            if theirs:
                value = ours.everything(parts) / theirs
                row(f"load once, then the other four, of {name}", most, [value])
        row("peak in JavaScript, MB", 1024, [ours.peak], form="{:.0f}")
    slow = next((it for it in aligned if it.tool.name == "PM4Py"), None)
    if slow and slow.from_file("align"):
        times = [slow.from_file("align") / it.from_file("align") for it in aligned[:2]]
        row("alignment, times faster than PM4Py", 100, times, most=False, form="{:.0f}")
    return rows


def worst(native):
    """The largest of our seconds from the file, of the fastest peer's with as many threads or
    fewer, for both numbers of threads."""
    found = []
    for ours in native[:2]:
        ratios = []
        for task in PARTS + ["follows"]:
            theirs = [
                it.from_file(task)
                for it in native[2:]
                if it.tool.threads <= ours.tool.threads and it.from_file(task) is not None
            ]
            if theirs and ours.from_file(task) is not None:
                ratios.append(ours.from_file(task) / min(theirs))
        found.append(max(ratios, default=None))
    return found
