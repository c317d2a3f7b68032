// The worker: keeps the files of the pages, and shows one page where there is no network. What pages say of
// people it never keeps.
const { core, routing, strategies, precaching } = self.workbox;

core.setCacheNameDetails({ prefix: "site" });
self.skipWaiting();
core.clientsClaim();
precaching.cleanupOutdatedCaches();
// The style sheet of the icons names their font with a digest of its own.
precaching.precacheAndRoute(self.SHELL, { ignoreURLParametersMatching: [/^[0-9a-f]{16,}$/] });
addEventListener("activate", (event) => event.waitUntil(self.registration.navigationPreload?.enable()));

const fromServer = new strategies.NetworkOnly();
const offlinePage = async () => {
  const language = (await self.device.get("words", "language").catch(() => null)) ?? "";
  const spoken = self.OFFLINE[language] ? language : self.navigator.language.startsWith("zh") ? "zh-hans" : "en";
  return precaching.matchPrecache(self.OFFLINE[spoken]);
};
const page = async (options) => {
  try {
    return await fromServer.handle(options);
  } catch {
    return (await offlinePage()) ?? Response.error();
  }
};
const isPage = ({ request }) => request.mode === "navigate";
// The log-out goes by the browser itself, which then clears what is on the device.
const isForm = ({ request, url }) => isPage({ request }) && url.pathname !== "/logout/";
routing.registerRoute(isPage, page);
routing.registerRoute(isForm, page, "POST");

addEventListener("sync", (event) => {
  if (event.tag !== "queue") return;
  event.waitUntil(self.device.queue.send().then((outcome) => {
    if (outcome === "later") throw new Error("the browser tries it again");
  }));
});
