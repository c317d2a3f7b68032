// What makes the pages quicker to use. Every page works without it.

// A menu closes when one clicks elsewhere or presses Escape.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A row leads where its first link does, wherever one clicks beside its other links and buttons.
const ROWS = ".data-table tbody tr, .list-row, .board-card";
document.addEventListener("click", (event) => {
  const row = event.target.closest(ROWS);
  if (!row || event.defaultPrevented || String(getSelection())) return;
  if (event.target.closest("a, button, input, select, textarea, label, summary, audio, dialog")) return;
  const link = row.querySelector("th a, .list-title[href], .list-title a");
  if (!link) return;
  if (event.metaKey || event.ctrlKey) open(link.href, "_blank");
  else link.click();
});

// Filters fold away on a phone until one of them is in use, and what is not needed first.
const narrow = matchMedia("(max-width: 767.98px)");
const foldFilters = () => {
  for (const bar of document.querySelectorAll("details.filter-bar, details[data-folds]")) {
    bar.open = !narrow.matches || "active" in bar.dataset;
  }
};
foldFilters();
narrow.addEventListener("change", foldFilters);

// A form that has been sent is not sent again by a second tap.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  event.submitter?.classList.add("is-busy");
});
// Coming back by the back button, one may send it again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
});

// <a href="…" data-dialog>: the confirmation page opens as a dialog over this one.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  let content = null;
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    content = answer.ok ? page.querySelector("[data-dialog-content]") : null;
  } catch {
    // Below: the plain page says what is wrong.
  }
  if (!content) {
    location.assign(link.href);
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = content.querySelector("h1, h2");
  if (title) {
    title.id ||= "dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  dialog.append(document.adoptNode(content));
  // The form goes to the page it came from, not to the page it is shown on.
  for (const form of dialog.querySelectorAll("form:not([action])")) form.action = link.href;
  dialog.addEventListener("click", (inside) => {
    if (inside.target === dialog || inside.target.closest("[data-dialog-close]")) {
      inside.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  window.htmx?.process(dialog);
  dialog.showModal();
  document.dispatchEvent(new CustomEvent("form:shown"));
  // Enter must not do at once what the dialog only asks about.
  (dialog.querySelector("input:not([type=hidden]), select, textarea") ||
    dialog.querySelector("[data-dialog-close]"))?.focus();
});

// Ctrl-K, or / outside a field: find anything.
document.addEventListener("keydown", (event) => {
  const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
  if (!isFind && (!isSlash || isTyping)) return;
  const way = document.querySelector(".find input[type=search]") || document.querySelector("[data-find]");
  if (!way) return;
  event.preventDefault();
  way.focus();
  if (way.matches("a")) way.click();
});
// In what was found the arrows go up and down.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const box = step && event.target.closest(".find");
  if (!box) return;
  const stops = [box.querySelector("input[type=search]"), ...box.querySelectorAll("#found a")];
  const at = stops.indexOf(event.target);
  if (at < 0) return;
  event.preventDefault();
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
});

// After a refused form, the summary of errors is read first.
document.querySelector("[data-error-summary]")?.focus();

// htmx: the session may have ended, the server may be away.
document.addEventListener("htmx:beforeSwap", (event) => {
  const login = document.body.dataset.login;
  const { responseURL } = event.detail.xhr;
  if (login && responseURL && new URL(responseURL).pathname === login) {
    event.preventDefault();
    location.reload();
  }
  // What was stopped says so in the place of what was asked for.
  if (event.detail.xhr.status === 503 && event.detail.serverResponse.includes("error-page")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.selectOverride = ".error-page";
  }
});
// What somebody is reading is not replaced under their eyes.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (elt.id === "visit-notices" && elt.querySelector("details[open]")) event.preventDefault();
});
const complain = () => {
  // Without a network the device says so itself.
  if (!navigator.onLine) return;
  const box = document.getElementById("offline");
  if (box) box.hidden = false;
};
document.addEventListener("htmx:sendError", complain);
document.addEventListener("htmx:responseError", complain);
document.addEventListener("htmx:afterOnLoad", () => {
  const box = document.getElementById("offline");
  if (box) box.hidden = true;
});

// After a log-in the form that was being written opens by itself.
document.querySelector("form[data-go-on]")?.requestSubmit();

// What is to be passed on is copied by a button, where the browser can.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.copied;
  });
}

// What one is at stands in sight in a long menu.
for (const menu of document.querySelectorAll(".side, .menu")) {
  const show = () => menu.querySelector("[aria-current]:not(summary)")?.scrollIntoView({ block: "nearest" });
  if (menu.matches("details")) menu.addEventListener("toggle", () => menu.open && show());
  else show();
}

// The icon of the installed app shows how much is unread on the bell.
const unread = Number(document.querySelector("[data-unread]")?.dataset.unread ?? 0);
if (unread) navigator.setAppBadge?.(unread)?.catch(() => {});
else navigator.clearAppBadge?.()?.catch(() => {});
