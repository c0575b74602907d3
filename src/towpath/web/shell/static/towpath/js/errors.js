// After a refused form the summary of errors takes the focus; its links go to the control itself.

function showErrors(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
document.addEventListener("htmx:after:swap", () => showErrors(document));
showErrors(document);
