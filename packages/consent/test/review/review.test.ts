import { describe, expect, it } from "vitest";
import { emptyProjection, projectionFromJson } from "../../src/entries/ledger.js";
import {
  askAgain,
  consentsToReview,
  defineReviews,
  keepConsent,
  lapseConsent,
  type ReviewPolicy,
  reviewState,
} from "../../src/entries/retention.js";
import { euRules, usEmailRules } from "../../src/entries/rules.js";
import { consentGate, decide, ruleBook } from "../../src/index.js";
import { confirmed, newsletter, requested } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { codes, day, memoryLedger, point, questionAt, start } from "../support/ledger.js";

const reviews: readonly ReviewPolicy[] = [
  { purpose: "marketing", reviewAfter: "P18M", askAhead: "P60D", legalRef: "GDPR Art. 5(1)(e)" },
];
const gate = consentGate({ rules: [euRules, usEmailRules], keys, reviews });
const rules = { book: ruleBook([euRules, usEmailRules]), reviews };
const cell = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;
const ids = counted("rev");
function by(now: number) {
  return { ids, random: seeded(), now };
}

function consented() {
  const ledger = memoryLedger(gate);
  const request = requested(start);
  ledger.append(start, [request]);
  ledger.append(start + 1, [confirmed(start + 1, request)]);
  const projection = () => projectionFromJson(ledger.facts(point).projection) ?? emptyProjection;
  return { ledger, projection };
}
function at(iso: string): number {
  return Date.parse(iso);
}

describe("a consent under review", () => {
  it("is fresh, then due, then stale; and stale exactly when the decision says so", () => {
    const { ledger, projection } = consented();
    const stale = reviewState(projection(), cell, start + day, rules, ["DE"]).staleAt ?? 0;
    expect(new Date(stale).toISOString()).toBe("2028-05-02T00:00:00.000Z");
    const status = (time: number) => reviewState(projection(), cell, time, rules, ["DE"]).status;
    expect(
      ["2026-12-01", "2028-03-02", "2028-03-04", "2028-05-01"].map((date) =>
        status(at(`${date}T00:00:00Z`)),
      ),
    ).toEqual(["fresh", "fresh", "due", "due"]);
    expect([status(stale - 1), status(stale)]).toEqual(["due", "stale"]);
    expect(ledger.decide({ at: stale - 1, jurisdictions: ["AT"] }).allowed).toBe(true);
    const refused = ledger.decide({ at: stale, jurisdictions: ["AT"] });
    expect([refused.allowed, codes(refused)]).toEqual([
      false,
      expect.arrayContaining(["CONSENT_STALE"]),
    ]);
    expect(
      ledger.decide({ at: stale, messageClass: "transactional", jurisdictions: ["AT"] }).allowed,
    ).toBe(true);
  });

  it("binds its own purpose and those below it, and no other", () => {
    const other = [{ purpose: "market", reviewAfter: "P1D", legalRef: "x" }];
    const { projection } = consented();
    const facts = { projection: projection(), suppressions: [], logSize: 2 };
    const question = questionAt(start + 300 * day, { jurisdictions: ["AT"] });
    expect(decide(question, facts, { ...rules, reviews: other }).allowed).toBe(true);
    expect(
      decide(question, facts, {
        ...rules,
        reviews: [{ ...other[0], purpose: "marketing" } as ReviewPolicy],
      }).allowed,
    ).toBe(false);
  });

  it("is asked about once: one confirmation mail goes out although the consent is stale, and the answer renews it", () => {
    const { ledger, projection } = consented();
    const now = at("2028-06-05T12:00:00Z");
    const person = () => [{ contactPoint: point, projection: projection(), jurisdictions: ["AT"] }];
    const confirmation = {
      at: now,
      messageClass: "confirmation_request",
      jurisdictions: ["AT"],
    } as const;
    expect(codes(ledger.decide(confirmation))).toContain("NO_REQUEST");
    expect(consentsToReview(person(), now, rules)).toMatchObject([
      { contactPoint: point, cell, state: { status: "stale" } },
    ]);

    const asked = askAgain(by(now), { contactPoint: point, cell, notice: "a".repeat(64) });
    expect(asked).toMatchObject({
      mail: "confirmation",
      confirmation: { noticeDigest: "a".repeat(64) },
    });
    expect(ledger.append(now, asked.drafts).refused).toEqual([]);
    expect(ledger.decide(confirmation).allowed).toBe(true);
    expect(ledger.decide({ at: now, jurisdictions: ["AT"] }).allowed).toBe(false);
    expect(consentsToReview(person(), now, rules)).toEqual([]);

    const [request] = asked.drafts;
    if (request === undefined) throw new Error("no request");
    ledger.append(now + 1, [confirmed(now + 1, request, { scope: newsletter })]);
    expect(ledger.decide({ at: now + 2, jurisdictions: ["AT"] }).allowed).toBe(true);
    expect(reviewState(projection(), cell, now + 2, rules, ["AT"]).status).toBe("fresh");
  });

  it("begins anew when it is kept, and ends when it lapses", () => {
    const { ledger, projection } = consented();
    const now = at("2028-04-01T00:00:00Z");
    ledger.append(now, [keepConsent(by(now), { contactPoint: point, cell })]);
    const later = at("2029-01-01T12:00:00Z");
    expect(reviewState(projection(), cell, later, rules, ["AT"]).status).toBe("fresh");
    expect(ledger.decide({ at: later, jurisdictions: ["AT"] }).allowed).toBe(true);
    ledger.append(later, [lapseConsent(by(later), { contactPoint: point, cell })]);
    expect(reviewState(projection(), cell, later + 1, rules, ["AT"]).status).toBe("none");
    expect(codes(ledger.decide({ at: later + 1, jurisdictions: ["AT"] }))).toContain(
      "CONSENT_LAPSED",
    );
  });

  it("never goes stale where neither law nor the tenant says so", () => {
    const { projection } = consented();
    const state = reviewState(projection(), cell, start + 9000 * day, { book: rules.book }, ["AT"]);
    expect(state).toMatchObject({ status: "fresh", grant: expect.any(String) });
    expect(state).not.toHaveProperty("staleAt");
    expect(reviewState(emptyProjection, cell, start, rules, ["AT"])).toEqual({ status: "none" });
  });

  it.each([
    [[{ ...reviews[0], reviewAfter: "18 months" }]],
    [[reviews[0], reviews[0]]],
    [[{ ...reviews[0], legalRef: " " }]],
  ])("is refused as a policy that says nothing (%#)", (policies) => {
    const wrong = policies as readonly ReviewPolicy[];
    expect(() => defineReviews(wrong)).toThrow(
      expect.objectContaining({ code: "DEFINITION_REVIEW" }),
    );
    expect(() => consentGate({ rules: [euRules], keys, reviews: wrong })).toThrow(
      expect.objectContaining({ code: "DEFINITION_REVIEW" }),
    );
  });
});
