/**
 * The steps of a session: maps, each with what made it of the one before.
 *
 * @template T
 */
export class History {
  /** @param {T} first */
  constructor(first) {
    /** @type {{ value: T, label: string }[]} */
    this.steps = [{ value: first, label: "" }];
    this.place = 0;
  }

  get value() {
    return this.steps[this.place].value;
  }

  get first() {
    return this.steps[0].value;
  }

  /** What undo would take back; undefined where there is nothing. */
  get before() {
    return this.place > 0 ? this.steps[this.place].label : undefined;
  }

  /** What redo would do again. */
  get after() {
    return this.steps[this.place + 1]?.label;
  }

  /** Takes a step; what was undone is gone. @param {T} value @param {string} label */
  push(value, label) {
    this.steps.length = this.place + 1;
    this.steps.push({ value, label });
    this.place += 1;
  }

  /** @param {-1 | 1} by @returns {T | undefined} the value there, without going */
  look(by) {
    return this.steps[this.place + by]?.value;
  }

  /** @param {-1 | 1} by */
  go(by) {
    if (this.steps[this.place + by]) this.place += by;
  }
}
