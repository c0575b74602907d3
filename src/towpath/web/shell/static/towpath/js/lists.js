// Lists: filters, orders and pages change the list in place, the address follows, the focus stays. Without this script
// every one of them is a link or a form that loads the page.

const TYPED = 350;
let typing = 0;
let typedAddress = "";
let showTop = false;

function listOf(element) {
  return element?.closest?.("[data-list]");
}

/** The address of a list's form, without the parts that are empty. */
function listAddress(form) {
  const address = new URL(form.action);
  const kept = [...new FormData(form)].filter(([, value]) => value !== "");
  address.search = new URLSearchParams(kept).toString();
  return address.pathname + address.search;
}

function showList(list, address, how) {
  clearTimeout(typing);
  window.htmx.ajax("GET", address, { source: list, target: list, swap: "outerMorph", [how]: address });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[href]");
  const list = listOf(link);
  // Only what leads back to the same page with another query: a row's link opens the record.
  if (!list || link.hasAttribute("download") || link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  showTop = Boolean(link.closest(".pager"));
  showList(list, link.pathname + link.search, "push");
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const list = form.matches?.("form[role=search]") && listOf(form);
  if (!list || event.defaultPrevented) return;
  event.preventDefault();
  showList(list, listAddress(form), "push");
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-list] [data-apply]")) event.target.form.requestSubmit();
});

document.addEventListener("input", (event) => {
  const list = event.target.matches?.("[data-search]") && listOf(event.target);
  if (!list) return;
  clearTimeout(typing);
  const form = event.target.form;
  typing = setTimeout(() => {
    typedAddress = listAddress(form);
    showList(list, typedAddress, "replace");
  }, TYPED);
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const list = ctx.sourceElement;
  if (!list?.matches?.("[data-list]")) return;
  const { status, raw } = ctx.response;
  if (status >= 400 || raw.redirected) {
    // A refusal, or the sign-in page: it is a page of its own and is loaded as one.
    event.preventDefault();
    location.assign(ctx.request.action);
    return;
  }
  const search = list.querySelector("[data-search]");
  const asked = new URL(ctx.request.action, location.href);
  if (search === document.activeElement && asked.pathname + asked.search === typedAddress && typedAddress !== listAddress(search.form)) {
    event.preventDefault(); // more was typed meanwhile; its own answer follows
    return;
  }
  // What was selected on the rows of before must not be taken for a choice among the new ones.
  for (const box of list.querySelectorAll("input[data-select], input[data-select-all]")) box.checked = false;
});

document.addEventListener("htmx:after:swap", (event) => {
  if (!event.detail.ctx?.sourceElement?.matches?.("[data-list]")) return;
  const list = document.querySelector("[data-list]");
  if (showTop) {
    list.scrollIntoView({ block: "start" });
    list.querySelector(".table-box")?.focus({ preventScroll: true });
  } else if (document.activeElement === document.body) {
    list.focus({ preventScroll: true });
  }
  showTop = false;
});

// An open panel of filters or columns closes with Escape, and by a click beside it.
function closePanels(except) {
  for (const panel of document.querySelectorAll("details.list-more[open]")) if (panel !== except) panel.open = false;
}

document.addEventListener("keydown", (event) => {
  const panel = event.key === "Escape" && document.querySelector("details.list-more[open]");
  if (!panel) return;
  closePanels();
  panel.querySelector("summary").focus();
});
document.addEventListener("click", (event) => closePanels(event.target.closest?.("details.list-more")));
