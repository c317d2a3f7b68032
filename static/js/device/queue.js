// What could not be sent for want of a network. It is sent later, in order, with the form's own token, so
// that the server saves it once, however often it is sent. Pages and the worker share this.
// It counts as saved when the server says so, and never before.

self.device.queue = (() => {
  const { device } = self;
  // The server remembers tokens for sixty days; what is older is sent by hand.
  const OLDEST = 45 * 24 * 3600 * 1000;
  // In bytes: a recording beyond it is not kept here.
  const LARGEST = 20 * 1024 * 1024;
  const news = self.BroadcastChannel ? new BroadcastChannel("device") : null;
  const tell = (what) => {
    news?.postMessage(what);
    self.dispatchEvent(new CustomEvent("device:queue", { detail: what }));
  };
  const ASIDE = new Set(["csrfmiddlewaretoken", "fill_again"]);

  // `about`: what the form is about (a customer), `name`: what people call it.
  const add = async ({ address, body, about, name }) => {
    const mine = await device.held();
    if (!mine || !body.get("token")) return false;
    const fields = [], files = [];
    for (const [field, value] of body) {
      if (ASIDE.has(field)) continue;
      if (typeof value === "string") {
        fields.push([field, value]);
      } else if (value.size) {
        if (value.size > LARGEST) return false;
        fields.push([field, { file: files.length, name: value.name, type: value.type }]);
        files.push(await device.sealBytes(mine, await value.arrayBuffer()));
      }
    }
    const at = Date.now();
    const sealed = await device.seal(mine, { address, fields, about, name, at });
    await device.put("queue", { person: mine.person, state: "waiting", at, files, sealed });
    tell({ kind: "added" });
    return true;
  };

  // The person's own, the oldest first: `{id, state, why, address, fields, about, name, at}`.
  const list = async (mine) => {
    const rows = (await device.all("queue")).map(([, row]) => row).filter((row) => row.person === mine.person);
    const read = await Promise.all(rows.map(async (row) => {
      const content = await device.unseal(mine, row.sealed);
      return content && { ...content, id: row.id, state: row.state, why: row.why, files: row.files };
    }));
    return read.filter(Boolean);
  };

  const tokenOf = (entry) => entry.fields.find(([name]) => name === "token")?.[1];

  const drop = async (id) => {
    await device.drop("queue", id);
    tell({ kind: "dropped" });
  };

  const bodyOf = async (mine, entry) => {
    const body = new FormData();
    for (const [name, value] of entry.fields) {
      if (typeof value === "string") body.append(name, value);
      else {
        const bytes = await device.openBytes(entry.files[value.file], mine);
        body.append(name, new File([bytes], value.name, { type: value.type }));
      }
    }
    return body;
  };

  const refuse = async (entry, why) => {
    const row = await device.get("queue", entry.id);
    if (row) await device.put("queue", { ...row, state: "refused", why });
  };

  // What the server said of what it saved, until a page has shown it: perhaps none is open.
  const heard = async (mine) => {
    const kept = await device.get("words", "said");
    return kept?.person === mine.person ? (await device.unseal(mine, kept.sealed)) ?? [] : [];
  };
  const remember = (mine, said) => navigator.locks.request("device said", async () => {
    const sealed = await device.seal(mine, [...(await heard(mine)), ...said]);
    await device.put("words", { person: mine.person, sealed }, "said");
  });
  const takeSaid = (mine) => navigator.locks.request("device said", async () => {
    const said = await heard(mine);
    if (said.length) await device.drop("words", "said");
    return said;
  });

  // "saved", "refused", "login" or "later".
  const sendOne = async (mine, entry, session) => {
    const post = async () => fetch(entry.address, {
      method: "POST",
      body: await bodyOf(mine, entry),
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json", "X-CSRFToken": session.csrf },
    });
    const answer = await post();
    if (answer.type === "opaqueredirect" || answer.status === 401) return "login";
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return "later";
    if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) {
      const { saved, said } = await answer.json();
      if (!saved) return "later";
      await remember(mine, said);
      await device.drop("queue", entry.id);
      tell({ kind: "saved" });
      return "saved";
    }
    const text = await answer.text();
    // The page of a form that could not be trusted brings it back; it is not a refusal of what was typed.
    if (answer.status === 403 && text.includes("data-go-on")) return "later";
    const why = !answer.ok ? "gone" : text.includes("data-changed") ? "changed" : "errors";
    await refuse(entry, why);
    return "refused";
  };

  const work = async () => {
    const mine = await device.held();
    if (!mine) return "login";
    let session = null;
    const stuck = new Set(), seen = new Set();
    for (;;) {
      const entries = await list(mine);
      for (const entry of entries) if (entry.state === "refused") stuck.add(entry.about);
      // What is about the same customer waits behind what was refused, so that the order holds.
      const next = entries.find((entry) => entry.state === "waiting" && !seen.has(entry.id) &&
        !stuck.has(entry.about) && entry.at > Date.now() - OLDEST);
      if (!next) return "done";
      seen.add(next.id);
      session ??= await device.ask();
      if (session.person !== mine.person) return "login";
      const outcome = await sendOne(mine, next, session);
      if (outcome === "login" || outcome === "later") return outcome;
      if (outcome === "refused") tell({ kind: "refused" });
    }
  };

  // "done", "login" (it goes on after it), "later" (no network, or the server is busy).
  const send = () => navigator.locks.request("device queue", async () => {
    try {
      return await work();
    } catch {
      return "later";
    }
  });

  // Let the browser wake the worker when the network is back, where it can.
  const wake = () => self.navigator.serviceWorker?.ready.then((found) => found.sync?.register("queue")).catch(() => {});

  return { add, list, drop, send, takeSaid, wake, tokenOf, news };
})();
