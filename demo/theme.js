/** Light, dark, or as the system has it. */
import { at, s } from "./dom.js";

const THEMES = /** @type {const} */ (["system", "light", "dark"]);
const ICONS = {
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  light:
    "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5",
};

/** @type {typeof THEMES[number]} */
let theme = "system";

export function startTheme() {
  try {
    const kept = localStorage.getItem("cesta-theme");
    theme = THEMES.find((it) => it === kept) ?? "system";
  } catch {
    // Storage may be closed to this page; the choice then lasts as long as the page.
  }
  at("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    try {
      localStorage.setItem("cesta-theme", theme);
    } catch {
      // As above.
    }
    show();
  });
  show();
}

function show() {
  document.documentElement.dataset.theme = theme;
  const button = at("theme");
  button.replaceChildren(
    s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: ICONS[theme] })),
  );
  const words = { system: "as the system", light: "light", dark: "dark" };
  button.setAttribute("aria-label", `Colours: ${words[theme]}`);
  button.title = `Colours: ${words[theme]}`;
}
