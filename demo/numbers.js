/** Numbers as the library's own pictures and reports write them. */

const THIN = "\u202f";

/** @param {number} value @param {number} decimals */
export function decimal(value, decimals) {
  if (!Number.isFinite(value)) return "–";
  const scale = 10 ** decimals;
  // As the report does it: half away from zero, and what binary fractions lose taken back.
  const size = Math.abs(value) * scale;
  const rounded = Math.round(size + size * Number.EPSILON) / scale;
  const [whole, fraction] = rounded.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/gu, ",");
  return (value < 0 && rounded > 0 ? "−" : "") + grouped + (fraction ? `.${fraction}` : "");
}

/** @param {number} value */
export function plain(value) {
  const text = decimal(value, 2);
  return text.includes(".") ? text.replace(/\.?0+$/u, "") : text;
}

/** @param {number} n */
export function count(n) {
  return decimal(n, 0);
}

/** A count with its noun. @param {number} n @param {string} one @param {string} [many] */
export function counted(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Facts in one line; the dot between two of them ends a line rather than begins one. @param {(string | false | null | undefined)[]} list */
export function facts(list) {
  return list.filter(Boolean).join("\u00a0· ");
}

/** @param {number} share */
export function percent(share) {
  if (share > 0 && share < 0.0005) return `<0.1${THIN}%`;
  return `${decimal(share * 100, 1)}${THIN}%`;
}

/** A small share, to two digits that count. @param {number} share */
export function finePercent(share) {
  if (share === 0 || share >= 0.01) return percent(share);
  return `${Number((share * 100).toPrecision(2))}${THIN}%`;
}

/** The ends of a share's interval. @param {{ low: number, high: number } | null | undefined} interval */
export function percentRange(interval) {
  return interval
    ? `${decimal(interval.low * 100, 1)}–${decimal(interval.high * 100, 1)}`
    : undefined;
}

/** A score in its measure's unit. @param {{ statistic?: { kind: string } } | undefined} measure @param {number} value */
export function score(measure, value) {
  switch (measure?.statistic?.kind) {
    case "boxes":
      return `${decimal(value, 1)}${THIN}%`;
    case "net":
      return decimal(value, 0);
    default:
      return decimal(value, 2);
  }
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${plain(Math.round(seconds * 10) / 10)}${THIN}s`;
  const whole = Math.round(seconds);
  for (const [large, name, small, below] of /** @type {[number, string, number, string][]} */ ([
    [86_400, "d", 3_600, "h"],
    [3_600, "h", 60, "min"],
    [60, "min", 1, "s"],
  ])) {
    if (whole < large) continue;
    const larges = Math.floor(whole / large);
    const smalls = Math.floor((whole - larges * large) / small);
    return `${count(larges)}${THIN}${name}${smalls ? ` ${smalls}${THIN}${below}` : ""}`;
  }
  return `${whole}${THIN}s`;
}

/** The text of a number times a power of ten, by moving its point: 0.07 and 2 is 7, not 7.000000000000001. @param {number | string} value @param {number} power */
export function shifted(value, power) {
  const [digits, exponent = "0"] = String(value).trim().toLowerCase().split("e");
  return digits === "" ? NaN : Number(`${digits}e${Number(exponent) + power}`);
}
