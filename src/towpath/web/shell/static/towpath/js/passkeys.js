// Says on the page when a passkey was not used; without it the page would just stay as it is.

document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-error");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});
