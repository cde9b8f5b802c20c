/* The explorer of results: facets, search, sorting, columns, paging, choice, download; its state is the page's address.
 *
 * The page carries the newest rows as a plain table; this script takes over only when the data has loaded. The data is
 * the file that generator/explorer.py writes: {"format": "mesh-results-explorer/1", "rows": N, "columns": [column, …]},
 * a column being one of
 *   {"kind": "text",   "values": [text…], "codes": [int…], "ids": [text…]?}   a code points into values, -1 is not reported;
 *                                                                             ids stand for the values in addresses
 *   {"kind": "list",   "values": [text…], "ids"?, "sets": [[int…]…], "codes": [int…]}   a code points into sets
 *   {"kind": "number", "data": [number|text|null…]}          a text says why there is no number
 *   {"kind": "plain",  "data": [text|null…]}                                  text that hardly repeats
 * each with "name", "title", "unit" (or null), "shown" and "facet" (whether by default a column, whether a filter).
 * "signed" numbers are differences: shown with their plus.
 * Beside the values there may be "colours" and "markers" (how a variant looks) and "excludes" (whether a flag does).
 *
 * Address: <facet>=<id>&…, words=<words>, sort=[-]<column>, columns=<a>.<b>, page=<n>, pick=<submission>/<result>&…, only=1.
 * What is as by default is left out.
 */
(function () {
  "use strict";

  const PAGE = 100;
  const MOST_PICKS = 8;
  const SEARCH = "words"; // "q", which older links have, makes the theme open its own search over the page
  const DAY = "2024-04-10".length; // so much of a date is shown; addresses, sorting and download have all of it
  const FORMAT = "mesh-results-explorer/1";
  const { three } = typeof module === "undefined" ? window.meshResults : require("./mesh-results.js");

  /* ---- values (pure) ---------------------------------------------------------------------------------------- */

  /** The file's columns by name, refusing what is not of the known format. */
  function readTable(file) {
    if (file.format !== FORMAT) throw new Error("the list is of an unknown format");
    const columns = new Map(file.columns.map((column) => [column.name, column]));
    for (const needed of ["submission", "result"]) {
      if (!columns.has(needed)) throw new Error("the list has no column " + needed);
    }
    return { rows: file.rows, columns };
  }

  /** A cell as text; "" where it was not reported. Numbers unrounded. */
  function cell(column, row) {
    if (column.kind === "number" || column.kind === "plain") {
      const value = column.data[row];
      return value === null || value === undefined ? "" : String(value);
    }
    const code = column.codes[row];
    if (column.kind === "list") return code < 0 ? "" : column.sets[code].map((at) => column.values[at]).join("; ");
    return code < 0 ? "" : column.values[code];
  }

  function ids(column) {
    return column.ids || column.values;
  }

  function address(table, row) {
    return cell(table.columns.get("submission"), row) + "/" + cell(table.columns.get("result"), row);
  }

  function facets(table) {
    return [...table.columns.values()].filter((column) => column.facet && column.values);
  }

  function defaultColumns(table) {
    return [...table.columns.values()].filter((column) => column.shown).map((column) => column.name);
  }

  const EMPTY = Object.freeze({ facets: {}, q: "", sort: "", columns: null, page: 1, pick: [], only: false });

  /** The state that an address's query says; what it names and the table does not have is dropped. */
  function readState(query, table) {
    const given = new URLSearchParams(query);
    const state = { ...EMPTY, facets: {}, pick: [] };
    for (const column of facets(table)) {
      const known = new Set([...ids(column), "-"]);
      const chosen = given.getAll(column.name).filter((id) => known.has(id));
      if (chosen.length) state.facets[column.name] = [...new Set(chosen)].sort();
    }
    state.q = (given.get(SEARCH) || given.get("q") || "").slice(0, 200);
    const sort = given.get("sort") || "";
    if (table.columns.has(sort.replace(/^-/, ""))) state.sort = sort;
    const columns = (given.get("columns") || "").split(".").filter((name) => table.columns.has(name));
    if (columns.length) state.columns = columns;
    state.page = Math.max(1, Number.parseInt(given.get("page") || "1", 10) || 1);
    state.pick = [...new Set(given.getAll("pick"))].slice(0, MOST_PICKS);
    state.only = given.get("only") === "1" && state.pick.length > 0;
    return state;
  }

  /** The query of a state, "" for the default one. */
  function writeState(state, table) {
    const parts = [];
    const put = (name, value) => parts.push(name + "=" + encodeURIComponent(value).replace(/%2F/g, "/").replace(/%20/g, "+"));
    for (const column of facets(table)) {
      for (const id of state.facets[column.name] || []) put(column.name, id);
    }
    if (state.q) put(SEARCH, state.q);
    if (state.sort) put("sort", state.sort);
    if (state.columns && state.columns.join(".") !== defaultColumns(table).join(".")) put("columns", state.columns.join("."));
    if (state.page > 1) put("page", state.page);
    for (const pick of state.pick) put("pick", pick);
    if (state.only) put("only", 1);
    return parts.length ? "?" + parts.join("&") : "";
  }

  /** For each value of a dictionary column, whether it is chosen; the place after the last stands for "not reported". */
  function wanted(column, chosen) {
    const known = ids(column);
    const flags = new Uint8Array(known.length + 1);
    for (const id of chosen) flags[id === "-" ? known.length : known.indexOf(id)] = 1;
    return flags;
  }

  /** For each code of the column (the last for -1), whether rows with it pass. */
  function passing(column, chosen) {
    const flags = wanted(column, chosen);
    if (column.kind !== "list") return flags;
    const none = flags[column.values.length];
    return Uint8Array.from([...column.sets.map((set) => (set.length ? set.some((at) => flags[at]) : none)), none], Number);
  }

  /** Which rows hold every word somewhere in their texts; null where nothing is asked. */
  function searchHits(table, query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    const hits = new Uint8Array(table.rows).fill(1);
    for (const word of words) {
      const found = new Uint8Array(table.rows);
      for (const column of table.columns.values()) findIn(column, word, found);
      for (let row = 0; row < table.rows; row += 1) hits[row] &= found[row];
    }
    return hits;
  }

  function findIn(column, word, found) {
    if (column.kind === "number") return;
    if (column.kind === "plain") {
      column.data.forEach((text, row) => {
        if (text !== null && text.toLowerCase().includes(word)) found[row] = 1;
      });
      return;
    }
    const inValue = column.values.map((value) => value.toLowerCase().includes(word));
    const byCode = column.kind === "list" ? column.sets.map((set) => set.some((at) => inValue[at])) : inValue;
    column.codes.forEach((code, row) => {
      if (byCode[code]) found[row] = 1;
    });
  }

  /** The rows that pass, in the file's order, and for each facet how many rows each of its codes would give. */
  function filter(table, state) {
    const shown = facets(table);
    const active = shown.map((column) => state.facets[column.name]);
    const passes = shown.map((column, at) => (active[at] ? passing(column, active[at]) : null));
    const counts = shown.map((column) => new Uint32Array((column.sets || column.values).length + 1));
    const hits = searchHits(table, state.q);
    const only = state.only ? new Set(state.pick) : null;
    const rows = [];
    for (let row = 0; row < table.rows; row += 1) {
      if (hits && !hits[row]) continue;
      if (only && !only.has(address(table, row))) continue;
      let failed = -1;
      let failures = 0;
      for (let at = 0; at < shown.length && failures < 2; at += 1) {
        if (passes[at] && !passes[at][placeOf(shown[at], row, counts[at])]) {
          failed = at;
          failures += 1;
        }
      }
      if (failures > 1) continue;
      if (failures === 0) rows.push(row);
      // A facet's own choice does not shrink its own counts: they say what choosing another value would give.
      for (let at = 0; at < shown.length; at += 1) {
        if (failures === 0 || at === failed) counts[at][placeOf(shown[at], row, counts[at])] += 1;
      }
    }
    return { rows, counts: new Map(shown.map((column, at) => [column.name, byValue(column, counts[at])])) };
  }

  function placeOf(column, row, counts) {
    const code = column.codes[row];
    return code < 0 ? counts.length - 1 : code;
  }

  function byValue(column, counts) {
    if (column.kind !== "list") return counts;
    const values = new Uint32Array(column.values.length + 1);
    column.sets.forEach((set, at) => {
      for (const value of set.length ? set : [column.values.length]) values[value] += counts[at];
    });
    values[column.values.length] += counts[counts.length - 1];
    return values;
  }

  /** The rows sorted by `sort` ("-" before descends); what was not reported stands last either way. */
  function sorted(table, rows, sort) {
    if (!sort) return rows;
    const down = sort.startsWith("-");
    const column = table.columns.get(sort.replace(/^-/, ""));
    const keys = sortKeys(column);
    const sign = down ? -1 : 1;
    return rows.slice().sort((one, other) => {
      const a = keys(one);
      const b = keys(other);
      if (a === null || b === null) return a === b ? one - other : a === null ? 1 : -1;
      return a === b ? one - other : a < b ? -sign : sign;
    });
  }

  const NATURAL = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  /** A function from row to a number, or null. Texts are ranked once, with numbers in them as numbers: 1.9 before 1.20. */
  function sortKeys(column) {
    if (column.kind === "number") return (row) => (typeof column.data[row] === "number" ? column.data[row] : null);
    if (column.kind === "plain") {
      const rank = ranks([...new Set(column.data.filter((text) => text !== null))]);
      return (row) => (column.data[row] === null ? null : rank.get(column.data[row]));
    }
    const texts = column.kind === "list" ? column.sets.map((set) => set.map((at) => column.values[at]).join("; ")) : column.values;
    const rank = ranks([...new Set(texts)]);
    return (row) => {
      const code = column.codes[row];
      return code < 0 || texts[code] === "" ? null : rank.get(texts[code]);
    };
  }

  function ranks(texts) {
    return new Map(texts.sort(NATURAL.compare).map((text, at) => [text, at]));
  }

  /** Which comparisons the results belong to, by their addresses: {"groups": [{"id", "title"}…], "grouped", "loose", "missing"}:
   * how many of the results are in a comparison and in none, and the addresses that the table does not have. */
  function comparisons(table, picks) {
    const column = table.columns.get("group_title");
    const chosen = new Set(picks);
    const found = new Map();
    const missing = new Set(picks);
    let loose = 0;
    let grouped = 0;
    for (let row = 0; column && row < table.rows; row += 1) {
      const name = address(table, row);
      if (!chosen.has(name)) continue;
      missing.delete(name);
      const code = column.codes[row];
      if (code < 0) loose += 1;
      else {
        grouped += 1;
        found.set(ids(column)[code], column.values[code]);
      }
    }
    return { groups: [...found].map(([id, title]) => ({ id, title })), grouped, loose, missing: column ? [...missing] : [] };
  }

  /** Whether the results may be compared, in words; "" where that says nothing. */
  function comparability({ groups, grouped, loose }) {
    if (grouped + loose < 2) return grouped ? "In the comparison " : loose ? "In no comparison." : "";
    if (groups.length === 1 && !loose) return "All in one comparison: ";
    const many = groups.length === 1 ? "one comparison" : groups.length + " comparisons";
    const none = loose === 1 ? "one is in no comparison" : loose + " are in no comparison";
    const from = [groups.length ? "from " + many : "", loose ? none : ""].filter(Boolean).join(", ");
    return "Not comparable with each other: " + from + ".";
  }

  /** How many results are chosen, in words; `missing` are those that the table does not have. */
  function chosenWords(number, missing) {
    if (!number) return "";
    const most = number === MOST_PICKS ? ": no more fit side by side." : ".";
    const gone = missing.length ? " Not in this list: " + missing.join(", ") + "." : "";
    return number + " of at most " + MOST_PICKS + " chosen" + most + gone;
  }

  /** The address at which the chosen results stand side by side, below the folder of that page. */
  function compareAddress(folder, picks) {
    return folder + "?r=" + picks.map((pick) => encodeURIComponent(pick).replace(/%2F/g, "/")).join(".");
  }

  /** A CSV cell that no spreadsheet takes for a formula: such a text gets an apostrophe in front. Numbers stay numbers. */
  function csvCell(value) {
    const safe = typeof value === "string" && /^[\s\u00a0]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? "'" + value : String(value);
    return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  /** The view as CSV: the shown columns, full precision, the result's address last. */
  function toCsv(table, rows, names) {
    const columns = names.map((name) => table.columns.get(name));
    const lines = [[...names, "address"].map(csvCell).join(",")];
    for (const row of rows) {
      const cells = columns.map((column) => csvCell(column.kind === "number" ? (column.data[row] ?? "") : cell(column, row)));
      lines.push([...cells, csvCell(address(table, row))].join(","));
    }
    return lines.join("\r\n") + "\r\n";
  }

  const pure = { PAGE, cell, chosenWords, comparability, compareAddress, comparisons, csvCell, filter, readState, readTable, sorted, toCsv, writeState };
  if (typeof module !== "undefined") {
    module.exports = pure;
    return;
  }

  /* ---- page ------------------------------------------------------------------------------------------------- */

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  class Explorer {
    constructor(root, table) {
      this.root = root;
      this.table = table;
      this.find = (name) => root.querySelector(name);
      this.head = this.find("thead");
      this.body = this.find("tbody");
      this.caption = this.find("caption");
      this.status = this.find(".mr-explorer__status");
      this.pages = this.find(".mr-explorer__pages");
      this.state = readState(location.search, table);
      this.buildControls();
      window.addEventListener("popstate", () => {
        this.state = readState(location.search, table);
        this.search.value = this.state.q;
        this.show();
      });
      this.show();
      root.dataset.ready = "";
    }

    get columns() {
      return this.state.columns || defaultColumns(this.table);
    }

    /** Takes the change over, goes back to the first page unless the change says which, and shows what came of it. */
    change(changes) {
      this.state = { ...this.state, page: 1, ...changes };
      const query = writeState(this.state, this.table);
      history.replaceState(history.state, "", location.pathname + query + location.hash);
      this.show();
    }

    show() {
      const { rows, counts } = filter(this.table, this.state);
      this.rows = sorted(this.table, rows, this.state.sort);
      const last = Math.max(1, Math.ceil(this.rows.length / PAGE));
      this.page = Math.min(this.state.page, last);
      this.showHead();
      this.showBody();
      this.showFacets(counts);
      this.showStatus(last);
      this.showChosen();
    }

    /* controls */

    buildControls() {
      this.search = element("input", {
        type: "search", class: "mr-explorer__search", "aria-label": "Search results", placeholder: "Search results",
        autocomplete: "off", oninput: () => this.later(() => this.change({ q: this.search.value.trim() })),
      });
      this.search.value = this.state.q;
      const reset = element("button", { type: "button", class: "mr-button", onclick: () => this.reset() }, "Reset");
      const download = element("button", { type: "button", class: "mr-button", onclick: () => this.download() }, "Download this view (CSV)");
      this.link = element("button", { type: "button", class: "mr-button", onclick: () => this.copyLink() }, "Copy link");
      this.facets = new Map(facets(this.table).map((column) => [column.name, this.buildFacet(column)]));
      this.chosen = element("div", { class: "mr-explorer__chosen" });
      this.chosenWords = element("span", {});
      this.choices = element("span", { class: "mr-explorer__choices" });
      this.together = element("p", { class: "mr-explorer__together" });
      // Filled later and never replaced, so that a change in it is read out.
      this.chosen.append(element("div", { role: "status" }, this.chosenWords, this.together), this.choices);
      this.find(".mr-explorer__controls").replaceChildren(
        element("div", { class: "mr-explorer__bar" }, this.search, this.link, download, reset),
        this.buildFilters(),
      );
      this.find(".mr-explorer__controls").after(this.chosen); // beside the table, so that it can stay in view above it
      document.addEventListener("click", (event) => this.closeOthers(event.target));
      this.root.addEventListener("keydown", (event) => this.escape(event));
    }

    /** Filters and columns; on a narrow screen they fold away, on a wide one there is nothing to fold. */
    buildFilters() {
      const all = element("div", { class: "mr-facets", role: "group", "aria-label": "Filters and columns" },
        ...[...this.facets.values()].map((facet) => facet.box), this.buildColumns());
      this.fold = element("summary", {});
      const box = element("details", { class: "mr-filters" }, this.fold, all);
      const wide = matchMedia("(min-width: 45em)");
      box.open = wide.matches;
      wide.addEventListener("change", () => (box.open = wide.matches));
      return box;
    }

    later(act) {
      clearTimeout(this.timer);
      this.timer = setTimeout(act, 120);
    }

    reset() {
      this.search.value = "";
      this.change({ ...EMPTY, facets: {}, pick: [] });
    }

    closeOthers(target) {
      for (const box of this.root.querySelectorAll("details.mr-facet[open]")) {
        if (!box.contains(target)) box.open = false;
      }
    }

    escape(event) {
      const box = event.key === "Escape" && event.target.closest("details.mr-facet[open]");
      if (!box) return;
      box.open = false;
      box.querySelector("summary").focus();
    }

    buildFacet(column) {
      const list = element("div", { class: "mr-facet__list", role: "group", "aria-label": column.title });
      const summary = element("summary", {}, column.title);
      const box = element("details", { class: "mr-facet" }, summary, list);
      const order = column.values.map((_, at) => at).sort((a, b) => NATURAL.compare(column.values[a], column.values[b]));
      const entries = [...order, column.values.length].map((at) => this.buildEntry(column, at));
      list.append(...entries.map((entry) => entry.label));
      return { box, summary, entries };
    }

    buildEntry(column, at) {
      const missing = at === column.values.length;
      const id = missing ? "-" : ids(column)[at];
      const input = element("input", { type: "checkbox", onchange: () => this.toggle(column.name, id, input.checked) });
      const count = element("span", { class: "mr-facet__count" });
      const none = column.kind === "list" ? "none" : "not reported";
      const text = element("span", missing ? { class: "mr-facet__none" } : {}, missing ? none : column.values[at]);
      return { at, id, input, count, label: element("label", {}, input, text, count) };
    }

    toggle(name, id, on) {
      const before = this.state.facets[name] || [];
      const after = on ? [...before, id].sort() : before.filter((one) => one !== id);
      const chosen = { ...this.state.facets, [name]: after };
      if (!after.length) delete chosen[name];
      this.change({ facets: chosen });
    }

    showFacets(counts) {
      const active = Object.keys(this.state.facets).length;
      this.fold.textContent = "Filters and columns" + (active ? " (" + active + ")" : "");
      for (const [name, facet] of this.facets) {
        const chosen = new Set(this.state.facets[name] || []);
        const title = this.table.columns.get(name).title;
        facet.summary.textContent = chosen.size ? title + " (" + chosen.size + ")" : title;
        facet.box.toggleAttribute("data-active", chosen.size > 0);
        for (const entry of facet.entries) {
          const number = counts.get(name)[entry.at];
          entry.input.checked = chosen.has(entry.id);
          entry.count.textContent = number.toLocaleString("en-GB");
          entry.label.hidden = number === 0 && !entry.input.checked;
        }
      }
    }

    buildColumns() {
      const list = element("div", { class: "mr-facet__list", role: "group", "aria-label": "Columns" });
      const hidden = new Set(["submission", "result"]);
      for (const column of this.table.columns.values()) {
        if (hidden.has(column.name) && !column.shown) continue;
        const input = element("input", { type: "checkbox", "data-column": column.name, onchange: () => this.chooseColumns() });
        list.append(element("label", {}, input, titled(column)));
      }
      this.columnBoxes = [...list.querySelectorAll("input")];
      return element("details", { class: "mr-facet" }, element("summary", {}, "Columns"), list);
    }

    chooseColumns() {
      const names = this.columnBoxes.filter((box) => box.checked).map((box) => box.dataset.column);
      this.change({ columns: names.length ? names : null, page: this.page });
    }

    /* table */

    showHead() {
      const focus = document.activeElement?.closest?.("[data-sort]")?.dataset.sort;
      const heads = this.columns.map((name) => this.headCell(this.table.columns.get(name)));
      const choose = element("th", { scope: "col" }, element("span", { class: "mr-visually-hidden" }, "Choose"));
      this.head.replaceChildren(element("tr", {}, choose, ...heads));
      if (focus) this.head.querySelector('[data-sort="' + focus + '"]')?.focus();
      for (const box of this.columnBoxes) box.checked = this.columns.includes(box.dataset.column);
      this.showOrder();
    }

    /** The caption says in which order the rows stand. */
    showOrder() {
      const { sort } = this.state;
      const column = this.table.columns.get(sort.replace(/^-/, ""));
      const ends = column && (column.kind === "number" ? ["lowest", "highest"] : ["first", "last"]);
      const order = column ? "by " + column.title + ", " + ends[sort.startsWith("-") ? 1 : 0] + " first" : "newest first" + (this.table.columns.get("purpose")?.values.includes("demonstration") ? ", demonstrations last" : "");
      if (this.caption) this.caption.textContent = "Results, " + order;
    }

    headCell(column) {
      const by = this.state.sort.replace(/^-/, "") === column.name;
      const order = by ? (this.state.sort.startsWith("-") ? "descending" : "ascending") : null;
      const button = element("button", { type: "button", class: "mr-sort", "data-sort": column.name, onclick: () => this.sortBy(column) }, titled(column));
      return element("th", { scope: "col", "aria-sort": order, class: column.kind === "number" ? "mr-num" : null }, button);
    }

    /** Up, down, and back to the file's order: newest first. */
    sortBy(column) {
      const next = { [column.name]: "-" + column.name, ["-" + column.name]: "" };
      const now = this.state.sort;
      this.change({ sort: now in next ? next[now] : column.name });
    }

    showBody() {
      const focus = document.activeElement?.closest?.("[data-pick]")?.dataset.pick;
      const from = (this.page - 1) * PAGE;
      const made = this.rows.slice(from, from + PAGE).map((row) => this.row(row));
      const none = element("tr", {}, element("td", { colspan: this.columns.length + 1 }, "No result matches."));
      this.body.replaceChildren(...(made.length ? made : [none]));
      if (focus) [...this.body.querySelectorAll("[data-pick]")].find((box) => box.dataset.pick === focus)?.focus();
    }

    row(row) {
      const name = address(this.table, row);
      const picked = this.state.pick.includes(name);
      const input = element("input", {
        type: "checkbox", "data-pick": name, "aria-label": "Choose " + name,
        disabled: !picked && this.state.pick.length >= MOST_PICKS, onchange: () => this.pick(name, input.checked),
      });
      input.checked = picked;
      const cells = this.columns.map((column, at) => this.cell(this.table.columns.get(column), row, at === 0, name));
      return element("tr", {}, element("td", {}, input), ...cells);
    }

    cell(column, row, first, name) {
      const text = cell(column, row);
      const number = column.kind === "number";
      const missing = text === "";
      const valued = number && typeof column.data[row] === "number";
      const shown = missing ? (column.kind === "list" ? "none" : "not reported") : valued ? figure(column, row) : column.name === "date" ? text.slice(0, DAY) : text;
      const kinds = [number ? "mr-num" : "", missing || (number && !valued) ? "mr-none" : "", column.name === "group_title" ? "mr-wide" : column.name === "measured_by" ? "mr-who" : column.kind === "list" ? "mr-flags" : ""].filter(Boolean);
      const target = this.target(column, row, first, name);
      const look = missing ? shown : this.look(column, row, shown);
      const inside = target && !missing ? element("a", { href: target }, look) : look;
      const attributes = { class: kinds.join(" ") || null, scope: first ? "row" : null };
      if (column.kind === "list" && !missing) return element("td", attributes, ...this.flags(column, row));
      return element(first ? "th" : "td", attributes, inside);
    }

    flags(column, row) {
      return column.sets[column.codes[row]].flatMap((at) => {
        const out = column.excludes?.[at] ? " mr-flag--excludes" : "";
        const kind = ids(column)[at].replace(/[^a-z0-9-]/g, "-");
        return [element("span", { class: "mr-flag mr-flag--" + kind + out }, column.values[at]), " "];
      });
    }

    /** A variant's name beside its colour and marker; any other text as it is. */
    look(column, row, shown) {
      const at = column.colours ? column.codes[row] : -1;
      if (!column.colours?.[at]) return shown;
      const swatch = element("span", { class: "mr-swatch", "data-marker": column.markers[at] });
      swatch.style.setProperty("--mr-colour", column.colours[at]);
      return element("span", { class: "mr-mesh" }, swatch, shown);
    }

    /** Where a cell leads: the first to its result, group and mesh to their pages. */
    target(column, row, first, name) {
      const at = (prefix, path) => prefix + path.split("/").map(encodeURIComponent).join("/") + "/";
      const { results, groups, meshes } = this.root.dataset;
      if (first) return at(results || "results/", name);
      if (column.name === "group_title" && groups) return at(groups, ids(column)[column.codes[row]] || "");
      if (column.name === "mesh" && meshes) return at(meshes, ids(column)[column.codes[row]] || "");
      return null;
    }

    /* choice, pages, words */

    pick(name, on) {
      const pick = on ? [...this.state.pick, name].slice(0, MOST_PICKS) : this.state.pick.filter((one) => one !== name);
      this.change({ pick, only: this.state.only && pick.length > 0, page: this.page });
    }

    showChosen() {
      const { pick, only } = this.state;
      const found = comparisons(this.table, pick);
      this.chosen.toggleAttribute("data-empty", !pick.length);
      this.chosenWords.textContent = chosenWords(pick.length, found.missing);
      this.showTogether(found);
      if (!pick.length) return this.choices.replaceChildren();
      const focus = document.activeElement?.dataset?.choice;
      const button = (choice, words, act, more) => element("button", { type: "button", class: "mr-button", "data-choice": choice, onclick: act, ...more }, words);
      const at = this.root.dataset.compareAt || "compare/";
      const compare = pick.length < 2 ? "Choose another to compare with" :
        element("a", { class: "mr-button mr-button--main", "data-choice": "compare", href: compareAddress(at, pick) }, "Compare " + pick.length + " results");
      this.choices.replaceChildren(
        compare, " ",
        button("only", only ? "Show all again" : "Show only these", () => this.change({ only: !only }), { "aria-pressed": String(only) }), " ",
        button("none", "Choose none", () => this.change({ pick: [], only: false })),
      );
      if (focus) this.choices.querySelector('[data-choice="' + focus + '"]')?.focus();
    }

    /** Whether what is chosen may be compared, with the way to its comparison where it is one. */
    showTogether(found) {
      const words = comparability(found);
      const one = found.groups.length === 1 && !found.loose ? found.groups[0] : null;
      const apart = found.groups.length + found.loose > 1 && !one;
      this.together.hidden = !words;
      this.together.classList.toggle("mr-explorer__together--apart", apart);
      this.together.replaceChildren(words);
      if (!one) return;
      const href = (this.root.dataset.groups || "groups/") + encodeURIComponent(one.id) + "/";
      this.together.append(element("a", { href }, one.title));
    }

    showStatus(last) {
      const many = this.rows.length;
      const total = this.table.rows;
      const from = (this.page - 1) * PAGE + 1;
      const number = (value) => value.toLocaleString("en-GB");
      const range = many > PAGE ? "Rows " + number(from) + " to " + number(Math.min(many, from + PAGE - 1)) + " of " : "";
      this.words = this.words || this.status.appendChild(element("span"));
      if (!this.status.dataset.live) {
        this.status.dataset.live = "";
        this.status.replaceChildren(this.words);
      }
      const of = many === total ? number(total) + " results" : number(many) + " of " + number(total) + " results";
      this.words.textContent = range + of + (many ? "." : ": nothing matches.");
      const step = (label, page) => element("button", { type: "button", class: "mr-button", disabled: page < 1 || page > last, onclick: () => this.turn(page) }, label);
      this.pages.hidden = last === 1;
      this.pages.replaceChildren(step("Previous", this.page - 1), "Page " + this.page + " of " + last, step("Next", this.page + 1));
    }

    turn(page) {
      this.change({ page });
      this.find(".mr-table-wrap").focus({ preventScroll: true });
      this.status.scrollIntoView({ block: "nearest" });
    }

    async copyLink() {
      const before = "Copy link";
      try {
        await navigator.clipboard.writeText(location.href);
        this.link.textContent = "Copied";
      } catch {
        this.link.textContent = "Copy it from the address bar";
      }
      setTimeout(() => (this.link.textContent = before), 2000);
    }

    download() {
      const url = URL.createObjectURL(new Blob([toCsv(this.table, this.rows, this.columns)], { type: "text/csv" }));
      const anchor = element("a", { href: url, download: "mesh-results.csv" });
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    }
  }

  /** A cell's number as people read it. */
  function figure(column, row) {
    const value = column.data[row];
    return (column.signed && value > 0 ? "+" : "") + three(value);
  }

  function titled(column) {
    const title = element("span", {}, column.title);
    if (column.unit) title.append(" ", element("span", { class: "mr-unit" }, column.unit));
    return title;
  }

  async function start() {
    for (const root of document.querySelectorAll(".mr-explorer[data-source]")) {
      try {
        const answer = await fetch(new URL(root.dataset.source, document.baseURI));
        if (!answer.ok) throw new Error("status " + answer.status);
        new Explorer(root, readTable(await answer.json()));
      } catch (problem) {
        const words = "Filters are not available: the list of all results did not load (" + problem.message + ").";
        root.querySelector(".mr-explorer__controls")?.replaceChildren(element("p", { class: "mr-missing" }, words));
      }
    }
  }

  start();
})();
