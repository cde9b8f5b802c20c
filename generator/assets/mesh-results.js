/* Charts, ages and copy buttons of every page. No framework, no build step, nothing from another host.
 *
 * Charts: <div class="mr-chart__plot" data-figure="url" data-height data-narrow-height>. The figure's file is
 * {"data", "layout", "narrow"}; `narrow` replaces parts of the layout, one level deep, where the chart is narrow.
 * Bundle and templates are found from this script's own address, so that the site works under any path.
 */
(function () {
  "use strict";

  const NARROW_PX = 560;
  const DAY_MS = 86400000;

  /* ---- ages ------------------------------------------------------------------------------------------------- */

  /** The first and last moment that a date of any precision may mean, in ms; null where it is no date. */
  function span(text) {
    const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(text || "");
    if (!match) return null;
    const year = Number(match[1]);
    const month = match[2] ? Number(match[2]) - 1 : 0;
    const day = match[3] ? Number(match[3]) : 1;
    const first = Date.UTC(year, month, day);
    if (match[3]) return [first, first + DAY_MS];
    return [first, match[2] ? Date.UTC(year, month + 1, 1) : Date.UTC(year + 1, 0, 1)];
  }

  /** How long ago, in the largest unit that fits: "3 days ago", "8 months ago", "2 years ago"; "" where unknown. */
  function ago(text, now) {
    const moments = span(text);
    if (!moments) return "";
    const days = Math.floor((now - moments[0]) / DAY_MS);
    if (days < 0) return "";
    const coarse = !/^\d{4}-\d{2}-\d{2}/.test(text);
    if (days < 1 && !coarse) return "today";
    if (days < 45 && !coarse) return count(days, "day");
    const from = new Date(moments[0]);
    const to = new Date(now);
    let months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
    if (to.getUTCDate() < from.getUTCDate()) months -= 1;
    if (/^\d{4}$/.test(text)) {
      const years = to.getUTCFullYear() - from.getUTCFullYear();
      return years < 1 ? "this year" : count(years, "year");
    }
    if (months < 1) return coarse ? "this month" : count(days, "day");
    return months < 24 ? count(months, "month") : count(Math.floor(months / 12), "year");
  }

  function count(number, unit) {
    return number + " " + unit + (number === 1 ? "" : "s") + " ago";
  }

  /** Why a headline is too old for headlines, in words; "" while it is not. The latest possible date counts. */
  function tooOld(date, maxAgeDays, endOfSupport, now) {
    const end = span(endOfSupport);
    if (end && now >= end[1]) return "past its end of support";
    const made = span(date);
    if (!made || !(maxAgeDays > 0) || now - made[1] <= maxAgeDays * DAY_MS) return "";
    const years = Math.round(maxAgeDays / 365);
    const words = { 1: "one year", 2: "two years", 3: "three years" };
    return "older than " + (maxAgeDays % 365 === 0 && words[years] ? words[years] : maxAgeDays + " days");
  }

  function showAges(root, now) {
    for (const time of root.querySelectorAll("time.mr-age[datetime]")) {
      const text = ago(time.getAttribute("datetime"), now);
      if (!text || time.querySelector(".mr-age__ago")) continue;
      const note = document.createElement("span");
      note.className = "mr-age__ago";
      note.textContent = " (" + text + ")";
      time.append(note);
    }
  }

  function retireHeadlines(root, now) {
    for (const item of root.querySelectorAll("[data-max-age]")) {
      const { date, maxAge, endOfSupport, whenOld } = item.dataset;
      const why = tooOld(date, Number(maxAge), endOfSupport, now);
      if (!why) continue;
      if (whenOld === "mark") markOld(item, why);
      else item.hidden = true;
    }
    for (const list of root.querySelectorAll("[data-age-list]")) {
      const items = Array.from(list.querySelectorAll("[data-max-age]"));
      const empty = list.querySelector("[data-age-empty]");
      if (empty) empty.hidden = !items.length || items.some((item) => !item.hidden);
    }
  }

  function markOld(item, why) {
    if (item.classList.contains("mr-old")) return;
    item.classList.add("mr-old");
    const note = document.createElement("span");
    note.className = "mr-label mr-label--old";
    note.textContent = why;
    const head = item.querySelector("[data-old-label]") || item;
    head.append(" ", note);
  }

  /* ---- copying ---------------------------------------------------------------------------------------------- */

  function readyCopyButtons(root) {
    if (!navigator.clipboard) return; // only pages from https or this machine may write it
    for (const button of root.querySelectorAll("button.mr-copy")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  }

  async function copy(button) {
    const source = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(source ? source.textContent : button.dataset.copy || "");
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed here";
    }
    setTimeout(() => (button.textContent = before), 2000);
  }

  /* ---- numbers ---------------------------------------------------------------------------------------------- */

  /** Three significant digits with thousands separated, as generator/numbers.py writes them. */
  function three(value) {
    if (value === 0) return "0";
    // The shortest decimal form is rounded, halves away from zero; toPrecision would round the binary value.
    const [digits, power] = Math.abs(value).toExponential().split("e");
    const figures = (digits.replace(".", "") + "000").slice(0, 4);
    const whole = Math.floor((Number(figures) + 5) / 10);
    const text = plain(whole, Number(power) - 2);
    return (value < 0 ? "−" : "") + text;
  }

  /** The whole number times ten to that power, in full, without trailing zeros. */
  function plain(whole, power) {
    if (power >= 0) return (String(whole) + "0".repeat(power)).replace(/\B(?=(\d{3})+$)/g, ",");
    const text = String(whole).padStart(1 - power, "0");
    return (text.slice(0, power) + "." + text.slice(power)).replace(/\.?0+$/, "");
  }

  /* ---- what stands in the address ----------------------------------------------------------------------------- */

  /** Put a page's question into its address, without a new entry in the history. */
  function remember(query) {
    history.replaceState(null, "", location.pathname + (query ? "?" + query : "") + location.hash);
  }

  /** A button that copies the address of the page as it is asked. */
  function readyLink(button) {
    if (!navigator.clipboard) {
      button.hidden = true; // only pages from https or this machine may write it
      return;
    }
    const before = button.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed here";
      }
      setTimeout(() => (button.textContent = before), 2000);
    });
  }

  /* ---- charts ----------------------------------------------------------------------------------------------- */

  /** The layout with the narrow form's changes: objects are merged one level deep, everything else is replaced. */
  function narrowed(layout, changes) {
    const merged = { ...layout };
    for (const [key, value] of Object.entries(changes || {})) {
      merged[key] = isObject(value) && isObject(layout[key]) ? { ...layout[key], ...value } : value;
    }
    return merged;
  }

  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  const own = typeof document === "undefined" ? null : document.currentScript;
  const charts = new Map();
  const given = new WeakMap(); // figures that a page's own script made, by their plot
  let tools = null;

  function loadScript(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = () => reject(new Error("the chart library did not load"));
      document.head.append(script);
    });
  }

  async function loadJson(url, what) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(what + " did not load, status " + answer.status);
    return answer.json();
  }

  /** Library and templates, fetched once for the page, when the first chart comes into view. */
  function chartTools() {
    const library = new URL("plotly-basic.min.js", own.src);
    const templates = new URL("../charts/template.json", own.src);
    tools = tools || Promise.all([loadJson(templates, "the chart's look"), loadScript(library)]);
    return tools.then(([looks]) => looks);
  }

  function palette() {
    return document.body.getAttribute("data-md-color-scheme") === "slate" ? "dark" : "light";
  }

  function isNarrow(plot) {
    return plot.clientWidth < NARROW_PX;
  }

  async function draw(plot) {
    if (charts.has(plot)) return charts.get(plot).done;
    const chart = { figure: null, looks: null, shape: "", done: null };
    charts.set(plot, chart);
    plot.dataset.state = "loading";
    chart.done = (async () => {
      try {
        const figure = given.get(plot) || loadJson(new URL(plot.dataset.figure, document.baseURI), "the chart's data");
        [chart.looks, chart.figure] = await Promise.all([chartTools(), figure]);
        await render(plot, chart);
        plot.dataset.state = "ready";
      } catch (problem) {
        fail(plot, problem);
      }
    })();
    return chart.done;
  }

  const CONFIG = {
    displaylogo: false,
    displayModeBar: "hover",
    modeBarButtons: [["toImage"]],
    responsive: false, // the observer below redraws, since the form changes with the width
    scrollZoom: false,
    doubleClick: false,
    showTips: false,
  };

  async function render(plot, chart) {
    const narrow = isNarrow(plot);
    chart.shape = palette() + (narrow ? " narrow " : " wide ") + plot.clientWidth;
    // Plotly writes into what it is given; a copy keeps the figure as it was loaded.
    const { data, layout, narrow: changes } = structuredClone(chart.figure);
    const shown = narrow ? narrowed(layout, changes) : layout;
    const whole = { ...shown, width: plot.clientWidth, template: chart.looks[palette()], dragmode: false };
    plot.style.minHeight = whole.height + "px";
    const name = (plot.closest("figure") || plot).id || "chart";
    await window.Plotly.react(plot, data, whole, { ...CONFIG, toImageButtonOptions: { filename: name, scale: 2 } });
    label(plot);
  }

  /** Move the role and the words of the plot to the drawing in it: beside that stand buttons, which an image must not hold. */
  function label(plot) {
    const [drawing, ...others] = plot.querySelectorAll(".main-svg");
    if (!drawing) return;
    plot.dataset.label = plot.getAttribute("aria-label") || plot.dataset.label;
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", plot.dataset.label);
    others.forEach((other) => other.setAttribute("aria-hidden", "true"));
    plot.removeAttribute("role");
    plot.removeAttribute("aria-label");
  }

  function fail(plot, problem) {
    plot.dataset.state = "failed";
    plot.removeAttribute("role");
    plot.removeAttribute("aria-label");
    plot.style.minHeight = "";
    const words = document.createElement("p");
    words.className = "mr-missing";
    words.setAttribute("role", "status");
    const table = plot.closest("figure")?.querySelector("details");
    const tail = table ? " Its numbers are in the table below." : "";
    words.textContent = "The chart could not be drawn (" + problem.message + ")." + tail;
    plot.replaceChildren(words);
    if (table) table.open = true;
  }

  function redrawChanged() {
    for (const [plot, chart] of charts) {
      if (!plot.isConnected) charts.delete(plot);
      if (plot.dataset.state !== "ready") continue;
      const shape = palette() + (isNarrow(plot) ? " narrow " : " wide ") + plot.clientWidth;
      if (shape !== chart.shape && plot.clientWidth > 0) render(plot, chart).catch((problem) => fail(plot, problem));
    }
  }

  function reserve(plot) {
    const height = isNarrow(plot) ? plot.dataset.narrowHeight : plot.dataset.height;
    if (height) plot.style.minHeight = Number(height) + "px";
  }

  function readyCharts(root) {
    watchPlots(Array.from(root.querySelectorAll(".mr-chart__plot[data-figure]")));
  }

  /** Draw a figure that a page's own script made, in the form of a chart's file, when its plot comes into view. */
  function show(plot, figure) {
    given.set(plot, figure);
    watchPlots([plot]);
  }

  function watchPlots(plots) {
    if (!plots.length) return;
    plots.forEach(reserve);
    const seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          seen.unobserve(entry.target);
          draw(entry.target);
        }
      },
      { rootMargin: "200px 0px" },
    );
    plots.forEach((plot) => seen.observe(plot));
    watchPage();
    plots.forEach((plot) => sizes.observe(plot));
  }

  let sizes = null;

  /** Redraw when a plot's width, or the palette, changes; once for the page. */
  function watchPage() {
    if (sizes) return;
    let waiting = 0;
    const soon = () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(redrawChanged);
    };
    sizes = new ResizeObserver(soon);
    new MutationObserver(soon).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    window.addEventListener("beforeprint", () => document.querySelectorAll(".mr-chart__plot").forEach(drawKnown));
  }

  function drawKnown(plot) {
    if (plot.dataset.figure || given.has(plot)) draw(plot);
  }

  /** The theme's search is a dialog without a name. */
  function nameSearch(root) {
    root.querySelector(".md-search[role=dialog]:not([aria-label])")?.setAttribute("aria-label", "Search");
  }

  function start() {
    const now = Date.now();
    nameSearch(document);
    showAges(document, now);
    retireHeadlines(document, now);
    readyCopyButtons(document);
    readyCharts(document);
    // Most pages have no chart that a deck takes.
    if (own && document.querySelector("[data-deck], [data-deck-list]")) loadScript(new URL("deck.js", own.src));
  }

  if (typeof window !== "undefined") {
    const load = (url) => loadJson(url, "the chart's data");
    window.meshResults = { readyLink, remember, show, three, charts: { load, narrowed, tools: chartTools } }; // for the scripts of single pages
  }
  if (typeof module !== "undefined") module.exports = { ago, narrowed, span, three, tooOld };
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
