// Every long form keeps what was typed, sealed on the device, until the server has confirmed it.
// A form that should not carries data-no-draft; one with a password or a code of the second factor never does.

self.device.drafts = (() => {
  const { device } = self;
  const LONG = 5;
  const OLDEST = 14 * 24 * 3600 * 1000;
  const PAUSE = 400;
  const ASIDE = new Set(["csrfmiddlewaretoken", "fill_again", "kept"]);
  // Of what is hidden only these belong to what was typed: the token, and what the form showed then.
  const isCarried = (name) => /(^|-)(token|shown_values)$/.test(name);
  // Where in a list one came from is not part of what the form is about.
  const PLACE = ["then", "show", "page"];
  const SECRET = "input[type=password], [autocomplete=one-time-code], [autocomplete$=-password]";
  const TYPED = "input:not([type=hidden], [type=submit], [type=button], [type=file]), select, textarea";
  const kept = new WeakMap();

  const isLong = (form) => {
    if (form.getAttribute("method") !== "post" || "noDraft" in form.dataset) return false;
    // What is looked for is nobody's to keep.
    if (form.querySelector(SECRET) || form.elements.look_for) return false;
    if (form.querySelector("textarea")) return true;
    return new Set([...form.querySelectorAll(TYPED)].map((field) => field.name)).size > LONG;
  };
  const addressOf = (form) => {
    const url = new URL(form.getAttribute("hx-post") || form.getAttribute("action") || location.href, location.href);
    for (const name of PLACE) url.searchParams.delete(name);
    return url.pathname + url.search;
  };
  const fieldsOf = (form) => [...new FormData(form)]
    .filter(([name, value]) => typeof value === "string" && !ASIDE.has(name));
  const typedIn = (form) => JSON.stringify(fieldsOf(form).filter(([name]) => !isHidden(form, name)));
  const isHidden = (form, name) => {
    const field = form.elements[name];
    return (field?.length && !field.tagName ? field[0] : field)?.type === "hidden";
  };
  const nameOf = (mine, form) => device.nameOf("draft", mine.person, addressOf(form));

  // One after the other, so that nothing is written after it was dropped.
  const inTurn = (form, act) => {
    const state = kept.get(form);
    if (!state) return Promise.resolve();
    state.turn = (state.turn ?? Promise.resolve()).catch(() => {}).then(act);
    return state.turn;
  };

  const write = async (mine, form) => {
    const state = kept.get(form);
    if (!state) return undefined;
    clearTimeout(state.timer);
    state.timer = null;
    const name = await nameOf(mine, form);
    if (typedIn(form) === state.shown) return device.drop("drafts", name);
    const fields = fieldsOf(form);
    const token = fields.find(([field]) => field === "token")?.[1] ?? "";
    const sealed = await device.seal(mine, { fields, path: location.pathname });
    return device.put("drafts", { person: mine.person, at: Date.now(), token, sealed }, name);
  };
  const save = (mine, form) => inTurn(form, () => write(mine, form));

  const fill = (form, fields) => {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
    const left = new Map([...values].map(([name, list]) => [name, [...list]]));
    for (const field of form.elements) {
      if (!field.name || ASIDE.has(field.name) || /^(file|submit|button)$/.test(field.type)) continue;
      if (field.type === "hidden" && !isCarried(field.name)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = Boolean(values.get(field.name)?.includes(field.value));
      } else if (field.type === "select-multiple") {
        for (const option of field.options) option.selected = Boolean(values.get(field.name)?.includes(option.value));
      } else if (left.get(field.name)?.length) {
        field.value = left.get(field.name).shift();
      }
    }
    document.dispatchEvent(new CustomEvent("form:shown"));
  };

  const clock = (at) => {
    const typed = new Date(at), day = typed.toDateString() === new Date().toDateString();
    const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    return day ? typed.toLocaleTimeString(document.documentElement.lang, how)
      : typed.toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", ...how });
  };

  const showLine = (mine, form, at, before) => {
    form.querySelector("[data-draft-line]")?.remove();
    const line = document.getElementById("draft-line").content.firstElementChild.cloneNode(true);
    const text = line.querySelector("[data-at]");
    text.textContent = text.textContent.replace("{t}", clock(at));
    line.querySelector("button").addEventListener("click", async () => {
      fill(form, before);
      line.remove();
      await inTurn(form, async () => device.drop("drafts", await nameOf(mine, form)));
      form.querySelector("textarea, input:not([type=hidden])")?.focus();
    });
    (form.querySelector("[data-draft-place]") ?? form).prepend(line);
  };

  // What was typed comes back, unless the server has just shown it again itself.
  const watch = async (mine, form) => {
    if (kept.has(form) || !isLong(form)) return;
    kept.set(form, { shown: typedIn(form), timer: null });
    form.dataset.keptDraft = "";
    const before = fieldsOf(form);
    if (form.querySelector("[data-error-summary]")) {
      kept.get(form).shown = "";
      return;
    }
    const name = await nameOf(mine, form);
    const draft = await device.get("drafts", name);
    const content = draft && await device.unseal(mine, draft.sealed);
    if (!content || typedIn(form) !== kept.get(form).shown) return;
    if (draft.at < Date.now() - OLDEST) {
      await device.drop("drafts", name);
      return;
    }
    fill(form, content.fields);
    if (typedIn(form) === kept.get(form).shown) {
      // The server has shown it again, to be looked at once more: it is not saved yet.
      if (draft.sent) kept.get(form).shown = "";
      else await device.drop("drafts", name);
    } else showLine(mine, form, draft.at, before);
  };

  const soon = (mine, form) => {
    const state = kept.get(form);
    if (!state) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(mine, form).catch(() => {}), PAUSE);
  };

  const sent = (mine, form) => inTurn(form, async () => {
    await write(mine, form);
    const name = await nameOf(mine, form);
    const draft = await device.get("drafts", name);
    if (draft) await device.put("drafts", { ...draft, sent: true }, name);
  });

  const forget = async (mine, form) => {
    clearTimeout(kept.get(form)?.timer);
    await inTurn(form, async () => device.drop("drafts", await nameOf(mine, form)));
    kept.delete(form);
  };

  // What was sent goes once the server says that it is saved. A form without a token is saved when the
  // server has answered with something else than the form and its errors.
  const settle = async (mine) => {
    const rows = (await device.all("drafts")).filter(([, draft]) => draft.person === mine.person);
    for (const [name, draft] of rows) {
      if (draft.at < Date.now() - OLDEST) await device.drop("drafts", name);
    }
    const waiting = rows.filter(([, draft]) => draft.sent);
    if (!waiting.length) return;
    const { saved = [] } = await device.ask(waiting.map(([, draft]) => draft.token).filter(Boolean));
    const again = new Set(await Promise.all([...document.forms]
      .filter((form) => form.querySelector("[data-error-summary]")).map((form) => nameOf(mine, form))));
    const failed = document.querySelector(".error-page");
    for (const [name, draft] of waiting) {
      const done = draft.token ? saved.includes(draft.token) : !failed && !again.has(name);
      if (done) await device.drop("drafts", name);
    }
  };

  const start = async (mine) => {
    await settle(mine).catch(() => {});
    const look = () => { for (const form of document.forms) watch(mine, form).catch(() => {}); };
    const typed = (event) => event.target.form && soon(mine, event.target.form);
    for (const kind of ["input", "change"]) document.addEventListener(kind, typed);
    document.addEventListener("click", (event) => {
      const form = event.target.closest("form");
      if (form) soon(mine, form);
    });
    document.addEventListener("submit", (event) => sent(mine, event.target).catch(() => {}));
    document.addEventListener("form:shown", look);
    // What was sent in a part of the page: whether it is saved is known before the part comes back blank.
    document.addEventListener("htmx:afterSettle", () => settle(mine).catch(() => {}).then(look));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden") return;
      for (const form of document.forms) if (kept.get(form)?.timer) save(mine, form).catch(() => {});
    });
    look();
  };

  return { start, settle, forget, clock };
})();
