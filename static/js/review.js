// The review by keyboard: what a key does is what the link or button with that data-key does.

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable], audio");

document.addEventListener("keydown", (event) => {
  const area = event.target.closest?.("textarea");
  if (area && event.key === "Escape") area.blur();
  if (area && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    area.form.requestSubmit();
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const target = /^[npad]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// "Annotate" puts the cursor where one writes, instead of only scrolling there.
document.addEventListener("click", (event) => {
  if (!event.target.closest('[data-key="a"]')) return;
  event.preventDefault();
  const text = document.getElementById("id_text");
  text.scrollIntoView({ block: "center" });
  text.focus({ preventScroll: true });
});

// Once it is sent, the keys lead on: htmx would put the cursor back into the empty field.
document.addEventListener("htmx:afterSettle", (event) => {
  const text = document.getElementById("id_text");
  if (event.target.id !== "annotations" || !text || text.classList.contains("is-invalid")) return;
  text.blur();
  const next = document.querySelector('[data-key="d"]') ?? document.querySelector('[data-key="n"]');
  next?.focus();
});
