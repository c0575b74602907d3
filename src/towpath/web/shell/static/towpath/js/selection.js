// Selecting rows: the box in the head selects all, the bulk bar tells how many and appears when one is selected.

function boxes() {
  return [...document.querySelectorAll("input[data-select]")];
}

function showSelection() {
  const all = boxes();
  const count = all.filter((box) => box.checked).length;
  for (const head of document.querySelectorAll("input[data-select-all]")) {
    head.checked = count > 0 && count === all.length;
    head.indeterminate = count > 0 && count < all.length;
  }
  for (const bar of document.querySelectorAll("form[data-bulk]")) {
    bar.toggleAttribute("data-idle", count === 0);
    const words = bar.querySelector("[data-bulk-count]");
    words.textContent = (count === 1 ? words.dataset.one : words.dataset.many).replace("{}", count);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[data-select-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.matches?.("input[data-select], input[data-select-all]")) showSelection();
});
document.addEventListener("htmx:after:swap", showSelection);
if (document.querySelector("form[data-bulk]")) showSelection();
