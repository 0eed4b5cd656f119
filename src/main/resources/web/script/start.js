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
  const snippet = target?.closest("[data-copy-snippet]");
  const chip = target?.closest("[data-fill]");
  if (copy) {
    copySecret(copy);
  } else if (snippet) {
    copySnippet(snippet);
  } else if (chip) {
    fillName(chip);
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

document.addEventListener("input", (event) => {
  if (event.target.matches("input[type=date]")) {
    tellDay(event.target);
  } else if (event.target.matches("[data-live-search] input[type=search]")) {
    searchSoon(event.target.form);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-live-search] select")) {
    event.target.form.requestSubmit();
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-menu][open]")) {
    placeMenu(event.target);
  } else if (isDue) {
    refresh();
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    hushTooltips();
  }
  moveInMenu(event);
});
document.addEventListener("copy", copiedByHand);
document.addEventListener("visibilitychange", lookAgain);

addEventListener("beforeunload", (event) => {
  if (isUncopied(document) && document.querySelector("[data-leave]:not([hidden])") === null) {
    event.preventDefault();
  }
});
addEventListener("pagehide", () => {
  forgetSecret(document);
  leave();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("form[data-once]").forEach((form) => busy(form, false));
    lookAgain();
  }
});

// What was just done is said once, not again at each reload.
if (document.querySelector("[data-notice]") !== null) {
  const address = new URL(location.href);
  address.searchParams.delete("notice");
  history.replaceState(null, "", address);
}
dress(document);
tellZone();
listen();
setInterval(() => {
  if (!document.hidden && hasList()) {
    refresh();
  }
}, AGAIN_MILLIS);
