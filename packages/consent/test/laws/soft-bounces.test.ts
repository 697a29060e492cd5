import type { ConsentDraft, DeliveryEvent } from "@wellsent/core";
import { sendKey } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { readEvent } from "../../src/entries/ledger.js";
import { deRules, euRules } from "../../src/entries/rules.js";
import {
  type ConsentGateOptions,
  consentGate,
  explainDecision,
  type SoftBouncePolicy,
} from "../../src/index.js";
import { confirmed, event, requested } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { codes, day, memoryLedger, point, start } from "../support/ledger.js";

vi.setConfig({ testTimeout: 60_000 });

const midnight = Math.floor(start / day);
const options = { rules: [euRules, deRules], keys };

/** A ledger, and what a store keeps beside it of one address. Days are told from the first on. */
function address(over: Partial<ConsentGateOptions> = {}) {
  const gate = consentGate({ ...options, ...over });
  const ledger = memoryLedger(gate);
  const days = new Set<number>();
  let alive = -1;
  const said = {
    gate,
    ledger,
    report(
      on: number,
      more: Partial<DeliveryEvent> = {},
      dedupeKey = `k${on}`,
    ): readonly ConsentDraft[] {
      const at = start + on * day;
      const bounced: DeliveryEvent = {
        ...{ type: "bounced", dedupeKey, message: sendKey("m"), at },
        bounce: { permanence: "soft", scope: "recipient" },
        ...more,
      };
      const bounce = bounced.type === "bounced" && bounced.bounce?.permanence !== "hard";
      if (!bounce) return gate.draftsFor(bounced, point);
      if (on > alive) days.add(on);
      const counted = [...days].filter((one) => one > alive).sort((a, b) => a - b);
      const { projection } = ledger.facts(point);
      const history = { days: counted.map((one) => midnight + one), projection };
      return gate.draftsFor(bounced, point, history);
    },
    bounce(on: number, more: Partial<DeliveryEvent> = {}): void {
      ledger.append(start + on * day, said.report(on, more));
    },
    live(on: number): void {
      alive = Math.max(alive, on);
    },
    confirm(on: number): void {
      const at = start + on * day;
      const request = requested(at);
      ledger.append(at, [request, confirmed(at, request)]);
    },
    isSuppressed: (on: number, messageClass: "marketing" | "transactional" = "marketing") =>
      codes(ledger.decide({ at: start + on * day, messageClass })).includes(
        "SUPPRESSED_SOFT_BOUNCE",
      ),
  };
  return said;
}

function bouncing(...days: readonly number[]) {
  const made = address();
  for (const on of days) made.bounce(on);
  return made;
}

describe("soft bounces", () => {
  it("suppress on the fifth day that is ten days after the first, and not before", () => {
    expect(bouncing(0, 1, 2, 10).isSuppressed(11)).toBe(false);
    expect(bouncing(0, 2, 4, 6, 9).isSuppressed(11)).toBe(false);
    expect(bouncing(0, 2, 4, 6, 10).isSuppressed(11)).toBe(true);
    expect(bouncing(10, 0, 6, 2, 4).isSuppressed(11)).toBe(true);
    expect(bouncing(0, 100, 120, 140, 180).isSuppressed(200)).toBe(true);
    expect(bouncing(0, 100, 120, 140, 181).isSuppressed(200)).toBe(false);
  });

  it("suppress where the days say so, and nowhere else, whatever the policy", () => {
    const policyArb = fc
      .record({
        days: fc.integer({ min: 2, max: 6 }),
        over: fc.integer({ min: 5, max: 14 }),
        more: fc.integer({ min: 0, max: 20 }),
      })
      .map(({ more, ...policy }): SoftBouncePolicy => ({ ...policy, within: policy.over + more }));
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant("bounce" as const) },
      { weight: 1, arbitrary: fc.constant("live" as const) },
      { weight: 1, arbitrary: fc.constant("confirm" as const) },
      { weight: 4, arbitrary: fc.constant("nothing" as const) },
    );
    fc.assert(
      fc.property(policyArb, fc.array(step, { maxLength: 40 }), (policy, steps) => {
        const one = address({ softBounces: policy });
        let counted: number[] = [];
        let suppressed = false;
        for (const [on, what] of steps.entries()) {
          if (what === "live") one.live(on);
          if (what === "confirm") one.confirm(on);
          if (what === "live" || what === "confirm") counted = [];
          // The mailbox itself has spoken: that ends the suppression as well.
          if (what === "confirm") suppressed = false;
          if (what === "bounce") {
            one.bounce(on);
            counted = [...counted, on].filter((past) => past >= on - policy.within);
            const over = on - (counted[0] ?? on);
            suppressed ||= counted.length >= policy.days && over >= policy.over;
          }
          expect(one.isSuppressed(on + 0.9)).toBe(suppressed);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("of one kind or one day never suppress, however many there are", () => {
    const one = address();
    const undetermined = { permanence: "undetermined", scope: "recipient" } as const;
    for (let count = 0; count < 50; count += 1) {
      const drafts = one.report(3, { bounce: undetermined }, `k${count}`);
      expect(drafts).toEqual([]);
    }
    expect(one.gate.draftsFor({ ...bounced, bounce: undetermined }, point)).toEqual([]);
  });

  it("are one suppression, however many reports complete the count", () => {
    const one = bouncing(0, 3, 6, 9);
    const both = [...one.report(12, {}, "a"), ...one.report(12, {}, "b"), ...one.report(13)];
    one.ledger.append(start + 13 * day, both);
    one.bounce(14);
    one.bounce(15);
    const [entry, ...more] = one.ledger.entries();
    expect(more).toEqual([]);
    expect(entry && readEvent(entry)).toMatchObject({
      type: "suppression.added",
      actor: { kind: "system" },
      method: "bounce",
      detail: {
        reason: "soft_bounce",
        bounces: { days: 5, first: "2026-11-02T00:00:00.000Z", last: "2026-11-14T00:00:00.000Z" },
      },
    });
  });

  it("say on which days the mail came back", () => {
    const one = bouncing(0, 3, 6, 9, 12);
    const decision = one.ledger.decide({ at: start + 13 * day });
    expect(explainDecision(decision)).toContain(
      "mail to it came back on too many days. " +
        "[Wellsent policy: soft bounces on 5 days from 2026-11-02 to 2026-11-14]",
    );
  });

  it("leave what somebody has just asked for: the mailbox may be open again", () => {
    const one = bouncing(0, 3, 6, 9, 12);
    expect(one.isSuppressed(13)).toBe(true);
    expect(one.isSuppressed(13, "transactional")).toBe(false);
  });

  it.each(["delivery_proof", "confirmed_address", "correction"])(
    "are released by %s, and counted anew from then on",
    (by) => {
      const one = bouncing(0, 3, 6, 9, 12);
      const release = { actor: { kind: "operator" }, scope: {} } as const;
      const detail = { reason: "soft_bounce", by } as const;
      const at = start + 13 * day;
      one.ledger.append(at, [event("suppression.released", at, { ...release, detail })]);
      expect(one.isSuppressed(14)).toBe(false);
      for (const on of [14, 17, 20, 23]) one.bounce(on);
      expect(one.isSuppressed(24)).toBe(false);
      one.bounce(25);
      expect(one.isSuppressed(26)).toBe(true);
    },
  );

  it("are not released by an import", () => {
    const one = bouncing(0, 3, 6, 9, 12);
    const at = start + 13 * day;
    const detail = { reason: "soft_bounce", by: "correction" } as const;
    const more = { actor: { kind: "import" }, scope: {}, detail } as const;
    one.ledger.append(at, [event("suppression.released", at, more)]);
    expect(one.isSuppressed(14)).toBe(true);
  });

  it("that came back before the last sign of life do not complete a count", () => {
    const one = bouncing(0, 3, 6, 9);
    one.confirm(12);
    expect(one.report(11)).toEqual([]);
    expect(one.report(12)).toEqual([]);
  });

  it("leave hard bounces as they are: one suppresses at once", () => {
    const one = address();
    one.bounce(0, { bounce: { permanence: "hard", scope: "recipient" } });
    const decided = codes(one.ledger.decide({ at: start + day }));
    expect(decided).toContain("SUPPRESSED_HARD_BOUNCE");
    expect(decided).not.toContain("SUPPRESSED_SOFT_BOUNCE");
  });

  it("are only recorded where the host says so", () => {
    const one = address({ softBounces: "ignore" });
    for (let on = 0; on < 60; on += 1) one.bounce(on);
    expect(one.ledger.entries()).toEqual([]);
  });

  it.each([
    { days: 1 },
    { days: 31, over: 40 },
    { days: 2.5 },
    { over: 3 },
    { over: Number.NaN },
    { over: 61, within: 90 },
    { over: 10, within: 9 },
  ])("refuse a policy that would suppress at once, or never could: %o", (softBounces) => {
    expect(() => consentGate({ ...options, softBounces })).toThrow(
      expect.objectContaining({ code: "DEFINITION_SOFT_BOUNCES", path: "softBounces" }),
    );
  });
});

const bounced: DeliveryEvent = {
  type: "bounced",
  dedupeKey: "k",
  message: sendKey("m"),
  at: start,
};
