// The copy button of references and addresses.

import { say } from "./words.js";
import { announce } from "./announce.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(say("copied"));
  } catch {
    announce(button.dataset.copy, "waiting");
  }
});
