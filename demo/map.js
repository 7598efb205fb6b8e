/** The picture of the map, made something to work with: cards to choose, links that light up. */
import { s } from "./dom.js";
import { Picture } from "./picture.js";

/** How much one press of a button changes the size. */
const ZOOM = 1.25;
/** The smallest size at which the cards can be read; a map that is wider than its place scrolls. */
const READABLE = 0.62;

export class MapView {
  /**
   * @param {HTMLElement} frame
   * @param {(id: string, by: "pointer" | "keys") => void} choose
   */
  constructor(frame, choose) {
    this.frame = frame;
    this.choose = choose;
    /** The part of each card that is pressed. @type {Map<string, SVGElement>} */
    this.cards = new Map();
    /** @type {number | undefined} */
    this.scale = undefined;
    /** @type {string | undefined} */
    this.chosen = undefined;
    this.picture = new Picture();
    frame.addEventListener("click", (event) => this.#click(event));
    frame.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#resize()).observe(frame);
    draggable(frame);
  }

  /**
   * Shows a picture.
   *
   * @param {string} text the library's SVG
   * @param {{ id: string, label: string }[]} cards the touchpoints in map order, with what is said of them
   */
  show(text, cards) {
    const focused = this.#idOf(document.activeElement);
    this.svg = this.picture.draw(text);
    this.#dress(cards);
    this.frame.replaceChildren(this.svg);
    this.#resize();
    this.mark(this.chosen);
    if (focused) this.cards.get(focused)?.focus({ preventScroll: true });
  }

  /** Marks a card as the chosen one, and its links. @param {string | undefined} id */
  mark(id) {
    this.chosen = id;
    const known = id !== undefined && this.cards.has(id);
    for (const [card, element] of this.cards) {
      element.setAttribute("aria-pressed", String(card === id));
      element.setAttribute(
        "tabindex",
        card === id || (!known && element === this.#first()) ? "0" : "-1",
      );
    }
    this.light(id);
  }

  /** Lights the links of a touchpoint, or the one between two. @param {string} [from] @param {string} [to] */
  light(from, to) {
    if (from === undefined) this.#light();
    else if (to === undefined) this.#light((ends) => ends.includes(from));
    else this.#light((ends) => ends[0] === from && ends[1] === to);
  }

  /** Lights a way through the map. @param {readonly string[]} touchpoints */
  lightWay(touchpoints) {
    const steps = new Set(
      touchpoints.slice(1).map((to, place) => JSON.stringify([touchpoints[place], to])),
    );
    this.#light((ends) => steps.has(JSON.stringify(ends)));
  }

  /** @param {(ends: (string | undefined)[]) => boolean} [on] */
  #light(on) {
    this.svg?.classList.toggle("lit", on !== undefined);
    for (const link of this.#links())
      link.classList.toggle("on-way", on?.([link.dataset.from, link.dataset.to]) ?? false);
  }

  /** Brings the card of a touchpoint into view, and the focus to it if asked. @param {string} id @param {boolean} [focus] */
  reveal(id, focus = false) {
    const card = this.cards.get(id);
    if (!card) return;
    const [frame, box] = [this.frame.getBoundingClientRect(), card.getBoundingClientRect()];
    const off = box.left < frame.left || box.right > frame.right;
    if (off) {
      const left = this.frame.scrollLeft + box.left + box.width / 2 - frame.left - frame.width / 2;
      this.frame.scrollTo({ left, behavior: calm() ? "auto" : "smooth" });
    }
    if (focus) card.focus({ preventScroll: !(box.top < 0 || box.bottom > innerHeight) });
  }

  /** @param {-1 | 0 | 1} by smaller, as wide as its place, larger */
  zoom(by) {
    const fit = this.#fit();
    this.scale = by === 0 ? fit : Math.min(3, Math.max(0.2, this.#scale() * ZOOM ** by));
    this.#resize();
    if (this.chosen) this.reveal(this.chosen);
  }

  /** @param {{ id: string, label: string }[]} touchpoints */
  #dress(touchpoints) {
    const svg = /** @type {SVGSVGElement} */ (this.svg);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-labelledby", svg.querySelector("title")?.id ?? "");
    for (const child of svg.children) {
      // What is not a card is told in words beside the picture.
      if (!(child instanceof SVGElement && child.dataset.touchpoint !== undefined)) {
        if (child.tagName !== "title") child.setAttribute("aria-hidden", "true");
      }
    }
    const cards = /** @type {NodeListOf<SVGGElement>} */ (
      svg.querySelectorAll("[data-touchpoint]")
    );
    this.cards = new Map();
    // Cards come in map order; their attribute is the id as text that XML can hold.
    touchpoints.forEach(({ id, label }, place) => {
      const card = cards[place];
      // A card's texts are many; what is pressed lies under them and has one name.
      for (const part of card.children) part.setAttribute("aria-hidden", "true");
      const shape = card.querySelector("rect.card");
      const [width, height, rx] = ["width", "height", "rx"].map((field) =>
        shape?.getAttribute(field),
      );
      const button = s("rect", {
        class: "press",
        role: "button",
        "aria-label": label,
        width,
        height,
        rx,
      });
      shape?.after(button);
      this.cards.set(id, button);
    });
  }

  /** @returns {Iterable<SVGGElement>} */
  #links() {
    return this.svg?.querySelectorAll("g[data-from]") ?? [];
  }

  #first() {
    return this.cards.values().next().value;
  }

  /** @param {unknown} element */
  #idOf(element) {
    const card = element instanceof Element ? element.closest("[data-touchpoint]") : null;
    for (const [id, button] of this.cards) if (button.parentNode === card) return id;
    return undefined;
  }

  /** @param {Event} event */
  #click(event) {
    const link =
      event.target instanceof Element
        ? /** @type {SVGGElement | null} */ (event.target.closest("g[data-from]"))
        : null;
    const id = this.#idOf(event.target) ?? link?.dataset.from;
    if (id !== undefined && this.cards.has(id)) this.choose(id, "pointer");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const id = this.#idOf(event.target);
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...this.cards.values()];
    const card = /** @type {SVGElement} */ (this.cards.get(id));
    const next =
      { Home: all[0], End: all[all.length - 1] }[event.key] ?? neighbour(card, all, event.key);
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(id, "keys");
    } else if (next) {
      event.preventDefault();
      for (const it of all) it.setAttribute("tabindex", it === next ? "0" : "-1");
      this.reveal(/** @type {string} */ (this.#idOf(next)), true);
    }
  }

  #fit() {
    const width = this.svg?.viewBox.baseVal.width ?? 1;
    return this.frame.clientWidth / width;
  }

  #scale() {
    return this.scale ?? Math.min(1.1, Math.max(READABLE, this.#fit()));
  }

  #resize() {
    if (!this.svg) return;
    this.svg.style.width = `${this.svg.viewBox.baseVal.width * this.#scale()}px`;
    this.svg.style.height = "auto";
  }
}

/**
 * The nearest card in the direction of an arrow key; what lies beside counts as further away.
 *
 * @param {Element} card @param {Element[]} all @param {string} key
 */
function neighbour(card, all, key) {
  const ways = /** @type {Record<string, [number, number]>} */ ({
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
  });
  const way = ways[key];
  if (!way) return undefined;
  const middle = (/** @type {Element} */ it) => {
    const box = it.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const [x, y] = middle(card);
  let best;
  let least = Infinity;
  for (const other of all) {
    const [dx, dy] = [middle(other)[0] - x, middle(other)[1] - y];
    const ahead = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (ahead > 1 && ahead + 3 * aside < least) [best, least] = [other, ahead + 3 * aside];
  }
  return best;
}

/** Whether the reader wants no movement. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Lets the mouse take a scrolling frame and move it. @param {HTMLElement} frame */
function draggable(frame) {
  /** @type {{ x: number, y: number, left: number, moved: boolean } | undefined} */
  let held;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) {
      held = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, moved: false };
    }
  });
  frame.addEventListener("pointermove", (event) => {
    if (!held) return;
    const way = event.clientX - held.x;
    if (!held.moved && Math.abs(way) > 5) {
      held.moved = true;
      frame.setPointerCapture(event.pointerId);
      frame.classList.add("held");
    }
    if (held.moved) frame.scrollLeft = held.left - way;
  });
  const release = () => {
    frame.classList.remove("held");
    held = undefined;
  };
  frame.addEventListener("pointerup", release);
  frame.addEventListener("pointercancel", release);
}
