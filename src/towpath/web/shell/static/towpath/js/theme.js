// The choice of light, dark or as the device: shown at once, kept by the server for the next page.

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const data = new FormData(form, event.submitter);
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.querySelector('meta[name="color-scheme"]').content = theme || "light dark";
  for (const button of form.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } }).catch(() => form.submit());
});
