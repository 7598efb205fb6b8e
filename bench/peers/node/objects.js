// JavaScript by hand, as it is usually written: lines, an object an event, maps of arrays.

import { readFileSync } from "node:fs";
import { run, STEPS, TOP, WINDOW } from "./asked.js";

run({
  load(file) {
    const bytes = readFileSync(file);
    const customers = new Map();
    // One text of everything would be longer than texts may be.
    for (let start = bytes.indexOf("\n") + 1; start < bytes.length; ) {
      let end = bytes.indexOf("\n", Math.min(start + (1 << 26), bytes.length - 1));
      if (end < 0) end = bytes.length;
      for (const row of bytes.toString("latin1", start, end).split("\n")) {
        if (!row) continue;
        const [customer, activity, time] = row.split(",");
        let events = customers.get(customer);
        if (!events) customers.set(customer, (events = []));
        events.push({ activity, time: Number(time) });
      }
      start = end + 1;
    }
    for (const events of customers.values()) events.sort((a, b) => a.time - b.time);
    return customers;
  },

  flow(customers) {
    const steps = new Map();
    for (const events of customers.values()) {
      for (let at = 1; at < events.length; at += 1) {
        const [before, here] = [events[at - 1], events[at]];
        const key = `${before.activity}>${here.activity}`;
        let gaps = steps.get(key);
        if (!gaps) steps.set(key, (gaps = []));
        gaps.push(here.time - before.time);
      }
    }
    return [...steps].map(([key, gaps]) => {
      gaps.sort((a, b) => a - b);
      const half = gaps.length >> 1;
      const median = gaps.length % 2 ? gaps[half] : (gaps[half - 1] + gaps[half]) / 2;
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
      return [...key.split(">"), gaps.length, mean, median];
    });
  },

  variants(customers) {
    const counts = new Map();
    for (const events of customers.values()) {
      const path = events.map((event) => event.activity).join(">");
      counts.set(path, (counts.get(path) ?? 0) + 1);
    }
    return [counts.size, [...counts].sort((a, b) => b[1] - a[1]).slice(0, TOP)];
  },

  funnel(customers) {
    const reached = STEPS.map(() => 0);
    for (const events of customers.values()) {
      const begun = STEPS.map(() => -Infinity);
      let level = 0;
      for (const { activity, time } of events) {
        const step = STEPS.indexOf(activity);
        if (step === 0) begun[0] = time;
        else if (step > 0 && time - begun[step - 1] <= WINDOW) begun[step] = begun[step - 1];
        else continue;
        level = Math.max(level, step + 1);
      }
      for (let it = 0; it < level; it += 1) reached[it] += 1;
    }
    return reached;
  },

  dropOff(customers) {
    const counts = new Map();
    for (const events of customers.values()) {
      events.forEach(({ activity }, at) => {
        const row = counts.get(activity) ?? [activity, 0, 0];
        row[1] += 1;
        if (at === events.length - 1) row[2] += 1;
        counts.set(activity, row);
      });
    }
    return [...counts.values()];
  },
});
