import { contactPointId } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConsentEvent } from "../../src/entries/ledger.js";
import { subjectBundle, writeBundleCsv } from "../../src/entries/rights.js";
import { euRules } from "../../src/entries/rules.js";
import { historyArb, pointA } from "../support/histories.js";
import { questionAt, start } from "../support/ledger.js";

const pointB = contactPointId("cp_b");
const request = {
  case: { id: "case_1", kind: "access" },
  subject: "sub_a",
  contactPoints: [pointA],
  at: start,
  recipients: [{ name: "Mailer", role: "processor" }],
  retention: [
    {
      dataClass: "consent_evidence",
      period: "P3Y",
      startEvent: "end_of_year",
      legalRef: "BGB § 195",
    },
  ],
  rules: [euRules],
} as const;

/** Everything of each person carries a mark of theirs, so that any leak can be seen. */
function marked(letter: "a" | "b") {
  return historyArb({
    prefix: `${letter}-own-`,
    point: letter === "a" ? pointA : pointB,
    max: 8,
  }).map((events) =>
    events.map((event, index) => ({
      ...event,
      subject: `sub_${letter}`,
      actor: { ...event.actor, ref: `op_of_${letter}` },
      payload: { ip: `mark-${letter}-${index}` },
      caused: [...(event.caused ?? []), "b-own-0", "a-own-0"],
    })),
  );
}

describe("the bundle for one person", () => {
  it("has everything of theirs and nothing of anybody else, in JSON and CSV, whatever the log mixes", () => {
    fc.assert(
      fc.property(marked("a"), marked("b"), fc.boolean(), (own, others, merged) => {
        const merge = {
          ...{
            id: "a-own-m",
            type: "subject.merged",
            contactPoint: pointA,
            subject: "sub_a",
            effectiveAt: start,
          },
          ...{
            recordedAt: start,
            actor: { kind: "system" },
            detail: { from: ["sub_b", pointB, "sub_a"] },
          },
        };
        const unbound = {
          ...merge,
          id: "b-own-x",
          contactPoint: undefined,
          subject: "sub_b",
          type: "objection.raised",
          detail: {},
        };
        const log = [...own, ...others, ...(merged ? [merge] : []), unbound].map(
          (event, seq) => ({ log: "l", seq, ...event }) as unknown as ConsentEvent,
        );
        const bundle = subjectBundle({ ...request, events: log });
        expect(bundle.events).toHaveLength(own.length + (merged ? 1 : 0));
        for (const text of [JSON.stringify(bundle), writeBundleCsv(bundle)]) {
          expect(text).not.toMatch(/mark-b|sub_b|cp_b|b-own|op_of/);
          for (const index of own.keys()) expect(text).toContain(`mark-a-${index}`);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("carries decisions, recipients, retention, rules and the data of every holder, each value also in the table", () => {
    const decision = {
      ...{ allowed: false, obligations: [], ruleset: { id: "eu", digest: "d" } },
      reasons: [{ code: "NO_CONSENT", effect: "deny", rule: "ePrivacy Art. 13(1)" }],
      evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
    } as const;
    const data = { crm: { profile: [{ name: "=Ada", tags: [] }] } };
    const bundle = subjectBundle({
      ...request,
      events: [],
      data,
      decisions: [{ question: questionAt(start, { contactPoint: pointA }), decision }],
    });
    expect(bundle.rules.length).toBe(euRules.rows.length);
    const csv = writeBundleCsv(bundle);
    expect(csv.split("\r\n")[0]).toBe("section,item,path,value");
    for (const line of [
      "data,,crm.profile[0].name,'=Ada",
      "data,,crm.profile[0].tags,[]",
      "decisions,1,decision.allowed,false",
      "decisions,1,decision.reasons[0].code,NO_CONSENT",
      "recipients,1,name,Mailer",
      "retention,1,period,P3Y",
      "bundle,,contactPoints[0],cp_a",
    ]) {
      expect(csv).toContain(`${line}\r\n`);
    }
    const ported = subjectBundle({
      ...request,
      case: { id: "c", kind: "portability" },
      events: [],
      data,
    });
    expect([ported.decisions, ported.rules]).toEqual([[], []]);
  });

  it("refuses a receipt or a decision about somebody else", () => {
    const code = expect.objectContaining({ code: "INPUT_EXPORT_SUBJECT" });
    const receipt = {
      records: [{ "dpv:hasDataSubject": { "@id": "urn:wellsent:contact-point:cp_b" } }],
    };
    expect(() => subjectBundle({ ...request, events: [], receipts: [receipt] })).toThrow(code);
    const other = { question: questionAt(start, { contactPoint: pointB }), decision: {} as never };
    expect(() => subjectBundle({ ...request, events: [], decisions: [other] })).toThrow(code);
  });
});
