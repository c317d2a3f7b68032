// What the site keeps on this device for one person at a time. All of it is sealed (AES-GCM) with that
// person's key, which the server hands out to whoever is logged in. The key is kept here, not to be taken
// out, until the log-out, the end of the log-in, or somebody else's log-in; what it sealed says nothing
// afterwards, and can be read again by the same person's next log-in.
// Without https there are no keys: then nothing is kept, and every form works as it does.

self.device = (() => {
  const isAble = Boolean(self.isSecureContext && self.idb && self.crypto?.subtle && self.navigator?.locks);
  const KINDS = ["keys", "pages", "drafts", "words"];
  let opened = null;

  const open = () => (opened ??= idb.openDB("device", 1, {
    upgrade(db) {
      for (const kind of KINDS) db.createObjectStore(kind);
      db.createObjectStore("queue", { keyPath: "id", autoIncrement: true });
    },
    blocking() { opened?.then((db) => db.close()); opened = null; },
    terminated() { opened = null; },
  }).catch((error) => { opened = null; throw error; }));

  const run = async (act) => {
    try {
      return await act(await open());
    } catch (error) {
      // The log-out took the database away under an open page: once more, in an empty one.
      if (error.name !== "InvalidStateError") throw error;
      opened = null;
      return act(await open());
    }
  };
  const get = (kind, key) => run((db) => db.get(kind, key));
  const put = (kind, value, key) => run((db) => db.put(kind, value, key));
  const drop = (kind, key) => run((db) => db.delete(kind, key));
  const all = (kind) => run(async (db) => {
    const step = db.transaction(kind);
    const [keys, values] = await Promise.all([step.store.getAllKeys(), step.store.getAll()]);
    return keys.map((key, at) => [key, values[at]]);
  });

  // Nothing can be read any more; what was typed stays, sealed.
  const leave = async () => {
    await run((db) => Promise.all([db.clear("keys"), db.clear("pages")]));
  };

  // Who may read here now, with their key, or null.
  const held = async () => {
    if (!isAble) return null;
    const found = await get("keys", "mine");
    if (!found || found.until > Date.now()) return found ?? null;
    await leave();
    return null;
  };

  const ask = async (tokens = []) => {
    const query = tokens.map((token) => `sent=${encodeURIComponent(token)}`).join("&");
    const answer = await fetch(query ? `/device?${query}` : "/device", { credentials: "same-origin" });
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("no answer");
    return answer.json();
  };

  // On a page of this person: whoever was here before can be read no longer.
  const enter = async (person) => {
    if (!isAble) return null;
    const found = await held();
    if (found?.person === person) return found;
    await leave();
    const answer = await ask();
    if (answer.person !== person) return null;
    const bytes = Uint8Array.from(atob(answer.key), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    const mine = { person, key, until: answer.until };
    await put("keys", mine, "mine");
    return mine;
  };

  const sealBytes = async (mine, bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, mine.key, bytes) };
  };
  const openBytes = ({ iv, data }, mine) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, mine.key, data);

  const seal = (mine, value) => sealBytes(mine, new TextEncoder().encode(JSON.stringify(value)));
  const unseal = async (mine, sealed) => {
    try {
      return JSON.parse(new TextDecoder().decode(await openBytes(sealed, mine)));
    } catch {
      return null;
    }
  };

  // A name that tells nothing: whose, and of which address.
  const nameOf = async (...parts) => {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(parts)));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  return { isAble, get, put, drop, all, leave, held, ask, enter, seal, unseal, sealBytes, openBytes, nameOf };
})();
