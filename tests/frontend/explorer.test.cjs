"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { cell, chosenWords, comparability, compareAddress, comparisons, csvCell, filter, readState, readTable, sorted, toCsv, writeState } = require("../../generator/assets/explorer.js");

const head = { unit: null, shown: false, facet: false };

function synthetic() {
  return readTable({
    format: "mesh-results-explorer/1",
    rows: 5,
    columns: [
      { ...head, name: "label", title: "Mesh and version", kind: "text", shown: true, values: ["Istio 1.9", "Istio 1.20", "=No mesh"], codes: [0, 1, 2, 1, 2] },
      { ...head, name: "mesh", title: "Mesh", kind: "text", facet: true, values: ["Istio", "No mesh"], ids: ["istio", "no-mesh"], codes: [0, 0, 1, 0, 1] },
      { ...head, name: "version", title: "Version", kind: "text", facet: true, values: ["1.9", "1.20"], codes: [0, 1, -1, 1, -1] },
      { ...head, name: "submission", title: "Submission", kind: "text", values: ["s"], codes: [0, 0, 0, 0, 0] },
      { ...head, name: "result", title: "Result", kind: "plain", data: ["a", "b", "c", "d", "e"] },
      { ...head, name: "p99_ms", title: "p99", unit: "ms", kind: "number", shown: true, data: [3, 10.25, null, 2, "not applicable"] },
      { ...head, name: "flags", title: "Flags", kind: "list", facet: true, values: ["few samples", "short run"], sets: [[], [0], [0, 1]], codes: [0, 1, 2, 0, 0] },
    ],
  });
}

const state = (query) => readState(query, synthetic());

test("a file of another format is refused", () => {
  assert.throws(() => readTable({ format: "mesh-results-explorer/2", rows: 0, columns: [] }), /unknown format/);
});

test("rows pass when every facet has one of its chosen values", () => {
  assert.deepEqual(filter(synthetic(), state("?mesh=istio&version=1.20")).rows, [1, 3]);
  assert.deepEqual(filter(synthetic(), state("?version=1.9&version=1.20")).rows, [0, 1, 3]);
});

test("what was not reported can be chosen", () => {
  assert.deepEqual(filter(synthetic(), state("?version=-")).rows, [2, 4]);
  assert.deepEqual(filter(synthetic(), state("?flags=-")).rows, [0, 3, 4]);
});

test("a list passes when one of its values is chosen", () => {
  assert.deepEqual(filter(synthetic(), state("?flags=few+samples")).rows, [1, 2]);
  assert.deepEqual(filter(synthetic(), state("?flags=short%20run")).rows, [2]);
});

test("a facet's own choice does not shrink its own counts", () => {
  const { counts } = filter(synthetic(), state("?mesh=istio"));
  assert.deepEqual([...counts.get("mesh")], [3, 2, 0]);
  assert.deepEqual([...counts.get("version")], [1, 2, 0]);
  assert.deepEqual([...counts.get("flags")], [1, 0, 2]);
});

test("every word of a search must stand somewhere in the row", () => {
  assert.deepEqual(filter(synthetic(), state("?q=istio+FEW")).rows, [1]);
  assert.deepEqual(filter(synthetic(), state("?words=istio+nowhere")).rows, []);
});

test("versions sort as numbers, and what has no number stands last either way", () => {
  const table = synthetic();
  const all = [0, 1, 2, 3, 4];
  assert.deepEqual(sorted(table, all, "version"), [0, 1, 3, 2, 4]);
  assert.deepEqual(sorted(table, all, "p99_ms"), [3, 0, 1, 2, 4]);
  assert.deepEqual(sorted(table, all, "-p99_ms"), [1, 0, 3, 2, 4]);
  assert.deepEqual(sorted(table, all, ""), all);
});

test("an address says only what differs from the default, and reads back the same", () => {
  assert.equal(writeState(state(""), synthetic()), "");
  const query = "?mesh=istio&version=-&flags=few+samples&words=a+b&sort=-p99_ms&columns=label.version&page=2&pick=s/a&only=1";
  assert.equal(writeState(state(query), synthetic()), query);
  assert.equal(writeState(state("?columns=label.p99_ms"), synthetic()), "");
});

test("what an address names and the table does not have is dropped", () => {
  const query = "?mesh=nothing&sort=nothing&columns=nothing&page=x&__proto__=1&only=1";
  assert.equal(writeState(state(query), synthetic()), "");
});

test("at most eight results are chosen, and only they are shown on wish", () => {
  const query = "?" + "abcdefghij".split("").map((one) => "pick=s/" + one).join("&") + "&only=1";
  assert.equal(state(query).pick.length, 8);
  assert.deepEqual(filter(synthetic(), state("?pick=s/b&pick=s/e&only=1")).rows, [1, 4]);
});

test("no text becomes a formula in the download, and numbers stay numbers", () => {
  for (const text of ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\uff1d1"]) assert.match(csvCell(text), /^"?'/);
  assert.equal(csvCell(-1.5), "-1.5");
  assert.equal(csvCell('a "b", c'), '"a ""b"", c"');
});

test("the download holds the view at full precision with each result's address", () => {
  const table = synthetic();
  assert.equal(toCsv(table, [1, 2], ["label", "p99_ms"]), "label,p99_ms,address\r\nIstio 1.20,10.25,s/b\r\n'=No mesh,,s/c\r\n");
  assert.equal(cell(table.columns.get("flags"), 2), "few samples; short run");
});

function inGroups() {
  return readTable({
    format: "mesh-results-explorer/1",
    rows: 4,
    columns: [
      { ...head, name: "submission", title: "Submission", kind: "text", values: ["s"], codes: [0, 0, 0, 0] },
      { ...head, name: "result", title: "Result", kind: "plain", data: ["a", "b", "c", "d"] },
      { ...head, name: "group_title", title: "Group", kind: "text", values: ["HTTP", "HTTP"], ids: ["g-1", "g-2"], codes: [0, 0, 1, -1] },
    ],
  });
}

const together = (...picks) => comparability(comparisons(inGroups(), picks));

test("results of one comparison may be compared, and only they", () => {
  assert.deepEqual(comparisons(inGroups(), ["s/a", "s/b"]), { groups: [{ id: "g-1", title: "HTTP" }], grouped: 2, loose: 0, missing: [] });
  assert.equal(together("s/a", "s/b"), "All in one comparison: ");
  assert.match(together("s/a", "s/c"), /^Not comparable with each other: from 2 comparisons\.$/);
  assert.match(together("s/a", "s/d"), /^Not comparable .*: from one comparison, one is in no comparison\.$/);
});

test("one result alone is compared with nothing", () => {
  assert.equal(together("s/a"), "In the comparison ");
  assert.equal(together("s/d"), "In no comparison.");
  assert.equal(together(), "");
  assert.equal(together("s/unknown"), "");
});

test("how many are chosen is said, with what the list does not have and where no more fit", () => {
  assert.deepEqual(comparisons(inGroups(), ["s/a", "s/gone"]).missing, ["s/gone"]);
  assert.equal(chosenWords(0, []), "");
  assert.equal(chosenWords(2, []), "2 of at most 8 chosen.");
  assert.equal(chosenWords(2, ["s/gone"]), "2 of at most 8 chosen. Not in this list: s/gone.");
  assert.equal(chosenWords(8, []), "8 of at most 8 chosen: no more fit side by side.");
});

test("the chosen results stand in the address of the page that compares", () => {
  assert.equal(compareAddress("compare/", ["s/a", "s/b"]), "compare/?r=s/a.s/b");
  assert.equal(compareAddress("compare/", ["s/a&x=1#y"]), "compare/?r=s/a%26x%3D1%23y");
});
