/** The page's side of the worker: questions and their answers. */

/** What the library says against something, as data that came from the worker. */
export class Refusal extends Error {
  /** @param {{ name?: string, code?: string, message: string, details?: any }} error */
  constructor({ name, code, message, details }) {
    super(message);
    this.name = name ?? "Error";
    this.code = code;
    this.details = details;
  }
}

/** The worker was ended before it answered. */
export class Stopped extends Error {
  constructor() {
    super("it was stopped");
    this.name = "Stopped";
  }
}

/** How long the library may take until it is said that it works, in milliseconds. */
const PATIENCE = 1000;

/** A worker, and the conversation with it. */
export class Library {
  /** @param {(share: number) => void} progress hears how much of a text is read, from 0 to 1 */
  constructor(progress) {
    /** Hears that an answer takes its time, and that it is there. @type {(on: boolean) => void} */
    this.working = () => {};
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.patience = undefined;
    /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    this.asked = 0;
    this.reads = false;
    this.isEnded = false;
    this.worker = new Worker(trusted(new URL("worker.js", import.meta.url)), {
      type: "module",
    });
    this.worker.addEventListener("message", ({ data: { id, answer, error, progress: share } }) => {
      if (share !== undefined) {
        this.reads = true;
        return progress(share);
      }
      const { resolve, reject } = this.waiting.get(id) ?? {};
      this.waiting.delete(id);
      this.#wait();
      // Another worker may still be reading, and tells how far it is.
      if (this.reads) progress(1);
      this.reads = false;
      if (error) reject?.(new Refusal(error));
      else resolve?.(answer);
    });
    this.worker.addEventListener("error", (event) =>
      this.#give(new Error(event.message || "the library could not be started")),
    );
  }

  /**
   * Asks the library; answers come in the order of the questions.
   *
   * @param {string} ask what `worker.js` answers
   * @param {object} [question]
   * @returns {Promise<any>}
   */
  ask(ask, question = {}) {
    this.asked += 1;
    const id = this.asked;
    if (this.isEnded) return Promise.reject(new Stopped());
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      if (this.waiting.size === 1) this.#wait();
      this.worker.postMessage({ id, ask, question });
    });
  }

  /** Ends the worker, whatever it does, and gives back its memory. */
  end() {
    this.isEnded = true;
    this.worker.terminate();
    this.#give(new Stopped());
  }

  /** Begins to wait for the next answer, if there is any to wait for. */
  #wait() {
    clearTimeout(this.patience);
    this.working(false);
    if (this.waiting.size > 0) this.patience = setTimeout(() => this.working(true), PATIENCE);
  }

  /** @param {Error} error */
  #give(error) {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    this.#wait();
  }
}

/**
 * The page lets through the picture that the library draws and the worker's own address, and
 * nothing else: where the browser knows trusted types, it refuses everything that did not come
 * this way.
 */
export const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("cesta", {
  createHTML: (/** @type {string} */ svg) => svg,
  createScriptURL: (/** @type {string} */ url) => {
    if (new URL(url).origin !== location.origin) throw new TypeError("a script from elsewhere");
    return url;
  },
});

/** @param {URL} url @returns {any} */
function trusted(url) {
  return policy ? policy.createScriptURL(url.href) : url;
}
