const AGAIN_MILLIS = 30_000;
let source = null;

/** Hears of changes while the page is looked at; browsers allow few connections to a server. */
function listen() {
  if (!hasList() || source !== null || document.hidden) {
    return;
  }
  source = new EventSource(`${KEYS}/events`);
  source.addEventListener("keys", (event) => {
    noteOffline(false);
    if (event.data !== theList().dataset.version) {
      refresh();
    }
  });
  source.addEventListener("error", () => noteOffline(true));
}

function leave() {
  source?.close();
  source = null;
}

let offline = null;

/** Only says so when the connection does not come back by itself. */
function noteOffline(is) {
  const note = document.querySelector("[data-offline-note]");
  if (!is) {
    clearTimeout(offline);
    offline = null;
    note.hidden = true;
  } else {
    offline ??= setTimeout(() => {
      note.hidden = false;
    }, 2500);
  }
}

function lookAgain() {
  if (document.hidden) {
    leave();
  } else {
    listen();
  }
}

/** Lets the server write times where the person is. */
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cookie = `kasava_zone=${encodeURIComponent(zone ?? "")}`;
  if (zone && !document.cookie.split("; ").includes(cookie)) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${cookie}; Path=/; SameSite=Strict; Max-Age=31536000${secure}`;
    if (hasList()) {
      refresh();
    }
  }
}
