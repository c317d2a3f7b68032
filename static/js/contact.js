// Helps while a contact or a customer is being written; the server reads everything again.

// The grade that the note's first letter says, beside the note.
const showGrade = (note) => {
  const badges = [...document.querySelectorAll("[data-grade-code]")];
  const text = note.value.trimStart().normalize("NFKC").toUpperCase();
  const codes = badges.map((badge) => badge.dataset.gradeCode);
  const found = codes
    .toSorted((a, b) => b.length - a.length)
    .find((code) => text.startsWith(code) && !/^[\p{Script=Latin}\p{Nd}]/u.test(text.slice(code.length)));
  for (const badge of badges) badge.hidden = badge.dataset.gradeCode !== found;
};
const note = document.querySelector("[data-grade-note]");
if (note) {
  note.addEventListener("input", () => showGrade(note));
  showGrade(note);
}

// A correction of a form that was not sent yet is made at once; without this it sends the form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-correct]");
  if (!button || !note) return;
  event.preventDefault();
  const [kind, value] = button.value.split(":");
  const field = kind === "grade" ? note : document.getElementById("id_expected_on");
  if (kind === "grade") {
    const shown = document.querySelector("[data-grade-code]:not([hidden])");
    const length = shown ? shown.dataset.gradeCode.length : 0;
    note.value = value + note.value.trimStart().slice(length);
    showGrade(note);
  } else {
    field.value = value;
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});

// Parts that belong to one choice: <div data-when="outcome=lost">.
const showParts = () => {
  for (const part of document.querySelectorAll("[data-when]")) {
    const [name, value] = part.dataset.when.split("=");
    const chosen = document.querySelector(`[name="${name}"]:checked`);
    part.hidden = Boolean(chosen) && chosen.value !== value;
  }
};
document.addEventListener("change", showParts);
showParts();

// A phrase, one tap away: <button data-phrase-for="id of the text">.
document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase-for]");
  if (!phrase) return;
  const text = document.getElementById(phrase.dataset.phraseFor);
  text.value = [text.value.trim(), phrase.textContent.trim()].filter(Boolean).join(document.documentElement.lang.startsWith("zh") ? "；" : "; ");
  text.focus();
});

// The reason for a late date, asked as soon as the date is late.
const showReason = () => {
  const box = document.querySelector("[data-late-reason]");
  if (!box || box.querySelector(".is-invalid")) return;
  const chosen = document.getElementById("id_planned_on").value;
  const last = document.getElementById("id_last_on").value;
  box.hidden = !(chosen && last && chosen > last);
};
document.addEventListener("input", (event) => {
  if (event.target.id === "id_planned_on") showReason();
});

// A birthday is either known or unknown.
const birthday = document.getElementById("id_birthday");
const unknown = document.getElementById("id_birthday_unknown");
if (birthday && unknown) {
  unknown.addEventListener("change", () => {
    if (unknown.checked) birthday.value = "";
  });
  birthday.addEventListener("input", () => {
    if (birthday.value) unknown.checked = false;
  });
}
