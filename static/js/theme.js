// Light or dark as the system asks; loaded before the first paint so that nothing flashes.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  document.documentElement.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
})();
