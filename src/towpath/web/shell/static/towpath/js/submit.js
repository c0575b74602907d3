// Guards of forms: asks before what cannot be undone, lets a form go once, and warns before changes are lost.

const changed = new Set();

/** Says that the form's content is kept, so that leaving the page needs no warning. */
export function formIsKept(form) {
  changed.delete(form);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if ("once" in form.dataset) {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  }
  changed.delete(form);
});

function letFormsGoAgain(root) {
  for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of root.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

// Coming back by the browser's history, or an htmx answer: the form may be sent again.
window.addEventListener("pageshow", () => letFormsGoAgain(document));
document.addEventListener("htmx:finally:request", () => letFormsGoAgain(document));

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && ("guard" in form.dataset || "autosave" in form.dataset)) changed.add(form);
});

window.addEventListener("beforeunload", (event) => {
  for (const form of changed) if (!form.isConnected) changed.delete(form);
  if (changed.size) event.preventDefault();
});
