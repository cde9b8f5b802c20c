"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { ago, narrowed, span, tooOld } = require("../../generator/assets/mesh-results.js");

const NOW = Date.UTC(2026, 10, 22, 12);

test("an age is told in the largest unit that fits the date's precision", () => {
  assert.equal(ago("2026-11-22", NOW), "today");
  assert.equal(ago("2026-11-21T10:00:00Z", NOW), "1 day ago");
  assert.equal(ago("2026-10-20", NOW), "33 days ago");
  assert.equal(ago("2026-03-20", NOW), "8 months ago");
  assert.equal(ago("2026-03", NOW), "8 months ago");
  assert.equal(ago("2026-11", NOW), "this month");
  assert.equal(ago("2024-12", NOW), "23 months ago");
  assert.equal(ago("2024-04-10", NOW), "2 years ago");
  assert.equal(ago("2025", NOW), "1 year ago");
  assert.equal(ago("2026", NOW), "this year");
});

test("no age is told of a date to come or of what is no date", () => {
  assert.equal(ago("2026-12-01", NOW), "");
  assert.equal(ago("spring", NOW), "");
  assert.equal(ago(null, NOW), "");
});

test("a coarse date may mean any day in it", () => {
  assert.deepEqual(span("2024-02"), [Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1)]);
  assert.deepEqual(span("2024"), [Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1)]);
});

test("a headline leaves when even its latest possible day is too old", () => {
  assert.equal(tooOld("2024-11-20", 730, "", NOW), "older than two years");
  assert.equal(tooOld("2024-11", 730, "", NOW), "");
  assert.equal(tooOld("2024-10", 730, "", NOW), "older than two years");
  assert.equal(tooOld("2024-10", 1000, "", NOW), "");
  assert.equal(tooOld("2024-10-01", 90, "", NOW), "older than 90 days");
});

test("a headline leaves on the day after its version's support ended", () => {
  assert.equal(tooOld("2026-11-01", 730, "2026-11-21", NOW), "past its end of support");
  assert.equal(tooOld("2026-11-01", 730, "2026-11-22", NOW), "");
});

test("the narrow form merges objects one level deep and replaces everything else", () => {
  const layout = { xaxis: { range: [0, 1], title: { text: "ms" } }, annotations: [1, 2], height: 300 };
  const changes = { xaxis: { range: [0, 2] }, annotations: [3], yaxis: { showticklabels: false } };
  assert.deepEqual(narrowed(layout, changes), {
    xaxis: { range: [0, 2], title: { text: "ms" } },
    annotations: [3],
    height: 300,
    yaxis: { showticklabels: false },
  });
  assert.deepEqual(layout.xaxis.range, [0, 1]);
});
