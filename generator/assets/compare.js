/* Up to eight results side by side. The address holds which: ?r=<short id>.<short id>…, an address submission/result standing for its id.
 *
 * The first file says which results there are, "mesh-results-compare/1": {"submissions", "groups": [id…], and for each result, column by
 * column, "id": [short id…], "submission": [place…], "result": [id…], "group": [place…]}.
 * The files of the chosen results' comparisons say the rest, "mesh-results-group/1" (generator/pages/compared.py): {"id", "title", "headline",
 * "conditions", "leads", "demonstration", "key": [{"name", "title", "value"}…], "fields": [{"name", "title", "section", "unit", "optional"}…],
 * "results": [{"id", "address", "label", …, "objections": [{"head", "words", "more", "page", "open"}…], "cells": [text | {"value",
 * "bounds"} | {"why"} | null…]}…]}, a cell for each field: {"why"} says why there is no value, null is not reported.
 *
 * Verdicts and overheads come from a comparison's runs, made when the site is built; nothing here computes one. Charts are drawn only where
 * all results stand under one comparability key.
 */
(function () {
  "use strict";

  const MOST = 8;
  const READ = 40; // so many entries of an address are looked at
  const FORMATS = { index: "mesh-results-compare/1", group: "mesh-results-group/1" };
  const NOT_REPORTED = "not reported";
  const SECTIONS = [
    ["subject", "What was measured"],
    ["numbers", "Numbers"],
    ["source", "Who, where and when"],
  ];
  const ALWAYS_DIFFER = ["measured", "submitted"]; // days and times: no mark says more than they do
  const OUT = "corrected disputed superseded withdrawn invalid".split(" ");

  /* ---- what is asked for (pure) ----------------------------------------------------------------------------- */

  /** The results there are, by short id and by address. */
  function readIndex(file) {
    if (file.format !== FORMATS.index) throw new Error("the list is of an unknown format");
    const entries = file.id.map((id, at) => ({
      id,
      address: file.submissions[file.submission[at]] + "/" + file.result[at],
      group: file.groups[file.group[at]],
    }));
    const known = new Map(entries.map((entry) => [entry.id, entry]));
    for (const entry of entries) known.set(entry.address, entry);
    return known;
  }

  /** What an address asks for, in its order: `chosen` results, `over` those beyond the most that fit, `unknown` names, `cut` how many
   * entries were not looked at. Asking for one twice asks for it once. */
  function readQuery(query, known) {
    const asked = new URLSearchParams(query).getAll("r").join(".").split(/[.,]/).map((name) => name.trim()).filter(Boolean);
    const found = new Set();
    const unknown = new Set();
    for (const name of asked.slice(0, READ)) {
      const entry = known.get(name) || known.get(name.toLowerCase());
      if (entry) found.add(entry);
      else unknown.add(name);
    }
    const entries = [...found];
    return { chosen: entries.slice(0, MOST), over: entries.slice(MOST), unknown: [...unknown], cut: Math.max(asked.length - READ, 0) };
  }

  /** The query that asks for the same again, "" for nothing. */
  function writeQuery({ chosen, over, unknown }) {
    const names = [...chosen, ...over].map((entry) => entry.id).concat(unknown.map(encodeURIComponent));
    return names.length ? "r=" + names.join(".") : "";
  }

  /** The explorer's query that has the same results chosen. */
  function explorerQuery(chosen) {
    return chosen.length ? "?" + chosen.map((entry) => "pick=" + entry.address).join("&") : "";
  }

  /* ---- what is equal and what is not (pure) ------------------------------------------------------------------ */

  /** The fields of the key in three kinds: those that `differ`, those that nobody reported and that are no less unequal between campaigns
   * (`unknown`), and those that are `same`. Each with its title and the values in the comparisons' order. */
  function conditions(groups) {
    const kinds = { differ: [], unknown: [], same: [] };
    const campaigns = new Set(groups.map((group) => group.key.find((field) => field.name === "campaign")?.value));
    groups[0].key.forEach((field, at) => {
      const values = groups.map((group) => group.key[at].value);
      const made = { name: field.name, title: field.title, values };
      if (new Set(values).size > 1) kinds.differ.push(made);
      else if (campaigns.size > 1 && field.value === NOT_REPORTED) kinds.unknown.push(made);
      else kinds.same.push(made);
    });
    return kinds;
  }

  function listed(words) {
    return words.length > 1 ? words.slice(0, -1).join(", ") + " and " + words[words.length - 1] : words.join("");
  }

  /** Whether so many results of these comparisons may be compared, in sentences. */
  function comparability(groups, number) {
    if (number < 2) return ["One result is chosen: choose another to put beside it."];
    if (groups.length === 1) return [(number === 2 ? "Both" : "All " + number) + " runs stand under the same conditions."];
    const { differ, unknown } = conditions(groups);
    const titles = differ.map((field) => field.title);
    const said = ["The results stand in " + groups.length + " comparisons, which differ in " + listed(titles) + "."];
    if (differ.length === 1 && differ[0].name === "campaign") {
      said.push("Everything else that was reported is equal; but machines, versions and neighbours may have changed unseen between two campaigns.");
    }
    if (unknown.length) said.push("Nobody reported " + listed(unknown.map((field) => field.title)) + ", and between campaigns unknown equals nothing.");
    return [...said, "So there is no overhead, no verdict and no chart: the numbers below say nothing of which is faster."];
  }

  /** The table's rows of a section: those of its fields that any result has a value for, with whether the results differ in it. */
  function rows(fields, results, section) {
    return fields
      .map((field, at) => ({ ...field, cells: results.map((result) => result.cells[at]) }))
      .filter((row) => row.section === section && (!row.optional || row.cells.some((cell) => cell !== null)))
      .map((row) => ({ ...row, differs: new Set(row.cells.map((cell) => JSON.stringify(cell))).size > 1 }));
  }

  /** Why a result is in no chart, "" where it may be in one. */
  function whyNotDrawn(result) {
    if (result.counts) return "";
    if (result.state !== "published") return result.state;
    return result.flags.filter((flag) => flag.excludes).map((flag) => flag.label).join(", ") || "does not count";
  }

  const pure = { comparability, conditions, explorerQuery, readIndex, readQuery, rows, whyNotDrawn, writeQuery };
  if (typeof module !== "undefined") {
    module.exports = pure;
    return;
  }

  /* ---- page ------------------------------------------------------------------------------------------------- */

  const { latency, spectra, throughput } = window.meshFigures;
  const { readyLink, remember, show } = window.meshResults;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  const link = (href, ...inside) => element("a", { href }, ...inside);
  const hiddenly = (text) => element("span", { class: "mr-visually-hidden" }, text);

  async function load(url, format) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error("status " + answer.status);
    const content = await answer.json();
    if (format && content.format !== format) throw new Error("it is of an unknown format");
    return content;
  }

  class Comparing {
    constructor(root, known) {
      this.root = root;
      this.known = known;
      this.groups = new Map();
      this.spectra = new Map();
      this.status = element("p", { class: "mr-compare-results__status", role: "status", tabindex: "-1" });
      this.bar = element("div", { class: "mr-compare-results__bar" });
      this.content = element("div");
      root.replaceChildren(this.bar, this.status, this.content);
      window.addEventListener("popstate", () => this.take(readQuery(location.search, known)));
      this.take(readQuery(location.search, known));
    }

    /** Takes a selection over, with what to tell of the change. */
    async take(asked, told = "") {
      this.asked = asked;
      remember(writeQuery(asked));
      const turn = (this.turn = {});
      const ids = [...new Set(asked.chosen.map((entry) => entry.group))];
      const groups = await Promise.all(ids.map((id) => this.group(id)));
      if (turn !== this.turn) return;
      this.failed = asked.chosen.filter((entry) => groups[ids.indexOf(entry.group)] instanceof Error);
      const loaded = groups.filter((group) => !(group instanceof Error));
      const results = asked.chosen.flatMap((entry) => {
        const group = loaded.find((each) => each.id === entry.group);
        const result = group?.results.find((each) => each.address === entry.address);
        return result ? [{ ...result, group: group.id }] : [];
      });
      results.forEach((result, at) => (result.number = at + 1));
      this.show(loaded, results, told);
    }

    /** A comparison's file, fetched once; an Error where it does not load. */
    group(id) {
      const url = this.root.dataset.groups + encodeURIComponent(id) + "/group.json";
      if (!this.groups.has(id)) this.groups.set(id, load(url, FORMATS.group).catch((problem) => problem));
      return this.groups.get(id);
    }

    show(groups, results, told) {
      const many = results.length;
      this.status.textContent = told + (many ? many + (many === 1 ? " result" : " results side by side") + "." : "No result is chosen yet.");
      this.showBar(groups, many);
      const parts = [...this.problems()];
      if (!many) parts.push(this.invitation());
      else {
        parts.push(this.banner(groups, results), ...this.standing(results), ...this.objections(results), this.table(groups, results));
        if (groups.length === 1 && many > 1) parts.push(...this.charts(groups[0], results));
        parts.push(this.equal(groups));
      }
      this.content.replaceChildren(...parts);
      this.root.dataset.ready = String(many);
    }

    /* bar */

    showBar(groups, many) {
      const { chosen } = this.asked;
      const explorer = link(this.root.dataset.explorer + explorerQuery(chosen), many ? "Choose others in the explorer" : "Choose in the explorer");
      explorer.className = "mr-button";
      const copy = element("button", { type: "button", class: "mr-button" }, "Copy link");
      readyLink(copy);
      this.bar.replaceChildren(...(many ? [explorer, copy, ...this.adding(groups)] : [explorer]));
    }

    /** A list of the other runs of the comparisons that are on the page. */
    adding(groups) {
      const taken = new Set([...this.asked.chosen, ...this.asked.over].map((entry) => entry.id));
      const lists = groups.map((group) => [group, group.results.filter((result) => !taken.has(result.id))]).filter(([, free]) => free.length);
      if (!lists.length) return [];
      if (taken.size >= MOST) return [element("span", { class: "mr-unit" }, "No more than " + MOST + " fit.")];
      const option = (result) => {
        const state = result.state === "published" ? "" : ", " + result.state;
        return element("option", { value: result.id }, result.label + ", " + result.address + state);
      };
      const select = element("select", { "aria-label": "Another run under the same conditions" },
        ...lists.map(([group, free]) => element("optgroup", { label: group.title }, ...free.map(option))));
      const add = element("button", { type: "button", class: "mr-button", onclick: () => this.add(select.value) }, "Add");
      return [element("span", { class: "mr-compare-results__add" }, select, add)];
    }

    add(id) {
      const entry = this.known.get(id);
      if (!entry) return;
      this.take({ ...this.asked, chosen: [...this.asked.chosen, entry] }, entry.address + " added. ");
    }

    /** Takes a result out; one that did not fit moves up. */
    remove(result) {
      const left = [...this.asked.chosen, ...this.asked.over].filter((entry) => entry.address !== result.address);
      this.take({ ...this.asked, chosen: left.slice(0, MOST), over: left.slice(MOST) }, result.address + " removed. ");
      this.status.focus({ preventScroll: true });
    }

    /* what is wrong with the link */

    *problems() {
      const { unknown, over, cut } = this.asked;
      if (unknown.length) {
        const names = unknown.map((name) => "“" + (name.length > 80 ? name.slice(0, 80) + "…" : name) + "”");
        const out = element("button", { type: "button", class: "mr-button", onclick: () => this.leaveOut() }, "Leave out of the link");
        const words = names.length === 1 ? "No result of this site has this id: " : "No results of this site have these ids: ";
        yield element("p", { class: "mr-missing", "data-problem": "unknown" }, words + listed(names) + ". The link may be cut off, or from another site. ", out);
      }
      if (over.length) {
        const names = over.flatMap((entry, at) => [at ? ", " : "", link(this.root.dataset.results + entry.address + "/", entry.address)]);
        yield element("p", { class: "mr-missing", "data-problem": "over" }, "No more than " + MOST + " fit side by side. Not shown: ", ...names, ".");
      }
      if (cut) yield element("p", { class: "mr-missing", "data-problem": "cut" }, "The link has " + cut + " more entries than are read.");
      for (const entry of this.failed) {
        yield element("p", { class: "mr-missing", "data-problem": "failed" }, "Not loaded: ", link(this.root.dataset.results + entry.address + "/", entry.address), ".");
      }
    }

    leaveOut() {
      this.take({ ...this.asked, unknown: [], cut: 0 });
      this.status.focus({ preventScroll: true });
    }

    invitation() {
      return element("p", {}, "Choose up to " + MOST + " results ", link(this.root.dataset.explorer, "in the explorer"), ", or begin with one of the comparisons below.");
    }

    /* whether they may be compared */

    banner(groups, results) {
      const apart = groups.length > 1;
      const head = results.length < 2 ? null : element("strong", {}, apart ? "Not comparable" : "Comparable");
      const sentences = element("p", {}, ...(head ? [head, ": "] : []), comparability(groups, results.length).join(" "));
      const parts = [sentences];
      if (!apart) parts.push(...this.finding(groups[0], results));
      else parts.push(this.whose(groups, results));
      return element("aside", { class: "mr-banner" + (apart ? " mr-banner--disputed" : ""), "aria-label": "Whether these may be compared" }, ...parts);
    }

    groupLink(group) {
      return link(this.root.dataset.groups + encodeURIComponent(group.id) + "/", group.title);
    }

    /** What the comparison found, in its own words. */
    finding(group, results) {
      const made = [element("p", {}, group.conditions)];
      made.push(element("p", {}, "What all runs of this comparison say: ", element("b", {}, group.headline), ". Its verdicts: ", this.groupLink(group), "."));
      if (group.demonstration) made.push(element("p", {}, element("strong", {}, "Demonstration"), ": it holds for this set-up alone and ranks no mesh."));
      if (group.caveats.length) made.push(element("ul", {}, ...group.caveats.map((caveat) => element("li", {}, caveat))));
      const out = results.filter((result) => !result.counts);
      if (out.length) {
        const names = out.map((result) => result.number + " (" + whyNotDrawn(result) + ")");
        made.push(element("p", {}, "In no chart, rank or overhead: " + (out.length === 1 ? "result " : "results ") + listed(names) + "."));
      }
      const differing = rows(group.fields, results, "subject").filter((row) => row.differs).map((row) => row.title);
      if (results.length > 1 && differing.length) made.push(element("p", {}, "What was measured differs in " + listed(differing) + "."));
      return made;
    }

    /** Which of the columns stand in which comparison. */
    whose(groups, results) {
      return element("ul", {}, ...groups.map((group) => {
        const numbers = results.filter((result) => result.group === group.id).map((result) => String(result.number));
        const label = group.demonstration ? " (demonstration)" : "";
        return element("li", {}, (numbers.length === 1 ? "Result " : "Results ") + listed(numbers) + ": ", this.groupLink(group), label);
      }));
    }

    /** What became of results that do not stand as they were published. */
    standing(results) {
      return results.filter((result) => result.event).map((result) => {
        const out = OUT.includes(result.state) ? " mr-banner--" + result.state : "";
        const follow = result.event.replaced_by ? [" ", link(result.event.replaced_by, "What takes its place")] : [];
        return element("aside", { class: "mr-banner" + out, "aria-label": "Status of result " + result.number },
          element("strong", {}, "Result " + result.number), ": " + result.event.words, ...follow);
      });
    }

    /** Who objects to which of the results, open or decided: each objection once. */
    objections(results) {
      const found = new Map(results.flatMap((result) => result.objections.map((each) => [each.page, each])));
      return [...found.values()].map((each) => {
        const numbers = results.filter((result) => result.objections.some((other) => other.page === each.page)).map((result) => String(result.number));
        const about = (numbers.length === 1 ? "Result " : "Results ") + listed(numbers);
        return element("aside", { class: "mr-banner mr-banner--" + (each.open ? "disputed" : "superseded"), "aria-label": "Dispute about " + about.toLowerCase() },
          element("strong", {}, about + ": " + each.head), " " + each.words + " ", link(each.page, each.more));
      });
    }

    /* table */

    table(groups, results) {
      const heads = results.map((result) => this.head(result));
      const caption = element("caption", { id: "side-by-side" }, results.length === 1 ? "One result" : "Results side by side; conditions in which they differ are marked");
      const head = element("thead", {}, element("tr", {}, element("td", {}, ""), ...heads));
      const bodies = [];
      if (groups.length > 1) bodies.push(this.differing(groups, results));
      for (const [name, title] of SECTIONS) bodies.push(this.section(groups, results, name, title));
      const table = element("table", { class: "mr-table mr-compare-results__table", "data-columns": results.length }, caption, head, ...bodies);
      return element("div", { class: "mr-table-wrap", role: "region", "aria-labelledby": "side-by-side", tabindex: "0" }, table);
    }

    head(result) {
      const swatch = element("span", { class: "mr-swatch", "data-marker": result.marker });
      swatch.style.setProperty("--mr-colour", result.colour);
      const name = link(this.root.dataset.results + result.address + "/", element("span", { class: "mr-mesh" }, swatch, result.label));
      const state = result.state === "published" ? [] : [" ", element("span", { class: "mr-state mr-state--" + result.state }, result.state)];
      const remove = element("button", { type: "button", class: "mr-button", onclick: () => this.remove(result), "aria-label": "Remove result " + result.number + ", " + result.label }, "Remove");
      return element("th", { scope: "col" },
        element("span", { class: "mr-compare-results__number" }, hiddenly("Result "), String(result.number)), " ", name, ...state,
        element("span", { class: "mr-unit mr-compare-results__run" }, result.address), remove);
    }

    /** The section's rows below a row of its own title, of as many columns as there are results. */
    body(title, results, made) {
      const head = element("tr", { class: "mr-compare-results__section" }, element("th", { scope: "rowgroup", colspan: results.length + 1 }, title));
      return element("tbody", {}, head, ...made);
    }

    /** A row; `mark` says in its head how the results stand to each other in it, "" where that needs no word. */
    row(title, unit, mark, cells) {
      const tail = unit ? [" ", element("span", { class: "mr-unit" }, unit)] : [];
      const sign = mark ? [" ", element("span", { class: "mr-differs" }, mark)] : [];
      return element("tr", {}, element("th", { scope: "row" }, title, ...tail, ...sign), ...cells);
    }

    /** The conditions that keep the results apart. */
    differing(groups, results) {
      const { differ, unknown } = conditions(groups);
      const cell = (field, result) => {
        const value = field.values[groups.findIndex((group) => group.id === result.group)];
        return element("td", { class: [NOT_REPORTED, "not applicable"].includes(value) ? "mr-none" : null }, value);
      };
      const made = (mark) => (field) => this.row(field.title, "", mark, results.map((result) => cell(field, result)));
      return this.body("Conditions that differ", results, [...differ.map(made("differs")), ...unknown.map(made("unknown"))]);
    }

    section(groups, results, name, title) {
      const apart = groups.length > 1;
      // An overhead belongs to its own comparison: between two of them there is nothing that it could be read against.
      const found = rows(groups[0].fields, results, name).filter((row) => !(apart && row.name === "overhead"));
      const number = name === "numbers";
      const mark = (row) => (!number && row.differs && !ALWAYS_DIFFER.includes(row.name) ? "differs" : "");
      const made = found.map((row) => this.row(row.title, row.unit, mark(row), row.cells.map((cell) => this.cell(cell, number))));
      if (number) made.push(this.row("Flags", "", "", results.map((result) => this.flags(result))));
      return this.body(title, results, made);
    }

    cell(value, number) {
      const missing = value === null || "why" in Object(value);
      const classes = [number ? "mr-num" : "", missing ? "mr-none" : ""].filter(Boolean).join(" ");
      return element("td", { class: classes || null }, ...this.words(value));
    }

    words(value) {
      if (value === null) return [NOT_REPORTED];
      if (typeof value === "string") return [value];
      return "why" in value ? [value.why] : [value.value, element("br"), element("span", { class: "mr-unit" }, value.bounds)];
    }

    flags(result) {
      if (!result.flags.length) return element("td", { class: "mr-none" }, "none");
      const made = result.flags.flatMap((flag) => [
        element("span", { class: "mr-flag mr-flag--" + flag.kind + (flag.excludes ? " mr-flag--excludes" : ""), title: flag.sentence }, flag.label), " ",
      ]);
      return element("td", {}, ...made);
    }

    /** What is equal for all of them; of one result or comparison all conditions. */
    equal(groups) {
      const { same } = conditions(groups);
      const made = same.map((field) => element("tr", {}, element("th", { scope: "row" }, field.title),
        element("td", { class: [NOT_REPORTED, "not applicable"].includes(field.values[0]) ? "mr-none" : null }, field.values[0])));
      const head = element("tr", {}, ...["condition", "value"].map((text) => element("th", { scope: "col" }, text)));
      const table = element("table", { class: "mr-table" }, element("caption", { id: "equal-conditions" }, "Conditions that are equal"),
        element("thead", {}, head), element("tbody", {}, ...made));
      const wrap = element("div", { class: "mr-table-wrap", role: "region", "aria-labelledby": "equal-conditions", tabindex: "0" }, table);
      return element("details", { class: "mr-quiet" }, element("summary", {}, "Conditions that are equal: " + same.length), wrap);
    }

    /* charts: only here, only of one comparison */

    charts(group, results) {
      const counting = results.filter((result) => result.counts);
      const order = group.leads === "throughput" ? [throughput, latency] : [latency, throughput];
      const made = order.map((draw) => draw(group, counting)).filter(Boolean).map((chart) => this.chart(group, chart, results));
      const place = element("div", { "data-spectra": "waiting" });
      whenNear(place, () => this.drawSpectra(group, results, place));
      const none = element("p", { class: "mr-missing" }, "No chart: fewer than two of these runs count in their comparison with a latency or a rate." + left(results, []));
      return [...(made.length ? made : [none]), place];
    }

    chart(group, chart, results) {
      const source = [...new Set(chart.drawn.map((result) => result.source))].join("; ");
      const subtitle = [chart.subtitle, "One run each: not a verdict.", left(results, chart.drawn)].filter(Boolean).join(" ");
      const plot = element("div", {
        class: "mr-chart__plot", role: "img", "data-height": chart.height, "data-narrow-height": chart.narrowHeight,
        "aria-label": chart.title + ". The values stand in the table of results side by side.",
      });
      show(plot, chart.figure);
      return element("figure", { class: "mr-chart", id: "compared-" + chart.id }, element("h2", {}, chart.title),
        element("p", { class: "mr-chart__subtitle" }, subtitle), plot, element("figcaption", {}, "Source: " + source));
    }

    async drawSpectra(group, results, place) {
      const turn = this.turn;
      const wanted = results.filter((result) => result.counts && result.spectrum);
      const files = await Promise.all(wanted.map((result) => this.spectrum(result.address)));
      if (turn !== this.turn) return;
      const known = wanted.map((result, at) => ({ ...result, spectrum: files[at] })).filter((result) => result.spectrum);
      const chart = spectra(group, known);
      const words = "No percentile spectra: fewer than two of these runs published more than a few percentiles.";
      place.dataset.spectra = "done";
      place.replaceChildren(chart ? this.chart(group, chart, results) : element("p", { class: "mr-missing" }, words));
    }

    /** The chart's file that stands beside the result's page, null where it does not load. */
    spectrum(address) {
      const url = this.root.dataset.results + address + "/percentiles.json";
      if (!this.spectra.has(address)) this.spectra.set(address, load(url).catch(() => null));
      return this.spectra.get(address);
    }
  }

  /** Act once, when the place comes near the view or the page is printed: what many readers never scroll to is not fetched. */
  function whenNear(place, act) {
    const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && now(), { rootMargin: "400px 0px" });
    const now = () => {
      seen.disconnect();
      window.removeEventListener("beforeprint", now);
      act();
    };
    seen.observe(place);
    window.addEventListener("beforeprint", now);
  }

  /** Which results are not drawn, and why. */
  function left(results, drawn) {
    const shown = new Set(drawn.map((result) => result.number));
    const others = results.filter((result) => !shown.has(result.number));
    const why = (result) => result.number + " " + result.label + " (" + (whyNotDrawn(result) || "has no such values that count") + ")";
    return others.length ? "Not drawn: " + listed(others.map(why)) + "." : "";
  }

  async function start() {
    const root = document.querySelector(".mr-compare-results[data-source]");
    if (!root) return;
    try {
      new Comparing(root, readIndex(await load(new URL(root.dataset.source, document.baseURI))));
    } catch (problem) {
      const words = "The results could not be loaded (" + problem.message + ").";
      root.replaceChildren(element("p", { class: "mr-missing", role: "status" }, words));
    }
  }

  start();
})();
