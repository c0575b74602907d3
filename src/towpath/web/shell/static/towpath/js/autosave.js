// Drafts that save themselves: posts the form after a pause in typing and says when it was kept. A failure loses nothing:
// the text stays in the form, the note says so, and the next try comes by itself.

import { say } from "./words.js";
import { formIsKept } from "./submit.js";

const PAUSE = 1500;
const RETRY = 10000;
const drafts = new WeakMap();

function draftOf(form) {
  if (!drafts.has(form)) drafts.set(form, { timer: 0, version: 0, kept: 0, busy: false });
  return drafts.get(form);
}

function note(form, text) {
  const place = form.querySelector("[data-autosave-status]");
  if (place && place.textContent !== text) place.textContent = text;
}

function draftData(form) {
  const data = new FormData(form);
  // Files go with the submission, not with every pause in typing.
  for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
  return data;
}

function planSave(form, after) {
  const draft = draftOf(form);
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => saveDraft(form), after);
}

async function saveDraft(form) {
  const draft = draftOf(form);
  if (!form.isConnected || form.dataset.sent) return;
  if (draft.busy) return planSave(form, PAUSE);
  draft.busy = true;
  const version = draft.version;
  note(form, say("saving"));
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: draftData(form), headers: { "X-Autosave": "1", Accept: "application/json" } });
    if (answer.redirected && !answer.url.includes(form.dataset.autosave)) {
      note(form, say("signed_out"));
    } else if (answer.ok) {
      draft.kept = version;
      const told = await answer.json().catch(() => ({}));
      // The draft moved on by this very save; the next one stands on it.
      if (told.version !== undefined && form.elements.version) form.elements.version.value = told.version;
      note(form, told.note || say("saved", new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date())));
      if (draft.version === version) formIsKept(form);
      const moved = answer.headers.get("X-Draft-Location");
      if (moved) form.dataset.autosave = moved;
    } else if (answer.status === 409) {
      // Somebody else changed it: saying so helps, trying again does not.
      const told = await answer.json().catch(() => ({}));
      note(form, told.note || say("not_saved"));
    } else {
      throw new Error(String(answer.status));
    }
  } catch {
    note(form, say("not_saved"));
    planSave(form, RETRY);
  } finally {
    draft.busy = false;
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !("autosave" in form.dataset)) return;
  draftOf(form).version += 1;
  planSave(form, PAUSE);
});
