/** Menus: they open as any disclosure does, and close after a choice, with Escape, or by a click elsewhere. */
export function startMenus() {
  const menus = /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll("details.menu")
  );
  for (const menu of menus) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      close(menu);
    });
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
    });
  }
  addEventListener("click", ({ target }) => {
    for (const menu of menus) {
      const inside = target instanceof Element && menu.contains(target);
      if (inside && target.closest("ul button")) close(menu);
      else if (!inside) menu.open = false;
    }
  });
}

/** @param {HTMLDetailsElement} menu */
function close(menu) {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}
