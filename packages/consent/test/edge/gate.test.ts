import { contactPointId } from "@wellsent/core";
import { seededRandom, sequentialIds } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import {
  foldEvents,
  mergeContactPoints,
  type Projection,
  readEvent,
} from "../../src/entries/ledger.js";
import { deRules, euRules, usEmailRules } from "../../src/entries/rules.js";
import { consentGate } from "../../src/index.js";
import { confirmed, event, granted, newsletter, requested, withdrawn } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { codes, day, memoryLedger, point, questionAt, start } from "../support/ledger.js";

const gate = consentGate({ rules: [euRules, deRules, usEmailRules], keys });

describe("the consent gate", () => {
  it("asks for a confirmed opt-in in Germany and says what is missing at each step", () => {
    const ledger = memoryLedger(gate);
    expect(codes(ledger.decide())).toContain("NO_CONSENT");
    const request = requested(start);
    ledger.append(start, [request]);
    expect(codes(ledger.decide({ at: start + 1 }))).toContain("CONSENT_PENDING");
    expect(ledger.decide({ at: start + 1, messageClass: "confirmation_request" }).allowed).toBe(
      true,
    );
    ledger.append(start + 2, [confirmed(start + 2, request)]);
    const decision = ledger.decide({ at: start + 3 });
    expect(decision).toMatchObject({ allowed: true, basis: "consent", evidence: { logSize: 2 } });
    expect(decision.obligations).toEqual(
      expect.arrayContaining([
        "LIST_UNSUBSCRIBE_ONE_CLICK",
        "SENDER_ID",
        "NO_OPEN_PIXEL",
        "NO_CLICK_TRACKING",
      ]),
    );
  });

  it("stops at once after a withdrawal, and lets only the mailbox come back", () => {
    const ledger = memoryLedger(gate);
    const first = requested(start);
    ledger.append(start, [first]);
    ledger.append(start + 1, [confirmed(start + 1, first)]);
    ledger.append(start + 2, [withdrawn(start + 2)]);
    expect(codes(ledger.decide({ at: start + 3 }))[0]).toBe("WITHDRAWN");
    ledger.append(start + 4, [granted(start + 4)]);
    expect(ledger.decide({ at: start + 5 }).allowed).toBe(false);
    const again = requested(start + 6);
    ledger.append(start + 6, [again]);
    ledger.append(start + 7, [confirmed(start + 7, again)]);
    expect(ledger.decide({ at: start + 8 }).allowed).toBe(true);
  });

  it("appends the same draft once, and refuses what cannot be by its own code", () => {
    const ledger = memoryLedger(gate);
    const request = requested(start);
    expect(ledger.append(start, [request, request]).entries).toHaveLength(1);
    expect(ledger.append(start, [request]).entries).toHaveLength(0);
    const never = confirmed(start + 1, requested(start));
    expect(ledger.append(start + 1, [never]).refused).toEqual([
      { id: never.id, code: "CONFIRMATION_UNKNOWN_REQUEST" },
    ]);
    const wide = granted(start, { scope: { channel: "email" } });
    const future = granted(start + 3 * day);
    const foreign = { ...withdrawn(start), type: "consent.blessed" };
    const result = ledger.append(start + 1, [wide, future, foreign]);
    expect(result.refused.map(({ code }) => code)).toEqual([
      "GRANT_SCOPE",
      "INPUT_EVENT_FUTURE",
      "INPUT_EVENT_TYPE",
    ]);
    expect(result.entries).toHaveLength(0);
    expect(result.head).toEqual(ledger.head());
    const yes = confirmed(start + 2, request);
    ledger.append(start + 2, [yes]);
    const twice = confirmed(start + 3, request);
    expect(ledger.append(start + 3, [twice]).refused[0]?.code).toBe("CONFIRMATION_USED");
  });

  it("refuses what would stand in the log and change nothing", () => {
    const ledger = memoryLedger(gate);
    const about = (
      type: "objection.raised" | "restriction.set" | "suppression.added",
      detail: object,
    ) => {
      const { contactPoint: _, ...draft } = event(type, start, { subject: "sub_1", detail });
      return draft;
    };
    const drafts = [
      about("objection.raised", { ground: "direct_marketing" }),
      about("restriction.set", { ground: "accuracy" }),
      about("suppression.added", { reason: "legal" }),
    ];
    expect(ledger.append(start, drafts).refused.map(({ code }) => code)).toEqual(
      drafts.map(() => "POINT_MISSING"),
    );
    expect(ledger.entries()).toEqual([]);
  });

  it("releases by fingerprint only what may be released", () => {
    const ledger = memoryLedger(gate);
    const fingerprint = keys.fingerprint("email", "gone@example.com");
    const change = (type: "suppression.added" | "suppression.released", detail: object) => {
      const { contactPoint: _, ...draft } = event(type, start, {
        actor: { kind: "operator" },
        scope: {},
        detail,
      });
      return { ...draft, fields: { ...draft.fields, detail: { ...detail, fingerprint } } };
    };
    ledger.append(
      start,
      ["erased", "manual"].map((reason) => change("suppression.added", { reason })),
    );
    expect(ledger.suppressions()).toHaveLength(2);
    const result = ledger.append(
      start + 1,
      ["erased", "manual"].map((reason) =>
        change("suppression.released", { reason, by: "correction" }),
      ),
    );
    expect(result.refused.map(({ code }) => code)).toEqual(["RELEASE_NOT_ALLOWED"]);
    expect(ledger.suppressions().map(({ reason }) => reason)).toEqual(["erased"]);
  });

  it("keeps one brand's withdrawal through a merge with a grant that was given to every brand", () => {
    const ledger = memoryLedger(gate);
    const other = contactPointId("cp_b");
    ledger.append(start, [withdrawn(start, { scope: { sender: "acme" } })]);
    const request = { ...requested(start + 1), contactPoint: other };
    ledger.append(start + 1, [request]);
    ledger.append(start + 2, [{ ...confirmed(start + 2, request), contactPoint: other }]);
    const by = { ids: sequentialIds("merge"), random: seededRandom(1), now: start + 3 };
    ledger.append(
      start + 3,
      mergeContactPoints(by, { subject: "sub_a", into: point, from: other }),
    );
    expect(codes(ledger.decide({ at: start + 4, sender: "acme" }))).toContain("WITHDRAWN");
    expect(ledger.decide({ at: start + 4, sender: "globex" }).allowed).toBe(true);
  });

  it("keeps a projection equal to the fold of its log", () => {
    const ledger = memoryLedger(gate);
    const request = requested(start);
    ledger.append(start, [request]);
    ledger.append(start + 1, [
      confirmed(start + 1, request),
      event("suppression.added", start, { detail: { reason: "hard_bounce" } }),
    ]);
    const kept = ledger.facts(point).projection as unknown as Projection;
    expect(foldEvents(ledger.entries().map((entry) => readEvent(entry)))).toEqual(kept);
  });

  it("turns provider reports into denials only", () => {
    const report = (
      type: "complained" | "opened" | "bounced" | "replied" | "unsubscribed",
      more: object = {},
    ) => gate.draftsFor({ type, dedupeKey: "k", message: "m" as never, at: start, ...more }, point);
    expect(report("opened")).toEqual([]);
    expect(report("replied")).toEqual([]);
    expect(report("bounced", { bounce: { permanence: "soft", scope: "recipient" } })).toEqual([]);
    expect(report("bounced", { bounce: { permanence: "hard", scope: "sender" } })).toEqual([]);
    expect(report("complained", { complaint: { feedbackType: "not-spam" } })).toEqual([]);
    const ledger = memoryLedger(gate);
    ledger.append(start, [...report("complained"), ...report("complained")]);
    expect(ledger.entries()).toHaveLength(1);
    expect(codes(ledger.decide({ at: start + 1 }))).toEqual(
      expect.arrayContaining(["SUPPRESSED_COMPLAINT", "COMPLAINED"]),
    );
    const other = memoryLedger(gate);
    other.append(start, report("unsubscribed"));
    expect(codes(other.decide({ at: start + 1, jurisdictions: ["US"] }))).toContain("WITHDRAWN");
  });

  it("never throws at decision time, whatever it is asked", () => {
    const broken = { contactPoint: point, suppressions: [], elsewhere: [], logSize: 0 };
    expect(codes(gate.decide(questionAt(start), { ...broken, projection: { v: 7 } }))).toContain(
      "INPUT_PROJECTION",
    );
    expect(
      codes(gate.decide(questionAt(start), { ...broken, projection: null, elsewhere: [{ v: 7 }] })),
    ).toContain("INPUT_PROJECTION");
    expect(gate.decide(questionAt(Number.NaN), { ...broken, projection: null }).allowed).toBe(
      false,
    );
    expect(
      codes(gate.decide(questionAt(start, { purpose: "" }), { ...broken, projection: null })),
    ).toContain("INPUT_PURPOSE");
    expect(
      gate.decide(questionAt(start, { timeZones: ["Mars/Phobos"], channel: "sms" }), {
        ...broken,
        projection: null,
      }).allowed,
    ).toBe(false);
  });

  it("allows e-mail in the United States until somebody says no", () => {
    const ledger = memoryLedger(gate);
    expect(ledger.decide({ jurisdictions: ["US-TX"] })).toMatchObject({
      allowed: true,
      basis: "opt_out_regime",
    });
    ledger.append(start, [withdrawn(start, { scope: { ...newsletter, purpose: "marketing" } })]);
    expect(ledger.decide({ jurisdictions: ["US-TX"], at: start + 1 }).allowed).toBe(false);
    expect(
      ledger.decide({ jurisdictions: ["US-TX"], at: start + 1, purpose: "marketing2" }).allowed,
    ).toBe(true);
  });

  it("takes the strictest rule where nobody knows where a person is", () => {
    const ledger = memoryLedger(gate);
    ledger.append(start, [granted(start)]);
    expect(ledger.decide({ jurisdictions: ["US"], at: start + 1 }).allowed).toBe(true);
    for (const jurisdictions of [[], ["JP"], ["US", "JP"]]) {
      expect(codes(ledger.decide({ jurisdictions, at: start + 1 }))).toContain(
        "CONSENT_UNCONFIRMED",
      );
    }
  });
});
