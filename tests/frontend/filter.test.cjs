"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { describe, fits, meant, readState, writeState } = require("../../generator/assets/filter.js");

const FACETS = ["category", "area", "target", "api", "status", "evidence"];
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
  assert.deepEqual(readState("", FACETS), ALL);
  assert.equal(writeState(readState("", FACETS)), "");
});

test("what is asked for is read and written alike, in one order", () => {
  const state = { ...ALL, category: "security", target: "istio", words: "mutual TLS & more" };
  assert.deepEqual(readState("?" + writeState(state), FACETS), state);
  assert.equal(writeState(readState("?words=x&target=istio&strange=1&area=IV", FACETS)), "area=IV&target=istio&words=x");
});

test("a text in the address stays a text", () => {
  const evil = "<img src=x onerror=EVIL=1>&a=b#c";
  assert.equal(readState("?" + writeState({ ...ALL, words: evil, target: evil }), FACETS).words, evil);
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
  assert.equal(describe(55, 55, ALL, "pattern"), "All 55 patterns.");
  assert.equal(describe(3, 55, ALL, "pattern"), "3 of 55 patterns.");
  assert.equal(describe(0, 55, { ...ALL, words: "zzz" }, "pattern"), "No pattern matches “zzz”. Reset shows all.");
  assert.equal(describe(0, 55, { ...ALL, area: "I" }, "pattern"), "No pattern fits the filters. Reset shows all.");
  assert.equal(
    describe(0, 55, { ...ALL, area: "I", words: "a" }, "pattern"),
    "No pattern matches “a” and fits the filters. Reset shows all.",
  );
});

test("a word finds its other forms", () => {
  const asked = (words) => ({ category: "*", area: "*", target: "*", api: "*", status: "*", evidence: "*", words });
  assert.ok(fits(asked("retry"), { text: "retries of a call" }));
  assert.ok(fits(asked("sidecars"), { text: "a sidecar beside each workload" }));
  assert.ok(!fits(asked("retry"), { text: "timeouts" }));
});

test("hyphens, slashes, punctuation and short forms do not matter to a search", () => {
  const found = (asked, text) => fits({ ...ALL, words: asked }, { text });
  for (const [asked, text] of [
    ["multicluster", "failover in a multi-cluster mesh"],
    ["multi-cluster", "a multicluster mesh"],
    ["multi cluster", "a multi-cluster mesh"],
    ["mtls", "mutual TLS everywhere"],
    ["mutual tls", "mTLS everywhere"],
    ["authz", "request-level authorization"],
    ["request/level, authorization.", "request-level authorization"],
    ["no. 12", "no. 12 timeouts"],
  ]) {
    assert.ok(found(asked, text), asked);
  }
  assert.ok(!found("mtls", "tls alone"));
  assert.ok(!found("amulti", "a multi-cluster mesh"));
});

test("a value of the address is meant whatever its case", () => {
  assert.equal(meant("Linkerd", ["*", "istio", "linkerd"]), "linkerd");
  assert.equal(meant("httproute", ["*", "HTTPRoute"]), "HTTPRoute");
  assert.equal(meant("gone", ["*", "istio"]), null);
});
