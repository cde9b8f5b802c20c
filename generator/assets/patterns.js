/* Patterns: filters and search over the catalogue, the relations of one pattern in the map, and the tabs of a pattern's manifests.
 * Everything is in the page without this script; it hides what was not asked for and keeps the question in the address.
 */
(function () {
  "use strict";

  const ANY = "*";
  const FACETS = ["category", "area", "target", "api", "status", "evidence"];
  const SEARCH = "words"; // not "q": by that one the theme opens its own search over the page

  function readState(query) {
    const asked = new URLSearchParams(query);
    const facets = FACETS.map((name) => [name, asked.has(name) ? asked.get(name) : ANY]);
    return { ...Object.fromEntries(facets), [SEARCH]: asked.get(SEARCH) || "" };
  }

  function writeState(state) {
    const asked = new URLSearchParams();
    for (const name of FACETS) if (state[name] !== ANY) asked.set(name, state[name]);
    if (state[SEARCH]) asked.set(SEARCH, state[SEARCH]);
    return asked.toString();
  }

  /** A word without the ending by which one and many, or a verb's forms, differ. */
  function stem(word) {
    return word.length > 4 ? word.replace(/(?:ies|ing|es|y|s)$/, "") : word;
  }

  /** Whether what stands in a card's data fits: one of the words of each facet, and every word that was searched. */
  function fits(state, data) {
    const faceted = FACETS.every((name) => state[name] === ANY || (data[name] || "").split(" ").includes(state[name]));
    const words = state[SEARCH].toLowerCase().split(/\s+/).filter(Boolean);
    return faceted && words.every((word) => (data.text || "").includes(stem(word)));
  }

  function describe(left, all) {
    if (all === 0) return "No pattern was submitted yet.";
    if (left === 0) return "No pattern fits: set a filter to all, or search for less.";
    return left === all ? "All " + all + " patterns." : left + " of " + all + " patterns.";
  }

  function readyCatalogue(controls, list) {
    const state = readState(location.search);
    const selects = Array.from(controls.querySelectorAll("select[data-filter]"));
    const search = controls.querySelector("[data-search]");
    const status = controls.querySelector("[role=status]");
    const items = Array.from(list.querySelectorAll("[data-pattern]"));
    const parts = Array.from(list.querySelectorAll("section"), (part) => [
      part,
      items.filter((item) => part.contains(item)),
    ]);
    const apply = (changed) => {
      for (const select of selects) select.value = state[select.dataset.filter];
      for (const item of items) item.hidden = !fits(state, item.dataset);
      for (const [part, own] of parts) part.hidden = own.length > 0 && own.every((item) => item.hidden);
      status.textContent = describe(items.filter((item) => !item.hidden).length, items.length);
      if (changed) window.meshResults.remember(writeState(state));
    };
    const open = () => {
      for (const name of FACETS) state[name] = ANY;
      state[SEARCH] = search.value = "";
      apply(true);
    };
    for (const select of selects) {
      select.addEventListener("change", () => {
        state[select.dataset.filter] = select.value;
        apply(true);
      });
    }
    search.value = state[SEARCH];
    search.addEventListener("input", () => {
      state[SEARCH] = search.value.trim();
      apply(true);
    });
    controls.querySelector("[data-reset]").addEventListener("click", open);
    for (const [part] of parts) {
      for (const link of document.querySelectorAll('article p a[href="#' + part.dataset.part + '"]')) {
        link.addEventListener("click", () => part.hidden && open()); // before the browser goes there
      }
    }
    window.meshResults.readyLink(controls.querySelector("[data-link]"));
    controls.hidden = false;
    const gone = FACETS.filter((name) => !offered(selects, name, state[name])); // an old link may ask for it
    for (const name of gone) state[name] = ANY;
    apply(gone.length > 0);
  }

  function offered(selects, name, value) {
    const select = selects.find((each) => each.dataset.filter === name);
    return value === ANY || (select && Array.from(select.options).some((option) => option.value === value));
  }

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

  /** Tabs by mesh or API: an address opens one by its name, and the one last chosen is open on the next pattern too. */
  function readyTabs(set) {
    const inputs = Array.from(set.querySelectorAll(":scope > input"));
    const open = (id) => {
      const input = inputs.find((each) => each.id === id);
      if (!input || input.checked) return;
      input.checked = true;
      input.dispatchEvent(new Event("change")); // the theme moves its mark
    };
    const follow = (hash) => {
      const id = hash.slice(1);
      open(id);
      if (inputs.some((each) => each.id === id)) keep(id);
    };
    set.addEventListener("change", (event) => keep(event.target.id));
    window.addEventListener("hashchange", () => follow(location.hash));
    for (const link of document.querySelectorAll('dd a[href^="#"]')) {
      link.addEventListener("click", () => follow(link.hash)); // the address may hold it already, and then does not change
    }
    open(kept());
    follow(location.hash);
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
    const controls = document.querySelector("[data-pattern-filters]");
    const list = document.querySelector("[data-patterns]");
    if (controls && list) readyCatalogue(controls, list);
    const map = document.querySelector("[data-pattern-map]");
    if (map) readyMap(map);
    const tabs = document.querySelector("[data-targets]");
    if (tabs) readyTabs(tabs);
  }
  if (typeof module !== "undefined") module.exports = { describe, fits, readState, writeState };
})();
