/* Patterns: the relations of one pattern in the map, and the tabs of a pattern's manifests. Everything is in the page without this script. */
(function () {
  "use strict";

  /** While a pattern is pointed at or focused, its relations and those on their other ends are shown, the rest is pale. */
  function readyMap(map) {
    const lines = Array.from(map.querySelectorAll("[data-from]"));
    const chips = Array.from(map.querySelectorAll("a[data-pattern]"));
    const show = (name) => {
      const met = new Set([name]);
      for (const line of lines) {
        const ends = [line.dataset.from, line.dataset.to];
        const own = ends.includes(name);
        line.toggleAttribute("data-shown", own);
        if (own) for (const end of ends) met.add(end);
      }
      for (const chip of chips) chip.toggleAttribute("data-shown", met.has(chip.dataset.pattern));
      map.toggleAttribute("data-lit", name !== null);
    };
    for (const chip of chips) {
      for (const event of ["mouseenter", "focus"]) chip.addEventListener(event, () => show(chip.dataset.pattern));
      for (const event of ["mouseleave", "blur"]) chip.addEventListener(event, () => show(null));
    }
  }

  const KEPT = "mesh-results.target";

  /** Tabs by mesh or API: an address opens one by its name, and the one last chosen is open on the next pattern too.
   * Going back opens without choosing anew. Where what is asked for has no tab, a sentence says so.
   */
  function readyTabs(set) {
    const inputs = Array.from(set.querySelectorAll(":scope > input"));
    const sentences = Array.from(document.querySelectorAll("[data-instead]"));
    const open = (id) => {
      for (const each of sentences) each.hidden = each.dataset.instead !== id;
      const meant = sentences.find((each) => each.dataset.instead === id)?.dataset.opens ?? id;
      const input = inputs.find((each) => each.id === meant);
      if (!input || input.checked) return;
      input.checked = true;
      input.dispatchEvent(new Event("change")); // the theme moves its mark
    };
    const known = (id) => inputs.some((each) => each.id === id) || sentences.some((each) => each.dataset.instead === id);
    const follow = () => {
      const id = location.hash.slice(1);
      if (!known(id)) return false;
      open(id);
      sentences.find((each) => each.id === id)?.scrollIntoView(); // it was hidden when the browser went there
      return true;
    };
    const choose = (id) => {
      open(id);
      keep(id);
    };
    const chosen = (event) => {
      const label = event.target.closest("label");
      if (label) choose(label.htmlFor);
    };
    set.addEventListener("click", chosen, { capture: true }); // the theme keeps the click from what is around it
    set.addEventListener("change", (event) => {
      const hash = "#" + event.target.id;
      if (location.hash === hash) return; // the theme opens what the address names, also on the way back
      choose(event.target.id);
      history.replaceState(history.state, "", hash); // by keyboard as by a click
    });
    window.addEventListener("hashchange", follow);
    for (const link of document.querySelectorAll('a[href^="#on-"]')) {
      link.addEventListener("click", () => known(link.hash.slice(1)) && choose(link.hash.slice(1)));
    }
    if (!follow()) open(kept());
    else if (performance.getEntriesByType("navigation")[0]?.type === "navigate") keep(location.hash.slice(1));
  }

  function keep(id) {
    try {
      localStorage.setItem(KEPT, id);
    } catch {
      // a browser may forbid it, and then nothing is remembered
    }
  }

  function kept() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  if (typeof document !== "undefined") {
    const map = document.querySelector("[data-pattern-map]");
    if (map) readyMap(map);
    const tabs = document.querySelector("[data-targets]");
    if (tabs) readyTabs(tabs);
  }
})();
