import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  canonicalize,
  cellState,
  emptyProjection,
  foldEvent,
  foldEvents,
  type HistoryEvent,
  joinProjections,
  keepRestrictions,
  mergeProjections,
  type Projection,
  projectionFromJson,
  projectionToJson,
} from "../../src/entries/ledger.js";
import type { Cell } from "../../src/index.js";
import { below, coveringDenialTimes, oracleStatus } from "../support/closed-form.js";
import {
  afterwards,
  cellArb,
  cells,
  historyArb,
  hour,
  monday,
  runs,
  scopeArb,
} from "../support/histories.js";

vi.setConfig({ testTimeout: 120_000 });

function text(projection: Projection): string {
  return canonicalize(projection);
}
const anyTime = fc.constantFrom(afterwards, afterwards + hour);

/** The same events in another order, some of them twice. */
const shuffledArb = historyArb().chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }),
  ),
);

describe("P-ORD: state knows no order and no repetition", () => {
  it("folds to the same projection however events arrive", () => {
    fc.assert(
      fc.property(shuffledArb, ([events, shuffled]) => {
        expect(text(foldEvents(shuffled))).toBe(text(foldEvents(events)));
      }),
      runs,
    );
  });

  it("keeps step by step what a fold from the start gives, through JSON", () => {
    fc.assert(
      fc.property(historyArb(), (events) => {
        let kept: Projection = emptyProjection;
        for (const event of events) {
          const stored = projectionFromJson(
            JSON.parse(JSON.stringify(projectionToJson(foldEvent(kept, event)))),
          );
          if (stored === undefined) throw new Error("unreadable");
          kept = stored;
        }
        expect(text(kept)).toBe(text(foldEvents(events)));
      }),
      runs,
    );
  });

  it("joins the projections of two halves into that of the whole", () => {
    fc.assert(
      fc.property(historyArb(), fc.nat(10), (events, cut) => {
        const joined = joinProjections(
          foldEvents(events.slice(0, cut)),
          foldEvents(events.slice(cut)),
        );
        expect(text(joined)).toBe(text(foldEvents(events)));
      }),
      runs,
    );
  });

  it("gives the state that the closed form gives over the events themselves", () => {
    fc.assert(
      fc.property(historyArb({ max: 14 }), cellArb, (events, cell) => {
        const { status } = cellState(foldEvents(events), cell, afterwards);
        const expected = oracleStatus(events, cell, afterwards);
        expect(status === "pending" ? "unknown" : status).toBe(expected);
      }),
      runs,
    );
  });
});

describe("P-EXP: state at an hour", () => {
  it("is the closed form at that hour, to the boundary of every grant", () => {
    fc.assert(
      fc.property(
        historyArb({ max: 14 }),
        cellArb,
        fc.integer({ min: 0, max: 18 }),
        (events, cell, hours) => {
          const at = monday + hours * hour;
          const known = events.filter(
            ({ effectiveAt, recordedAt }) => Math.min(effectiveAt, recordedAt) <= at,
          );
          const { status } = cellState(foldEvents(known), cell, at);
          expect(status === "pending" ? "unknown" : status).toBe(oracleStatus(known, cell, at));
        },
      ),
      runs,
    );
  });
});

describe("P-SCOPE: a withdrawal reaches what lies below it", () => {
  it("changes nothing outside its scope, and denies all inside that nobody grants anew", () => {
    fc.assert(
      fc.property(historyArb(), scopeArb, fc.integer({ min: 0, max: 9 }), (events, scope, at) => {
        const before = foldEvents(events);
        const withdrawal: HistoryEvent = {
          id: "w",
          type: "consent.withdrawn",
          effectiveAt: monday + at * hour,
          recordedAt: monday + at * hour,
          scope,
          actor: { kind: "subject" },
          method: "one_click",
          detail: {},
        };
        const after = foldEvent(before, withdrawal);
        for (const cell of cells) {
          const was = cellState(before, cell, afterwards);
          const is = cellState(after, cell, afterwards);
          if (!below(scope, cell)) expect(is).toEqual(was);
          else if (is.status !== "denied") {
            expect(
              is.grants.some(({ proven, willedAt }) => proven && willedAt > monday + at * hour),
            ).toBe(true);
          }
        }
      }),
      runs,
    );
  });
});

describe("P-IMP: what others say of a person never lifts what the person said", () => {
  const others = fc.constantFrom("operator", "import", "provider", "system");

  it("leaves a denied cell denied, and reaches no more than an assertion elsewhere", () => {
    fc.assert(
      fc.property(
        historyArb(),
        historyArb({ prefix: "i", actors: others, max: 6 }),
        cellArb,
        (events, said, cell) => {
          // The mailbox's own answers are not theirs, whatever they answer.
          const imported = said.map(
            (event) =>
              ({
                ...event,
                actor: { kind: event.actor.kind === "subject" ? "import" : event.actor.kind },
              }) as HistoryEvent,
          );
          const before = cellState(foldEvents(events), cell, afterwards).status;
          const after = cellState(foldEvents([...events, ...imported]), cell, afterwards).status;
          if (before === "denied") expect(after).toBe("denied");
          if (after === "granted") expect(before).toBe("granted");
        },
      ),
      runs,
    );
  });
});

/** What can be seen of a projection on one cell. */
function observe(projection: Projection, cell: Cell): string {
  return JSON.stringify([
    cellState(projection, cell, afterwards).status,
    (projection.restriction.lifted?.at ?? 0) > (projection.restriction.set?.at ?? 0),
  ]);
}

function isWidest({ topic, sender, activity }: Cell): boolean {
  return topic === undefined && sender === undefined && activity === "send";
}

describe("P-MERGE: two records of one mailbox become the stricter one", () => {
  const sides = fc.tuple(
    historyArb({ prefix: "a" }),
    historyArb({ prefix: "b" }),
    historyArb({ prefix: "c", max: 5 }),
  );

  it("denies what either side denies, and takes silence for nothing", () => {
    fc.assert(
      fc.property(sides, anyTime, ([left, right], at) => {
        const [a, b] = [foldEvents(left), foldEvents(right)];
        const merged = mergeProjections(a, b, at);
        // Of two grants the later one speaks, also where it was given for a time only.
        const lasting = ![...left, ...right].some(({ detail }) => "validUntil" in detail);
        for (const cell of cells.filter((_, index) => index % 2 === 0)) {
          const [sa, sb, sm] = [a, b, merged].map((each) => cellState(each, cell, at).status);
          if (sa === "denied" || sb === "denied") expect(sm).toBe("denied");
          // What is kept denied reaches the topics, senders and watching below it, as every denial
          // does.
          else if (isWidest(cell) && lasting && (sa === "granted" || sb === "granted"))
            expect(sm).toBe("granted");
          else if (isWidest(cell)) expect(sm).not.toBe("denied");
        }
      }),
      runs,
    );
  });

  it("is commutative, associative and idempotent in all that can be seen, also later on", () => {
    fc.assert(
      fc.property(
        sides,
        historyArb({ prefix: "z", max: 4 }),
        cellArb,
        ([left, right, third], later, cell) => {
          const [a, b, c] = [foldEvents(left), foldEvents(right), foldEvents(third)];
          const merge = (x: Projection, y: Projection): Projection =>
            mergeProjections(x, y, afterwards);
          const then = (projection: Projection): string =>
            observe(foldEvents(later, projection), cell);
          expect(then(merge(b, a))).toBe(then(merge(a, b)));
          expect(then(merge(merge(a, b), c))).toBe(then(merge(a, merge(b, c))));
          expect(then(merge(a, a))).toBe(then(a));
        },
      ),
      runs,
    );
  });

  it("hands every denial to both sides of a split, and no grant to the new one", () => {
    fc.assert(
      fc.property(historyArb(), cellArb, (events, cell) => {
        const whole = foldEvents(events);
        const status = cellState(keepRestrictions(whole), cell, afterwards).status;
        if (cellState(whole, cell, afterwards).status === "denied") expect(status).toBe("denied");
        expect(["denied", "unknown"]).toContain(status);
        if (coveringDenialTimes(events, cell).length > 0) expect(status).toBe("denied");
      }),
      runs,
    );
  });
});
