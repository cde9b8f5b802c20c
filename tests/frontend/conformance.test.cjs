"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { changes, comparability, describe, extendedObstacle, obstacle, readState, writeState } = require("../../generator/assets/conformance.js");

const ALL = { edition: "*", channel: "*", mesh: "*", feature: "*" };

function report(fields, ...groups) {
  return { suite: "gateway-api", standing: "current", stands: true, declared: null, commit: null, groups, ...fields };
}

function group(name, features, cases = {}) {
  return { group: name, profile: { MESH: "HTTP", "MESH-HTTP": "HTTP" }[name], features, cases };
}

test("without a question every filter is open, and there is nothing to write", () => {
  assert.deepEqual(readState(""), ALL);
  assert.equal(writeState(readState("")), "");
});

test("what is asked for is read and written alike", () => {
  const state = { edition: "v1.4", channel: "experimental", mesh: "istio", feature: "MeshConsumerRoute" };
  assert.deepEqual(readState("?" + writeState(state)), state);
  assert.equal(writeState(state), "edition=v1.4&channel=experimental&mesh=istio&feature=MeshConsumerRoute");
});

test("the address stays short and in one order: open filters and strange words are left out", () => {
  assert.equal(writeState(readState("?mesh=istio&other=1&edition=v1.4")), "edition=v1.4&mesh=istio");
});

test("a channel or version that was not reported is an empty word, not an open filter", () => {
  assert.equal(readState("?channel=").channel, "");
  assert.equal(writeState({ ...ALL, channel: "" }), "channel=");
});

test("a text in the address stays a text", () => {
  const evil = "<img src=x onerror=EVIL=1>&a=b#c";
  assert.equal(readState("?" + writeState({ ...ALL, mesh: evil })).mesh, evil);
});

test("only what differs is a change; where one says nothing it is null", () => {
  const before = report({}, group("MESH-HTTP", { A: "passed", B: "passed", C: "not-claimed" }, { one: "failed", two: null }));
  const after = report({}, group("MESH-HTTP", { A: "passed", C: "passed", D: "not-run" }, { one: "passed", two: "passed" }));
  assert.deepEqual(changes(before, after, "features"), [
    ["HTTP", "B", "passed", null],
    ["HTTP", "C", "not-claimed", "passed"],
    ["HTTP", "D", null, "not-run"],
  ]);
  assert.deepEqual(changes(before, after, "cases"), [
    ["HTTP", "one", "failed", "passed"],
    ["HTTP", "two", null, "passed"],
  ]);
});

test("a feature that nobody names is no statement, and MESH is the old name of MESH-HTTP", () => {
  const before = report({}, group("MESH", { A: "not-reported", B: "passed" }));
  const after = report({}, group("MESH-HTTP", { B: "passed" }));
  assert.deepEqual(changes(before, after, "features"), []);
});

test("counts compare only where both name one commit", () => {
  const known = report({ commit: "6cd1558a9e" });
  assert.equal(obstacle(known, report({ commit: "6cd1558a9e7c0f" })), "");
  assert.match(obstacle(known, report({ commit: "7cd1558a9e" })), /different commits/);
  assert.match(obstacle(known, report({})), /one of the reports does not name/);
  assert.match(obstacle(report({}), report({})), /neither report names/);
  assert.match(obstacle(known, report({ suite: "smi", commit: "6cd1558a9e" })), /different suites/);
  assert.match(obstacle(known, report({ stands: false, commit: "6cd1558a9e" })), /does not stand/);
  assert.match(obstacle(known, report({ declared: ["traffic-split"], commit: "6cd1558a9e" })), /different specifications/);
  assert.match(obstacle(known, report({ standing: "historic", commit: "6cd1558a9e" })), /history/);
});

test("extended counts compare only where the same features are declared", () => {
  const commit = "6cd1558a9e";
  const one = report({ commit }, group("MESH-HTTP", { A: "passed", B: "not-claimed", C: "not-reported" }));
  const same = report({ commit }, group("MESH", { A: "not-run" }));
  const more = report({ commit }, group("MESH-HTTP", { A: "passed", B: "declared-unknown" }));
  assert.equal(extendedObstacle(one, same), "");
  assert.match(extendedObstacle(one, more), /features declared differ/);
  assert.match(extendedObstacle(one, report({}, ...more.groups)), /does not name the commit/);
});

test("what is declared in both and tested in neither as far as known is no difference", () => {
  const before = report({}, group("MESH-HTTP", { A: "declared-untested", B: "declared-unknown" }));
  const after = report({}, group("MESH-HTTP", { A: "declared-unknown", B: "passed" }));
  assert.deepEqual(changes(before, after, "features"), [["HTTP", "B", "declared-unknown", "passed"]]);
});

test("both names of the HTTP profile in one report are two, of which the newer is compared", () => {
  const both = report({}, group("MESH-HTTP", {}, { one: "passed" }), group("MESH", {}, { one: "failed" }));
  const alone = report({}, group("MESH-HTTP", {}, { one: "passed" }));
  const old = report({}, group("MESH", {}, { one: "failed" }));
  assert.deepEqual(changes(both, report({}, ...[...both.groups].reverse()), "cases"), []);
  assert.deepEqual(changes(both, alone, "cases"), [["MESH", "one", "failed", null]]);
  assert.deepEqual(changes(old, both, "cases"), [
    ["HTTP", "one", "failed", "passed"],
    ["MESH", "one", null, "failed"],
  ]);
});

test("whether counts compare is one sentence, with its reason where they do not", () => {
  const commit = "6cd1558a9e";
  const one = report({ commit }, group("MESH-HTTP", { A: "passed" }));
  const two = report({ commit }, group("MESH-HTTP", { A: "passed", B: "passed" }));
  assert.match(comparability(one, one), /declare the same features, so their counts may be compared\.$/);
  assert.match(comparability(one, two), /counts of core cases may be compared; those of extended cases not, since the features/);
  assert.match(comparability(one, report({})), /^Counts may not be compared: one of the reports does not name/);
});

test("filters that nothing fits say so, and how to leave them", () => {
  assert.equal(describe(0, 7), "No report fits all of these filters: set one of them to all, or reset them.");
  assert.equal(describe(3, 7), "3 of 7 reports.");
  assert.equal(describe(7, 7), "All 7 reports.");
  assert.equal(describe(0, 0), "All 0 reports.");
});
