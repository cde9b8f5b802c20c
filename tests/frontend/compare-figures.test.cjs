"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { latency, spectra, spread, throughput, ticks, wrapped } = require("../../generator/assets/compare-figures.js");

const GROUP = { id: "g-1", leads: "latency" };

function result(number, fields) {
  return {
    number, group: "g-1", label: "Synthetic " + number, colour: "#0072B2", marker: "square",
    points: { 50: [number], 90: [number * 2], 99: [number * 4] }, rate: number * 100, offered: 500, ...fields,
  };
}

const texts = (figure) => JSON.stringify(figure.figure);

test("a result of another comparison is never drawn", () => {
  const strange = result(2, { group: "g-2" });
  for (const draw of [latency, throughput, spectra]) {
    assert.throws(() => draw(GROUP, [result(1), strange]), /stands in another comparison/);
  }
});

test("each run is a row of its own marks, with its last percentile behind it", () => {
  const figure = latency(GROUP, [result(1), result(2)]);
  assert.equal(figure.title, "p99 of these runs: 4 to 8 ms");
  const marks = figure.figure.data.filter((trace) => trace.mode === "markers");
  assert.deepEqual(marks.map((trace) => trace.x), [[1, 2, 4], [2, 4, 8]]);
  assert.deepEqual(marks[0].marker.symbol, ["circle", "diamond", "square"]);
  assert.deepEqual(figure.figure.layout.annotations.slice(0, 2).map((note) => note.text), ["4 ms", "8 ms"]);
  assert.deepEqual(figure.figure.layout.yaxis.ticktext, ["1 Synthetic 1", "2 Synthetic 2"]);
  assert.equal(figure.figure.layout.xaxis.range[0], 0);
});

test("a median, an interval or a verdict is nowhere", () => {
  assert.doesNotMatch(texts(latency(GROUP, [result(1), result(2)])), /median|interval|overhead|slower|faster|verdict/i);
});

test("fewer than two results with a value are no chart", () => {
  assert.equal(latency(GROUP, [result(1), result(2, { points: {} })]), null);
  assert.equal(throughput(GROUP, [result(1), result(2, { rate: null })]), null);
  assert.equal(spectra(GROUP, [result(1), result(2)]), null);
});

test("a title names the highest percentile that all of them have", () => {
  const figure = latency(GROUP, [result(1), result(2, { points: { 50: [3], 90: [5] } })]);
  assert.equal(figure.title, "p90 of these runs: 2 to 5 ms");
  assert.deepEqual(figure.figure.layout.annotations.slice(0, 2).map((note) => note.text), ["4 ms", "5 ms at p90"]);
});

test("bounds that can be seen are bars, others are not", () => {
  const bounds = (low, high) => latency(GROUP, [result(1, { points: { 99: [10, low, high] } }), result(2)]).figure.data[0].error_x;
  assert.deepEqual(bounds(9.5, 10.4).array.map((length) => Math.round(length * 10)), [4]);
  assert.equal(bounds(9.999, 10.001), undefined);
  assert.equal(bounds(9, null), undefined);
});

test("values far apart stand on a log axis that says so", () => {
  const { xaxis } = latency(GROUP, [result(1), result(40)]).figure.layout;
  assert.equal(xaxis.type, "log");
  assert.match(xaxis.title.text, /log axis$/);
  assert.ok(xaxis.tickvals.length > 2);
});

test("under full load latency says that it follows from saturation", () => {
  assert.match(latency({ ...GROUP, leads: "throughput" }, [result(1), result(2)]).subtitle, /^Under full load/);
});

test("the offered rate is a line where all were offered the same", () => {
  assert.equal(throughput(GROUP, [result(1), result(2)]).figure.layout.shapes[0].x0, 500);
  assert.deepEqual(throughput(GROUP, [result(1), result(2, { offered: 600 })]).figure.layout.shapes, []);
});

test("no text is markup, and no text is a template", () => {
  const evil = "<b onload=x>%{x}</b>&";
  const figure = latency(GROUP, [result(1, { label: evil }), result(2)]);
  assert.doesNotMatch(texts(figure), /<b onload/);
  assert.match(texts(figure), /&lt;b onload=x&gt;/);
  assert.doesNotMatch(texts(figure), /hovertemplate/);
  const drawn = spectra(GROUP, [withSpectrum(1, { label: evil }), withSpectrum(2)]);
  assert.doesNotMatch(texts(drawn), /<b onload|hovertemplate/);
});

function withSpectrum(number, fields, scale = 1) {
  const line = { type: "scatter", mode: "lines", x: [1, 2, 10, 100], y: [1, 2, 3, 4].map((value) => value * scale), line: { color: "#0072B2", width: 2, dash: "solid" } };
  const spectrum = {
    data: [
      { type: "scatter", mode: "lines", x: [1, 100], y: [0.5, 4], line: { width: 0 }, hoverinfo: "skip" },
      { ...line, text: ["0", "50", "90", "99"], hovertemplate: "p%{text}: %{y:,.3~r} ms<extra></extra>" },
      { ...line, x: [100, 1000], y: [4 * scale, 5 * scale], text: ["99", "99.9"], line: { ...line.line, dash: "dash" }, hovertemplate: "p%{text}" },
      { type: "scatter", mode: "markers", x: [2], y: [2 * scale], hovertext: ["p50: 2 ms"], hoverinfo: "text", marker: {} },
    ],
    layout: { xaxis: { type: "log", range: [0, 2 + number], tickvals: [1, 2, 10, 100, 1000].slice(0, 3 + number), ticktext: [] } },
  };
  return result(number, { spectrum, ...fields });
}

test("spectra keep each run's own line, with its name in front of what it says", () => {
  const { figure } = spectra(GROUP, [withSpectrum(1), withSpectrum(2)]);
  assert.equal(figure.data.length, 8);
  const named = figure.data.filter((trace) => trace.showlegend);
  assert.deepEqual(named.map((trace) => trace.name), ["1  ■ Synthetic 1", "2  ■ Synthetic 2"]);
  assert.deepEqual(named[0].hovertext.slice(1, 2), ["<b>1  Synthetic 1</b><br>p50: 2 ms"]);
  assert.deepEqual(figure.data[3].hovertext, ["<b>1  Synthetic 1</b><br>p50: 2 ms"]);
  assert.deepEqual(figure.layout.xaxis.range, [0, 4]);
  assert.equal(figure.layout.xaxis.tickvals.length, 5);
  assert.deepEqual(figure.layout.annotations.map((note) => note.text), ["<b>1</b>", "<b>2</b>"]);
});

test("the file of a chart is not changed by drawing from it", () => {
  const given = withSpectrum(1);
  const before = JSON.stringify(given);
  spectra(GROUP, [given, withSpectrum(2)]);
  assert.equal(JSON.stringify(given), before);
});

test("a slow run does not press the others flat", () => {
  assert.equal(spectra(GROUP, [withSpectrum(1), withSpectrum(2)]).figure.layout.yaxis.type, undefined);
  assert.equal(spectra(GROUP, [withSpectrum(1), withSpectrum(2, {}, 100)]).figure.layout.yaxis.type, "log");
});

test("texts at one place move apart and stay within the plot", () => {
  const places = spread([290, 290, 295], 17, 300);
  const ordered = places.slice().sort((one, other) => one - other);
  assert.ok(ordered[1] - ordered[0] >= 17 && ordered[2] - ordered[1] >= 17);
  assert.ok(ordered[2] <= 300 - 8.5);
});

test("ticks are round, within the ends and apart", () => {
  assert.deepEqual(ticks(0.9, 110, 300, 22), [1, 2, 5, 10, 20, 50, 100]);
  assert.deepEqual(ticks(1.2, 1.4, 300, 22), [1.2, 1.4]);
});

test("names break between words, and within one that is too long", () => {
  assert.deepEqual(wrapped("Istio 1.20.3 (sidecar, mtls)", 14), ["Istio 1.20.3", "(sidecar,", "mtls)"]);
  assert.deepEqual(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
});
