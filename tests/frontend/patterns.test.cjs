"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { describe, fits, readState, writeState } = require("../../generator/assets/patterns.js");

const ALL = { category: "*", area: "*", target: "*", api: "*", status: "*", evidence: "*", words: "" };
const CARD = {
  category: "resiliency",
  area: "III",
  target: "istio linkerd",
  api: "HTTPRoute",
  status: "accepted",
  evidence: "",
  text: "retries automatic retry send a failed request again",
};

test("without a question every filter is open, and there is nothing to write", () => {
  assert.deepEqual(readState(""), ALL);
  assert.equal(writeState(readState("")), "");
});

test("what is asked for is read and written alike, in one order", () => {
  const state = { ...ALL, category: "security", target: "istio", words: "mutual TLS & more" };
  assert.deepEqual(readState("?" + writeState(state)), state);
  assert.equal(writeState(readState("?words=x&target=istio&strange=1&area=IV")), "area=IV&target=istio&words=x");
});

test("a text in the address stays a text", () => {
  const evil = "<img src=x onerror=EVIL=1>&a=b#c";
  assert.equal(readState("?" + writeState({ ...ALL, words: evil, target: evil })).words, evil);
});

test("open filters let every card through, also one without words", () => {
  assert.equal(fits(ALL, CARD), true);
  assert.equal(fits(ALL, {}), true);
});

test("a facet wants one of the card's words, whole", () => {
  assert.equal(fits({ ...ALL, target: "linkerd" }, CARD), true);
  assert.equal(fits({ ...ALL, target: "link" }, CARD), false);
  assert.equal(fits({ ...ALL, target: "istio linkerd" }, CARD), false);
  assert.equal(fits({ ...ALL, area: "II" }, CARD), false);
  assert.equal(fits({ ...ALL, evidence: "manifests" }, CARD), false);
  assert.equal(fits({ ...ALL, evidence: "manifests" }, {}), false);
});

test("facets narrow together", () => {
  assert.equal(fits({ ...ALL, target: "istio", category: "resiliency" }, CARD), true);
  assert.equal(fits({ ...ALL, target: "istio", category: "security" }, CARD), false);
});

test("a search wants all its words, in any order and case, as parts of words", () => {
  assert.equal(fits({ ...ALL, words: "  REQUEST  retr " }, CARD), true);
  assert.equal(fits({ ...ALL, words: "request timeout" }, CARD), false);
  assert.equal(fits({ ...ALL, words: "retr", target: "kuma" }, CARD), false);
});

test("the count is told, and what to do where nothing is left", () => {
  assert.equal(describe(55, 55), "All 55 patterns.");
  assert.equal(describe(3, 55), "3 of 55 patterns.");
  assert.match(describe(0, 55), /^No pattern fits: /);
});

test("a word finds its other forms", () => {
  const asked = (words) => ({ category: "*", area: "*", target: "*", api: "*", status: "*", evidence: "*", words });
  assert.ok(fits(asked("retry"), { text: "retries of a call" }));
  assert.ok(fits(asked("sidecars"), { text: "a sidecar beside each workload" }));
  assert.ok(!fits(asked("retry"), { text: "timeouts" }));
});
