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

  const SHORT = { authn: "authentication", authz: "authorization", k8s: "kubernetes", mtls: "mutual tls" };

  function words(text) {
    return text
      .toLowerCase()
      .split(/[^\p{L}\p{N}_]+/u)
      .flatMap((word) => (Object.hasOwn(SHORT, word) ? SHORT[word].split(" ") : [word]))
      .filter(Boolean);
  }

  /** A text for the search: no punctuation, short forms written out, what a hyphen joins also as one word. */
  function fold(text) {
    const joined = text.match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+/gu) || [];
    return [...words(text), ...joined.map((each) => each.toLowerCase().replaceAll("-", ""))].join(" ");
  }

  const folded = new Map();

  /** `fold`, once for each text: a search folds all cards at each letter. */
  function searched(text) {
    if (!folded.has(text)) folded.set(text, fold(text));
    return folded.get(text);
  }

  /** Whether what stands in a card's data fits: one of the words of each facet, and every word that was searched. */
  function fits(state, data) {
    const faceted = FACETS.every((name) => state[name] === ANY || (data[name] || "").split(" ").includes(state[name]));
    return faceted && words(state[SEARCH]).every((word) => searched(data.text || "").includes(stem(word)));
  }

  function describe(left, all, state) {
    if (all === 0) return "No pattern was submitted yet.";
    if (left === 0) {
      const filters = FACETS.some((name) => state[name] !== ANY);
      const what = [state[SEARCH] && "matches “" + state[SEARCH] + "”", filters && "fits the filters"].filter(Boolean);
      return "No pattern " + what.join(" and ") + ". Reset shows all.";
    }
    return left === all ? "All " + all + " patterns." : left + " of " + all + " patterns.";
  }

  /** The value among those offered that is meant, whatever its case; null where there is none. */
  function meant(value, values) {
    return values.find((each) => each.toLowerCase() === value.toLowerCase()) ?? null;
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
    const apply = (changed, gone = "") => {
      for (const select of selects) select.value = state[select.dataset.filter];
      for (const item of items) item.hidden = !fits(state, item.dataset);
      for (const [part, own] of parts) part.hidden = own.length > 0 && own.every((item) => item.hidden);
      status.textContent = gone + describe(items.filter((item) => !item.hidden).length, items.length, state);
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
    const asked = { ...state };
    for (const name of FACETS) state[name] = meant(asked[name], offered(selects, name)) ?? ANY;
    const odd = FACETS.filter((name) => state[name] !== asked[name]); // an old link, or one that was typed
    const gone = odd.filter((name) => state[name] === ANY);
    apply(odd.length > 0, gone.map((name) => "No " + name + " is called “" + asked[name] + "”. ").join(""));
  }

  function offered(selects, name) {
    const select = selects.find((each) => each.dataset.filter === name);
    return select ? Array.from(select.options, (option) => option.value) : [ANY];
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
    const controls = document.querySelector("[data-pattern-filters]");
    const list = document.querySelector("[data-patterns]");
    if (controls && list) readyCatalogue(controls, list);
    const map = document.querySelector("[data-pattern-map]");
    if (map) readyMap(map);
    const tabs = document.querySelector("[data-targets]");
    if (tabs) readyTabs(tabs);
  }
  if (typeof module !== "undefined") module.exports = { describe, fits, meant, readState, writeState };
})();
