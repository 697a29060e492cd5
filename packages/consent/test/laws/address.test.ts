import { type ConsentQuestion, contactPointId, type MessageClass } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  addressProjection,
  foldEvents,
  type HistoryEvent,
  type Projection,
  projectionToJson,
} from "../../src/entries/ledger.js";
import { caRules, deRules, euRules, usEmailRules, usSmsRules } from "../../src/entries/rules.js";
import { type Cell, type DecisionRules, decide, ruleBook } from "../../src/index.js";
import {
  afterwards,
  cellArb,
  everyType,
  historyArb,
  hour,
  lastHour,
  monday,
  runs,
} from "../support/histories.js";
import { questionAt } from "../support/ledger.js";

vi.setConfig({ testTimeout: 120_000 });

const rules: DecisionRules = {
  book: ruleBook([euRules, deRules, usEmailRules, usSmsRules, caRules]),
};
const pointB = contactPointId("cp_b");
const jurisdictionsArb = fc.constantFrom(["US"], ["DE"], ["NL"], ["CA"]);
const classArb = fc.constantFrom<MessageClass>(
  "marketing",
  "marketing",
  "service",
  "transactional",
  "legal_notice",
);

/** What nobody but the mailbox itself can do is left out. */
const unproven = everyType.filter((type) => type !== "consent.confirmed");
const byOthers = fc.constantFrom("subject", "operator", "import", "system", "provider");
const former = historyArb({ prefix: "a", max: 8 });
const present = historyArb({ prefix: "b", max: 6, point: pointB });

function answer(
  own: Projection,
  elsewhere: readonly Projection[],
  cell: Cell,
  more: Partial<ConsentQuestion>,
) {
  const { topic, sender, ...always } = cell;
  const question = questionAt(more.at ?? afterwards, {
    contactPoint: pointB,
    timeZones: ["America/New_York"],
    ...always,
    ...(topic === undefined ? {} : { topic }),
    ...(sender === undefined ? {} : { sender }),
    ...more,
  });
  const kept = (projection: Projection) => JSON.parse(JSON.stringify(projectionToJson(projection)));
  const projection = addressProjection({
    projection: kept(own),
    elsewhere: elsewhere.map(kept),
  });
  return decide(question, { projection, suppressions: [], logSize: 0 }, rules);
}

const empty = foldEvents([]);
const standing = new Set([
  "ERASED",
  "RESTRICTED",
  "ERASURE_OPEN",
  "OBJECTED",
  "WITHDRAWN",
  "STOPPED",
  "REFUSED",
  "CONSENT_INVALID",
  "CONSENT_LAPSED",
  "COMPLAINED",
  "UNSUBSCRIBED",
]);
function against(decision: ReturnType<typeof answer>): readonly string[] {
  return decision.reasons
    .map(({ code }) => code)
    .filter((code) => standing.has(code) || code.startsWith("SUPPRESSED_"))
    .toSorted();
}

function ends({ type }: HistoryEvent): boolean {
  return /released|lifted|responded/.test(type);
}

/** Later than everything generated: the mailbox asks and confirms, at the present point. */
function proof(cell: Cell): readonly HistoryEvent[] {
  const at = monday + (lastHour + 20) * hour;
  const common = {
    contactPoint: pointB,
    scope: cell,
    actor: { kind: "subject" },
    detail: {},
  } as const;
  return [
    {
      ...common,
      id: "ask",
      type: "consent.requested",
      effectiveAt: at,
      recordedAt: at,
      method: "form",
    },
    {
      ...common,
      id: "yes",
      type: "consent.confirmed",
      effectiveAt: at + 1,
      recordedAt: at + 1,
      method: "double_opt_in_post",
      caused: ["ask"],
    },
  ];
}

describe("P-ADDR: a denial hangs on the address", () => {
  it("stands at a new point of the address, whose it ever is and whatever but the mailbox speaks there", () => {
    fc.assert(
      fc.property(
        former,
        historyArb({ prefix: "b", max: 6, point: pointB, types: unproven, actors: byOthers }),
        cellArb,
        jurisdictionsArb,
        classArb,
        (before, now, cell, jurisdictions, messageClass) => {
          // No START, and nothing else that ends a denial by its own kind.
          const acts = now.filter((event) => event.method !== "reply_keyword" && !ends(event));
          const there = foldEvents(before);
          const more = { jurisdictions, messageClass };
          const denied = against(answer(there, [], cell, more));
          const moved = answer(foldEvents(acts), [there], cell, more);
          expect(against(moved)).toEqual(expect.arrayContaining([...denied]));
          if (denied.length > 0) expect(moved.allowed).toBe(false);
        },
      ),
      runs,
    );
  });

  it("however often it moves on, and in whatever order its points are read", () => {
    fc.assert(
      fc.property(
        fc.array(former, { minLength: 2, maxLength: 3 }),
        cellArb,
        jurisdictionsArb,
        (histories, cell, jurisdictions) => {
          const points = histories.map((events) => foldEvents(events));
          const denied = points.flatMap((point) =>
            against(answer(point, [], cell, { jurisdictions })),
          );
          const moved = answer(empty, points, cell, { jurisdictions });
          expect(new Set(against(moved))).toEqual(new Set(denied));
          const turned = answer(empty, points.toReversed(), cell, { jurisdictions });
          expect(turned.allowed).toBe(moved.allowed);
          expect(new Set(against(turned))).toEqual(new Set(denied));
        },
      ),
      runs,
    );
  });

  it("permits nothing by what was said elsewhere, and nothing that one point with all of it would not", () => {
    fc.assert(
      fc.property(
        former,
        present,
        cellArb,
        jurisdictionsArb,
        classArb,
        (before, now, cell, jurisdictions, messageClass) => {
          const more = { jurisdictions, messageClass };
          const there = foldEvents(before);
          const moved = answer(foldEvents(now), [there], cell, more);
          if (!moved.allowed) return;
          expect(answer(foldEvents(now), [], cell, more).allowed).toBe(true);
          // The end of a relationship is no denial of the address.
          const events = [...before, ...now].filter(({ type }) => type !== "relationship.ended");
          expect(answer(foldEvents(events), [], cell, more).allowed).toBe(true);
        },
      ),
      runs,
    );
  });

  it("ends for a cell by a later proof of the mailbox at the present point, as the point's own does", () => {
    fc.assert(
      fc.property(former, present, cellArb, (told, now, cell) => {
        // Whoever lifts something elsewhere lifts it there.
        const before = told.filter((event) => !ends(event));
        const all = foldEvents([...before, ...now, ...proof(cell)]);
        const split = answer(foldEvents([...now, ...proof(cell)]), [foldEvents(before)], cell, {
          jurisdictions: ["US"],
        });
        expect(against(split)).toEqual(against(answer(all, [], cell, { jurisdictions: ["US"] })));
        expect(against(split).filter((code) => code === "WITHDRAWN" || code === "ERASED")).toEqual(
          [],
        );
      }),
      runs,
    );
  });

  it("does not end by a single opt-in, where it would not have for the point's own", () => {
    fc.assert(
      fc.property(former, cellArb, jurisdictionsArb, (before, cell, jurisdictions) => {
        const at = monday + (lastHour + 20) * hour;
        const single: HistoryEvent = {
          id: "s",
          type: "consent.granted",
          contactPoint: pointB,
          effectiveAt: at,
          recordedAt: at,
          scope: cell,
          actor: { kind: "subject" },
          method: "form",
          detail: {},
        };
        const there = foldEvents(before);
        const own = answer(foldEvents([...before, single]), [], cell, { jurisdictions });
        const moved = answer(foldEvents([single]), [there], cell, { jurisdictions });
        if (against(own).length > 0) expect(moved.allowed).toBe(false);
        expect(against(moved)).toEqual(against(own));
      }),
      runs,
    );
  });
});
