"""What every peer in Python shares: how it is asked, and how it tells.

A peer is a module that calls `asked.run(Peer)`. A `Peer` has `load(file, task)`, which gives the
events in the form that suits the tool best (all of them for the task `None`, what the task needs
otherwise), and a method for each task that it can do. A method may give a plain answer or a
frame; `plain` makes the answer plain, outside the clock.

    python <peer>.py <file> <task> <threads>    one answer, from the file on
    python <peer>.py <file> all <threads>       loads once, then answers everything, repeatedly
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

TASKS = ["load", "flow", "variants", "funnel", "dropOff", "follows"]
"""In the order in which they are asked. `align` is asked apart, of a small file."""
TOUCHPOINTS = [
    "home", "search", "product_view", "category_list", "email_open", "ad_click", "add_to_cart",
    "blog_article", "reviews", "email_click", "login", "wishlist_add", "compare", "promo_banner",
    "social_post", "checkout", "chat_support", "store_locator", "push_open", "video_watch",
    "cart_reminder", "faq", "size_guide", "newsletter_signup", "coupon_apply", "call_center",
    "app_install", "referral_link", "loyalty_page", "purchase",
]  # fmt: skip
STEPS = ["search", "product_view", "add_to_cart", "checkout", "purchase"]
"""The steps of the funnel, in order."""
WINDOW = 7 * 86_400_000
"""Milliseconds from the first step to the last, inclusive."""
TOP = 10
"""How many of the variants are told."""
MAP = Path(__file__).parent / "map.json"
"""What is aligned with."""
ROUNDS = 3
"""How often a question is asked about events in memory, unless the first took long."""
LONG = 5.0


def run(peer_class):
    file, task, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    peer = peer_class(threads)
    if task == "tasks":
        able = [it for it in [*TASKS[1:], "align"] if hasattr(peer, method(it))]
        print(json.dumps(["load", *able]))
        return
    if task != "all":
        with Clock(task, "file") as clock:
            events = peer.load(file, task)
            if task != "load":
                clock.answer = getattr(peer, method(task))(events)
        clock.tell()
        return
    with Clock("load", "file") as clock:
        events = peer.load(file, None)
    clock.tell()
    for task in TASKS[1:]:
        if not hasattr(peer, method(task)):
            continue
        for _ in range(ROUNDS):
            with Clock(task, "memory") as clock:
                clock.answer = getattr(peer, method(task))(events)
            clock.tell()
            if clock.seconds > LONG:
                break


def method(task):
    return {"dropOff": "drop_off"}.get(task, task)


class Clock:
    """Seconds of the wall's clock and of the processor's, of all threads."""

    def __init__(self, task, source):
        self.task, self.source, self.answer = task, source, None

    def __enter__(self):
        self.cpu = processor()
        self.wall = time.perf_counter()
        return self

    def __exit__(self, *problem):
        self.seconds = time.perf_counter() - self.wall
        self.cpu = processor() - self.cpu

    def tell(self):
        told = {"task": self.task, "source": self.source, "seconds": self.seconds, "cpu": self.cpu}
        told["answer"] = ordered(self.task, self.answer)
        print(json.dumps(told), flush=True)


def processor():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ordered(task, answer):
    """Rows in the order that answers are compared in."""
    if task in ("flow", "dropOff", "follows", "align") and answer is not None:
        return sorted(list(row) for row in answer)
    if task == "variants" and answer is not None:
        distinct, top = answer
        return [distinct, sorted((list(row) for row in top), key=lambda it: (-it[1], it[0]))]
    return answer
