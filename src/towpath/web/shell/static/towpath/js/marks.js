// What the check of a page says of a field is shown at that very field while one types. The server has written each message
// beside the name of its place (data-wrong); here they are only put there. No field is touched: focus and what is typed stay.

function placeMessage(place, message) {
  const field = place.id.startsWith("id_") && place.closest(".cell-field, .field");
  const heading = place.querySelector(":scope > :is(legend, summary)");
  if (field) {
    message.id = `${place.id}-error`;
    place.ariaInvalid = "true";
    place.setAttribute("aria-errormessage", message.id);
    field.classList.add("field-wrong");
    (field.querySelector(":scope > .choices") || place).before(message);
  } else if (heading) heading.after(message);
  else (place.matches("tr") ? place.lastElementChild : place).append(message);
}

document.addEventListener("htmx:after:swap", () => {
  // Where what is typed could not be read nothing is judged, and the marks that are there stay.
  const judged = document.querySelector("#verdict [data-judged]:not([data-placed])");
  if (!judged) return;
  judged.dataset.placed = "";
  const form = document.getElementById("page-form");
  for (const message of form.querySelectorAll(".field-error")) message.remove();
  for (const wrong of form.querySelectorAll(".field-wrong, [aria-invalid]")) {
    wrong.classList.remove("field-wrong");
    wrong.ariaInvalid = null;
  }
  for (const written of judged.querySelectorAll("template")) {
    const place = document.getElementById(written.parentElement.dataset.wrong);
    if (place) placeMessage(place, written.content.firstElementChild.cloneNode(true));
  }
});
