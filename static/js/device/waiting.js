// The calm line that says what waits, sending it whenever there may be a network, and the log-out.

(() => {
  const { device } = self;
  const AGAIN = 60_000, PATIENCE = 8000;
  const person = document.body.dataset.person ?? "";
  const isKept = "offlinePage" in document.body.dataset;
  // The list may be laid anew under us.
  const boxNow = () => document.getElementById("waiting");
  const words = boxNow()?.dataset ?? {};
  let mine = null, timer = null, needsLogIn = false;

  const say = (one, many, count) => (count === 1 ? words[one] : words[many].replace("{n}", count));

  const rowFor = (entry) => {
    const row = document.getElementById("waiting-row").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = entry.name;
    row.querySelector("[data-at]").textContent = device.drafts.clock(entry.at);
    const state = entry.state === "refused" ? `state${entry.why[0].toUpperCase()}${entry.why.slice(1)}` : "";
    row.querySelector("[data-state]").textContent = words[state] ?? "";
    const form = row.querySelector("form");
    form.hidden = entry.state !== "refused" || entry.why === "gone" || isKept;
    form.action = entry.address;
    const text = row.querySelector("[data-text]");
    const said = entry.fields.filter(([name, value]) => /^(content|feedback|note)$/.test(name) && value);
    text.textContent = entry.why === "gone" ? said.map(([, value]) => value).join(" · ") : "";
    form.addEventListener("submit", (event) => openAgain(event, form, entry));
    row.querySelector("[data-drop]").addEventListener("click", async () => {
      if (confirm(words.askDrop)) await device.queue.drop(entry.id);
    });
    return row;
  };

  // The form as it was filled in, with what is wrong beside it; it is sent from there, with the same token.
  const openAgain = async (event, form, entry) => {
    event.preventDefault();
    const add = (name, value) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    };
    for (const old of form.querySelectorAll("input")) old.remove();
    for (const [name, value] of entry.fields) if (typeof value === "string") add(name, value);
    try {
      add("csrfmiddlewaretoken", (await device.ask()).csrf);
    } catch {
      return;
    }
    add("fill_again", "1");
    HTMLFormElement.prototype.submit.call(form);
  };

  // In the list, whose contact waits already.
  const markRows = (entries) => {
    for (const mark of document.querySelectorAll("[data-waits]")) mark.remove();
    for (const entry of entries) {
      const path = new URL(entry.address, location.href).pathname;
      const row = [...document.querySelectorAll("a[data-sheet]")].find((link) => link.pathname === path)?.closest("li");
      const meta = row?.querySelector(".list-main .list-meta");
      if (!meta) continue;
      const mark = document.createElement("span");
      mark.dataset.waits = "";
      mark.className = "pill pill-warn";
      mark.textContent = words.pill;
      meta.append(mark);
    }
  };

  const draw = async () => {
    const box = boxNow();
    if (!mine || !box) return;
    const entries = await device.queue.list(mine);
    const refused = entries.filter((entry) => entry.state === "refused");
    const count = entries.length - refused.length;
    const lines = [];
    if (count) lines.push(needsLogIn ? say("loginOne", "loginMany", count) : say("waitsOne", "waitsMany", count));
    if (refused.length) lines.push(say("refusedOne", "refusedMany", refused.length));
    box.hidden = !entries.length;
    box.querySelector("[data-line]").textContent = lines.join(" ");
    box.querySelector("ul").replaceChildren(...entries.map(rowFor));
    markRows(entries);
    clearTimeout(timer);
    if (count) timer = setTimeout(send, AGAIN);
  };

  // What the server has said of what it saved.
  const tellSaid = async () => {
    const place = document.getElementById("sent-later");
    if (!mine || !place || document.visibilityState === "hidden") return;
    for (const text of await device.queue.takeSaid(mine)) {
      const line = document.createElement("p");
      line.textContent = text;
      place.append(line);
      place.classList.add("alert-success");
      place.hidden = false;
    }
  };

  const settleSent = async () => {
    if (!mine || !navigator.onLine) return;
    // A form that was opened again and saved from its page, or whose answer was lost on the way.
    const entries = await device.queue.list(mine);
    const refused = entries.filter((entry) => entry.state === "refused");
    if (!refused.length) return;
    const { saved = [] } = await device.ask(refused.map(device.queue.tokenOf));
    for (const entry of refused) if (saved.includes(device.queue.tokenOf(entry))) await device.queue.drop(entry.id);
  };

  const send = async () => {
    if (!mine) return;
    const outcome = (await device.queue.list(mine)).some((entry) => entry.state === "waiting")
      ? await device.queue.send() : "done";
    needsLogIn = outcome === "login";
    if (outcome === "later") device.queue.wake();
    await draw();
  };

  // What waits would be lost with the log-out: it is sent before, or asked about.
  const onLogOut = async (event) => {
    const form = event.target;
    if (!form.matches("[data-log-out]") || "sure" in form.dataset || !mine) return;
    event.preventDefault();
    const waits = async () => (await device.queue.list(mine)).length;
    if (await waits()) await Promise.race([device.queue.send(), new Promise((go) => setTimeout(go, PATIENCE))]);
    const go = async () => {
      form.dataset.sure = "";
      // Also without a network this device tells nothing any more.
      await device.leave().catch(() => {});
      form.requestSubmit();
    };
    delete form.dataset.sent;
    event.submitter?.classList.remove("is-busy");
    if (!(await waits())) return go();
    const dialog = document.getElementById("log-out-unsent");
    dialog.querySelector("[data-stay]").onclick = () => dialog.close();
    dialog.querySelector("[data-leave]").onclick = go;
    dialog.showModal();
  };

  const register = () => navigator.serviceWorker
    ?.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => {});

  const start = async () => {
    if (!device.isAble) return;
    if (isKept) {
      mine = await device.held();
    } else if (person) {
      register();
      await device.put("words", document.documentElement.lang, "language");
      mine = await device.enter(person);
    } else {
      await device.leave();
    }
    if (!mine) return;
    device.mine = mine;
    document.dispatchEvent(new CustomEvent("device:ready"));
    await device.drafts.start(mine);
    await settleSent().catch(() => {});
    await draw();
    if (isKept) return;
    await tellSaid();
    await send();
    await device.pages.keepToday(mine);
  };

  // Without a network a contact waits, and every other long form stays open with its draft.
  const onOffline = async (event) => {
    const form = event.target;
    if (navigator.onLine || !mine || form.closest("dialog") || !form.matches("[data-queue], [data-kept-draft]")) return;
    const body = new FormData(form, event.submitter);
    const address = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
    event.preventDefault();
    delete form.dataset.sent;
    event.submitter?.classList.remove("is-busy");
    const entry = { address, body, about: form.dataset.about, name: form.dataset.queue };
    if (form.dataset.queue && await device.queue.add(entry).catch(() => false)) {
      await device.drafts.forget(mine, form).catch(() => {});
      device.queue.wake();
      location.assign("/");
      return;
    }
    const notice = document.getElementById("no-network");
    notice.hidden = false;
    notice.scrollIntoView({ block: "center" });
  };

  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("[data-log-out]")) onLogOut(event);
    else onOffline(event);
  });
  const onNews = () => draw().then(tellSaid).catch(() => {});
  addEventListener("device:queue", onNews);
  device.queue.news?.addEventListener("message", onNews);
  document.addEventListener("device:list", draw);
  // The page without a network loads again by itself.
  if (!isKept) addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send().then(tellSaid); });
  start().catch(() => {});
})();
