// Short messages at the foot of the page, read aloud by the live region that holds them.

/** Shows `text` for a few seconds; `meaning` is good, waiting, attention or stop. Errors stay until closed. */
export function announce(text, meaning = "good") {
  const place = document.getElementById("toasts") ?? document.getElementById("flash");
  if (!place) return;
  const toast = document.createElement("div");
  toast.className = `toast toast-${meaning}`;
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  place.append(toast);
  setTimeout(() => toast.remove(), meaning === "stop" ? 15000 : 5000);
}

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest("[data-toast]")?.remove();
});
