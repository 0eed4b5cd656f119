/** Removes a shown secret from the document, so that no cache of pages keeps it. */
function forgetSecret(root) {
  root.querySelectorAll("[data-secret-text]").forEach((text) => text.replaceChildren());
}

/** Whether a secret is on show that nobody has copied. */
function isUncopied(root) {
  return root.querySelector("[data-secret]:not([data-copied])") !== null;
}

function markCopied(box) {
  box.dataset.copied = "";
  const warning = box.parentElement.querySelector("[data-leave]");
  if (warning !== null) {
    warning.hidden = true;
  }
}

async function copySecret(button) {
  const box = button.closest("[data-secret]");
  const text = box.querySelector("[data-secret-text]");
  const status = box.parentElement.querySelector("[data-copy-status]");
  try {
    await navigator.clipboard.writeText(text.textContent);
    markCopied(box);
    status.classList.remove("failed");
    status.textContent = "Copied. Put it into your password manager now.";
    button.querySelector("span").textContent = "Copy again";
  } catch {
    box.querySelector("details").open = true;
    getSelection().selectAllChildren(text);
    status.classList.add("failed");
    status.textContent = "Copying failed. The key is selected: copy it by hand.";
  }
}

/** Copies an example, with the key in its gap where one is on show. */
async function copySnippet(button) {
  const code = button.closest("[data-snippet]").querySelector("[data-text]");
  const box = button.closest("[data-panel]")?.querySelector("[data-secret]") ?? null;
  const gap = code.querySelector("[data-gap]");
  const text = code.cloneNode(true);
  if (box !== null && gap !== null) {
    text.querySelector("[data-gap]").textContent =
      box.querySelector("[data-secret-text]").textContent;
  }
  const label = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(text.textContent);
    if (box !== null && gap !== null) {
      markCopied(box);
    }
    label.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    label.textContent = "Copying failed";
  }
}

/** Whoever selects and copies by hand has it too. */
function copiedByHand() {
  const node = getSelection().anchorNode;
  const element = node instanceof Element ? node : node?.parentElement;
  const box = element?.closest("[data-secret]");
  if (box) {
    markCopied(box);
  }
}

function pause(millis) {
  return new Promise((resume) => {
    setTimeout(resume, millis);
  });
}

/** Asks until the new key was used, ever more rarely. */
async function watchFirstUse(box) {
  let wait = 1000;
  while (box.isConnected && box.dataset.seen === undefined) {
    await pause(wait);
    if (document.hidden || !box.isConnected) {
      continue;
    }
    wait = Math.min(wait * 1.1, 10_000);
    try {
      const answer = await fetch(box.dataset.firstUse);
      const fresh = new DOMParser()
        .parseFromString(await answer.text(), "text/html")
        .querySelector("[data-first-use]");
      if (fresh === null) {
        return;
      }
      if (fresh.dataset.seen !== undefined) {
        box.className = fresh.className;
        box.dataset.seen = "";
        box.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // The server is away; it is asked again.
    }
  }
}
