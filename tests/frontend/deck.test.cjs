"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { added, command, moved, read, without } = require("../../generator/assets/deck.js");

const A = { id: "group-1--latency", title: "A" };
const B = { id: "mesh--trend", title: "B" };
const C = { id: "group-2--spectra/0123456789ab", title: "C" };

test("a deck holds a chart once, in the order of adding", () => {
  assert.deepEqual(added(added(added([], A), B), A), [A, B]);
});

test("a chart moves by one place and not beyond the ends", () => {
  assert.deepEqual(moved([A, B, C], C.id, -1), [A, C, B]);
  assert.deepEqual(moved([A, B, C], A.id, 1), [B, A, C]);
  assert.deepEqual(moved([A, B, C], A.id, -1), [A, B, C]);
  assert.deepEqual(moved([A, B, C], "other", 1), [A, B, C]);
});

test("a chart is taken out", () => {
  assert.deepEqual(without([A, B], A.id), [B]);
});

test("the command names the charts, pinned ones with their hash", () => {
  assert.equal(command([A, C]), "mesh-results deck group-1--latency group-2--spectra/0123456789ab");
  assert.equal(command([]), "");
});

test("what somebody else wrote into the storage gets into no command", () => {
  const evil = ["$(reboot)", "a; rm -rf ~", "--force", "../x", "a b", "A", "", 3, null, { toString: () => "a" }];
  const kept = [A, ...evil.map((id) => ({ id, title: "<b>" })), A, "text", null];
  const found = read(JSON.stringify(kept));
  assert.deepEqual(found, [A]);
  assert.deepEqual(added([], { id: "$(reboot)", title: "x" }), []);
});

test("a text that is no deck is an empty one", () => {
  for (const text of [null, "", "{", "{}", "3", '"x"']) assert.deepEqual(read(text), []);
});

test("a deck is no longer than a command can be", () => {
  const many = Array.from({ length: 300 }, (_, at) => ({ id: "chart-" + at, title: "x" }));
  assert.equal(read(JSON.stringify(many)).length, 100);
  assert.equal(added(many.slice(0, 100), A).length, 100);
});
