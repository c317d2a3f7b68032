// A contact is logged in a sheet over the list: the form of its page, and nothing else of it.
// Without this the page opens. What the form says is judged by the same address.

let sheet = null;
let opener = null;
const CALLED = "called";

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

const show = (content, address) => {
  content = document.adoptNode(content);
  if (!content.hasAttribute("action")) content.action = address;
  sheet.replaceChildren(content);
  const title = content.querySelector("h1, h2");
  if (title) {
    title.id ||= "sheet-title";
    sheet.setAttribute("aria-labelledby", title.id);
  }
  window.htmx?.process(sheet);
  document.dispatchEvent(new CustomEvent("form:shown"));
  sheet.scrollTop = 0;
  content.querySelector("[data-error-summary]")?.focus();
};

const isWritten = () => [...(sheet?.querySelectorAll("textarea, input[type=date], input[type=file]") || [])]
  .some((field) => field.value !== field.defaultValue);

// Its token may have been used: each opening is a form of its own.
const keptForm = async (link) => {
  const { mine } = self.device;
  const form = mine ? await self.device.pages.formOf(mine, link.href).catch(() => null) : null;
  if (form) form.querySelector("[name=token]").value = crypto.randomUUID();
  return form;
};

// Without a network it waits on the device; whether it is saved, the server says later.
const queue = async (form, address, body) => {
  const { device } = self;
  if (!device.mine || !form.dataset.queue) return false;
  const entry = { address, body, about: form.dataset.about, name: form.dataset.queue };
  if (!(await device.queue.add(entry).catch(() => false))) return false;
  await device.drafts.forget(device.mine, form).catch(() => {});
  device.queue.wake();
  return true;
};

const open = async (link) => {
  if (sheet) return;
  sheet = document.createElement("dialog");
  sheet.className = "sheet";
  const mine = sheet;
  opener = link;
  let content = null;
  link.classList.add("is-busy");
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    content = answer.ok ? parse(await answer.text()).querySelector("[data-sheet-content]") : null;
  } catch {
    // Without a network the form that the device keeps; below, the plain page says what is wrong.
    content = await keptForm(link);
  }
  link.classList.remove("is-busy");
  if (!content) {
    sheet = null;
    location.assign(link.href);
    return;
  }
  mine.addEventListener("cancel", (event) => {
    if (isWritten()) event.preventDefault();
  });
  mine.addEventListener("close", () => {
    mine.remove();
    sheet = null;
    sessionStorage.removeItem(CALLED);
    if (link.isConnected) link.focus({ preventScroll: true });
  });
  mine.addEventListener("click", (event) => {
    if (!event.target.closest("[data-dialog-close]")) return;
    event.preventDefault();
    mine.close();
  });
  document.body.append(mine);
  mine.showModal();
  show(content, link.href);
};

// The list as it stands now, at the customer who comes next.
const goOn = (page, form) => {
  const next = new URL(form.action, location.href).searchParams.get("then");
  sheet?.close();
  const main = document.adoptNode(page.getElementById("main"));
  document.getElementById("main").replaceWith(main);
  window.htmx?.process(main);
  const told = main.querySelector("#messages");
  told?.classList.add("messages-over");
  setTimeout(() => told?.classList.remove("messages-over"), 6000);
  const following = document.getElementById(`customer-${next}`) || main.querySelector(".work-row");
  following?.scrollIntoView({ block: "center" });
  following?.querySelector("[data-sheet]")?.focus({ preventScroll: true });
  keepUp();
};

// What the device keeps follows what the list says now.
const keepUp = async () => {
  const { device } = self;
  if (!device.mine) return;
  document.dispatchEvent(new CustomEvent("device:list"));
  await device.drafts.settle(device.mine).catch(() => {});
  await device.pages.keepToday(device.mine).catch(() => {});
};

document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a[data-sheet]");
  if (link) {
    event.preventDefault();
    open(link);
    return;
  }
  // A call from the row: coming back from it, the sheet is open for that customer.
  const log = event.target.closest("a[href^='tel:']")?.closest("li")?.querySelector("a[data-sheet]");
  if (!log) return;
  sessionStorage.setItem(CALLED, log.getAttribute("href"));
  open(log);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !sheet?.contains(form)) return;
  event.preventDefault();
  const address = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
  const body = new FormData(form, event.submitter);
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body, credentials: "same-origin" });
    const page = parse(await answer.text());
    const content = page.querySelector("[data-sheet-content]");
    if (content) {
      show(content, address);
      return;
    }
    if (answer.redirected && page.getElementById("main") && new URL(answer.url).pathname === location.pathname) {
      goOn(page, form);
      return;
    }
  } catch {
    if (await queue(form, address, body)) {
      const row = opener?.closest("li");
      sheet?.close();
      row?.nextElementSibling?.querySelector("[data-sheet]")?.focus({ preventScroll: true });
      return;
    }
    delete form.dataset.sent;
    event.submitter?.classList.remove("is-busy");
    let box = form.querySelector("[data-offline]");
    if (!box) {
      box = document.getElementById("offline").cloneNode(true);
      box.removeAttribute("id");
      box.dataset.offline = "";
      form.prepend(box);
    }
    box.hidden = false;
    sheet.scrollTop = 0;
    return;
  }
  // A log-in that ended, or a page of another kind: the browser sends the form itself. It counts once.
  form.action = address;
  if (event.submitter?.name) {
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name: event.submitter.name, value: event.submitter.value });
    form.append(said);
  }
  HTMLFormElement.prototype.submit.call(form);
});

// The page was thrown away during the call: the sheet is opened once more.
const called = sessionStorage.getItem(CALLED);
sessionStorage.removeItem(CALLED);
if (called) {
  const link = [...document.querySelectorAll("a[data-sheet]")].find((each) => each.getAttribute("href") === called);
  if (link) open(link);
}
