let refreshing = null;
let isDue = false;

function theList() {
  return document.querySelector("[data-list]");
}

function hasList() {
  return theList() !== null;
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

/** Escape puts a tooltip away without moving the pointer or the focus. */
function hushTooltips() {
  document.querySelectorAll(".told:hover, .told:focus-within").forEach((told) => {
    told.classList.add("hushed");
    const again = () => told.classList.remove("hushed");
    told.addEventListener("mouseleave", again, { once: true });
    told.addEventListener("focusout", again, { once: true });
  });
}

/** Shows the list as it is now, at the address given or where it stands. */
async function refresh(address = location.href) {
  if (putOff()) {
    return;
  }
  isDue = false;
  refreshing?.abort();
  const mine = new AbortController();
  refreshing = mine;
  try {
    const answer = await fetch(address, { signal: mine.signal });
    if (answer.redirected) {
      elsewhere(() => location.assign(answer.url));
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (putOff()) {
      return;
    }
    const fresh = page.querySelector("[data-list]");
    if (fresh !== null) {
      swap(fresh);
      swapControls(page);
    }
  } catch {
    // The stream of changes tells when the server is back.
  }
}

/** A menu that somebody opened stays as it is until they have chosen. */
function putOff() {
  const isOpen = document.querySelector("[data-list] [data-menu][open]") !== null;
  isDue ||= isOpen;
  return isOpen;
}

/** Leaves the page, but not under a dialog, which may show a secret. */
function elsewhere(go) {
  if (dialog?.open) {
    isDue = true;
  } else {
    go();
  }
}

function swapControls(page) {
  const filters = document.querySelector("[data-filters]");
  const fresh = page.querySelector("[data-filters]");
  if ((filters === null) !== (fresh === null)) {
    // The first key came, or the last one went: the page around the list is another.
    elsewhere(() => location.reload());
  } else if (filters !== null && filters.innerHTML !== fresh.innerHTML) {
    filters.replaceChildren(...fresh.childNodes);
  }
}

function keysIn(list) {
  return new Map([...list.querySelectorAll("[data-key]")].map((row) => [row.dataset.key, row]));
}

/** Puts the new list in place of the old one, and leaves alone what did not change. */
function swap(fresh) {
  const list = theList();
  const before = keysIn(list);
  const after = keysIn(fresh);
  const body = list.querySelector("tbody");
  const added = [...after.keys()].filter((key) => !before.has(key));
  if (body === null || after.size === 0 || list.children.length !== fresh.children.length) {
    list.replaceChildren(...fresh.childNodes);
  } else {
    mend(body, before, after);
    list.querySelector("thead").replaceWith(fresh.querySelector("thead"));
    list.querySelector(".pages")?.replaceWith(fresh.querySelector(".pages"));
  }
  list.dataset.version = fresh.dataset.version;
  tell(added.map((key) => after.get(key)));
}

function mend(body, before, after) {
  const focused = document.activeElement;
  const key = focused?.closest("[data-key]")?.dataset.key;
  const href = focused?.getAttribute("href");
  let at = body.firstElementChild;
  for (const [id, row] of after) {
    const old = before.get(id);
    const kept = old !== undefined && old.outerHTML === row.outerHTML ? old : row;
    if (old === at && at !== null) {
      at = at.nextElementSibling;
      if (kept !== old) {
        old.replaceWith(kept);
      }
    } else {
      old?.remove();
      body.insertBefore(kept, at);
    }
  }
  before.forEach((row, id) => {
    if (!after.has(id)) {
      row.remove();
    }
  });
  if (key !== undefined && !document.contains(focused)) {
    const row = body.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const same = href === null ? null : row?.querySelector(`a[href="${CSS.escape(href)}"]`);
    (same ?? row?.querySelector("summary"))?.focus({ preventScroll: true });
  }
}

function tell(rows) {
  const news = document.querySelector("[data-news]");
  const shown = rows.filter((row) => row.isConnected);
  shown.forEach((row) => row.classList.add("fresh"));
  if (news !== null && shown.length > 0) {
    const names = shown.map((row) => row.querySelector(".name span").textContent);
    news.textContent = `New in the list: ${names.slice(0, 3).join(", ")}`;
  }
}

let typing = 0;

/** Searches while somebody types. */
function searchSoon(form) {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    history.replaceState(null, "", address);
    refresh(address.href);
  }, 250);
}
