import type { Channel, Decision, MessageClass } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SubjectKind } from "../../src/entries/ledger.js";
import { explainRules, type RuleRow, rulePacks } from "../../src/entries/rules.js";
import { type Organization, ruleBook } from "../../src/index.js";
import { decideScenario, type Scenario } from "./run-scenarios.js";
import { type Situation, situations } from "./situations.js";

const book = ruleBook(rulePacks.filter(({ id }) => id !== "strictest"));
const rows = new Map<string, RuleRow>(
  rulePacks.flatMap((pack) => pack.rows.map((row) => [row.id, row] as const)),
);
const places = [
  ...new Set(rulePacks.flatMap((pack) => pack.rows.flatMap(({ appliesTo }) => appliesTo))),
  "ZZ",
  "US-DC",
  "MT",
].filter((place) => place !== "*");
const organizations: readonly Organization[] = [
  {},
  { professional: ["marketing"] },
  { kind: "charity" },
  { kind: "charity", charitable: ["marketing"] },
  { kind: "club", professional: ["other"] },
  { kind: "party" },
  { home: ["AU"] },
];

interface Case {
  readonly place: string;
  readonly channel: Channel;
  readonly subject: SubjectKind;
  readonly organization: Organization;
  readonly messageClass: MessageClass;
  readonly situation: Situation;
}

const caseArb: fc.Arbitrary<Case> = fc.record({
  place: fc.constantFrom(...places),
  channel: fc.constantFrom<Channel>("email", "sms"),
  subject: fc.constantFrom<SubjectKind>("person", "sole_trader", "professional", "company"),
  organization: fc.constantFrom(...organizations),
  messageClass: fc.constantFrom<MessageClass>(
    "marketing",
    "marketing",
    "marketing",
    "service",
    "transactional",
    "legal_notice",
  ),
  situation: fc.constantFrom(...(Object.keys(situations) as Situation[])),
});

function decided(asked: Case): Decision {
  return decideScenario({
    ...asked,
    source: "",
    reviewed: false,
    expected: "allowed",
  } satisfies Scenario);
}

function explained({ place, situation: _, ...asked }: Case) {
  return explainRules(book, { ...asked, country: place, purpose: "marketing.newsletter" });
}

/** What a decision says about the right to write, beside what the person said and the hour. */
function basisRows({ reasons }: Decision, effect: "allow" | "deny") {
  return reasons
    .filter((reason) => reason.effect === effect)
    .flatMap(({ row, code }) => (row === undefined || code.startsWith("QUIET") ? [] : [row]));
}

function check(property: fc.IProperty<[Case]>): void {
  fc.assert(property, { numRuns: 150 });
}

describe("what explainRules says before anything is known", () => {
  it("names every row that a decision rests on or is refused by, and no other way", () => {
    check(
      fc.property(caseArb, (asked) => {
        const decision = decided(asked);
        const { ways, times } = explained(asked);
        const named = new Map(ways.map((way) => [way.row, way]));
        const timed = new Set(times.map(({ row }) => row));
        for (const row of [...basisRows(decision, "allow"), ...basisRows(decision, "deny")])
          expect(named.has(row)).toBe(true);
        for (const { row = "", code } of decision.reasons)
          if (code === "QUIET_HOURS") expect(timed.has(row)).toBe(true);
        for (const { row = "", code, effect } of decision.reasons)
          if (effect === "allow" && !code.startsWith("CONSENT"))
            expect(named.get(row)?.closed).toBeUndefined();
        // A way that is closed says why in the words of the decision.
        for (const { row, code } of decision.reasons)
          if (/_(OTHER_SENDER|NOT_CHARITABLE|NOT_PROFESSIONAL)$/.test(code))
            expect(named.get(row ?? "")?.closed).toEqual([code]);
      }),
    );
  });

  it("asks for one way of each pack, as a decision does", () => {
    check(
      fc.property(caseArb, (asked) => {
        if (asked.messageClass !== "marketing") return;
        const decision = decided(asked);
        const { ways } = explained(asked);
        const resting = new Set(basisRows(decision, "allow"));
        const wanting = new Set(basisRows(decision, "deny"));
        for (const pack of new Set(ways.map((way) => way.pack))) {
          const own = ways.filter((way) => way.pack === pack).map(({ row }) => row);
          const rules = own.some((row) => {
            const rule = rows.get(row)?.rule;
            return rule === "consent" || rule === "opt_out";
          });
          if (!rules) continue;
          const rests = own.some((row) => resting.has(row));
          const lacks = own.some((row) => wanting.has(row));
          expect(rests).toBe(!lacks);
          if (decision.allowed) expect(rests).toBe(true);
        }
      }),
    );
  });

  it("tells whether somebody unknown may be written to, and whether a pack speaks at all", () => {
    check(
      fc.property(caseArb, (drawn) => {
        const asked = { ...drawn, situation: "nothing known" } as const;
        const decision = decided(asked);
        const { isOpen, isRuled } = explained(asked);
        expect(decision.reasons.every(({ effect }) => effect !== "deny")).toBe(isOpen);
        if (asked.messageClass === "marketing")
          expect(decision.reasons.some(({ row }) => row?.startsWith("STRICTEST"))).toBe(!isRuled);
      }),
    );
  });

  it("names the duties of a decision, and no others", () => {
    check(
      fc.property(caseArb, (asked) => {
        const { obligations } = decided(asked);
        const { duties, times } = explained(asked);
        const listCodes = (always: boolean) =>
          duties.flatMap(({ row: id }) => {
            const row = rows.get(id);
            if (row?.rule !== "obligation") throw new Error(`${id} is no duty.`);
            return always && row.params.unlessConsent === true ? [] : row.params.codes;
          });
        const most = times.flatMap(({ row: id }) => {
          const row = rows.get(id);
          return row?.rule === "frequency" ? [`MAX_${row.params.max}_PER_${row.params.per}`] : [];
        });
        for (const code of [...listCodes(true), ...most]) expect(obligations).toContain(code);
        const known = new Set([
          ...listCodes(false),
          ...most,
          "OPT_OUT_IN_MESSAGE",
          "NO_OPEN_PIXEL",
          "NO_CLICK_TRACKING",
          "PIXEL_FOR_SECURITY_ONLY",
        ]);
        expect(obligations.filter((code) => !known.has(code))).toEqual([]);
      }),
    );
  });

  it("takes several places together, and none for any", () => {
    const listRows = (country: string | readonly string[]) =>
      new Set(explainRules(book, { country, channel: "email" }).ways.map(({ row }) => row));
    const both = listRows(["DE", "GB"]);
    expect(both).toEqual(new Set([...listRows("DE"), ...listRows("GB")]));
    expect(listRows([])).toEqual(listRows("ZZ"));
    expect(explainRules(book, { country: ["US-NY", "DE"], channel: "email" }).isOpen).toBe(false);
    expect(explainRules(book, { country: "US-NY", channel: "email" }).isOpen).toBe(true);
  });
});
