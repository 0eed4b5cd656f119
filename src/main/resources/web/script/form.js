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

function fillName(chip) {
  const field = chip.form.elements[chip.dataset.fill];
  field.value = chip.textContent;
  field.focus();
}

/** Says to the second what a picked day leads to. */
function tellDay(field) {
  const choices = field.closest("[data-expiry]");
  const result = choices?.querySelector("[data-result]");
  if (result && field.value) {
    result.textContent = `Expires ${field.value} 23:59:59 ${choices.dataset.zone}.`;
  }
}

/** Shows what only works with scripts. */
function dress(root) {
  root.querySelectorAll("[data-copy], [data-copy-snippet], [data-suggestions]").forEach((part) => {
    part.hidden = false;
  });
  // The suggestions are there to be clicked, and need no second list.
  root.querySelectorAll("input[list]").forEach((field) => field.removeAttribute("list"));
  root.querySelectorAll("[data-copy][autofocus]").forEach((button) => button.focus());
  root.querySelectorAll("input[type=date]").forEach(tellDay);
  root.querySelectorAll("[data-first-use]").forEach(watchFirstUse);
}
