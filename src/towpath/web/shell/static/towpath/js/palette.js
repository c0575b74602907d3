// Ctrl-K: finds records, pages and moves. The answer is an HTML fragment of links from the search page.

import { say } from "./words.js";

const palette = document.getElementById("palette");
const results = document.getElementById("palette-results");
const query = palette?.querySelector("input[name=q]");
let asked = 0;
let wait = 0;

/** Opens the palette with its text selected. */
export function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  query.select();
  if (!results.childElementCount) find();
}

async function find() {
  const turn = ++asked;
  let chosen = "";
  const address = new URL(query.form.action);
  address.searchParams.set("q", query.value);
  address.searchParams.set("fragment", "palette");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const text = answer.ok ? await answer.text() : "";
    if (turn !== asked) return;
    chosen = results.querySelector("a[aria-current]")?.getAttribute("href"); // a late answer takes no choice away
    results.replaceChildren(document.createRange().createContextualFragment(text));
  } catch {
    results.replaceChildren();
  }
  if (!results.querySelector("a")) {
    const empty = document.createElement("p");
    empty.textContent = say("nothing");
    results.replaceChildren(empty);
  }
  const links = [...results.querySelectorAll("a")];
  mark(Math.max(0, links.findIndex((link) => link.getAttribute("href") === chosen)));
}

function mark(place) {
  const links = [...results.querySelectorAll("a")];
  links.forEach((link, index) => (index === place ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  links[place]?.scrollIntoView({ block: "nearest" });
}

query?.addEventListener("input", () => {
  clearTimeout(wait);
  wait = setTimeout(find, 150);
});

query?.addEventListener("keydown", (event) => {
  const links = [...results.querySelectorAll("a")];
  const place = links.findIndex((link) => link.hasAttribute("aria-current"));
  if (event.key === "ArrowDown") mark(Math.min(place + 1, links.length - 1));
  else if (event.key === "ArrowUp") mark(Math.max(place - 1, 0));
  else if (event.key === "Enter" && links[place]) links[place].click();
  else return;
  event.preventDefault();
});
