// A card of the board is given another grade by dragging it, or by an arrow key: the line for the note opens.
// The link on the card does the same without this.

const columns = () => [...document.querySelectorAll("[data-board] [data-grade]")];

const ask = (card, column) => {
  if (!column || column === card.closest("[data-grade]")) return;
  const link = card.querySelector("a[data-sheet]");
  const address = new URL(card.dataset.regrade, location.href);
  address.searchParams.set("to", column.dataset.grade);
  const before = link.href;
  link.href = address.href;
  link.click();
  link.href = before;
};

let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-regrade]");
  event.dataTransfer?.setData("text/plain", "");
});
document.addEventListener("dragend", () => {
  dragged = null;
  for (const column of columns()) column.classList.remove("is-target");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-grade]");
  if (!dragged || !over) return;
  event.preventDefault();
  for (const column of columns()) column.classList.toggle("is-target", column === over);
});
document.addEventListener("drop", (event) => {
  const column = event.target.closest("[data-grade]");
  if (!dragged || !column) return;
  event.preventDefault();
  ask(dragged, column);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const card = step && !document.querySelector("dialog[open]") && event.target.closest("[data-regrade]");
  if (!card) return;
  event.preventDefault();
  const all = columns();
  ask(card, all[all.indexOf(card.closest("[data-grade]")) + step]);
});
