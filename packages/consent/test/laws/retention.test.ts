import type { ConsentDraft } from "@wellsent/core";
import { contactPointId } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import {
  type ConsentEvent,
  draftEvent,
  emptyProjection,
  foldEvents,
} from "../../src/entries/ledger.js";
import {
  applyRetention,
  defaultRetention,
  forgetUnconfirmed,
  type LegalHold,
  type RetentionRule,
  withoutRequests,
} from "../../src/entries/retention.js";
import { deRules, euRules, usEmailRules } from "../../src/entries/rules.js";
import { consentGate, decide, ruleBook } from "../../src/index.js";
import { cells, everyType, historyArb, hour, monday, pointA, runs } from "../support/histories.js";
import { keys } from "../support/keys.js";
import { memoryLedger, questionAt } from "../support/ledger.js";

vi.setConfig({ testTimeout: 180_000 });

const day = 86_400_000;
const rules = { book: ruleBook([euRules, deRules, usEmailRules]) };
const pointB = contactPointId("cp_b");

function quick(rule: RetentionRule, period: string): RetentionRule {
  return { ...rule, period };
}
const ledgerRule: RetentionRule = {
  id: "ledger",
  dataClass: "ledger",
  startEvent: "event",
  period: "P1M",
  action: "prune_epoch",
  legalRef: "GDPR Art. 5(1)(e)",
};
const rulesArb = fc
  .subarray([...defaultRetention, forgetUnconfirmed, withoutRequests, ledgerRule])
  .chain((chosen) =>
    fc
      .array(fc.constantFrom("P1D", "P1M", "P1Y"), {
        minLength: chosen.length,
        maxLength: chosen.length,
      })
      .map((periods) => chosen.map((rule, index) => quick(rule, periods[index] ?? "P1D"))),
  );

/** Few kinds of events, so that people who only asked, and leaves nobody needs, come up often. */
const mildTypes = [
  "consent.requested",
  "consent.requested",
  "notice.served",
  "consent.withdrawn",
  "consent.granted",
] as const;
function historyOfOne(prefix: string, point: typeof pointA) {
  return fc.oneof(
    historyArb({ prefix, point, max: 8 }),
    historyArb({ prefix, point, max: 3, types: mildTypes }),
    historyArb({ prefix, point, types: everyType, max: 2 }),
  );
}

/** Some of it long ago, without payload, so that old leaves come up that nobody needs any more. */
const logArb = fc
  .tuple(
    historyOfOne("a", pointA),
    historyOfOne("b", pointB),
    fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
    fc.nat(4),
  )
  .map(([a, b, withPayload, old]) =>
    [...a, ...b]
      .sort((x, y) => x.recordedAt - y.recordedAt)
      .map((event, seq) => {
        const back = seq < old ? 400 * day : 0;
        const payload = { payload: { ip: "203.0.113.9" }, payloadDigest: "d".repeat(64) };
        return {
          ...event,
          effectiveAt: event.effectiveAt - back,
          recordedAt: event.recordedAt - back,
          log: "l",
          seq,
          ...(back === 0 && withPayload[seq % 20] === true ? payload : {}),
        } as unknown as ConsentEvent;
      }),
  );

const holdsArb = fc.array(
  fc.record(
    {
      hold: fc.constant("h"),
      contactPoint: fc.constantFrom("cp_a", "cp_b"),
      from: fc.constant(monday),
      until: fc.integer({ min: 0, max: 1500 }).map((days) => monday + days * day),
    },
    { requiredKeys: ["hold", "from"] },
  ),
  { maxLength: 2 },
) as fc.Arbitrary<readonly LegalHold[]>;

/** The log as the job leaves it: payloads gone, old years sealed off. */
function carryOut(
  events: readonly ConsentEvent[],
  plan: ReturnType<typeof applyRetention>,
): readonly ConsentEvent[] {
  const gone = new Set(plan.destroy.map(({ event }) => event));
  return events
    .filter(({ seq }) => plan.prune === undefined || seq >= plan.prune.before)
    .map((event) => {
      if (!gone.has(event.id)) return event;
      const { payload: _, ...rest } = event;
      return rest as ConsentEvent;
    });
}

describe("P-RET: retention", () => {
  it("allows nothing afterwards that was not allowed before, for any cell, time and place", () => {
    let unlinked = 0;
    let pruned = 0;
    let destroyed = 0;
    fc.assert(
      fc.property(
        logArb,
        rulesArb,
        holdsArb,
        fc.integer({ min: 0, max: 1200 }),
        fc.integer({ min: 0, max: 400 }),
        fc.constantFrom(...cells),
        fc.constantFrom("US", "DE", "AT"),
        fc.constantFrom("marketing", "service", "transactional", "confirmation_request"),
        (events, chosen, holds, days, later, cell, place, messageClass) => {
          const at = monday + days * day;
          const plan = applyRetention({ events, rules: chosen, holds, at });
          const after = carryOut(events, plan);
          unlinked += plan.unlink.length;
          pruned += plan.prune === undefined ? 0 : 1;
          destroyed += plan.destroy.length;
          const ends = Math.max(at, monday + 40 * hour) + later * 6 * hour;
          const { activity, ...named } = cell;
          for (const point of [pointA, pointB]) {
            const forgotten = plan.unlink.some(({ contactPoint }) => contactPoint === point);
            const own = (log: readonly ConsentEvent[]) =>
              foldEvents(log.filter((each) => each.contactPoint === point));
            const ask = (projection: ReturnType<typeof foldEvents>) =>
              decide(
                questionAt(ends, {
                  ...named,
                  activity,
                  contactPoint: point,
                  messageClass,
                  jurisdictions: [place],
                }),
                { projection, suppressions: [], logSize: events.length },
                rules,
              );
            const before = ask(own(events));
            // Whoever was let go may come back as somebody new with the same address.
            const now = ask(forgotten ? emptyProjection : own(after));
            if (now.allowed) expect(before.allowed).toBe(true);
            if (now.reasons.every(({ effect }) => effect !== "deny")) {
              expect(before.reasons.every(({ effect }) => effect !== "deny")).toBe(true);
            }
          }
        },
      ),
      runs,
    );
    // A law about nothing would hold as well.
    const enough = [unlinked > propertyRuns(100), pruned > propertyRuns(100)];
    expect([...enough, destroyed > propertyRuns(1000)]).toEqual([true, true, true]);
  });

  it("touches nothing that a legal hold covers, and all of it once the hold is over", () => {
    fc.assert(
      fc.property(
        logArb,
        rulesArb,
        holdsArb,
        fc.integer({ min: 0, max: 1500 }),
        (events, chosen, holds, days) => {
          const at = monday + days * day;
          const held = applyRetention({ events, rules: chosen, holds, at });
          const free = applyRetention({ events, rules: chosen, holds: [], at });
          const covered = (point: string | undefined): boolean =>
            holds.some(
              ({ contactPoint, until }) =>
                (until === undefined || until > at) &&
                (contactPoint === undefined || contactPoint === point),
            );
          const pointOf = new Map(events.map(({ id, contactPoint }) => [id, contactPoint]));
          expect(held.destroy.map(({ event }) => event)).toEqual(
            free.destroy.map(({ event }) => event).filter((id) => !covered(pointOf.get(id))),
          );
          expect(held.held.map(({ event }) => event)).toEqual(
            free.destroy.map(({ event }) => event).filter((id) => covered(pointOf.get(id))),
          );
          for (const { contactPoint } of held.unlink) expect(covered(contactPoint)).toBe(false);
          const { prune } = held;
          if (prune !== undefined) {
            for (const event of events)
              if (event.seq < prune.before) expect(covered(event.contactPoint)).toBe(false);
          }
        },
      ),
      { numRuns: propertyRuns(3000) },
    );
  });

  it("takes away more as time goes by, never less", () => {
    fc.assert(
      fc.property(logArb, rulesArb, fc.nat(800), fc.nat(800), (events, chosen, days, more) => {
        const plan = (at: number) =>
          new Set(
            applyRetention({ events, rules: chosen, holds: [], at }).destroy.map(
              ({ event }) => event,
            ),
          );
        const base = monday + (2 + days) * day;
        const later = plan(base + more * day);
        for (const id of plan(base)) expect(later.has(id)).toBe(true);
      }),
      { numRuns: propertyRuns(2000) },
    );
  });
});

describe("P-ERASE: an address that was erased", () => {
  const gate = consentGate({
    rules: [euRules, deRules, usEmailRules],
    keys,
    confirmations: { perDay: 50, reminders: 1 },
  });
  const createDrafts = (
    events: readonly ConsentEvent[] | ReturnType<typeof Object>[],
  ): readonly ConsentDraft[] =>
    (events as readonly ConsentEvent[]).map(
      ({ id, type, contactPoint, effectiveAt, recordedAt: _, payload: __, ...fields }) => ({
        id,
        type,
        effectiveAt,
        ...(contactPoint === undefined ? {} : { contactPoint }),
        fields: JSON.parse(JSON.stringify({ subject: "sub_a", caused: ["x"], ...fields })),
      }),
    );
  const others = fc.constantFrom("operator", "import", "system", "provider");

  it("stays suppressed, whatever its history was and whatever anybody but its mailbox claims afterwards", () => {
    fc.assert(
      fc.property(
        historyArb({ max: 5 }),
        historyArb({
          prefix: "n",
          point: pointB,
          max: 4,
          actors: others,
          types: [
            "consent.granted",
            "consent.reaffirmed",
            "consent.requested",
            "relationship.recorded",
            "suppression.released",
          ],
        }),
        fc.constantFrom(...cells),
        fc.constantFrom("marketing" as const, "service" as const, "transactional" as const),
        (history, claims, cell, messageClass) => {
          const ledger = memoryLedger(gate);
          ledger.link(pointA, "p1:fp");
          const now = monday + 50 * hour;
          ledger.append(now, createDrafts(history as unknown as ConsentEvent[]));
          const erased = draftEvent({
            id: "er",
            type: "suppression.added",
            contactPoint: pointA,
            effectiveAt: now,
            actor: { kind: "system" },
            detail: { reason: "erased" },
          });
          ledger.append(now, [erased]);
          ledger.forget(pointA);
          ledger.link(pointB, "p1:fp");
          for (const claim of createDrafts(claims as unknown as ConsentEvent[])) {
            const at = now + day;
            ledger.append(at, [{ ...claim, effectiveAt: at }]);
          }
          const { activity, ...named } = cell;
          const decision = ledger.decide({
            ...named,
            activity,
            at: now + 2 * day,
            contactPoint: pointB,
            messageClass,
            jurisdictions: ["US"],
          });
          expect(decision.allowed).toBe(false);
          expect(decision.reasons.map(({ code }) => code)).toContain("SUPPRESSED_ERASED");
        },
      ),
      runs,
    );
  });
});
