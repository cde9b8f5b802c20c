/* Conformance: filters of a matrix, and the difference of any two reports. Everything is in the page without this script;
 * it hides what was not asked for and keeps the question in the address.
 */
(function () {
  "use strict";

  const ANY = "*";
  const FACETS = ["edition", "channel", "mesh", "feature"];

  /* ---- filters of a matrix ---------------------------------------------------------------------------------- */

  function readState(search) {
    const asked = new URLSearchParams(search);
    return Object.fromEntries(FACETS.map((name) => [name, asked.has(name) ? asked.get(name) : ANY]));
  }

  function writeState(state) {
    const asked = new URLSearchParams();
    for (const name of FACETS) if (state[name] !== undefined && state[name] !== ANY) asked.set(name, state[name]);
    return asked.toString();
  }

  function fits(state, name, value) {
    return state[name] === undefined || state[name] === ANY || state[name] === value;
  }

  /** Whether a report's row or cell fits; its edition is that of its section, or its own where there are no sections. */
  function shows(state, cell) {
    const { channel, edition, mesh } = cell.dataset;
    const ofEdition = edition === undefined || fits(state, "edition", edition);
    return ofEdition && fits(state, "mesh", mesh) && fits(state, "channel", channel);
  }

  /** Hide what does not fit; how many reports are left of how many. */
  function filter(matrix, state) {
    for (const row of matrix.querySelectorAll("tr[data-feature]")) {
      row.hidden = !fits(state, "feature", row.dataset.feature);
    }
    for (const cell of matrix.querySelectorAll("[data-report]")) cell.hidden = !shows(state, cell);
    for (const section of matrix.querySelectorAll("section[data-edition]")) {
      for (const fold of section.querySelectorAll("details")) {
        const feature = fold.querySelector("tr[data-feature]:not([hidden])");
        fold.hidden = !feature || !fold.querySelector("th[data-report]:not([hidden])");
        if (state.feature !== ANY && !fold.hidden) fold.open = true;
      }
      const rows = section.querySelector("tr[data-report]:not([hidden])");
      const known = fits(state, "feature", undefined) || section.querySelector("details:not([hidden])");
      section.hidden = !fits(state, "edition", section.dataset.edition) || !rows || !known;
    }
    const all = Array.from(matrix.querySelectorAll("tr[data-report]"));
    return [all.filter((row) => !row.hidden && !row.closest("section[data-edition][hidden]")).length, all.length];
  }

  function describe(left, all) {
    if (left === 0 && all > 0) return "No report fits all of these filters: set one of them to all, or reset them.";
    return left === all ? "All " + all + " reports." : left + " of " + all + " reports.";
  }

  function readyMatrix(controls, matrix) {
    const state = readState(location.search);
    const status = controls.querySelector("[role=status]");
    const selects = Array.from(controls.querySelectorAll("select[data-filter]"));
    const apply = (changed) => {
      for (const name of FACETS) {
        const select = selects.find((each) => each.dataset.filter === name);
        const known = select && Array.from(select.options).some((option) => option.value === state[name]);
        if (!known) state[name] = ANY; // an old link may ask for what is no longer there
        if (select) select.value = state[name];
      }
      const [left, all] = filter(matrix, state);
      status.textContent = describe(left, all);
      if (changed) window.meshResults.remember(writeState(state));
    };
    for (const select of selects) {
      select.addEventListener("change", () => {
        state[select.dataset.filter] = select.value;
        apply(true);
      });
    }
    controls.querySelector("[data-matrix-reset]").addEventListener("click", () => {
      for (const name of FACETS) state[name] = ANY;
      apply(true);
    });
    window.meshResults.readyLink(controls.querySelector("[data-matrix-link]"));
    controls.hidden = false;
    apply(false);
  }

  /* ---- the difference of two reports ------------------------------------------------------------------------ */

  const OPEN = ["declared-untested", "declared-unknown"]; // declared, and tested in neither as far as known

  /** The groups by what they test; where a report has both names of the HTTP profile, the newer one is it. */
  function byProfile(report) {
    const ordered = [...report.groups].sort((one, other) => (one.group < other.group ? -1 : 1));
    const found = new Map(ordered.map((group) => [group.profile, group]));
    for (const group of ordered) if (found.get(group.profile) !== group) found.set(group.group, group);
    return found;
  }

  function states(report, kind) {
    const found = new Map();
    for (const [profile, group] of byProfile(report)) {
      for (const [name, state] of Object.entries(group[kind])) {
        if (state && state !== "not-reported") found.set(profile + "\n" + name, state);
      }
    }
    return found;
  }

  /** What is not the same in both, as [group, name, before, after]; null where one says nothing of it. */
  function changes(before, after, kind) {
    const one = states(before, kind);
    const other = states(after, kind);
    const keys = Array.from(new Set([...one.keys(), ...other.keys()])).sort();
    return keys
      .filter((key) => one.get(key) !== other.get(key))
      .filter((key) => !(OPEN.includes(one.get(key)) && OPEN.includes(other.get(key))))
      .map((key) => [...key.split("\n"), one.get(key) || null, other.get(key) || null]);
  }

  /** Why counts of core cases may not be compared; "" where they may. The same rule as that of the reports' pages. */
  function obstacle(before, after) {
    if (before.suite !== after.suite) return "they are reports of different suites";
    if (before.standing === "historic" || after.standing === "historic") {
      return "a report that is kept as history only is compared with nothing";
    }
    if (!before.stands || !after.stands) return "one of the reports does not stand";
    if (!sameSet(before.declared || [], after.declared || [])) {
      return "the meshes claim different specifications, so different cases count";
    }
    if (!before.commit || !after.commit) {
      const silent = before.commit || after.commit ? "one of the reports does not name" : "neither report names";
      return silent + " the commit of the tests that ran, so nobody can tell whether they ran the same cases";
    }
    const [short, long] = [before.commit, after.commit].sort((one, other) => one.length - other.length);
    return long.startsWith(short) ? "" : "they ran the tests of different commits";
  }

  /** The same of extended cases: which of them run is decided by the features declared. */
  function extendedObstacle(before, after) {
    const why = obstacle(before, after);
    if (why) return why;
    const declared = (report) =>
      Array.from(states(report, "features")).filter(([, state]) => state !== "not-claimed").map(([key]) => key);
    return sameSet(declared(before), declared(after)) ? "" : "the features declared differ, so different cases ran";
  }

  function sameSet(one, other) {
    return new Set([...one, ...other]).size === new Set(one).size && new Set(one).size === new Set(other).size;
  }

  function comparability(before, after) {
    const why = obstacle(before, after);
    if (why) return "Counts may not be compared: " + why + ".";
    const extended = extendedObstacle(before, after);
    if (!extended) return "Both ran the tests of one commit and declare the same features, so their counts may be compared.";
    const core = "Both ran the tests of one commit, so counts of core cases may be compared";
    return core + "; those of extended cases not, since " + extended + ".";
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function mark(words, state) {
    return element("span", { className: "mr-case mr-case--" + state }, words[state]);
  }

  function named(name, group) {
    const words = name.split(/(?<=[a-z0-9])(?=[A-Z])/);
    const parts = words.flatMap((word, at) => (at ? [document.createElement("wbr"), word] : [word]));
    return [element("code", {}, ...parts), " ", element("span", { className: "mr-unit" }, group)];
  }

  function fold(output, title, rows, words) {
    if (!rows.length) return;
    const items = rows.map(([group, name, one, other]) => element("li", {}, ...named(name, group), ": ", mark(words, one || other)));
    const summary = element("summary", {}, title + ": " + rows.length);
    output.append(element("details", { className: "mr-matrix-fold" }, summary, element("ul", {}, ...items)));
  }

  function changesTable(words, rows, heads) {
    const head = element("tr", {}, ...["what", ...heads].map((text) => element("th", { scope: "col" }, text)));
    const body = rows.map(([group, name, before, after]) => {
      const cells = [before, after].map((state) => element("td", {}, mark(words, state)));
      return element("tr", {}, element("th", { scope: "row" }, ...named(name, group)), ...cells);
    });
    const caption = element("caption", { id: "differences" }, "Features and cases of which both speak, and not in the same way");
    const table = element("table", { className: "mr-table mr-matrix" }, caption);
    table.append(element("thead", {}, head), element("tbody", {}, ...body));
    const wrap = element("div", { className: "mr-table-wrap", tabIndex: 0 }, table);
    wrap.setAttribute("role", "region");
    wrap.setAttribute("aria-labelledby", "differences");
    return wrap;
  }

  function countsTable(before, after) {
    const groups = Array.from(new Set([...byProfile(before).keys(), ...byProfile(after).keys()]));
    const rows = [];
    for (const name of groups) {
      for (const level of ["core", "extended"]) {
        const cells = [before, after].map((report) => {
          const group = byProfile(report).get(name);
          return group && group[level] ? group[level].words : "not in it";
        });
        if (cells.every((cell) => cell === "not in it")) continue;
        const head = element("th", { scope: "row" }, name + " " + level);
        rows.push(element("tr", {}, head, ...cells.map((cell) => element("td", {}, cell))));
      }
    }
    if (!rows.length) return null;
    const heads = ["cases passed", "before", "after"].map((text) => element("th", { scope: "col" }, text));
    const table = element("table", { className: "mr-table" }, element("caption", {}, "Counts of each report"));
    table.append(element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
    return element("div", { className: "mr-table-wrap" }, table);
  }

  function reportLink(form, report) {
    return element("a", { href: form.dataset.reports + report.report + "/" }, report.label);
  }

  function compare(form, content, output) {
    const before = content.reports[form.elements.a.value];
    const after = content.reports[form.elements.b.value];
    output.replaceChildren();
    if (!before || !after) return;
    const line = element("p", {}, reportLink(form, before), " against ", reportLink(form, after), ".");
    output.append(line);
    if (before === after) {
      output.append(element("p", { className: "mr-missing" }, "Choose two different reports."));
      return;
    }
    const why = obstacle(before, after);
    const banner = why ? "mr-banner mr-banner--disputed" : "mr-banner";
    output.append(element("aside", { className: banner }, comparability(before, after)));
    if (before.suite !== after.suite) return;
    const counts = countsTable(before, after);
    if (counts) output.append(counts);
    const rows = [...changes(before, after, "features"), ...changes(before, after, "cases")];
    const changed = rows.filter(([, , one, other]) => one && other);
    const speaks = [before, after].every((report) => states(report, "features").size || states(report, "cases").size);
    const none = speaks
      ? "Of the features and cases that both speak of, none differs."
      : "At least one of the two names neither a case nor a feature, so nothing can be set side by side.";
    output.append(changed.length ? changesTable(content.words, changed, ["before", "after"]) : element("p", {}, none));
    fold(output, "Only in " + after.label, rows.filter(([, , one]) => !one), content.words);
    fold(output, "Only in " + before.label, rows.filter(([, , , other]) => !other), content.words);
  }

  async function readyCompare(form, output) {
    const asked = new URLSearchParams(location.search);
    for (const name of ["a", "b"]) {
      const select = form.elements[name];
      const known = Array.from(select.options).some((option) => option.value === asked.get(name));
      if (known) select.value = asked.get(name);
      else if (name === "a" && select.options.length > 1) select.selectedIndex = 1;
    }
    form.hidden = false;
    let content;
    try {
      const answer = await fetch(form.dataset.source);
      if (!answer.ok) throw new Error("status " + answer.status);
      content = await answer.json();
    } catch (error) {
      output.replaceChildren(element("p", { className: "mr-missing" }, "The reports could not be loaded: " + error.message));
      return;
    }
    const show = (changed) => {
      compare(form, content, output);
      if (changed) window.meshResults.remember(new URLSearchParams({ a: form.elements.a.value, b: form.elements.b.value }).toString());
    };
    form.addEventListener("change", () => show(true));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("[data-compare-swap]").addEventListener("click", () => {
      [form.elements.a.value, form.elements.b.value] = [form.elements.b.value, form.elements.a.value];
      show(true);
    });
    window.meshResults.readyLink(form.querySelector("[data-compare-link]"));
    show(false);
  }

  if (typeof document !== "undefined") {
    const controls = document.querySelector("[data-matrix-filters]");
    const matrix = document.querySelector("[data-matrix]");
    if (controls && matrix) readyMatrix(controls, matrix);
    const form = document.querySelector("form[data-compare]");
    const output = document.querySelector("[data-compare-output]");
    if (form && output) readyCompare(form, output);
  }
  if (typeof module !== "undefined") module.exports = { changes, comparability, describe, extendedObstacle, obstacle, readState, writeState };
})();
