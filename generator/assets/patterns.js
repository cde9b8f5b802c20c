/* Patterns: filters and search over the catalogue, and the relations of one pattern in the map. Everything is in the page without
 * this script; it hides what was not asked for and keeps the question in the address.
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
    const apply = (changed) => {
      for (const name of FACETS) {
        const select = selects.find((each) => each.dataset.filter === name);
        const known = select && Array.from(select.options).some((option) => option.value === state[name]);
        if (!known) state[name] = ANY; // an old link may ask for what is no longer there
        if (select) select.value = state[name];
      }
      for (const item of items) item.hidden = !fits(state, item.dataset);
      status.textContent = describe(items.filter((item) => !item.hidden).length, items.length);
      if (changed) window.meshResults.remember(writeState(state));
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
    controls.querySelector("[data-reset]").addEventListener("click", () => {
      for (const name of FACETS) state[name] = ANY;
      state[SEARCH] = search.value = "";
      apply(true);
    });
    window.meshResults.readyLink(controls.querySelector("[data-link]"));
    controls.hidden = false;
    apply(false);
  }

  function readyMap(map) {
    const lines = Array.from(map.querySelectorAll("[data-from]"));
    const show = (name) => {
      for (const line of lines) line.toggleAttribute("data-shown", line.dataset.from === name || line.dataset.to === name);
    };
    for (const chip of map.querySelectorAll("a[data-pattern]")) {
      for (const event of ["mouseenter", "focus"]) chip.addEventListener(event, () => show(chip.dataset.pattern));
      for (const event of ["mouseleave", "blur"]) chip.addEventListener(event, () => show(null));
    }
  }

  if (typeof document !== "undefined") {
    const controls = document.querySelector("[data-pattern-filters]");
    const list = document.querySelector("[data-patterns]");
    if (controls && list) readyCatalogue(controls, list);
    const map = document.querySelector("[data-pattern-map]");
    if (map) readyMap(map);
  }
  if (typeof module !== "undefined") module.exports = { describe, fits, readState, writeState };
})();
