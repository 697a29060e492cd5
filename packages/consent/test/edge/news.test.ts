import { contactPointId } from "@wellsent/core";
import type { ConsentNews } from "@wellsent/core/ports";
import { describe, expect, it } from "vitest";
import { draftEvent, mergeContactPoints } from "../../src/entries/ledger.js";
import { euRules } from "../../src/entries/rules.js";
import { consentGate } from "../../src/index.js";
import { confirmed, event, granted, newsletter, requested, withdrawn } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { memoryLedger, point, start } from "../support/ledger.js";

const gate = consentGate({ rules: [euRules], keys });
function acts(news: readonly ConsentNews[]): readonly string[] {
  return news.map(({ act }) => act);
}
const scoped = { channel: "email", purpose: "marketing.newsletter" } as const;

describe("the news of an append", () => {
  it("follows the act and not the decision: a withdrawal by somebody never permitted is one", () => {
    const ledger = memoryLedger(gate);
    const no = withdrawn(start, { scope: { purpose: "marketing.newsletter" } });
    expect(ledger.append(start, [no]).news).toEqual([
      { contactPoint: point, entry: no.id, act: "withdrawn", purpose: "marketing.newsletter" },
    ]);
    const again = withdrawn(start + 1, { scope: {} });
    expect(ledger.append(start + 1, [again]).news).toEqual([
      { contactPoint: point, entry: again.id, act: "withdrawn" },
    ]);
  });

  it("comes once an event, in order, with what it covers", () => {
    const ledger = memoryLedger(gate);
    const request = requested(start);
    const yes = confirmed(start, request);
    const topic = withdrawn(start, { scope: { purpose: "marketing.offers", topic: "shoes" } });
    expect(ledger.append(start, [request, yes, topic]).news).toEqual([
      { contactPoint: point, entry: request.id, act: "changed", ...scoped },
      { contactPoint: point, entry: yes.id, act: "granted", ...scoped },
      {
        contactPoint: point,
        entry: topic.id,
        act: "withdrawn",
        purpose: "marketing.offers",
        topic: "shoes",
      },
    ]);
  });

  it("is silent about drafts that are known or refused, and about events of no contact point", () => {
    const ledger = memoryLedger(gate);
    const no = withdrawn(start);
    ledger.append(start, [no]);
    const never = confirmed(start, requested(start));
    const published = draftEvent({
      ...{ id: "p", type: "legalhold.set", effectiveAt: start, actor: { kind: "operator" } },
      detail: { hold: "h" },
    });
    expect(ledger.append(start + 1, [no, never, published])).toMatchObject({
      news: [],
      entries: [{ id: "p" }],
    });
  });

  it.each([
    ["consent.refused", {}, "withdrawn"],
    ["consent.invalidated", { ground: "wording" }, "withdrawn"],
    ["consent.reviewed", { outcome: "lapsed" }, "withdrawn"],
    ["consent.reviewed", { outcome: "kept" }, "changed"],
    ["objection.raised", { ground: "direct_marketing" }, "withdrawn"],
    ["restriction.set", { ground: "accuracy" }, "withdrawn"],
    ["restriction.lifted", {}, "changed"],
    ["suppression.added", { reason: "complaint" }, "withdrawn"],
    ["suppression.added", { reason: "hard_bounce" }, "withdrawn"],
    ["suppression.added", { reason: "erased" }, "withdrawn"],
    ["suppression.released", { reason: "manual", by: "correction" }, "changed"],
    ["contactpoint.unlinked", { reason: "erasure" }, "withdrawn"],
    ["contactpoint.unlinked", { reason: "moved" }, "changed"],
    ["dsr.opened", { case: "c", kind: "erase" }, "withdrawn"],
    ["dsr.opened", { case: "c", kind: "access" }, "changed"],
    ["relationship.recorded", { kind: "sale" }, "changed"],
    ["relationship.ended", { kind: "sale" }, "changed"],
    ["notice.served", {}, "changed"],
  ] as const)("of %s with %j is %s", (type, detail, act) => {
    const draft = event(type, start, {
      ...{ method: "api", caused: ["x"], notice: "0".repeat(64), detail },
      actor: { kind: "operator" },
    });
    const lifting = type === "restriction.lifted" ? { actor: { kind: "system" } } : {};
    const { fields, ...rest } = draft;
    const result = memoryLedger(gate).append(start, [
      { ...rest, fields: { ...fields, ...lifting } },
    ]);
    expect(result.refused).toEqual([]);
    expect(acts(result.news)).toEqual([act]);
  });

  it("of STOP from the handset is a withdrawal of texts", () => {
    const no = withdrawn(start, { method: "reply_keyword", scope: { channel: "sms" } });
    expect(memoryLedger(gate).append(start, [no]).news).toEqual([
      { contactPoint: point, entry: no.id, act: "withdrawn", channel: "sms" },
    ]);
  });

  it("of watching alone is no withdrawal and no grant: the mail goes on", () => {
    const drafts = [
      granted(start, { scope: { ...newsletter, activity: "track.open" } }),
      withdrawn(start, { scope: { activity: "track.click" } }),
    ];
    expect(acts(memoryLedger(gate).append(start, drafts).news)).toEqual(["changed", "changed"]);
  });

  it("of a relationship's end is a withdrawal where mail may have rested on it alone", () => {
    const recorded = event("relationship.recorded", start, { detail: { kind: "sale" } });
    const ended = event("relationship.ended", start + 1, { detail: { kind: "sale" } });
    const ledger = memoryLedger(gate);
    ledger.append(start, [recorded]);
    expect(acts(ledger.append(start + 1, [ended]).news)).toEqual(["withdrawn"]);
    const twice = event("relationship.ended", start + 2, { detail: { kind: "sale" } });
    expect(acts(ledger.append(start + 2, [twice]).news)).toEqual(["changed"]);
    const willing = memoryLedger(gate);
    willing.append(start, [recorded, granted(start)]);
    expect(acts(willing.append(start + 1, [ended]).news)).toEqual(["changed"]);
  });

  it("of a merge tells the denials it brings along, and those that it keeps standing", () => {
    const ledger = memoryLedger(gate);
    const other = contactPointId("cp_b");
    ledger.append(start, [withdrawn(start, { contactPoint: other })]);
    const request = requested(start + 1);
    ledger.append(start + 1, [request]);
    ledger.append(start + 2, [confirmed(start + 2, request)]);
    const by = { ids: counted("mg"), random: seeded(), now: start + 3 };
    const drafts = mergeContactPoints(by, { subject: "sub_a", into: point, from: other });
    const { news, entries } = ledger.append(start + 3, drafts);
    const kept = entries[1]?.id;
    expect(kept).toMatch(/^mrg_[0-9a-f]{40}$/);
    expect(news).toEqual([
      { contactPoint: point, entry: "mg_1", act: "withdrawn", ...scoped },
      { contactPoint: point, entry: kept, act: "withdrawn", ...scoped },
      { contactPoint: other, entry: "mg_2", act: "changed" },
    ]);
    expect(entries.map(({ id }) => id)).toEqual(["mg_1", kept, "mg_2"]);
  });
});
