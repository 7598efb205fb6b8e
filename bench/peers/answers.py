"""Compares answers: numbers of things exactly, means and medians to the ninth digit."""


def same(left, right):
    if isinstance(left, float) or isinstance(right, float):
        # What a tool does not know is no difference.
        if left is None or right is None:
            return True
        return abs(left - right) <= 1e-9 * max(abs(left), abs(right))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def difference(task, ours, theirs):
    """How far apart two answers are, in words; empty where they are the same."""
    if same(ours, theirs):
        return ""
    if task in ("flow", "dropOff", "follows"):
        key, count = (2, 2) if task != "dropOff" else (1, 2)
        ours, theirs = (
            {tuple(row[:key]): row[count] for row in answer} for answer in (ours, theirs)
        )
        moved = sum(abs(ours.get(it, 0) - theirs.get(it, 0)) for it in ours.keys() | theirs.keys())
        share = moved / 2 / max(1, sum(ours.values()))
        if share:
            what = {"flow": "transitions", "dropOff": "drop-offs", "follows": "pairs"}[task]
            return f"{share:.1%} of the {what} are counted elsewhere"
        return "the counts are the same, the times are not"
    if task == "variants" and theirs[0] != ours[0]:
        return f"{theirs[0]:,} variants instead of {ours[0]:,}"
    return f"{theirs} instead of {ours}"
