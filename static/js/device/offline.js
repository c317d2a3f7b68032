// The page without a network shows today's list where this device keeps it for who is logged in.

(() => {
  const { device } = self;
  const SOON = 10_000;
  let isLeaving = false;
  addEventListener("beforeunload", () => { isLeaving = true; });
  // The browser may say "online" for a moment, or while somebody is on the way to another page already.
  const comeBack = async () => {
    if (!navigator.onLine) return;
    const answer = await fetch("/device", { credentials: "same-origin" }).catch(() => null);
    if (answer && answer.status < 500 && !isLeaving) location.reload();
  };
  addEventListener("online", comeBack);
  setInterval(comeBack, SOON);
  document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
  const show = async () => {
    const nothing = document.querySelector("[data-nothing]");
    const list = await device.pages.read(device.mine, "/");
    if (!list) return;
    if (location.pathname !== "/") {
      document.querySelector("[data-to-list]").hidden = false;
      return;
    }
    document.title = list.title;
    const page = new DOMParser().parseFromString(list.html, "text/html");
    const place = document.querySelector("[data-list]");
    place.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
    const asOf = document.querySelector("[data-as-of]");
    asOf.textContent = asOf.textContent.replace("{t}", device.drafts.clock(list.at));
    for (const part of document.querySelectorAll("[data-kept]")) part.hidden = false;
    nothing.hidden = true;
    document.dispatchEvent(new CustomEvent("device:list"));
  };
  if (device.mine) show();
  else document.addEventListener("device:ready", show);
})();
