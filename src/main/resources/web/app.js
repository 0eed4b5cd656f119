// Makes the pages more comfortable. Without it every link and form still works by itself.
"use strict";

const KEYS = "/settings/api-keys";
let dialog = null;
let opener = null;

/** Removes a shown secret from the document, so that no cache of pages keeps it. */
function forgetSecret(root) {
  root.querySelectorAll("[data-secret-text]").forEach((text) => text.replaceChildren());
}

/** Whether a secret is on show that nobody has copied. */
function isUncopied(root) {
  return root.querySelector("[data-secret]:not([data-copied])") !== null;
}

function panelOf(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-panel]");
}

function theDialog() {
  if (dialog === null) {
    dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "panel-title");
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
  if (changed) {
    location.assign(KEYS);
  } else if (opener !== null) {
    opener.focus();
  }
}

/** Shows what the server answered: in the dialog when it can be, else as a page. */
async function present(response) {
  const panel = response.redirected ? null : panelOf(await response.text());
  if (panel === null) {
    location.assign(response.redirected ? response.url : KEYS);
    return;
  }
  // The dialog bears the heading's name; a region of the same name inside it would only be noise.
  panel.removeAttribute("aria-labelledby");
  const shown = theDialog();
  shown.replaceChildren(document.adoptNode(panel));
  dress(shown);
  if (!shown.open) {
    shown.showModal();
  }
  const first =
    shown.querySelector("[aria-invalid]") || shown.querySelector("[autofocus]:not([hidden])");
  if (first !== null) {
    first.focus();
  }
}

async function openPanel(link) {
  const menu = link.closest("[data-menu]");
  opener = menu === null ? link : menu.querySelector("summary");
  if (menu !== null) {
    menu.open = false;
  }
  try {
    await present(await fetch(link.href));
  } catch {
    location.assign(link.href);
  }
}

async function submitInDialog(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  busy(form, true);
  try {
    await present(await fetch(form.action, { method: "POST", body: fields }));
  } catch {
    busy(form, false);
    say(form, "The server cannot be reached. Nothing may have changed; try again.");
  }
}

function busy(form, is) {
  form.querySelectorAll("button").forEach((button) => {
    button.disabled = is;
  });
}

function say(form, message) {
  const problem = form.querySelector("[data-offline]") || document.createElement("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.dataset.offline = "";
  problem.textContent = message;
  form.prepend(problem);
}

async function copySecret(button) {
  const box = button.closest("[data-secret]");
  const text = box.querySelector("[data-secret-text]");
  const status = box.parentElement.querySelector("[data-copy-status]");
  try {
    await navigator.clipboard.writeText(text.textContent);
    box.dataset.copied = "";
    status.classList.remove("failed");
    status.textContent = "Copied. Put it into your password manager now.";
    button.querySelector("span").textContent = "Copy again";
    box.parentElement.querySelector("[data-leave]").hidden = true;
  } catch {
    box.querySelector("details").open = true;
    getSelection().selectAllChildren(text);
    status.classList.add("failed");
    status.textContent = "Copying failed. The key is selected: copy it by hand.";
  }
}

/** Whoever selects and copies by hand has it too. */
function copiedByHand() {
  const node = getSelection().anchorNode;
  const element = node instanceof Element ? node : node?.parentElement;
  const box = element?.closest("[data-secret]");
  if (box) {
    box.dataset.copied = "";
  }
}

/** Shows what only works with scripts. */
function dress(root) {
  root.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    if (button.autofocus) {
      button.focus();
    }
  });
}

function closeMenus(except) {
  document.querySelectorAll("[data-menu][open]").forEach((menu) => {
    if (menu !== except) {
      menu.open = false;
    }
  });
}

function moveInMenu(event) {
  const menu = event.target.closest?.("[data-menu]");
  if (!menu) {
    return;
  }
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    menu.open = true;
    const links = [...menu.querySelectorAll("a")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 && step < 0 ? links.length - 1 : (at + step + links.length) % links.length;
    links[next].focus();
  }
}

/** Opens upwards where there is no room below. */
function placeMenu(menu) {
  const list = menu.querySelector("ul");
  menu.classList.remove("up");
  const box = list.getBoundingClientRect();
  const above = menu.getBoundingClientRect().top;
  menu.classList.toggle("up", box.bottom > innerHeight && above > box.height);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  closeMenus(target?.closest("[data-menu]"));
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  const link = target?.closest("a[data-dialog]");
  if (link && plain) {
    event.preventDefault();
    openPanel(link);
    return;
  }
  if (target?.closest("[data-close]") && dialog?.open && plain) {
    event.preventDefault();
    if (mayLeave()) {
      dialog.close();
    }
    return;
  }
  const copy = target?.closest("[data-copy]");
  if (copy) {
    copySecret(copy);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest("dialog")) {
    event.preventDefault();
    submitInDialog(form, event.submitter);
  } else if ("once" in form.dataset) {
    // After the fields were read, so that the pressed button still counts.
    setTimeout(() => busy(form, true));
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-menu][open]")) {
    placeMenu(event.target);
  }
}, true);

document.addEventListener("keydown", moveInMenu);
document.addEventListener("copy", copiedByHand);

addEventListener("beforeunload", (event) => {
  if (isUncopied(document) && document.querySelector("[data-leave]:not([hidden])") === null) {
    event.preventDefault();
  }
});
addEventListener("pagehide", () => forgetSecret(document));
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("form[data-once]").forEach((form) => busy(form, false));
  }
});

// What was just done is said once, not again at each reload.
if (document.querySelector("[data-notice]") !== null) {
  history.replaceState(null, "", location.pathname);
}
dress(document);
