// Keys: j and k walk the rows of a table, Enter opens, x selects, / searches, Ctrl-K finds everything, ? tells the keys.

import { openPalette } from "./palette.js";
import { showShortcuts } from "./dialogs.js";

function isWriting(target) {
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
}

function tableRows() {
  return [...document.querySelectorAll("table[data-rows] tbody tr")].filter((row) => row.checkVisibility());
}

function currentRow() {
  return document.activeElement?.closest?.("table[data-rows] tbody tr");
}

function moveBy(step) {
  const rows = tableRows();
  if (!rows.length) return;
  const here = rows.indexOf(currentRow());
  const next = rows[here < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, here + step))];
  (next.querySelector(".row-link") ?? next.querySelector("a, input"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => moveBy(1),
  k: () => moveBy(-1),
  x: () => currentRow()?.querySelector("[data-select]")?.click(),
  "/": () => (document.querySelector("main [data-search]") ?? document.querySelector("[data-site-search]"))?.focus(),
  "?": showShortcuts,
};

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.key === "Escape" && event.target.matches?.("[data-search], [data-site-search]")) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target.matches?.("table[data-rows] input")) {
    currentRow()?.querySelector(".row-link")?.click();
    return;
  }
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});
