// Choosing and dropping files: each is listed with its size and can be taken out again; what is too large or of a wrong
// kind is refused in its own line. With data-upload each is sent at once and its progress shown; else they go with the form.

import { say } from "./words.js";

const uploads = new Set();

function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  const [amount, unit] = bytes < 999500 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${amount.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}

function fileIcon(name) {
  const icon = document.querySelector("[data-file-drop] .icon").cloneNode(true);
  const use = icon.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return icon;
}

function fileLine(list, name, size) {
  const line = document.createElement("li");
  line.className = "file";
  const words = document.createElement("span");
  words.className = "file-name";
  words.textContent = name;
  const amount = document.createElement("span");
  amount.className = "muted";
  amount.textContent = sizeText(size);
  line.append(fileIcon("file"), words, amount);
  list.append(line);
  return line;
}

function takeOutButton(line, name, done) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet button-icon";
  button.setAttribute("aria-label", `${say("remove")} ${name}`);
  button.append(fileIcon("close"));
  button.addEventListener("click", () => {
    line.remove();
    done?.();
  });
  line.append(button);
}

function refuseLine(line, words) {
  line.classList.add("file-wrong");
  line.querySelector("progress")?.remove();
  const note = document.createElement("span");
  note.className = "file-note";
  note.textContent = words;
  line.append(note);
  takeOutButton(line, line.querySelector(".file-name").textContent);
}

/** Why a file cannot be attached, in words; "" when it can. The server looks again, also at what is inside. */
function refusal(drop, input, file) {
  const most = Number(drop.dataset.maxBytes || Infinity);
  const kinds = (input.accept || "").split(",").map((kind) => kind.trim().toLowerCase()).filter((kind) => kind.startsWith("."));
  if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return say("wrong_kind", kinds.map((kind) => kind.slice(1)).join(", "));
  return file.size > most ? say("too_large", sizeText(most)) : "";
}

function keptLine(drop, input, told) {
  const kept = drop.parentElement.querySelector("[data-files]");
  const line = document.createElement("li");
  line.className = "file";
  const link = document.createElement("a");
  link.href = told.url;
  link.textContent = told.name;
  const amount = document.createElement("span");
  amount.className = "muted";
  amount.textContent = sizeText(told.size);
  line.append(fileIcon("file"), link, amount);
  if (told.value) {
    const label = document.createElement("label");
    label.className = "file-remove";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.name = `${input.name}_remove`;
    box.value = told.value;
    label.append(box, ` ${say("remove")}`);
    line.append(label);
  }
  kept.append(line);
  kept.hidden = false;
}

function sendFile(drop, input, file, line) {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", say("sending", file.name));
  line.append(bar);
  const data = new FormData();
  data.append(input.name, file);
  data.append("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
  const request = new XMLHttpRequest();
  const done = new Promise((resolve) => request.addEventListener("loadend", resolve));
  request.upload.addEventListener("progress", (event) => event.lengthComputable && (bar.value = event.loaded / event.total));
  request.addEventListener("loadend", () => {
    const told = request.response ?? {};
    uploads.delete(done);
    if (request.status === 200 && told.url) {
      line.remove();
      keptLine(drop, input, told);
    } else refuseLine(line, told.error ?? say("not_sent"));
  });
  request.open("POST", drop.dataset.upload);
  request.setRequestHeader("X-Upload", "1");
  request.responseType = "json";
  request.send(data);
  uploads.add(done);
}

function listFiles(drop, input) {
  const list = drop.parentElement.querySelector("[data-file-list]");
  const chosen = [...input.files];
  const kept = new DataTransfer();
  list.replaceChildren(...[...list.children].filter((line) => line.querySelector("progress")));
  for (const file of chosen) {
    const line = fileLine(list, file.name, file.size);
    const wrong = refusal(drop, input, file);
    if (wrong) refuseLine(line, wrong);
    else if (drop.dataset.upload) sendFile(drop, input, file, line);
    else {
      kept.items.add(file);
      takeOutButton(line, file.name, () => {
        const rest = new DataTransfer();
        for (const one of input.files) if (one !== file) rest.items.add(one);
        input.files = rest.files;
      });
    }
  }
  if (kept.files.length !== chosen.length) input.files = kept.files;
}

document.addEventListener("change", (event) => {
  const drop = event.target.matches?.("input[type=file]") && event.target.closest("[data-file-drop]");
  if (drop) listFiles(drop, event.target);
});

// The control lies over the whole area, so that dropping on it is the browser's own; this only shows where.
for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => event.target.closest?.("[data-file-drop]")?.toggleAttribute("data-over", over));
}

// A form that is sent while a file is still on its way waits for it: nothing arrives twice, nothing is cut off.
document.addEventListener("submit", (event) => {
  if (!uploads.size || !event.target.querySelector("[data-upload]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { target, submitter } = event;
  Promise.all(uploads).then(() => target.requestSubmit(submitter));
}, true);
