import { describe, expect, it } from "vitest";
import {
  invalidateConsent,
  reaffirmConsent,
  recordKeyDestruction,
  recordKeyRotation,
} from "../../src/entries/ledger.js";
import { recordServing } from "../../src/entries/records.js";
import { releaseLegalHold, setLegalHold } from "../../src/entries/retention.js";
import {
  liftRestriction,
  releaseSuppression,
  restrictProcessing,
} from "../../src/entries/rights.js";
import { agedRules, euRules, worldRules as everywhere } from "../../src/entries/rules.js";
import {
  consentGate,
  endRelationship,
  liftObjection,
  objectToProcessing,
  recordRelationship,
} from "../../src/index.js";
import { event, granted } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { codes, memoryLedger, point, start } from "../support/ledger.js";
import { digest } from "../support/pages.js";

const gate = consentGate({ rules: [euRules], keys });
const cell = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;
const nl = { jurisdictions: ["NL"] } as const;

function world() {
  const ledger = memoryLedger(gate);
  const ids = counted("tb");
  const at = (now: number) => ({ ids, random: seeded(), now });
  const add = (now: number, ...drafts: Parameters<typeof ledger.append>[1]) =>
    ledger.append(now, drafts).refused.map(({ code }) => code);
  return { ledger, at, add };
}

describe("what is renewed, taken back or released has a maker", () => {
  it("for a consent that is renewed, and one that never was", () => {
    const { ledger, at, add } = world();
    add(start, reaffirmConsent(at(start), { contactPoint: point, cell }));
    expect(ledger.decide({ ...nl, at: start + 1 }).allowed).toBe(true);
    const wrong = { contactPoint: point, scope: cell, ground: "wording" } as const;
    expect(add(start + 2, invalidateConsent(at(start + 2), wrong))).toEqual([]);
    expect(codes(ledger.decide({ ...nl, at: start + 3 }))[0]).toBe("CONSENT_INVALID");
  });

  it("for an objection and a restriction, by those who may lift them", () => {
    const { ledger, at, add } = world();
    add(start, granted(start));
    const [objection] = objectToProcessing(at(start), { contactPoints: [point], scope: cell });
    const [restriction] = restrictProcessing(at(start), {
      ...{ contactPoints: [point], ground: "accuracy" },
    });
    if (objection === undefined || restriction === undefined) throw new Error("nothing said");
    add(start + 1, objection, restriction);
    const lift = { contactPoint: point, restriction: restriction.id };
    const operator = { actor: { kind: "operator" } } as const;
    expect(add(start + 2, liftRestriction(at(start + 2), { ...lift, ...operator }))).toEqual([
      "LIFT_NOT_ALLOWED",
    ]);
    expect(add(start + 3, liftRestriction(at(start + 3), lift))).toEqual([]);
    const taken = { contactPoint: point, objection: objection.id, scope: cell };
    expect(add(start + 4, liftObjection(at(start + 4), taken))).toEqual([]);
    // It is on record, and still only the mailbox lifts a denial.
    expect(codes(ledger.decide({ ...nl, at: start + 5 }))).toContain("OBJECTED");
    expect(codes(ledger.decide({ ...nl, at: start + 5 }))).not.toContain("RESTRICTED");
  });

  it("for a suppression, by a cause that its table allows", () => {
    const { ledger, at, add } = world();
    add(start, event("suppression.added", start, { detail: { reason: "hard_bounce" } }));
    expect(ledger.suppressions()).toHaveLength(1);
    const released = { contactPoint: point, reason: "hard_bounce" } as const;
    const proof = { ...released, released: "delivery_proof" } as const;
    expect(add(start + 1, releaseSuppression(at(start + 1), proof))).toEqual([]);
    expect(ledger.suppressions()).toEqual([]);
    const legal = { contactPoint: point, reason: "legal", released: "delivery_proof" } as const;
    expect(add(start + 2, releaseSuppression(at(start + 2), legal))).toEqual([
      "RELEASE_NOT_ALLOWED",
    ]);
  });

  it("for keys, wordings that were shown, holds and relationships", () => {
    const { ledger, at, add } = world();
    const by = at(start);
    const sale = { contactPoint: point, kind: "sale" } as const;
    const refused = add(
      start,
      recordKeyRotation(by, { kid: "t2", use: "token", previous: "t1" }),
      recordKeyDestruction(by, { kid: "t1", use: "token" }),
      recordServing(by, { notice: digest, locale: "en" }),
      setLegalHold(by, { hold: "file-1", contactPoint: point }),
      releaseLegalHold(by, { hold: "file-1" }),
      ...recordRelationship(by, sale),
      endRelationship(by, sale),
    );
    expect(refused).toEqual([]);
    expect(ledger.entries().map(({ type }) => type)).toEqual([
      ...["key.rotated", "key.destroyed", "notice.served", "legalhold.set", "legalhold.released"],
      ...["relationship.recorded", "relationship.ended"],
    ]);
  });
});

describe("rules that nobody has verified for long", () => {
  const days = [...euRules.rows, ...everywhere.rows].map(({ verifiedOn }) =>
    Date.parse(verifiedOn),
  );
  const [oldest, newest] = [Math.min(...days), Math.max(...days)];
  const year = 365 * 86_400_000;

  it("are named with their age from the day the period ends, and not before", () => {
    expect(agedRules([euRules, everywhere], oldest + year - 1)).toEqual([]);
    expect(agedRules([euRules, everywhere], oldest + year)[0]?.ageDays).toBe(365);
    const aged = agedRules([euRules, everywhere], newest + year);
    expect(aged).toHaveLength(days.length);
    const ages = aged.map(({ ageDays }) => ageDays);
    expect(ages).toEqual(ages.toSorted((a, b) => b - a));
    expect(ages.at(-1)).toBe(365);
    expect(agedRules([euRules, everywhere], newest + year / 2, "P3M")).toHaveLength(days.length);
  });

  it("are the gate's findings, by the instant it is given", () => {
    expect(gate.findings?.(oldest + year - 1)).toEqual([]);
    expect(gate.findings?.(oldest + year)?.[0]).toMatchObject({
      ...{ code: "RULE_UNVERIFIED", since: oldest, ageDays: 365 },
      path: expect.stringMatching(/^(eu|world)\./),
    });
    expect(() => consentGate({ rules: [euRules], keys, verifyRulesAfter: "a year" })).toThrow(
      expect.objectContaining({ code: "DEFINITION_RULES_PERIOD" }),
    );
  });
});
