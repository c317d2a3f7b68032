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
const theNote = () => document.querySelector("[data-grade-note]");
const shownCode = () => document.querySelector("[data-grade-code]:not([hidden])")?.dataset.gradeCode || "";

// The chip of the letter that the note has; what the grade asks for next stands below it.
const showLetter = () => {
  const code = shownCode();
  const radio = code && document.querySelector(`[name="letter"][value="${CSS.escape(code)}"]`);
  if (!radio) return;
  radio.checked = true;
  const { purpose } = radio.closest("[data-purpose]").dataset;
  for (const chip of document.querySelectorAll("[data-next-phrases] [data-purpose]")) {
    chip.hidden = Boolean(chip.dataset.purpose) && chip.dataset.purpose !== purpose;
  }
};
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-grade-note]")) return;
  showGrade(event.target);
  showLetter();
});

// A letter in place of the one that the note has, so that nobody types it.
const writeLetter = (code) => {
  const note = theNote();
  const rest = note.value.trimStart().slice(shownCode().length);
  note.value = shownCode() || !rest ? code + rest : `${code} ${rest}`;
  showGrade(note);
  showLetter();
  note.dispatchEvent(new Event("change", { bubbles: true }));
};
document.addEventListener("change", (event) => {
  if (event.target.matches("[name='letter']") && theNote()) writeLetter(event.target.value);
});

// A correction of a form that was not sent yet is made at once; without this it sends the form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-correct]");
  if (!button || !theNote()) return;
  event.preventDefault();
  const [kind, value] = button.value.split(":");
  const field = kind === "grade" ? theNote() : document.getElementById("id_expected_on");
  if (kind === "grade") writeLetter(value);
  else field.value = value;
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
// Who is lost says so below: why, and to whom.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[name='result'][value='lost']")) return;
  const lost = document.querySelector("[name='outcome'][value='lost']");
  if (!lost) return;
  lost.checked = true;
  lost.closest("details").open = true;
  showParts();
  document.getElementById("id_lost_reason").focus();
});

// A phrase, one tap away: <button data-phrase-for="id of the text">.
document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase-for]");
  if (!phrase) return;
  const text = document.getElementById(phrase.dataset.phraseFor);
  text.value = [text.value.trim(), phrase.textContent.trim()].filter(Boolean).join(document.documentElement.lang.startsWith("zh") ? "；" : "; ");
  text.dispatchEvent(new Event("input", { bubbles: true }));
});

// A day, one tap away: <button data-set-day="2026-11-30">.
const showDay = () => {
  const chosen = document.getElementById("id_planned_on")?.value;
  for (const chip of document.querySelectorAll("[data-set-day]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.setDay === chosen));
  }
};
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-set-day]");
  if (!chip) return;
  const field = document.getElementById("id_planned_on");
  field.value = chip.dataset.setDay;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
});
document.addEventListener("htmx:afterSettle", showDay);

// The date by which they buy, one tap away: <button data-set-expected="2026-12-05">.
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-set-expected]");
  if (!chip) return;
  const field = document.getElementById("id_expected_on");
  field.value = chip.dataset.setExpected;
  field.dispatchEvent(new Event("change", { bubbles: true }));
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
  if (event.target.id !== "id_planned_on") return;
  showReason();
  showDay();
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

// Of the page itself, and of a form that is shown over it.
const begin = () => {
  const note = theNote();
  if (note) showGrade(note);
  showLetter();
  showParts();
  showDay();
};
document.addEventListener("form:shown", begin);
begin();
