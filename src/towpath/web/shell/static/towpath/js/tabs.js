// A bar of tabs or views that is wider than the screen opens where the reader is, not at its beginning.

function showCurrent(root) {
  for (const here of root.querySelectorAll(":is(.tabs, .views) [aria-current]")) {
    const bar = here.closest(".tabs, .views");
    if (bar.scrollWidth > bar.clientWidth) bar.scrollLeft += here.getBoundingClientRect().left - bar.getBoundingClientRect().left - 16;
  }
}

showCurrent(document);
document.addEventListener("htmx:after:swap", () => showCurrent(document));
