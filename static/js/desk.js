// The inbox by keyboard, as the review: what a key does is what the row's link or button does.

const rows = () => [...document.querySelectorAll(".desk-row[tabindex]")];
const boxes = (place = document) => [...place.querySelectorAll('input[name="item"]')];
const isTyping = (element) => element.closest("textarea, select, [contenteditable], audio, input:not([type=checkbox])");
let last = null;

const current = () => document.activeElement?.closest(".desk-row[tabindex]") ?? last;

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  last = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  last?.focus();
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  e: (row) => unfold(row),
  x: (row) => row?.querySelector('input[name="item"]')?.click(),
  a: (row) => decide(row, "approve", "a"),
  w: (row) => decide(row, "refuse", "w"),
  "?": help,
};

function help() {
  const page = document.getElementById("desk-keys-page").content.cloneNode(true);
  document.body.append(page);
  const dialog = document.getElementById("desk-keys");
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

function unfold(row) {
  const more = row?.querySelector(".desk-more");
  if (more) more.open = !more.open;
}

function decide(row, act, key) {
  if (boxes().some((box) => box.checked)) {
    document.querySelector(`[data-needs-chosen] [value="${act}"]`)?.click();
    return;
  }
  const way = row?.querySelector(`[data-key="${key}"]`) ?? row?.querySelector(".list-side a");
  way?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target) || document.querySelector("dialog[open], details.menu[open]")) return;
  // Enter does what it does everywhere, but on the row itself.
  const key = event.key === "Enter" && event.target.matches(".desk-row") ? "e" : event.key.toLowerCase();
  const act = Object.hasOwn(acts, key) && acts[key];
  if (!act) return;
  event.preventDefault();
  act(current());
});

document.addEventListener("click", (event) => {
  if (event.target.closest(".desk-help")) acts["?"]();
  const chosen = event.target.closest("[data-choose]");
  if (chosen) goOn(chosen.closest(".desk-row"));
});

// What was read goes along to the decision about one row, as it does with the form about many.
document.addEventListener("click", (event) => {
  const way = event.target.closest(".list-side a[data-key]");
  const seen = way?.closest(".desk-row").querySelector('[name="seen"]');
  if (!seen) return;
  const url = new URL(way.href);
  url.searchParams.set("seen", seen.value);
  way.href = url;
}, true);

// Read and chosen: it folds, and the evidence of the next unfolds.
function goOn(row) {
  const box = row.querySelector('input[name="item"]');
  if (!box.checked) box.click();
  row.querySelector(".desk-more").open = false;
  const all = rows();
  last = all[all.indexOf(row) + 1];
  if (!last) {
    document.querySelector("[data-needs-chosen] .btn-primary").focus();
    return;
  }
  const more = last.querySelector(".desk-more");
  if (more) more.open = true;
  last.focus({ preventScroll: true });
  last.scrollIntoView({ block: "start" });
}

// What was just unfolded comes into sight as a whole, where there is room for it.
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.closest?.(".desk-more")?.closest(".desk-row").scrollIntoView({ block: "nearest" });
});

// Many at once: what is chosen is said, and only then can it be decided.
function tell() {
  const bar = document.querySelector("[data-needs-chosen]");
  if (!bar) return;
  const chosen = boxes().filter((box) => box.checked).length;
  for (const button of bar.querySelectorAll("button")) button.disabled = !chosen;
  const said = bar.querySelector("[data-chosen]");
  said.textContent = chosen ? said.dataset.chosen.replace("{n}", chosen) : "";
  for (const group of document.querySelectorAll("[data-group]")) {
    const all = group.querySelector("[data-all]");
    if (!all) continue;
    const checked = boxes(group).filter((box) => box.checked).length;
    all.checked = checked === boxes(group).length;
    all.indeterminate = checked > 0 && !all.checked;
  }
}

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-all]");
  if (all) for (const box of boxes(all.closest("[data-group]"))) box.checked = all.checked;
  tell();
});
addEventListener("pageshow", tell);
tell();
