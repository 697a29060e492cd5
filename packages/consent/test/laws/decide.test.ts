import type { ConsentQuestion, Decision, MessageClass } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  cellState,
  decideAsOf,
  foldEvents,
  type HistoryEvent,
  type Projection,
} from "../../src/entries/ledger.js";
import {
  brRules,
  caRules,
  deRules,
  euRules,
  frRules,
  itRules as italy,
  ukRules,
  usCaRules,
  usEmailRules,
  usSmsRules,
} from "../../src/entries/rules.js";
import {
  type Cell,
  type DecisionRules,
  decide,
  type Organization,
  ruleBook,
} from "../../src/index.js";
import { coveringDenialTimes, grantsOn } from "../support/closed-form.js";
import {
  afterwards,
  cellArb,
  cells,
  denialTypes,
  historyArb,
  hour,
  monday,
  pointA,
  runs,
} from "../support/histories.js";
import { questionAt } from "../support/ledger.js";

vi.setConfig({ testTimeout: 120_000 });

const packs = [
  ...[euRules, deRules, frRules, italy, ukRules, usEmailRules, usSmsRules, caRules],
  ...[brRules, usCaRules],
];
const rules: DecisionRules = { book: ruleBook(packs) };

const places = ["DE", "FR", "IT", "NL", "GB", "US-TX", "US", "CA", "BR", "JP", "EU"];
const classArb = fc.constantFrom<MessageClass>(
  "marketing",
  "marketing",
  "service",
  "transactional",
  "confirmation_request",
  "legal_notice",
);

function about(
  { channel, purpose, activity, topic, sender }: Cell,
  more: Partial<ConsentQuestion>,
): ConsentQuestion {
  return questionAt(more.at ?? afterwards, {
    contactPoint: pointA,
    channel,
    purpose,
    activity,
    timeZones: ["America/New_York"],
    ...(topic === undefined ? {} : { topic }),
    ...(sender === undefined ? {} : { sender }),
    ...more,
  });
}

function answer(events: readonly HistoryEvent[] | Projection, question: ConsentQuestion): Decision {
  return decide(
    question,
    {
      projection: "v" in events ? events : foldEvents(events as readonly HistoryEvent[]),
      suppressions: [],
      logSize: 0,
    },
    rules,
  );
}

const jurisdictionsArb = fc.oneof(
  fc.constantFrom<string[]>(["US"], ["DE"], ["NL"], ["CA"]),
  fc.subarray(places, { maxLength: 2 }),
);

describe("P-WD: nothing is sent on consent after a withdrawal", () => {
  it("unless the mailbox itself granted strictly later than every denial above the cell", () => {
    fc.assert(
      fc.property(
        historyArb({ max: 14 }),
        cellArb,
        jurisdictionsArb,
        (events, cell, jurisdictions) => {
          const decision = answer(events, about(cell, { jurisdictions }));
          if (!decision.allowed) return;
          const denials = coveringDenialTimes(events, cell);
          if (denials.length === 0) return;
          const proven = grantsOn(events, cell, afterwards).filter(({ sort }) => sort === "proven");
          for (const denial of denials)
            expect(proven.some(({ willedAt }) => willedAt > denial)).toBe(true);
        },
      ),
      runs,
    );
  });
});

describe("P-MONO: a no never makes a yes", () => {
  it("keeps a refusal refused when denials are added", () => {
    fc.assert(
      fc.property(
        historyArb(),
        historyArb({ types: denialTypes, prefix: "d", min: 1, max: 2 }),
        cellArb,
        jurisdictionsArb,
        classArb,
        (events, denials, cell, jurisdictions, messageClass) => {
          const question = about(cell, { jurisdictions, messageClass });
          if (answer(events, question).allowed) return;
          expect(answer([...events, ...denials], question).allowed).toBe(false);
        },
      ),
      runs,
    );
  });

  it("keeps a refusal refused when suppressions or places are added", () => {
    const reasonArb = fc.constantFrom(
      "complaint",
      "erased",
      "hard_bounce",
      "manual",
      "never heard of",
    );
    fc.assert(
      fc.property(
        historyArb(),
        cellArb,
        jurisdictionsArb.filter((list) => list.length > 0),
        fc.constantFrom(...places),
        reasonArb,
        classArb,
        (events, cell, jurisdictions, place, reason, messageClass) => {
          const question = about(cell, { jurisdictions, messageClass });
          const projection = foldEvents(events);
          if (answer(projection, question).allowed) return;
          const facts = {
            projection,
            suppressions: [{ fingerprint: "f", reason, addedAt: monday }],
            logSize: 0,
          };
          expect(decide(question, facts, rules).allowed).toBe(false);
          expect(
            answer(projection, { ...question, jurisdictions: [...jurisdictions, place] }).allowed,
          ).toBe(false);
        },
      ),
      runs,
    );
  });
});

describe("P-IMP: decisions", () => {
  it("stay refused on a denied cell, whatever operators and imports add", () => {
    const others = fc.constantFrom("operator", "import");
    fc.assert(
      fc.property(
        historyArb(),
        historyArb({ prefix: "i", actors: others, max: 6 }),
        cellArb,
        jurisdictionsArb,
        (events, said, cell, jurisdictions) => {
          const added = said.map((event) =>
            event.actor.kind === "subject"
              ? ({ ...event, actor: { kind: "operator" } } as HistoryEvent)
              : event,
          );
          const before = foldEvents(events);
          if (cellState(before, cell, afterwards).status !== "denied") return;
          const question = about(cell, { jurisdictions });
          expect(answer(before, question).allowed).toBe(false);
          expect(answer(foldEvents(added, before), question).allowed).toBe(false);
        },
      ),
      runs,
    );
  });
});

describe("P-TRACK: nobody is watched unasked", () => {
  const trackingArb = fc.constantFrom(...cells.filter(({ activity }) => activity !== "send"));

  it("allows watching on a grant of its own only, and no longer once it is withdrawn", () => {
    fc.assert(
      fc.property(
        historyArb(),
        trackingArb,
        jurisdictionsArb,
        classArb,
        (events, cell, jurisdictions, messageClass) => {
          const question = about(cell, { jurisdictions, messageClass });
          if (!answer(events, question).allowed) return;
          expect(grantsOn(events, cell, afterwards).some(({ sort }) => sort !== "asserted")).toBe(
            true,
          );
          const withdrawal: HistoryEvent = {
            id: "w",
            type: "consent.withdrawn",
            effectiveAt: afterwards,
            recordedAt: afterwards,
            scope: { activity: cell.activity },
            actor: { kind: "subject" },
            method: "preference_centre",
            detail: {},
          };
          // The message went out before; its pixel is loaded afterwards.
          expect(
            answer([...events, withdrawal], { ...question, at: afterwards + hour }).allowed,
          ).toBe(false);
        },
      ),
      runs,
    );
  });

  it("tells the sender of a message the same as it tells whoever asks about watching", () => {
    fc.assert(
      fc.property(historyArb(), cellArb, jurisdictionsArb, (events, cell, jurisdictions) => {
        const send = about({ ...cell, activity: "send" }, { jurisdictions });
        const { obligations } = answer(events, send);
        const clicks = answer(events, { ...send, activity: "track.click" });
        expect(obligations.includes("NO_CLICK_TRACKING")).toBe(!clicks.allowed);
        if (cell.channel === "sms") return;
        const opens = answer(events, { ...send, activity: "track.open" });
        expect(obligations.includes("NO_OPEN_PIXEL")).toBe(!opens.allowed);
      }),
      runs,
    );
  });

  it("exempts by name, only where that name is law and where the tenant claims it", () => {
    const question = about(cells[3] as Cell, {
      activity: "track.open",
      messageClass: "transactional",
    });
    const claiming = { exemptions: ["deliverability"] };
    const ask = (more: Partial<ConsentQuestion>, organization: Organization = claiming) =>
      decide(
        { ...question, ...more },
        { projection: foldEvents([]), suppressions: [], logSize: 0, organization },
        rules,
      );
    expect(ask({ jurisdictions: ["FR"] })).toMatchObject({
      allowed: true,
      basis: "exempt_deliverability",
      obligations: ["KEEP_LAST_OPEN_DAY_ONLY"],
    });
    for (const jurisdictions of [["DE"], ["FR", "DE"], ["EU"], []]) {
      expect(ask({ jurisdictions }).allowed).toBe(false);
    }
    expect(ask({ jurisdictions: ["FR"] }, {}).allowed).toBe(false);
    // Nobody asked for this one.
    expect(ask({ messageClass: "marketing", jurisdictions: ["FR"] }).allowed).toBe(false);
  });
});

describe("P-DOI: where confirmation is required, only the mailbox confirms", () => {
  it("never allows on a request alone, nor on a confirmation older than a denial", () => {
    fc.assert(
      fc.property(historyArb({ max: 14 }), cellArb, (events, cell) => {
        const decision = answer(
          events,
          about({ ...cell, activity: "send" }, { jurisdictions: ["DE"] }),
        );
        if (!decision.allowed || decision.basis !== "consent") return;
        const asked = { ...cell, activity: "send" } as const;
        const grants = grantsOn(events, asked, afterwards).filter(({ sort }) => sort === "proven");
        const lastDenial = Math.max(...coveringDenialTimes(events, asked));
        expect(grants.some(({ willedAt }) => willedAt > lastDenial)).toBe(true);
      }),
      runs,
    );
  });
});

describe("P-EXP: decisions are a function of events and time", () => {
  it("does not depend on whether a job wrote down what time had done", () => {
    fc.assert(
      fc.property(historyArb(), cellArb, jurisdictionsArb, (events, cell, jurisdictions) => {
        const question = about(cell, { jurisdictions });
        const jobs = (
          ["retention.applied", "notice.served", "dsr.identity_requested"] as const
        ).map(
          (type, index) =>
            ({
              id: `job${index}`,
              type,
              effectiveAt: afterwards,
              recordedAt: afterwards,
              actor: { kind: "system" },
              detail: {},
            }) as unknown as HistoryEvent,
        );
        expect(answer([...events, ...jobs], question)).toEqual(answer(events, question));
      }),
      runs,
    );
  });

  it("are given at every instant, and are the same by rules that were written down", () => {
    const copy = ruleBook(JSON.parse(JSON.stringify(packs)));
    expect(copy.digest).toBe(rules.book.digest);
    const last = 8_640_000_000_000_000;
    const atArb = fc.oneof(
      fc.constantFrom(last, last - 1, last + 1, Number.MAX_SAFE_INTEGER, Number.NaN, -1),
      fc.maxSafeNat(),
    );
    fc.assert(
      fc.property(
        ...[historyArb(), cellArb, jurisdictionsArb, classArb, atArb],
        (events, cell, jurisdictions, messageClass, at) => {
          const question = about(cell, { jurisdictions, messageClass, at });
          const facts = { projection: foldEvents(events), suppressions: [], logSize: 0 };
          const decision = decide(question, facts, rules);
          expect(decide(question, facts, { book: copy })).toEqual(decision);
          if (at >= 0 && at < Date.UTC(10_000)) return;
          expect(decision.reasons.map(({ code }) => code)).toContain("INPUT_TIME");
        },
      ),
      runs,
    );
  });

  it("holds until it says it may end, and no shorter", () => {
    const days = fc.integer({ min: 1, max: 1200 });
    fc.assert(
      fc.property(
        historyArb(),
        cellArb,
        jurisdictionsArb,
        days,
        (events, cell, jurisdictions, later) => {
          const question = about(cell, { jurisdictions });
          const decision = answer(events, question);
          if (!decision.allowed) {
            if (decision.retryAt !== undefined) {
              expect(decision.retryAt).toBeGreaterThan(question.at);
              expect(
                answer(events, { ...question, at: decision.retryAt }).reasons.filter(
                  ({ code }) => code === "QUIET_HOURS",
                ),
              ).toEqual([]);
            }
            return;
          }
          const at = question.at + later * 24 * hour;
          const end = decision.expiresAt ?? Number.POSITIVE_INFINITY;
          expect(end).toBeGreaterThan(question.at);
          expect(answer(events, { ...question, at: Math.min(at, end - 1) }).allowed).toBe(true);
        },
      ),
      runs,
    );
  });
});

describe("P-REPRO: a recorded decision can be taken again", () => {
  it("gives the same answer and reasons from the log up to the size it names", () => {
    fc.assert(
      fc.property(
        historyArb({ max: 14 }),
        fc.nat(14),
        cellArb,
        jurisdictionsArb,
        (drawn, size, cell, jurisdictions) => {
          const log = drawn.map(
            (event, seq) =>
              ({ ...event, seq, recordedAt: monday + (seq + 30) * hour }) as HistoryEvent & {
                seq: number;
              },
          );
          const question = about(cell, { jurisdictions });
          const then = log.slice(0, size);
          const recorded = decide(
            question,
            { projection: foldEvents(then), suppressions: [], logSize: then.length },
            rules,
          );
          const again = decideAsOf(question, log, rules, { logSize: then.length });
          expect(again).toEqual(recorded);
          const knownAt = monday + (then.length + 30) * hour - 1;
          expect(decideAsOf(question, log, rules, { knownAt }).reasons).toEqual(recorded.reasons);
        },
      ),
      runs,
    );
  });
});

describe("P-PLAN: what is prepared for one question answers no other", () => {
  it("decides like rules that were never asked before, with every reason, whatever was asked in between", () => {
    const packs = [
      euRules,
      deRules,
      frRules,
      italy,
      ukRules,
      usEmailRules,
      usSmsRules,
      caRules,
      brRules,
      usCaRules,
    ];
    fc.assert(
      fc.property(
        historyArb({ max: 14 }),
        jurisdictionsArb,
        classArb,
        (events, jurisdictions, messageClass) => {
          const projection = foldEvents(events);
          for (const cell of cells) {
            const question = about(cell, { jurisdictions, messageClass });
            const fresh = decide(
              question,
              { projection, suppressions: [], logSize: 0 },
              { book: ruleBook(packs) },
            );
            expect(answer(projection, question)).toStrictEqual(fresh);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes a list of places for what it says, and not for the text it would make", () => {
    const [cell] = cells;
    const unheardOf = answer([], about(cell as Cell, { jurisdictions: ["DE|FR"] }));
    answer([], about(cell as Cell, { jurisdictions: ["DE", "FR"] }));
    expect(answer([], about(cell as Cell, { jurisdictions: ["DE|FR"] }))).toStrictEqual(unheardOf);
    expect(unheardOf).toStrictEqual(answer([], about(cell as Cell, { jurisdictions: [] })));
  });
});

describe("P-JUR: several places combine by meet", () => {
  it("allows what every place allows, and heeds what any place asks", () => {
    const one = fc.subarray(places, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(
        historyArb(),
        cellArb,
        one,
        one,
        classArb,
        (events, cell, first, second, messageClass) => {
          const projection = foldEvents(events);
          const question = about(cell, { messageClass });
          const [a, b, both] = [first, second, [...first, ...second]].map((jurisdictions) =>
            answer(projection, { ...question, jurisdictions }),
          ) as [Decision, Decision, Decision];
          expect(both.allowed).toBe(a.allowed && b.allowed);
          expect(new Set(both.obligations)).toEqual(new Set([...a.obligations, ...b.obligations]));
        },
      ),
      runs,
    );
  });

  it("is never more lenient about somebody unknown than about any place there is", () => {
    fc.assert(
      fc.property(historyArb(), cellArb, fc.constantFrom(...places), (events, cell, place) => {
        const projection = foldEvents(events);
        if (!answer(projection, about(cell, { jurisdictions: [] })).allowed) return;
        expect(answer(projection, about(cell, { jurisdictions: [place] })).allowed).toBe(true);
      }),
      runs,
    );
  });
});
