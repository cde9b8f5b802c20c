/* Filters and search over a list: its items say in their data which words of each facet they have, and what is searched.
 * Everything is in the page without this script; it hides what was not asked for and keeps the question in the address.
 */
(function () {
  "use strict";

  const ANY = "*";
  const SEARCH = "words"; // not "q": by that one the theme opens its own search over the page

  /** What the address asks of each facet, and the words that are searched. */
  function readState(query, facets) {
    const asked = new URLSearchParams(query);
    const read = facets.map((name) => [name, asked.has(name) ? asked.get(name) : ANY]);
    return { ...Object.fromEntries(read), [SEARCH]: asked.get(SEARCH) || "" };
  }

  function facetsOf(state) {
    return Object.keys(state).filter((name) => name !== SEARCH);
  }

  function writeState(state) {
    const asked = new URLSearchParams();
    for (const name of facetsOf(state)) if (state[name] !== ANY) asked.set(name, state[name]);
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

  /** Whether what stands in an item's data fits: one of the words of each facet, and every word that was searched. */
  function fits(state, data) {
    const faceted = facetsOf(state).every((name) => state[name] === ANY || (data[name] || "").split(" ").includes(state[name]));
    return faceted && words(state[SEARCH]).every((word) => searched(data.text || "").includes(stem(word)));
  }

  function describe(left, all, state, noun) {
    if (all === 0) return "There is no " + noun + " yet.";
    if (left === 0) {
      const filters = facetsOf(state).some((name) => state[name] !== ANY);
      const what = [state[SEARCH] && "matches “" + state[SEARCH] + "”", filters && "fits the filters"].filter(Boolean);
      return "No " + noun + " " + what.join(" and ") + ". Reset shows all.";
    }
    return left === all ? "All " + all + " " + noun + "s." : left + " of " + all + " " + noun + "s.";
  }

  /** The value among those offered that is meant, whatever its case; null where there is none. */
  function meant(value, values) {
    return values.find((each) => each.toLowerCase() === value.toLowerCase()) ?? null;
  }

  function ready(controls, list) {
    const noun = controls.dataset.filters;
    const facets = controls.dataset.facets.split(" ");
    const state = readState(location.search, facets);
    const selects = Array.from(controls.querySelectorAll("select[data-filter]"));
    const search = controls.querySelector("[data-search]");
    const status = controls.querySelector("[role=status]");
    const items = Array.from(list.querySelectorAll("[data-text]"));
    const parts = Array.from(list.querySelectorAll("section"), (part) => [
      part,
      items.filter((item) => part.contains(item)),
    ]);
    const apply = (changed, gone = "") => {
      for (const select of selects) select.value = state[select.dataset.filter];
      for (const item of items) item.hidden = !fits(state, item.dataset);
      for (const [part, own] of parts) part.hidden = own.length > 0 && own.every((item) => item.hidden);
      status.textContent = gone + describe(items.filter((item) => !item.hidden).length, items.length, state, noun);
      if (changed) window.meshResults.remember(writeState(state));
    };
    const open = () => {
      for (const name of facets) state[name] = ANY;
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
    for (const name of facets) state[name] = meant(asked[name], offered(selects, name)) ?? ANY;
    const odd = facets.filter((name) => state[name] !== asked[name]); // an old link, or one that was typed
    const gone = odd.filter((name) => state[name] === ANY);
    apply(odd.length > 0, gone.map((name) => "No " + name + " is called “" + asked[name] + "”. ").join(""));
  }

  function offered(selects, name) {
    const select = selects.find((each) => each.dataset.filter === name);
    return select ? Array.from(select.options, (option) => option.value) : [ANY];
  }

  if (typeof document !== "undefined") {
    const controls = document.querySelector("[data-filters]");
    const list = document.querySelector("[data-filtered]");
    if (controls && list) ready(controls, list);
  }
  if (typeof module !== "undefined") module.exports = { describe, fits, meant, readState, writeState };
})();
