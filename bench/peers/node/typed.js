// JavaScript by hand, as a specialist writes it: bytes, typed arrays, no object an event, and never
// the whole file.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { median, run, STEPS, TOP, WINDOW } from "./asked.js";

const [COMMA, LINE] = [44, 10];

run({
  /** Customers by a hash table over bytes, events grouped by counting. @param {string} file */
  load(file) {
    const input = openSync(file);
    const most = fstatSync(input).size / 20;
    const bytes = Buffer.alloc(1 << 18);
    let texts = new Uint8Array(1 << 20);
    let written = 0;
    let [table, mask] = [new Int32Array(1 << 16).fill(-1), (1 << 16) - 1];
    const names = new Map();
    const touchpoints = [];
    let starts = new Float64Array(1 << 15);
    let hashes = new Uint32Array(1 << 15);
    let customers = 0;
    let who = new Uint32Array(most);
    let what = new Uint8Array(most);
    let when = new Float64Array(most);
    let events = 0;
    let isHeader = true;
    let [filled, read] = [0, 0];
    do {
      read = readSync(input, bytes.subarray(filled));
      filled += read;
      const last = bytes.subarray(0, filled).lastIndexOf(LINE) + 1;
      let at = isHeader ? bytes.indexOf(LINE) + 1 : 0;
      isHeader = false;
      while (at < last) {
        const start = at;
        let hash = 2166136261;
        for (; bytes[at] !== COMMA; at += 1) hash = Math.imul(hash ^ bytes[at], 16777619);
        const length = at - start;
        hash = (hash ^ (hash >>> 15)) >>> 0;
        let slot = hash & mask;
        for (; table[slot] >= 0; slot = (slot + 1) & mask) {
          if (hashes[table[slot]] === hash && same(texts, starts[table[slot]], bytes, start, length)) break;
        }
        if (table[slot] < 0) {
          if (customers === starts.length) {
            starts = grown(starts);
            hashes = grown(hashes);
            [table, mask] = rehashed(hashes, customers);
            slot = hash & mask;
            while (table[slot] >= 0) slot = (slot + 1) & mask;
          }
          if (written + length >= texts.length) texts = grown(texts);
          texts.set(bytes.subarray(start, at + 1), written);
          starts[customers] = written;
          written += length + 1;
          hashes[customers] = hash;
          table[slot] = customers;
          customers += 1;
        }
        const customer = table[slot];
        at += 1;
        const name = at;
        let key = 0;
        for (; bytes[at] !== COMMA; at += 1) key = (Math.imul(key, 31) + bytes[at]) | 0;
        // A few dozen names: that none share a key is known.
        let touchpoint = names.get(key);
        if (touchpoint === undefined) {
          touchpoint = touchpoints.length;
          touchpoints.push(new TextDecoder().decode(bytes.subarray(name, at)));
          names.set(key, touchpoint);
        }
        at += 1;
        let time = 0;
        for (; bytes[at] !== COMMA; at += 1) time = time * 10 + bytes[at] - 48;
        at = bytes.indexOf(LINE, at) + 1;
        if (events === who.length) [who, what, when] = [grown(who), grown(what), grown(when)];
        who[events] = customer;
        what[events] = touchpoint;
        when[events] = time;
        events += 1;
      }
      bytes.copyWithin(0, last, filled);
      filled -= last;
    } while (read > 0);
    closeSync(input);
    // Rows are in the order of time: a counting sort by customer keeps it.
    const bounds = new Uint32Array(customers + 1);
    for (let event = 0; event < events; event += 1) bounds[who[event] + 1] += 1;
    for (let it = 0; it < customers; it += 1) bounds[it + 1] += bounds[it];
    const next = bounds.slice();
    const visits = new Uint8Array(events);
    const times = new Float64Array(events);
    for (let event = 0; event < events; event += 1) {
      const place = next[who[event]];
      next[who[event]] += 1;
      visits[place] = what[event];
      times[place] = when[event];
    }
    return { touchpoints, bounds, visits, times };
  },

  flow({ touchpoints, bounds, visits, times }) {
    const n = touchpoints.length;
    const counts = new Uint32Array(n * n);
    each(bounds, (start, end) => {
      for (let at = start + 1; at < end; at += 1) counts[visits[at - 1] * n + visits[at]] += 1;
    });
    const gaps = Array.from(counts, (count) => new Float64Array(count));
    const filled = new Uint32Array(n * n);
    each(bounds, (start, end) => {
      for (let at = start + 1; at < end; at += 1) {
        const pair = visits[at - 1] * n + visits[at];
        gaps[pair][filled[pair]] = times[at] - times[at - 1];
        filled[pair] += 1;
      }
    });
    const rows = [];
    gaps.forEach((gap, pair) => {
      if (!gap.length) return;
      let sum = 0;
      for (const it of gap) sum += it;
      const [from, to] = [touchpoints[Math.floor(pair / n)], touchpoints[pair % n]];
      rows.push([from, to, gap.length, sum / gap.length, median(gap)]);
    });
    return rows;
  },

  variants({ touchpoints, bounds, visits }) {
    const counts = new Map();
    each(bounds, (start, end) => {
      const path = String.fromCharCode.apply(null, visits.subarray(start, end));
      counts.set(path, (counts.get(path) ?? 0) + 1);
    });
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, TOP);
    const named = (path) => [...path].map((it) => touchpoints[it.charCodeAt(0)]).join(">");
    return [counts.size, top.map(([path, count]) => [named(path), count])];
  },

  /** At each step, the latest moment at which a chain that leads here can have begun. */
  funnel({ touchpoints, bounds, visits, times }) {
    const step = Int8Array.from(touchpoints, (name) => STEPS.indexOf(name));
    const begun = new Float64Array(STEPS.length);
    const reached = STEPS.map(() => 0);
    each(bounds, (start, end) => {
      begun.fill(-Infinity);
      let level = 0;
      for (let at = start; at < end; at += 1) {
        const here = step[visits[at]];
        if (here === 0) begun[0] = times[at];
        else if (here > 0 && times[at] - begun[here - 1] <= WINDOW) begun[here] = begun[here - 1];
        else continue;
        if (here >= level) level = here + 1;
      }
      for (let it = 0; it < level; it += 1) reached[it] += 1;
    });
    return reached;
  },

  dropOff({ touchpoints, bounds, visits }) {
    const counts = touchpoints.map((name) => [name, 0, 0]);
    for (const visit of visits) counts[visit][1] += 1;
    each(bounds, (_, end) => (counts[visits[end - 1]][2] += 1));
    return counts;
  },
});

function each(bounds, work) {
  for (let it = 1; it < bounds.length; it += 1) work(bounds[it - 1], bounds[it]);
}

function same(texts, left, bytes, right, length) {
  for (let it = 0; it <= length; it += 1) if (texts[left + it] !== bytes[right + it]) return false;
  return true;
}

function grown(array) {
  const twice = new array.constructor(array.length * 2);
  twice.set(array);
  return twice;
}

function rehashed(hashes, count) {
  const mask = hashes.length * 4 - 1;
  const table = new Int32Array(mask + 1).fill(-1);
  for (let it = 0; it < count; it += 1) {
    let slot = hashes[it] & mask;
    while (table[slot] >= 0) slot = (slot + 1) & mask;
    table[slot] = it;
  }
  return [table, mask];
}
