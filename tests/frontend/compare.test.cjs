"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { comparability, conditions, explorerQuery, readIndex, readQuery, rows, whyNotDrawn, writeQuery } = require("../../generator/assets/compare.js");

const LETTERS = "abcdefghij".split("");

/** Ten synthetic results of two submissions in two comparisons. */
function index() {
  return readIndex({
    format: "mesh-results-compare/1",
    submissions: ["one", "two"],
    groups: ["g-1", "g-2"],
    id: LETTERS.map((letter) => letter.repeat(8)),
    submission: LETTERS.map((_, at) => (at < 5 ? 0 : 1)),
    result: LETTERS.map((letter) => "run-" + letter),
    group: LETTERS.map((_, at) => (at < 5 ? 0 : 1)),
  });
}

const asked = (query) => readQuery(query, index());
const addresses = (entries) => entries.map((entry) => entry.address);

test("a list of another format is refused", () => {
  assert.throws(() => readIndex({ format: "mesh-results-compare/2" }), /unknown format/);
});

test("short ids and addresses stand for the same results, in the order asked for", () => {
  assert.deepEqual(addresses(asked("?r=bbbbbbbb.one/run-a").chosen), ["one/run-b", "one/run-a"]);
  assert.deepEqual(addresses(asked("?r=bbbbbbbb&r=one/run-a").chosen), ["one/run-b", "one/run-a"]);
  assert.equal(asked("?r=ffffffff").chosen[0].group, "g-2");
});

test("one result asked for twice is one", () => {
  assert.deepEqual(addresses(asked("?r=aaaaaaaa.one/run-a.AAAAAAAA").chosen), ["one/run-a"]);
});

test("what is not there is said and stays in the link", () => {
  const state = asked("?r=aaaaaaaa.zzzzzzzz.%3Cimg%20src%3Dx%3E.bbbbbbbb");
  assert.deepEqual(state.unknown, ["zzzzzzzz", "<img src=x>"]);
  assert.equal(writeQuery(state), "r=aaaaaaaa.bbbbbbbb.zzzzzzzz.%3Cimg%20src%3Dx%3E");
  assert.deepEqual(asked("?" + writeQuery(state)), state);
});

test("names of JavaScript's own objects are no results", () => {
  assert.deepEqual(asked("?r=__proto__.constructor").unknown, ["__proto__", "constructor"]);
});

test("the ninth and tenth are named and not shown, and stay in the link", () => {
  const state = asked("?r=" + LETTERS.map((letter) => letter.repeat(8)).join("."));
  assert.equal(state.chosen.length, 8);
  assert.deepEqual(addresses(state.over), ["two/run-i", "two/run-j"]);
  assert.deepEqual(asked("?" + writeQuery(state)), state);
});

test("entries beyond those that are read are counted", () => {
  assert.equal(asked("?r=" + Array.from({ length: 45 }, (_, at) => "x" + at).join(".")).cut, 5);
  assert.equal(asked("?r=" + Array.from({ length: 40 }, (_, at) => "x" + at).join(".")).cut, 0);
});

test("nothing asked for is nothing chosen", () => {
  assert.deepEqual(asked(""), { chosen: [], over: [], unknown: [], cut: 0 });
  assert.equal(writeQuery(asked("?r=..")), "");
});

test("the way back to the explorer has the same results chosen", () => {
  assert.equal(explorerQuery(asked("?r=aaaaaaaa.ffffffff").chosen), "?pick=one/run-a&pick=two/run-f");
  assert.equal(explorerQuery([]), "");
});

/** A synthetic comparison whose key has these values. */
function group(id, values) {
  const titles = { campaign: "Campaign", offered: "Offered rate", payload: "Payload" };
  return { id, key: Object.entries(titles).map(([name, title]) => ({ name, title, value: values[name] || "not reported" })) };
}

test("one comparison has equal conditions, those that nobody reported among them", () => {
  const kinds = conditions([group("a", { campaign: "May" })]);
  assert.deepEqual(kinds.differ, []);
  assert.deepEqual(kinds.unknown, []);
  assert.equal(kinds.same.length, 3);
});

test("what nobody reported is equal within a campaign and unknown between two", () => {
  const within = conditions([group("a", { campaign: "May", offered: "10" }), group("b", { campaign: "May", offered: "20" })]);
  assert.deepEqual(within.same.map((field) => field.name), ["campaign", "payload"]);
  const between = conditions([group("a", { campaign: "May", offered: "10" }), group("b", { campaign: "June", offered: "10" })]);
  assert.deepEqual(between.unknown.map((field) => field.title), ["Payload"]);
  assert.deepEqual(between.same.map((field) => field.name), ["offered"]);
  assert.deepEqual(between.differ[0].values, ["May", "June"]);
});

test("a sentence says whether results may be compared and in what they differ", () => {
  const [may, june, fast] = [
    group("a", { campaign: "May", offered: "10", payload: "1 byte" }),
    group("b", { campaign: "June", offered: "10", payload: "1 byte" }),
    group("c", { campaign: "June", offered: "20" }),
  ];
  assert.match(comparability([may], 1).join(" "), /^One result is chosen/);
  assert.deepEqual(comparability([may], 2), ["Both runs stand under the same conditions."]);
  assert.deepEqual(comparability([may], 3), ["All 3 runs stand under the same conditions."]);
  const campaigns = comparability([may, june], 2).join(" ");
  assert.match(campaigns, /stand in 2 comparisons, which differ in Campaign\. Everything else that was reported is equal; but/);
  assert.match(campaigns, /no overhead, no verdict and no chart/);
  const more = comparability([may, fast], 2).join(" ");
  assert.match(more, /differ in Campaign, Offered rate and Payload\./);
  assert.doesNotMatch(more, /Everything else/);
  const unknown = [group("a", { campaign: "May", offered: "10" }), group("b", { campaign: "June", offered: "10" })];
  assert.match(comparability(unknown, 2).join(" "), /Nobody reported Payload, and between campaigns unknown equals nothing\./);
});

test("a row that is optional needs a value, and a row says whether it differs", () => {
  const fields = [
    { name: "mesh", title: "Mesh", section: "subject", optional: false },
    { name: "profile", title: "Profile", section: "subject", optional: true },
    { name: "p99", title: "p99", section: "numbers", optional: true },
  ];
  const made = (second, third) => rows(fields, [{ cells: ["A", second, null] }, { cells: ["A", third, "3"] }], "subject");
  assert.deepEqual(made(null, null).map((row) => [row.name, row.differs]), [["mesh", false]]);
  assert.deepEqual(made(null, "x").map((row) => [row.name, row.differs]), [["mesh", false], ["profile", true]]);
  assert.deepEqual(made({ why: "baseline" }, { why: "baseline" })[1].differs, false);
});

test("a result that does not count says why", () => {
  assert.equal(whyNotDrawn({ counts: true, state: "published", flags: [] }), "");
  assert.equal(whyNotDrawn({ counts: false, state: "withdrawn", flags: [] }), "withdrawn");
  const flags = [{ label: "errors high", excludes: true }, { label: "short run", excludes: false }];
  assert.equal(whyNotDrawn({ counts: false, state: "published", flags }), "errors high");
});
