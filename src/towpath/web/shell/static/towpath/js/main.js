// All scripts of the product's pages. Every page works without them.

import "./announce.js";
import "./theme.js";
import "./submit.js";
import "./autosave.js";
import "./dialogs.js";
import "./palette.js";
import "./keyboard.js";
import "./times.js";
import "./copy.js";
import "./files.js";
import "./lists.js";
import "./board.js";
import "./in-place.js";
import "./selection.js";
import "./errors.js";
import "./marks.js";
import "./passkeys.js";
import "./tabs.js";
