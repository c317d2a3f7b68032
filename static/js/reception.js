// Quicker at the door. Every page works without it.

// A grade's button writes its letter at the head of the note, in place of the one that is there.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-write-grade]");
  if (!button) return;
  const note = document.querySelector("[data-grade-note]");
  const codes = [...document.querySelectorAll("[data-write-grade]")].map((b) => b.dataset.writeGrade);
  const text = note.value.trimStart();
  const old = codes
    .toSorted((a, b) => b.length - a.length)
    .find((code) => text.toUpperCase().startsWith(code) && !/^[\p{Script=Latin}\p{Nd}]/u.test(text.slice(code.length)));
  note.value = `${button.dataset.writeGrade} ${(old ? text.slice(old.length) : text).trimStart()}`;
  note.dispatchEvent(new Event("input", { bubbles: true }));
  note.focus();
});

// The roster: arrows move a person up or down, and number all who are on duty anew.
const roster = document.querySelector("[data-roster]");
const fieldOf = (row) => row.querySelector("[data-place]");
roster?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  const row = button.closest("li");
  const up = button.dataset.move === "-1";
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  if (!fieldOf(row).value) fieldOf(row).value = "1";
  let number = 0;
  for (const each of roster.children) {
    if (fieldOf(each).value) fieldOf(each).value = number += 1;
  }
  button.focus();
});
