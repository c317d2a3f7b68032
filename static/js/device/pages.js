// Today's list, and the forms behind it, sealed on the device so that they can be read without a network.

self.device.pages = (() => {
  const { device } = self;
  const HALF_A_DAY = 12 * 3600 * 1000;
  const PAUSE = 400;

  const keep = async (mine, address, content) => {
    const name = await device.nameOf(mine.person, address);
    await device.put("pages", { person: mine.person, at: Date.now(), sealed: await device.seal(mine, content) }, name);
    return name;
  };
  // `{at, …}` of what was kept, or null.
  const read = async (mine, address) => {
    const found = await device.get("pages", await device.nameOf(mine.person, address));
    const content = found?.person === mine.person ? await device.unseal(mine, found.sealed) : null;
    return content && { ...content, at: found.at };
  };

  // Of an address on the list only what it leads to: the place in the list is not part of it.
  const plain = (href) => new URL(href, location.href).pathname;

  const formOf = async (mine, href) => {
    const kept = await read(mine, plain(href));
    return kept && new DOMParser().parseFromString(kept.html, "text/html").querySelector("[data-sheet-content]");
  };

  const keepForm = async (mine, link) => {
    const address = plain(link.href);
    const row = link.closest("li")?.textContent.replace(/\s+/g, " ") ?? "";
    const kept = await read(mine, address);
    if (kept && kept.row === row && kept.at > Date.now() - HALF_A_DAY) return false;
    // Nobody looks at the answer: what there is to say is kept for the page that comes next.
    const answer = await fetch(link.href, { credentials: "same-origin", headers: { "X-Keep": "1" } });
    if (!answer.ok || answer.redirected) return true;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("[data-sheet-content]");
    if (form) await keep(mine, address, { row, html: form.outerHTML });
    return true;
  };

  const idle = () => new Promise((go) => (self.requestIdleCallback ?? setTimeout)(() => setTimeout(go, PAUSE)));

  // The list as it stands, then its forms one after the other; what is no longer on it is forgotten.
  const keepToday = async (mine) => {
    const main = document.querySelector("main:has([data-keep-offline])");
    // A part of the list is not the list.
    if (!main || location.search || !navigator.serviceWorker) return;
    // Without the worker nobody would come to read it.
    await navigator.serviceWorker.ready;
    const copy = main.cloneNode(true);
    for (const each of copy.querySelectorAll("#messages, #offline, [data-device], [hx-trigger]")) each.remove();
    for (const each of copy.querySelectorAll("input[name=csrfmiddlewaretoken]")) each.closest("form").remove();
    await keep(mine, "/", { html: copy.innerHTML, title: document.title });
    const links = [...main.querySelectorAll("a[data-sheet]")];
    const wanted = await Promise.all(["/", ...links.map((link) => plain(link.href))]
      .map((address) => device.nameOf(mine.person, address)));
    for (const [name] of await device.all("pages")) {
      if (!wanted.includes(name)) await device.drop("pages", name);
    }
    if (navigator.connection?.saveData) return;
    for (const link of links) {
      // Whoever is about to save goes first.
      if (!navigator.onLine || document.querySelector("dialog[open]")) return;
      try {
        if (await keepForm(mine, link)) await idle();
      } catch {
        return;
      }
    }
  };

  return { read, formOf, keepToday };
})();
