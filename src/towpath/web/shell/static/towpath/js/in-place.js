// On pages whose body is "in-place", forms that lead back to the page are answered there: what changed, and the message.

import "./submit.js";
import { announce } from "./announce.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  const place = form.matches?.("form[method=post]") && form.closest(".in-place #content");
  // A file goes the plain way, and so does a form that asked a question which was answered with no.
  if (!place || event.defaultPrevented || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  window.htmx.ajax("POST", form.action, {
    source: form, event, target: place, select: "#content", selectOOB: "#flash", swap: "outerHTML",
  });
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement?.closest?.(".in-place #content") || ctx.request.method !== "POST") return;
  const { raw } = ctx.response;
  if (!raw.redirected || new URL(raw.url).pathname === location.pathname) return;
  event.preventDefault();
  location.assign(raw.url);
});

// The message stands on top of the page, which may be far away: it is said at the foot of the window instead.
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx?.request?.method !== "POST" || ctx.target?.id !== "content") return;
  for (const toast of document.querySelectorAll("#flash [data-toast]")) {
    const meaning = [...toast.classList].find((name) => name.startsWith("toast-"))?.slice("toast-".length);
    announce(toast.querySelector("p").textContent, meaning);
    toast.remove();
  }
});
