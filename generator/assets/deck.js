/* The deck: charts that a reader gathers for a PowerPoint file, kept in this browser, with the command that makes the file.
 *
 * <button data-deck="chart id" data-deck-title="title" hidden>: adds the chart, or takes it out again.
 * <section data-deck-list hidden>: the charts in their order, to move and to take out, and the command to copy; with data-slides
 * the site has a file of each chart's slide, but of no pinned one's.
 * Nothing leaves the browser. Where it keeps nothing, the deck lasts until the reader leaves the page, which is said.
 */
(function () {
  "use strict";

  const KEY = "mesh-results-deck";
  const MOST = 100;
  const ID = /^[a-z0-9][a-z0-9-]{0,199}(?:\/[0-9a-f]{1,64})?$/;

  /* ---- the deck as a value ---------------------------------------------------------------------------------- */

  /** The kept charts, [{id, title}]; whatever else may stand there is no chart. */
  function read(text) {
    let kept = null;
    try {
      kept = JSON.parse(text || "[]");
    } catch {
      return [];
    }
    if (!Array.isArray(kept)) return [];
    const seen = new Set();
    const charts = kept.filter((each) => each && typeof each === "object" && typeof each.id === "string" && ID.test(each.id) && !seen.has(each.id) && seen.add(each.id));
    return charts.slice(0, MOST).map((each) => ({ id: each.id, title: String(each.title || each.id).slice(0, 300) }));
  }

  function holds(charts, id) {
    return charts.some((each) => each.id === id);
  }

  function added(charts, chart) {
    return holds(charts, chart.id) || charts.length >= MOST || !ID.test(chart.id) ? charts : [...charts, chart];
  }

  function without(charts, id) {
    return charts.filter((each) => each.id !== id);
  }

  /** The charts with that one moved by so many places, as far as there are places. */
  function moved(charts, id, by) {
    const from = charts.findIndex((each) => each.id === id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= charts.length) return charts;
    const rest = without(charts, id);
    return [...rest.slice(0, to), charts[from], ...rest.slice(to)];
  }

  /** The command that makes the deck; ids hold nothing that a shell would read. */
  function command(charts) {
    return charts.length ? ["mesh-results", "deck", ...charts.map((each) => each.id)].join(" ") : "";
  }

  function counted(charts) {
    return charts.length === 1 ? "1 chart" : charts.length + " charts";
  }

  /* ---- keeping it ------------------------------------------------------------------------------------------- */

  let inMemory = null; // the deck where the browser keeps nothing

  function load() {
    if (inMemory) return inMemory;
    try {
      return read(localStorage.getItem(KEY));
    } catch {
      return (inMemory = []);
    }
  }

  function keep(charts) {
    try {
      localStorage.setItem(KEY, JSON.stringify(charts));
      inMemory = null;
    } catch {
      inMemory = charts;
    }
  }

  /* ---- showing it ------------------------------------------------------------------------------------------- */

  let home = ""; // the site's root, from this script's own address

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function showButton(button, charts) {
    const inside = holds(charts, button.dataset.deck);
    button.hidden = false;
    button.textContent = inside ? "In the deck: take out" : "Add to deck";
    button.setAttribute("aria-label", button.textContent + ": " + button.dataset.deckTitle);
    const beside = button.nextElementSibling;
    const link = beside && beside.classList.contains("mr-deck-link") ? beside : null;
    if (link) link.remove();
    if (inside && !document.querySelector("[data-deck-list]")) {
      const to = element("a", { className: "mr-deck-link", href: home + "charts/#deck" }, counted(charts) + " in the deck");
      button.after(to);
    }
  }

  function showList(section, charts) {
    section.hidden = false;
    const [list, empty, tools] = ["ol", "[data-deck-empty]", "[data-deck-tools]"].map((each) => section.querySelector(each));
    list.replaceChildren(...charts.map((chart, at) => item(chart, at, charts.length, "slides" in section.dataset)));
    list.hidden = tools.hidden = !charts.length;
    empty.hidden = Boolean(charts.length);
    section.querySelector("[data-deck-command]").textContent = command(charts);
    section.querySelector("[data-deck-forgets]").hidden = !inMemory;
  }

  function item(chart, at, many, slides) {
    const action = (name, label, disabled) => {
      const button = element("button", { type: "button", className: "mr-button", disabled }, label);
      button.dataset.deckDo = name;
      button.setAttribute("aria-label", label + ": " + chart.title);
      return button;
    };
    const made = element("li", {}, element("a", { href: home + "charts/" + chart.id + "/" }, chart.title), " ");
    made.dataset.id = chart.id;
    if (slides && !chart.id.includes("/")) {
      const slide = element("a", { href: home + "charts/" + chart.id + ".pptx", download: "" }, "Slide");
      slide.setAttribute("aria-label", "Slide: " + chart.title);
      made.append(slide, " ");
    }
    made.append(
      element("span", { className: "mr-deck__do" }, action("up", "Up", at === 0), action("down", "Down", at === many - 1), action("out", "Take out", false)),
    );
    return made;
  }

  function showAll() {
    const charts = load();
    for (const button of document.querySelectorAll("button[data-deck]")) showButton(button, charts);
    for (const section of document.querySelectorAll("[data-deck-list]")) showList(section, charts);
  }

  function say(text) {
    document.querySelector("[data-deck-status]").textContent = text;
  }

  function change(charts, said) {
    keep(charts);
    showAll();
    say(said);
  }

  function toggle(button) {
    const charts = load();
    const { deck: id, deckTitle: title } = button.dataset;
    if (holds(charts, id)) return change(without(charts, id), "Taken out of the deck: " + title);
    const more = added(charts, { id, title });
    change(more, more === charts ? "The deck holds " + MOST + " charts and takes no more." : "Added to the deck: " + title);
  }

  /** What a button of the list does; the focus stays where the reader was. */
  function act(button) {
    const row = button.closest("li");
    const { id } = row.dataset;
    const charts = load();
    const list = row.parentElement;
    const place = [...list.children].indexOf(row);
    const name = button.dataset.deckDo;
    if (name === "out") {
      change(without(charts, id), "Taken out of the deck: " + row.querySelector("a").textContent);
      focusOn(list.children[Math.min(place, list.children.length - 1)], "out", list);
      return;
    }
    const after = moved(charts, id, name === "up" ? -1 : 1);
    const at = after.findIndex((each) => each.id === id);
    change(after, "Now slide " + (at + 1) + " of " + after.length + ": " + row.querySelector("a").textContent);
    focusOn(list.children[at], name, list);
  }

  function focusOn(row, name, list) {
    const wanted = row && row.querySelector('[data-deck-do="' + name + '"]');
    const other = row && [...row.querySelectorAll("button")].find((each) => !each.disabled);
    const target = wanted && !wanted.disabled ? wanted : other || list.closest("section").querySelector("h2");
    target.focus();
  }

  function start() {
    home = new URL("..", document.querySelector('script[src$="assets/deck.js"]').src).href;
    if (!document.querySelector("[data-deck-status]")) {
      const status = element("p", { className: "mr-deck__said" });
      status.setAttribute("role", "status");
      status.dataset.deckStatus = "";
      (document.querySelector("article") || document.body).append(status);
    }
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.deck) toggle(button);
      else if (button.dataset.deckDo) act(button);
      else if ("deckClear" in button.dataset) {
        change([], "The deck is empty.");
        button.closest("section").querySelector("h2").focus();
      }
    });
    window.addEventListener("storage", (event) => (event.key === KEY || event.key === null) && showAll());
    showAll();
  }

  if (typeof module !== "undefined") module.exports = { added, command, moved, read, without };
  else start();
})();
