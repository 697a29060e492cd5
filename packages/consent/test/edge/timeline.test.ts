import { describe, expect, it } from "vitest";
import { consentTimeline, readEvent, timelineSvg } from "../../src/entries/ledger.js";
import { euRules } from "../../src/entries/rules.js";
import { consentGate } from "../../src/index.js";
import { confirmed, granted, requested, withdrawn } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { day, memoryLedger, start } from "../support/ledger.js";

function history() {
  const ledger = memoryLedger(consentGate({ rules: [euRules], keys }));
  const request = requested(start + day);
  ledger.append(start + day, [request]);
  ledger.append(start + 2 * day, [confirmed(start + 2 * day, request)]);
  ledger.append(start + 5 * day, [withdrawn(start + 5 * day, { scope: {} })]);
  return ledger.entries().map((entry) => readEvent(entry));
}
const range = { from: start, to: start + 10 * day };

describe("the timeline of one person's consent", () => {
  it("tells the state of each cell between the moments it changed", () => {
    const [row] = consentTimeline(history(), range);
    expect(row?.spans).toEqual([
      { from: start, to: start + day, status: "unknown" },
      { from: start + day, to: start + 2 * day, status: "pending" },
      { from: start + 2 * day, to: start + 5 * day, status: "granted" },
      { from: start + 5 * day, to: start + 10 * day, status: "denied" },
    ]);
    expect(row?.events.map(({ type }) => type)).toEqual(["consent.requested", "consent.confirmed"]);
  });

  it("shows what ends by itself", () => {
    const ledger = memoryLedger(consentGate({ rules: [euRules], keys }));
    const until = new Date(start + 3 * day).toISOString();
    ledger.append(start, [granted(start, { detail: { validUntil: until } })]);
    const [row] = consentTimeline(
      ledger.entries().map((entry) => readEvent(entry)),
      range,
    );
    expect(row?.spans.map(({ status, to }) => [status, (to - start) / day])).toEqual([
      ["granted", 3],
      ["unknown", 10],
    ]);
  });

  it("is drawn as well-formed XML, whatever the labels hold", () => {
    const svg = timelineSvg(history(), {
      ...range,
      title: `<&"'\u0000\ud800`,
      label: () => "a < b & c",
    });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain("<title>&#60;&#38;&#34;&#39;\ufffd\ufffd</title>");
    // Every tag is closed, in order.
    const open: string[] = [];
    for (const [, slash, name, rest] of svg.matchAll(/<(\/?)([a-z]+)([^>]*)>/g)) {
      if (slash === "/") expect(open.pop()).toBe(name);
      else if (!rest?.endsWith("/")) open.push(name ?? "");
    }
    expect(open).toEqual([]);
    expect(svg.match(/fill="#c62828"/g)).toHaveLength(2);
    for (const status of ["granted", "asserted", "pending", "denied", "unknown"])
      expect(svg).toContain(`>${status}</text>`);
  });
});
