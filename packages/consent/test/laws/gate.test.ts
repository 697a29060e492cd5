import { type ConsentDraft, contactPointId, type JsonObject } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import {
  canonicalize,
  draftEvent,
  type EventInput,
  foldEvents,
  type HistoryEvent,
  projectionFromJson,
  readEvent,
} from "../../src/entries/ledger.js";
import { deRules, euRules, usEmailRules } from "../../src/entries/rules.js";
import { consentGate } from "../../src/index.js";
import { afterwards, cells, historyArb, hour, monday, pointA, runs } from "../support/histories.js";
import { keys } from "../support/keys.js";
import { memoryLedger, questionAt } from "../support/ledger.js";

vi.setConfig({ testTimeout: 120_000 });

const gate = consentGate({
  rules: [euRules, deRules, usEmailRules],
  keys,
  confirmations: { perDay: 50, reminders: 1 },
});

/** As they come, well formed or not: the gate has to tell. */
function createDrafts(events: readonly HistoryEvent[]): readonly ConsentDraft[] {
  return events.map(
    ({ id, type, contactPoint, effectiveAt, recordedAt: _, payload: __, ...fields }) => ({
      id,
      type,
      effectiveAt,
      ...(contactPoint === undefined ? {} : { contactPoint }),
      fields: JSON.parse(JSON.stringify(fields)),
    }),
  );
}

/**
 * Events of a history as drafts that are appended as time passes, with what each needs to be well
 * formed.
 */
function appendable(prefix = "e", max = 8) {
  return historyArb({ prefix, max }).map((events) =>
    events
      .map((event) => ({ subject: "sub_a", caused: ["x"], ...event }))
      .sort((a, b) => a.recordedAt - b.recordedAt),
  );
}

describe("P-DOI: through the gate", () => {
  it("appends a confirmation once, and only for a request that is there and still alive", () => {
    fc.assert(
      fc.property(appendable(), (events) => {
        const ledger = memoryLedger(gate);
        for (const event of events) ledger.append(event.recordedAt, createDrafts([event]));
        const log = ledger.entries().map((entry) => readEvent(entry));
        const used = new Set<string>();
        for (const event of log) {
          if (event.type !== "consent.confirmed" || event.actor.kind !== "subject") continue;
          for (const id of event.caused ?? []) {
            const request = log.find((each) => each.id === id);
            expect(request?.type).toBe("consent.requested");
            expect(request?.seq).toBeLessThan(event.seq);
            expect(used.has(id)).toBe(false);
            used.add(id);
          }
        }
      }),
      { numRuns: propertyRuns(3000) },
    );
  });
});

describe("the log and what is kept of it", () => {
  it("are one: the projection is the fold of the leaves, and a refused draft leaves no trace", () => {
    fc.assert(
      fc.property(appendable(), (events) => {
        const ledger = memoryLedger(gate);
        for (const event of events) {
          const before = ledger.head();
          const { entries, refused, head } = ledger.append(event.recordedAt, createDrafts([event]));
          if (refused.length > 0) expect([entries, head]).toEqual([[], before]);
        }
        const log = ledger.entries().map((entry) => readEvent(entry));
        const kept = projectionFromJson(ledger.facts(pointA).projection);
        expect(canonicalize(kept)).toBe(canonicalize(foldEvents(log)));
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index));
      }),
      { numRuns: propertyRuns(3000) },
    );
  });

  it("keep the stricter side when two contact points turn out to be one mailbox, provably from the log", () => {
    const other = contactPointId("cp_b");
    const former = contactPointId("cp_c");
    fc.assert(
      fc.property(appendable("a"), appendable("b"), appendable("c"), (left, right, beside) => {
        const ledger = memoryLedger(gate);
        // Another point of the address that goes: what denies there denies it as well.
        ledger.link(former, "fp_cp_b");
        const all = [
          ...left,
          ...right.map((event) => ({ ...event, contactPoint: other })),
          ...beside.map((event) => ({ ...event, contactPoint: former })),
        ];
        for (const event of all) ledger.append(event.recordedAt, createDrafts([event]));
        const denied = cells.map((cell) =>
          [pointA, other].some((contactPoint) => {
            const question = questionAt(afterwards, {
              ...cell,
              contactPoint,
              jurisdictions: ["US"],
            });
            return gate
              .decide(question, { ...ledger.facts(contactPoint), suppressions: [] })
              .reasons.some(({ code }) => denials.has(code));
          }),
        );
        const merge: EventInput = {
          id: "merge",
          type: "subject.merged",
          subject: "sub_a",
          contactPoint: pointA,
          effectiveAt: afterwards - hour,
          actor: { kind: "system" },
          detail: { from: [other] },
        };
        const unlink: EventInput = {
          id: "unlink",
          type: "contactpoint.unlinked",
          contactPoint: other,
          effectiveAt: afterwards - hour,
          actor: { kind: "system" },
          detail: { reason: "corrected" },
        };
        // Nobody but the gate says that the other point is needed.
        ledger.append(afterwards - hour, [draftEvent(merge)]);
        ledger.append(afterwards - hour, [draftEvent(unlink)]);
        cells.forEach((cell, index) => {
          const question = questionAt(afterwards, {
            ...cell,
            contactPoint: pointA,
            jurisdictions: ["US"],
          });
          const { reasons } = gate.decide(question, ledger.facts(pointA));
          if (denied[index]) expect(reasons.some(({ code }) => denials.has(code))).toBe(true);
        });
        const log = ledger
          .entries()
          .filter(({ contactPoint }) => contactPoint !== former)
          .map((entry) => readEvent(entry));
        const kept = projectionFromJson(ledger.facts(pointA).projection);
        expect(kept?.denials).toEqual(foldEvents(log).denials);
        expect(kept?.suppressions).toEqual(foldEvents(log).suppressions);
      }),
      { numRuns: propertyRuns(1500) },
    );
  });
});

const denials = new Set([
  "OBJECTED",
  "WITHDRAWN",
  "STOPPED",
  "REFUSED",
  "CONSENT_INVALID",
  "CONSENT_LAPSED",
  "COMPLAINED",
  "UNSUBSCRIBED",
]);

describe("P-TEN: a tenant is a wall", () => {
  it("gives every tenant the answer it would get alone", () => {
    fc.assert(
      fc.property(
        appendable("a", 3),
        appendable("b", 3),
        fc.constantFrom(...cells),
        (ours, theirs, cell) => {
          const alone = memoryLedger(gate, "t1");
          const shared = memoryLedger(gate, "t1");
          const neighbour = memoryLedger(gate, "t2");
          for (const event of ours) alone.append(event.recordedAt, createDrafts([event]));
          const mixed = [
            ...ours.map((event) => [shared, event] as const),
            ...theirs.map((event) => [neighbour, event] as const),
          ];
          for (const [ledger, event] of mixed.sort((a, b) => a[1].recordedAt - b[1].recordedAt)) {
            ledger.append(event.recordedAt, createDrafts([event]));
          }
          const question = questionAt(afterwards, { ...cell, contactPoint: pointA });
          expect(gate.decide(question, shared.facts(pointA))).toEqual(
            gate.decide(question, alone.facts(pointA)),
          );
          expect(shared.entries()).toEqual(alone.entries());
        },
      ),
      runs,
    );
  });
});

describe("drafts from anywhere", () => {
  const junk = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant("__proto__"),
    fc.constant("constructor"),
    fc.object({ maxDepth: 1 }),
    fc.array(fc.string(), { maxLength: 2 }),
  );
  const paths = [
    ["id"],
    ["type"],
    ["contactPoint"],
    ["effectiveAt"],
    ["salt"],
    ["payload"],
    ["fields", "scope"],
    ["fields", "actor"],
    ["fields", "method"],
    ["fields", "caused"],
    ["fields", "detail"],
    ["fields", "extra"],
    ["fields", "scope", "purpose"],
    ["fields", "actor", "kind"],
    ["fields"],
  ] as const;

  it("are refused by code when they are not events, and never make a yes", () => {
    const request = draftEvent({
      id: "r",
      type: "consent.requested",
      contactPoint: pointA,
      effectiveAt: monday,
      scope: { channel: "email", purpose: "marketing.news", activity: "send" },
      actor: { kind: "subject" },
      method: "form",
    });
    const confirmation = draftEvent({
      id: "c",
      type: "consent.confirmed",
      contactPoint: pointA,
      effectiveAt: monday + 1,
      scope: { channel: "email", purpose: "marketing.news", activity: "send" },
      actor: { kind: "subject" },
      method: "double_opt_in_post",
      caused: ["r"],
    });
    const withdrawal = draftEvent({
      id: "w",
      type: "consent.withdrawn",
      contactPoint: pointA,
      effectiveAt: monday + 1,
      scope: { channel: "email", purpose: "marketing.news" },
      actor: { kind: "subject" },
      method: "one_click",
    });
    fc.assert(
      fc.property(
        fc.constantFrom(confirmation, withdrawal, request),
        fc.constantFrom(...paths),
        junk,
        (draft, path, value) => {
          const broken = JSON.parse(JSON.stringify(draft)) as Record<string, unknown>;
          let target = broken;
          for (const step of path.slice(0, -1)) target = target[step] as Record<string, unknown>;
          target[path.at(-1) ?? ""] = value;
          const ledger = memoryLedger(gate);
          ledger.append(monday, [request]);
          ledger.append(monday, [withdrawal]);
          const result = ledger.append(monday + 2, [broken as unknown as ConsentDraft]);
          for (const { code } of result.refused) expect(code).toMatch(/^[A-Z_]+$/);
          expect(ledger.decide({ at: afterwards, purpose: "marketing.news" }).allowed).toBe(false);
          const json: JsonObject = { facts: JSON.stringify(ledger.facts(pointA)) };
          expect(json["facts"]).not.toContain("undefined");
        },
      ),
      runs,
    );
  });
});
