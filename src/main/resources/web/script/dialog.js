// Makes the pages more comfortable. Without it every link and form still works by itself.
"use strict";

const KEYS = "/settings/api-keys";
let dialog = null;
let opener = null;

function theDialog() {
  if (dialog === null) {
    dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "dialog-title");
    dialog.addEventListener("cancel", (event) => {
      if (!mayLeave()) {
        event.preventDefault();
      }
    });
    dialog.addEventListener("close", closed);
    document.body.append(dialog);
  }
  return dialog;
}

/** Asks once before a secret is lost. */
function mayLeave() {
  const warning = dialog.querySelector("[data-leave]");
  if (warning === null || !warning.hidden || !isUncopied(dialog)) {
    return true;
  }
  warning.hidden = false;
  warning.scrollIntoView({ block: "nearest" });
  return false;
}

function closed() {
  const changed = dialog.querySelector("[data-changed]") !== null;
  forgetSecret(dialog);
  dialog.replaceChildren();
  if (changed && !hasList()) {
    location.assign(KEYS);
    return;
  }
  if (changed || isDue) {
    refresh();
  }
  opener?.focus();
}

function panelOf(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-panel]");
}

/** Shows what the server answered: in the dialog when it can be, else as a page. */
async function present(response) {
  const panel = response.redirected ? null : panelOf(await response.text());
  if (panel === null) {
    location.assign(response.redirected ? response.url : KEYS);
    return;
  }
  show(document.adoptNode(panel));
}

function show(panel) {
  // The dialog bears the heading's name; a region of the same name inside it would only be noise.
  panel.removeAttribute("aria-labelledby");
  panel.querySelector("h1").id = "dialog-title";
  const shown = theDialog();
  shown.classList.toggle("wide", panel.classList.contains("wide"));
  shown.replaceChildren(panel);
  dress(shown);
  if (!shown.open) {
    shown.showModal();
  }
  shown.scrollTop = 0;
  const first =
    shown.querySelector("[aria-invalid]") ||
    shown.querySelector("[autofocus]:not([hidden])") ||
    shown.querySelector("[data-close]");
  first?.focus();
  if (first?.matches("input[type=text]")) {
    first.setSelectionRange(first.value.length, first.value.length);
  }
}

async function openPanel(link) {
  const menu = link.closest("[data-menu]");
  if (!link.closest("dialog")) {
    opener = menu === null ? link : menu.querySelector("summary");
  }
  if (menu !== null) {
    menu.open = false;
  }
  try {
    await present(await waiting(fetch(link.href)));
  } catch {
    showTrouble(link);
  }
}

/** Tells in the dialog that the server is away, with the way to try again. */
function showTrouble(link) {
  const panel = document.createElement("section");
  panel.className = "panel";
  const title = document.createElement("h1");
  title.textContent = "The server cannot be reached";
  const text = document.createElement("p");
  text.textContent = "Nothing was changed. Try again when it is back.";
  const again = document.createElement("a");
  again.className = "button primary";
  again.href = link.href;
  again.dataset.dialog = "";
  again.setAttribute("autofocus", "");
  again.textContent = "Try again";
  const close = document.createElement("a");
  close.className = "button";
  close.href = KEYS;
  close.dataset.close = "";
  close.textContent = "Close";
  const actions = document.createElement("p");
  actions.className = "actions";
  actions.append(close, again);
  panel.append(title, text, actions);
  show(panel);
}

async function submitInDialog(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  busy(form, true);
  try {
    await present(await waiting(fetch(form.action, { method: "POST", body: fields })));
  } catch {
    busy(form, false);
    say(form, "The server cannot be reached. Nothing may have changed; try again.");
  }
}

/** Shows that something is under way once it takes long enough to be noticed. */
async function waiting(promise) {
  const slow = setTimeout(() => {
    document.documentElement.dataset.waiting = "";
  }, 150);
  try {
    return await promise;
  } finally {
    clearTimeout(slow);
    delete document.documentElement.dataset.waiting;
  }
}
