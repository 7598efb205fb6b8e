/** The library's pictures, on the page. */
import { policy } from "./library.js";

/** The place of one picture: each brings its own rules, which go with it. */
export class Picture {
  constructor() {
    this.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(this.sheet);
  }

  /**
   * The element of a picture, in place of the one that was drawn before.
   *
   * The library escapes every text of a map and a log, so its picture holds no markup but its own.
   * It is parsed as XML, which is repaired into nothing else; scripts parsed this way do not run,
   * and the page's policy would not run them either. Nor does the policy let a style into the page
   * that stands in markup; the picture's own is handed over as a style sheet.
   *
   * @param {string} text the library's SVG
   * @returns {SVGSVGElement}
   */
  draw(text) {
    let style = "";
    const bare = text.replace(/<style>([^]*?)<\/style>/u, (_, rules) => ((style = rules), ""));
    const { documentElement: parsed } = new DOMParser().parseFromString(
      policy ? policy.createHTML(bare) : bare,
      "image/svg+xml",
    );
    if (parsed.namespaceURI !== "http://www.w3.org/2000/svg")
      throw new Error("the picture is no SVG");
    this.sheet.replaceSync(style);
    const svg = /** @type {any} */ (document.importNode(parsed, true));
    // The page has the same palette, and a switch for it; the picture takes the page's.
    svg.classList.remove("cesta");
    return svg;
  }
}
