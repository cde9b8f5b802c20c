/* Figures of chosen results under one comparability key, in the form of a chart's file: {"data", "layout", "narrow"}.
 *
 * Every figure is of one comparison and refuses a result of another: nothing here can draw across keys. A run is a mark; there is no
 * median, interval or verdict, which only all runs of a comparison can give. The forms are those of generator/figures/rows.py
 * and spectrum.py. A drawn result is {"number", "group", "label", "colour", "marker", "points", "rate"}: its place on the page, the id of
 * its comparison, and what generator/pages/compared.py writes of it.
 */
(function () {
  "use strict";

  const { three } = typeof module === "undefined" ? window.meshResults : require("./mesh-results.js");
  const PERCENTILES = ["50", "90", "99"];
  const SHAPES = { 50: "circle", 90: "diamond", 99: "square" };
  const SIGNS = { 50: "●", 90: "◆", 99: "■" };
  const SIGN_OF = {
    circle: "●", cross: "✚", diamond: "◆", hexagon: "⬢", pentagon: "⬟", square: "■", star: "★",
    "triangle-down": "▼", "triangle-up": "▲", x: "✖",
  };
  const SATURATED = "Under full load latency follows from saturation: read throughput first.";
  const CHARACTER_PX = 7.8;
  const LINE_PX = 17;
  const ROW_PX = 50;
  const NARROW_ROW_PX = 66;
  const BELOW_PX = 62;
  const WIDE_PX = 690;
  const WIDE_LABEL = 26;
  const NARROW_LABEL = 42;
  const LOG_FROM = 20; // an axis from zero would lay marks upon each other
  const LONG_TAIL = 30;
  const VISIBLE = 1.004; // bounds closer than this are thinner than a mark
  const SPECTRUM = { above: 12, plot: 300, below: 58, row: 24 };

  /* ---- words and numbers ------------------------------------------------------------------------------------ */

  /** Text as Plotly shows it literally. */
  function label(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  /** The text in lines of at most so many characters. */
  function wrapped(text, width) {
    const lines = [];
    for (const word of text.split(/\s+/)) {
      const last = lines[lines.length - 1];
      if (last !== undefined && (last + " " + word).length <= width) lines[lines.length - 1] = last + " " + word;
      else for (let at = 0; at < Math.max(word.length, 1); at += width) lines.push(word.slice(at, at + width));
    }
    return lines;
  }

  function named(result) {
    return result.number + "  " + result.label;
  }


  /** From the least to the greatest in words: `3.06 to 12.4 ms`. */
  function span(values, unit) {
    const [low, high] = [three(Math.min(...values)), three(Math.max(...values))];
    return (low === high ? low : low + " to " + high) + " " + unit;
  }

  /** `#rrggbb` as rgba with that opacity. */
  function pale(colour, alpha) {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    return "rgba(" + [red, green, blue, alpha].join(",") + ")";
  }

  /** 1, 2 and 5 times powers of ten between two positive values that stand at least so many px apart on that length. */
  function ticks(low, high, length, gap) {
    const inside = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
      for (const digit of [1, 2, 5]) inside.push(Number((digit * 10 ** power).toPrecision(3)));
    }
    const points = inside.filter((point) => point >= low && point <= high);
    if (points.length < 2) return [low, high];
    const scale = length / Math.log10(high / low);
    const kept = [points.pop()];
    for (const point of points.reverse()) if (Math.log10(kept[0] / point) * scale >= gap) kept.unshift(point);
    return kept;
  }

  /** Exponents of ten around positive values. */
  function logRange(values, pad) {
    const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
    const room = (high - low) * pad || 0.1;
    return [low - room, high + room];
  }

  function logAxis(values, length, gap, pad) {
    const range = logRange(values, pad);
    const places = ticks(10 ** range[0], 10 ** range[1], length, gap);
    return { type: "log", range, tickvals: places, ticktext: places.map(three), zeroline: false };
  }

  /** Centres of texts of one height, each as near to its place as may be without touching the next, within 0 to `length`. */
  function spread(places, size, length) {
    const order = places.map((_, at) => at).sort((one, other) => places[one] - places[other]);
    const moved = places.slice();
    let floor = size / 2;
    for (const at of order) {
      moved[at] = Math.max(moved[at], floor);
      floor = moved[at] + size;
    }
    let ceiling = length - size / 2;
    for (const at of order.reverse()) {
      moved[at] = Math.min(moved[at], ceiling);
      ceiling = moved[at] - size;
    }
    return moved;
  }

  /** The results, if all of them stand in the comparison. */
  function within(group, results) {
    const strange = results.find((result) => result.group !== group.id);
    if (strange) throw new Error(strange.label + " stands in another comparison and is not drawn with these");
    return results;
  }

  /* ---- rows ------------------------------------------------------------------------------------------------- */

  /** p50, p90 and p99 of each result; null where fewer than two can be drawn. */
  function latency(group, results) {
    const rows = within(group, results)
      .map((result) => ({ result, marks: PERCENTILES.filter((name) => name in result.points).map((name) => latencyMark(result, name)) }))
      .filter((row) => row.marks.length);
    if (rows.length < 2) return null;
    for (const row of rows) row.end = row.marks[row.marks.length - 1].said;
    const last = PERCENTILES.filter((name) => rows.every((row) => name in row.result.points)).pop();
    const values = last ? rows.map((row) => row.result.points[last][0]) : [];
    return {
      id: "latency",
      title: last ? "p" + last + " of these runs: " + span(values, "ms") : "Latency of these runs",
      subtitle: group.leads === "throughput" ? SATURATED : "",
      drawn: rows.map((row) => row.result),
      ...drawn(rows, "latency (ms)", shapes(rows), null),
    };
  }

  function shapes(rows) {
    const names = PERCENTILES.filter((name) => rows.some((row) => name in row.result.points));
    return names.map((name) => SIGNS[name] + " p" + name).join("   ");
  }

  function latencyMark(result, name) {
    const [value, low, high] = result.points[name];
    const bounded = high !== undefined && high !== null && high > low * VISIBLE;
    const bounds = bounded ? " (" + three(low) + " to " + three(high) + ")" : "";
    const said = three(value) + (name === "99" ? " ms" : " ms at p" + name);
    const hover = "<b>" + label(named(result)) + "</b><br>p" + name + " " + three(value) + " ms" + bounds;
    return { value, low: bounded ? low : value, high: bounded ? high : value, symbol: SHAPES[name], said, hover };
  }

  /** The achieved rate of each result, with the offered rate where one was; null where fewer than two can be drawn. */
  function throughput(group, results) {
    const known = within(group, results).filter((result) => typeof result.rate === "number");
    if (known.length < 2) return null;
    const rows = known.map((result) => {
      const said = three(result.rate);
      const hover = "<b>" + label(named(result)) + "</b><br>" + said + " requests/s";
      const mark = { value: result.rate, low: result.rate, high: result.rate, symbol: symbolOf(result), said, hover };
      return { result, marks: [mark], end: said };
    });
    const offered = new Set(known.map((result) => result.offered));
    const [line] = offered.size === 1 ? offered : [null];
    return {
      id: "throughput",
      title: "Achieved rate of these runs: " + span(known.map((result) => result.rate), "requests/s"),
      subtitle: "",
      drawn: known,
      ...drawn(rows, "achieved rate (requests/s)", "", typeof line === "number" ? line : null),
    };
  }

  function symbolOf(result) {
    return result.marker in SIGN_OF ? result.marker : "circle";
  }

  /** A panel of rows: wide with the names at the left and the last value at the right, narrow with both above each row. */
  function drawn(rows, title, key, line) {
    const names = rows.map((row) => wrapped(named(row.result), WIDE_LABEL));
    const px = WIDE_PX - Math.max(...names.flat().map((text) => text.length)) * CHARACTER_PX;
    const column = Math.min((Math.max(...rows.map((row) => row.end.length)) * CHARACTER_PX + 22) / px, 0.5);
    const ends = rows.flatMap((row) => row.marks.flatMap((mark) => [mark.value, mark.low, mark.high]));
    const log = Math.min(...ends) > 0 && Math.max(...ends) > Math.min(...ends) * LOG_FROM;
    const scale = (length) => (log ? logAxis(ends, length, 44, 0.06) : { range: [0, 1.03 * Math.max(...ends, line || 0, 1e-9)], nticks: length > 400 ? 7 : 5 });
    const keys = [key, line === null ? "" : "dotted: offered " + three(line) + " requests/s"].filter(Boolean).join(" · ");
    const above = keys ? 10 + LINE_PX + 8 : 10;
    const lines = Math.max(...names.map((each) => each.length));
    const height = above + (ROW_PX + LINE_PX * Math.max(lines - 2, 0)) * rows.length + BELOW_PX;
    const over = rows.map((row) => wrapped(named(row.result) + ": " + row.end, NARROW_LABEL).map(label));
    const more = Math.max(...over.map((each) => each.length)) - 1;
    const narrowAbove = above + (LINE_PX * more) / 2 + LINE_PX;
    const narrowHeight = narrowAbove + (NARROW_ROW_PX + LINE_PX * more) * rows.length + BELOW_PX;
    const note = (text, place) => ({ text, showarrow: false, ...place });
    const keyNote = (up) => (keys ? [note(keys, { xref: "paper", x: 0, xanchor: "left", yref: "paper", y: 1, yanchor: "bottom", yshift: 4 + up })] : []);
    const margin = (top) => ({ l: 8, r: 12, t: top, b: BELOW_PX - 6 });
    return {
      height,
      narrowHeight,
      figure: {
        data: rows.flatMap((row, at) => rowTraces(row, at)),
        layout: {
          height,
          margin: margin(above),
          hovermode: "closest",
          showlegend: false,
          xaxis: {
            title: { text: title + (log ? ", log axis" : "") }, tickangle: 0, separatethousands: true, exponentformat: "none", fixedrange: true,
            zeroline: true, domain: [0, 1 - column], ...scale(px * (1 - column)),
          },
          yaxis: {
            range: [rows.length - 0.5, -0.5], tickvals: rows.map((_, at) => at), ticktext: names.map((each) => each.map(label).join("<br>")),
            ticklabelstandoff: 14, showgrid: false, zeroline: false, fixedrange: true,
          },
          shapes: line === null ? [] : [{ type: "line", xref: "x", x0: line, x1: line, yref: "paper", y0: 0, y1: 1, line: { dash: "dot", width: 1.5 }, layer: "below" }],
          annotations: [...rows.map((row, at) => note(label(row.end), { xref: "paper", x: 1, xanchor: "right", yref: "y", y: at })), ...keyNote(0)],
        },
        narrow: {
          height: narrowHeight,
          margin: margin(narrowAbove),
          xaxis: { domain: [0, 1], ...scale(308) },
          yaxis: { showticklabels: false },
          annotations: [
            ...over.map((text, at) => note(text.join("<br>"), { xref: "paper", x: 0, xanchor: "left", align: "left", yref: "y", y: at, yanchor: "bottom", yshift: 12 })),
            ...keyNote((LINE_PX * more) / 2 + LINE_PX),
          ],
        },
      },
    };
  }

  function rowTraces(row, at) {
    const { colour } = row.result;
    const values = row.marks.map((mark) => mark.value);
    const common = { type: "scatter", showlegend: false, cliponaxis: false };
    const line = { ...common, mode: "lines", x: [Math.min(...values), Math.max(...values)], y: [at, at], line: { color: pale(colour, 0.4), width: 3 }, hoverinfo: "skip" };
    const marks = {
      ...common, mode: "markers", x: values, y: values.map(() => at), hovertext: row.marks.map((mark) => mark.hover), hoverinfo: "text",
      marker: { symbol: row.marks.map((mark) => mark.symbol), size: 13, color: colour },
    };
    if (row.marks.some((mark) => mark.high > mark.low)) {
      marks.error_x = {
        type: "data", symmetric: false, color: colour, thickness: 1.5, width: 0,
        array: row.marks.map((mark) => mark.high - mark.value), arrayminus: row.marks.map((mark) => mark.value - mark.low),
      };
    }
    return values.length > 1 ? [line, marks] : [marks];
  }

  /* ---- spectra ---------------------------------------------------------------------------------------------- */

  /** The spectra of results from their own charts' files ({"data", "layout"} as result pages draw them), each result with its
   * `spectrum`; null where fewer than two have one. */
  function spectra(group, results) {
    const found = within(group, results).filter((result) => result.spectrum?.data?.some(isLine));
    if (found.length < 2) return null;
    const below = SPECTRUM.below + 8 + SPECTRUM.row * found.length;
    const height = SPECTRUM.above + SPECTRUM.plot + below;
    const every = found.flatMap((result) => result.spectrum.data.filter((trace) => !isEdge(trace)));
    const yaxis = latencyAxis(found, every);
    const xaxes = found.map((result) => result.spectrum.layout.xaxis);
    const widest = xaxes.reduce((one, other) => (other.tickvals.length > one.tickvals.length ? other : one));
    const range = [Math.min(...xaxes.map((axis) => axis.range[0])), Math.max(...xaxes.map((axis) => axis.range[1]))];
    const banded = found.some((result) => result.spectrum.data.some(isEdge));
    const layout = {
      height,
      margin: { l: 8, r: 40, t: SPECTRUM.above, b: below },
      hovermode: "closest",
      showlegend: true,
      legend: { orientation: "v", x: 0, xanchor: "left", y: -SPECTRUM.below / SPECTRUM.plot, yanchor: "top" },
      xaxis: { ...widest, range },
      yaxis,
      annotations: numbers(found, yaxis),
    };
    const bands = banded ? " Band: between the bounds." : "";
    return {
      id: "spectra",
      title: "Percentile spectra of these runs",
      subtitle: (group.leads === "throughput" ? SATURATED + " " : "") + "Solid while at least ten samples stand behind a point, dashed beyond." + bands,
      drawn: found,
      height,
      narrowHeight: height,
      figure: { data: found.flatMap(tracesOf), layout, narrow: { height } },
    };
  }

  function isEdge(trace) {
    return trace.mode === "lines" && trace.line?.width === 0;
  }

  function isLine(trace) {
    return String(trace.mode).startsWith("lines") && !isEdge(trace);
  }

  /** A result's own traces with its name in front of what they say; its first line stands for it in the legend. */
  function tracesOf(result) {
    const group = "result-" + result.number;
    const whole = label(named(result));
    const first = result.spectrum.data.find(isLine);
    return result.spectrum.data.map((trace) => {
      const { hovertemplate, text, ...rest } = trace;
      const made = { ...rest, legendgroup: group, showlegend: trace === first };
      if (trace === first) made.name = result.number + "  " + SIGN_OF[symbolOf(result)] + " " + label(result.label);
      if (isEdge(trace)) return made;
      const said = hovertemplate ? text.map((name, at) => "p" + name + ": " + three(trace.y[at]) + " ms") : trace.hovertext;
      return said ? { ...made, hovertext: said.map((each) => "<b>" + whole + "</b><br>" + each), hoverinfo: "text" } : made;
    });
  }

  /** From zero, or logarithmic where the slowest would leave no height for the others. */
  function latencyAxis(found, traces) {
    const values = traces.flatMap((trace) => trace.y).filter((value) => value > 0);
    const medians = found.map((result) => {
      const line = result.spectrum.data.find(isLine);
      const at = line.x.findIndex((place) => place >= 2);
      return line.y[at < 0 ? line.y.length - 1 : at];
    });
    const most = Math.max(...values);
    if (most <= Math.max(Math.min(...medians), Math.min(...values)) * LONG_TAIL) {
      return { title: { text: "latency (ms)" }, range: [0, most * 1.06], separatethousands: true, exponentformat: "none", fixedrange: true };
    }
    return { title: { text: "latency (ms), log axis" }, fixedrange: true, ...logAxis(values, 250, 22, 0.04) };
  }

  /** Each result's number behind the end of its line. */
  function numbers(found, axis) {
    const [low, high] = axis.range;
    const last = found.map((result) => result.spectrum.data.filter(isLine).pop().y.at(-1));
    const places = last.map((value) => (((axis.type === "log" ? Math.log10(value) : value) - low) / (high - low)) * SPECTRUM.plot);
    return spread(places, LINE_PX, SPECTRUM.plot).map((place, at) => ({
      text: "<b>" + found[at].number + "</b>", showarrow: false, xref: "x domain", x: 1, xanchor: "left", xshift: 6,
      yref: "y domain", y: place / SPECTRUM.plot, yanchor: "middle",
    }));
  }

  const figures = { label, latency, spectra, spread, throughput, ticks, wrapped };
  if (typeof module !== "undefined") module.exports = figures;
  else window.meshFigures = figures;
})();
