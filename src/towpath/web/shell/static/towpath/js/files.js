// Choosing and dropping files: lists what was chosen with its size and takes out what is too large, saying so.

import { say } from "./words.js";

function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  const [amount, unit] = bytes < 999500 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${amount.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}

function listFiles(drop, input) {
  const most = Number(drop.dataset.maxBytes || Infinity);
  const kept = new DataTransfer();
  const list = drop.querySelector("[data-file-list]");
  list.replaceChildren();
  for (const file of input.files) {
    const line = document.createElement("p");
    if (file.size > most) {
      line.className = "file-wrong";
      line.textContent = say("too_large", file.name, sizeText(most));
    } else {
      kept.items.add(file);
      line.textContent = `${file.name}, ${sizeText(file.size)}`;
    }
    list.append(line);
  }
  if (kept.files.length !== input.files.length) input.files = kept.files;
}

document.addEventListener("change", (event) => {
  const drop = event.target.matches?.("input[type=file]") && event.target.closest("[data-file-drop]");
  if (drop) listFiles(drop, event.target);
});

for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => {
    const drop = event.target.closest?.("[data-file-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.toggleAttribute("data-over", over);
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    const input = drop.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
