// Keeps distances such as "in 3 h 20 min" true while the page is open. The server has written them first, in the same words.

import { say } from "./words.js";

const UNITS = [[365 * 86400, "year"], [30 * 86400, "month"], [7 * 86400, "week"], [86400, "day"]];

function unitOf(seconds) {
  const days = Math.floor(seconds / 86400);
  if (days < 14) return UNITS[3];
  if (days < 63) return UNITS[2];
  return days < 730 ? UNITS[1] : UNITS[0];
}

function lengthText(seconds) {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) {
    const minutes = Math.floor((seconds % 3600) / 60);
    return minutes ? `${Math.floor(seconds / 3600)} h ${minutes} min` : `${Math.floor(seconds / 3600)} h`;
  }
  const [size, name] = unitOf(seconds);
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: name, unitDisplay: "long" });
  return format.format(Math.floor(seconds / size));
}

function freshen() {
  const now = Date.now();
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.parse(element.dateTime) - now) / 1000;
    const text = Math.abs(seconds) < 60 ? say("now") : say(seconds > 0 ? "in" : "ago", lengthText(Math.abs(seconds)));
    if (element.textContent !== text) element.textContent = text;
  }
}

setInterval(() => document.hidden || freshen(), 30000);
document.addEventListener("visibilitychange", () => document.hidden || freshen());
