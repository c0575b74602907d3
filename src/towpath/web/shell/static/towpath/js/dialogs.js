// Dialogs: a link with data-dialog opens the dialog of that id instead of the page it leads to; a click outside closes it.

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector(".dialog-body :is(input:not([type=hidden]), textarea, select, button)")?.focus();
    return;
  }
  if (event.target.closest?.("[data-show-shortcuts]")) showShortcuts();
  if (event.target.matches?.("dialog.dialog")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) event.target.close();
  }
});

/** Opens the list of keyboard shortcuts. */
export function showShortcuts() {
  document.querySelector("[popover]:popover-open")?.hidePopover();
  const list = document.getElementById("shortcuts");
  if (list && !list.open) list.showModal();
}
