// Dragging a card of a board to another stage: it chooses that stage in the card's own menu and sends the card's own form.

let held = null;

const over = (lane) => {
  for (const one of document.querySelectorAll("[data-lane][data-over]")) if (one !== lane) delete one.dataset.over;
  if (lane) lane.dataset.over = "";
};

document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.("[data-card]") ?? null;
  if (!held) return;
  held.dataset.held = "";
  event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const lane = held && event.target.closest?.("[data-lane]");
  if (!lane) return;
  event.preventDefault();
  over(lane);
});

document.addEventListener("dragend", () => {
  if (held) delete held.dataset.held;
  held = null;
  over(null);
});

document.addEventListener("drop", (event) => {
  const lane = held && event.target.closest?.("[data-lane]");
  if (!lane) return;
  event.preventDefault();
  const form = held.querySelector("form");
  const stage = form.querySelector("select");
  if (held.closest("[data-lane]") === lane) return;
  stage.value = lane.dataset.lane;
  form.requestSubmit();
});
