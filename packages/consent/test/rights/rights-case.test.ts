import { contactPointId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { foldEvents } from "../../src/entries/ledger.js";
import {
  acknowledgeCase,
  answerCase,
  askIdentity,
  assignCase,
  confirmIdentity,
  type DataHolder,
  erasurePlan,
  incompleteActions,
  type ObservedErasure,
  openActions,
  openCase,
  recordAction,
  refuseCase,
  rightsCase,
  runErasure,
  tellRecipient,
} from "../../src/entries/rights.js";
import { at, by, caseId, caseLog, opened, person } from "../support/cases.js";

const start = at("2026-06-01T10:00:00Z");
function code(expected: string) {
  return expect.objectContaining({ code: expected });
}

describe("a rights request", () => {
  it("goes from receipt to an answer, and remembers who, what and when", () => {
    const log = opened("access", start);
    expect(log.case()).toMatchObject({
      status: "received",
      kind: "access",
      receivedAt: start,
      contactPoints: [person],
    });
    log.take(assignCase(by(start + 1), log.case(), "op_7f3c"));
    log.take(askIdentity(by(start + 2), log.case()));
    expect(log.case()).toMatchObject({
      status: "verifying",
      pauses: [{ reason: "identity", from: start + 2 }],
    });
    log.take(confirmIdentity(by(start + 3), log.case(), { by: "token" }));
    const digest = "d".repeat(64);
    const operator = { kind: "operator", ref: "op_7f3c" } as const;
    const action = {
      store: "crm",
      operation: "export",
      observed: "done",
      count: 4,
      digest,
      actor: operator,
    } as const;
    log.take(recordAction(by(start + 4), log.case(), action));
    log.take(answerCase(by(start + 5), log.case(), { digest }));
    expect(log.case()).toEqual({
      id: caseId,
      kind: "access",
      subject: "sub_a",
      status: "answered",
      receivedAt: start,
      contactPoints: [person],
      assignee: "op_7f3c",
      identity: { askedAt: start + 2, confirmedAt: start + 3, by: "token" },
      pauses: [{ reason: "identity", from: start + 2, until: start + 3 }],
      actions: [
        {
          store: "crm",
          operation: "export",
          observed: "done",
          count: 4,
          digest,
          at: start + 4,
          by: "op_7f3c",
        },
      ],
      recipientsTold: [],
      closedAt: start + 5,
      answer: digest,
    });
    expect(log.read()?.ignored).toEqual([]);
  });

  it("is refused on a ground the law knows, with where to turn", () => {
    const log = opened("portability", start);
    log.take(refuseCase(by(start + 1), log.case(), { ground: "excessive", appeal: "DE-BE" }));
    expect(log.case()).toMatchObject({
      status: "refused",
      refusal: { ground: "excessive", appeal: "DE-BE" },
    });
    expect(() => assignCase(by(start + 2), log.case(), "op_1")).toThrow(code("INPUT_CASE_CLOSED"));
    expect(() => answerCase(by(start + 2), log.case())).toThrow(code("INPUT_CASE_REPEATED"));
  });

  it("is not acted on while nobody knows who asks", () => {
    const log = opened("erase", start);
    log.take(askIdentity(by(start + 1), log.case()));
    const action = { store: "crm", operation: "erase", observed: "done" } as const;
    expect(() => recordAction(by(start + 2), log.case(), action)).toThrow(
      code("INPUT_CASE_IDENTITY_OPEN"),
    );
    expect(() => answerCase(by(start + 2), log.case())).toThrow(code("INPUT_CASE_IDENTITY_OPEN"));
    expect(() => askIdentity(by(start + 2), log.case())).toThrow(code("INPUT_CASE_REPEATED"));
  });

  it("closes at every contact point of the person, where decisions are taken", () => {
    const other = contactPointId("cp_b");
    const log = caseLog();
    const both = { case: caseId, kind: "erase" as const, contactPoints: [person, other] };
    log.take(openCase(by(start), both));
    for (const point of both.contactPoints) {
      const own = log.events.filter(({ contactPoint }) => contactPoint === point);
      expect(foldEvents(own)).toMatchObject({
        erasures: { [caseId]: { at: start } },
        casesClosed: {},
      });
    }
    log.take(answerCase(by(start + 9), log.case()));
    for (const point of both.contactPoints) {
      const own = log.events.filter(({ contactPoint }) => contactPoint === point);
      expect(foldEvents(own).casesClosed).toHaveProperty(caseId);
    }
    expect(log.read()?.ignored).toEqual([]);
  });

  it("as a complaint is acknowledged, and closed with an outcome", () => {
    const log = opened("complaint", start);
    log.take(acknowledgeCase(by(start + 1), log.case()));
    expect(() => answerCase(by(start + 2), log.case())).toThrow(code("INPUT_CASE_OUTCOME"));
    log.take(answerCase(by(start + 2), log.case(), { outcome: "upheld" }));
    expect(log.events.map(({ type }) => type)).toEqual([
      "dsr.opened",
      "complaint.received",
      "complaint.acknowledged",
      "dsr.responded",
      "complaint.closed",
    ]);
    expect(log.case()).toMatchObject({ status: "answered", acknowledgedAt: start + 1 });
  });

  it("is read from the log alone: what cannot have happened is left out by name", () => {
    const log = opened("erase", start);
    const answer = answerCase(by(start + 5), log.case());
    log.take(recordAction(by(start + 1), log.case(), { store: "crm", operation: "erase" }));
    log.take(answer);
    expect(log.read()).toMatchObject({
      case: { status: "in_progress" },
      ignored: [{ code: "CASE_ACTION_UNOBSERVED" }],
    });
    expect(rightsCase([...log.events].reverse(), caseId)).toEqual(log.case());
    expect(rightsCase(log.events, "case_2")).toBeUndefined();
  });
});

function holder(
  id: string,
  observe: (classes: readonly string[]) => readonly ObservedErasure[] | Promise<never>,
  more: Partial<DataHolder> = {},
): DataHolder & { readonly asked: string[][] } {
  const asked: string[][] = [];
  return {
    id,
    classes: ["profile", "orders"],
    asked,
    erase: async (_, classes) => {
      asked.push([...classes]);
      return { observed: await observe(classes) };
    },
    export: async () => ({}),
    ...more,
  };
}
function everything(classes: readonly string[]) {
  return classes.map((dataClass) => ({ dataClass, outcome: "done" as const, count: 1 }));
}

function erasing() {
  const log = opened("erase", start);
  let now = start;
  return {
    log,
    run: (holders: readonly DataHolder[], wishes: Parameters<typeof erasurePlan>[2] = {}) => {
      now += 10;
      return runErasure({
        plan: erasurePlan(holders, log.case(), wishes),
        case: log.case(),
        subject: { subject: "sub_a", points: [] },
        holders,
        by: by(now),
        append: async (drafts) => {
          log.take(drafts);
          return { refused: [] };
        },
      });
    },
  };
}

describe("dentalpin-erasure-reported-not-done", () => {
  it("does not let a case be answered before anybody has looked what came of it", () => {
    const log = opened("erase", start);
    const action = { store: "crm", operation: "erase", requested: "profile" } as const;
    log.take(recordAction(by(start + 1), log.case(), action));
    expect(openActions(log.case())).toEqual([
      { store: "crm", operation: "erase", dataClass: "profile", at: start + 1 },
    ]);
    expect(() => answerCase(by(start + 2), log.case())).toThrow(
      code("INPUT_CASE_ACTION_UNOBSERVED"),
    );
    log.take(recordAction(by(start + 3), log.case(), { ...action, observed: "failed" }));
    expect(() => answerCase(by(start + 4), log.case())).toThrow(
      code("INPUT_CASE_ACTION_INCOMPLETE"),
    );
    log.take(recordAction(by(start + 5), log.case(), { ...action, observed: "done" }));
    log.take(answerCase(by(start + 6), log.case()));
    expect(log.case().status).toBe("answered");
  });

  it("refuses to plan for a class of data that nobody holds", () => {
    const log = opened("erase", start);
    const holders = [holder("crm", everything)];
    expect(() => erasurePlan(holders, log.case(), { classes: ["profile", "xrays"] })).toThrow(
      code("INPUT_DATA_CLASS"),
    );
    const keep = [{ holder: "crm", dataClass: "xrays", ground: "legal_duty" as const }];
    expect(() => erasurePlan(holders, log.case(), { keep })).toThrow(code("INPUT_DATA_CLASS"));
    expect(() => erasurePlan([...holders, ...holders], log.case())).toThrow(
      code("INPUT_HOLDER_DUPLICATE"),
    );
    expect(() => erasurePlan(holders, opened("access", start).case())).toThrow(
      code("INPUT_CASE_KIND"),
    );
  });

  it.each([
    [
      "says nothing about a class",
      "HOLDER_SILENT",
      (classes: readonly string[]) => everything(classes.slice(1)),
    ],
    [
      "speaks of a class nobody knows",
      "HOLDER_UNKNOWN_CLASS",
      () => everything(["profile", "orders", "xrays"]),
    ],
    ["throws", "HOLDER_THREW", () => Promise.reject(new Error("ada@example.com is busy"))],
    [
      "is left with a part",
      "HOLDER_INCOMPLETE",
      () => [...everything(["orders"]), { dataClass: "profile", outcome: "partial" as const }],
    ],
  ])("records no success for a holder that %s", async (_, fault, observe) => {
    const { log, run } = erasing();
    const report = await run([holder("crm", observe)]);
    expect(report).toMatchObject({ complete: false, faults: [{ holder: "crm", code: fault }] });
    expect(incompleteActions(log.case()).length).toBeGreaterThan(0);
    expect(() => answerCase(by(start + 99), log.case())).toThrow(
      code("INPUT_CASE_ACTION_INCOMPLETE"),
    );
    expect(JSON.stringify([report, log.events])).not.toContain("ada@");
    const again = await run([holder("crm", everything)]);
    expect(again.complete).toBe(true);
    log.take(answerCase(by(start + 100), log.case()));
    expect(log.case().status).toBe("answered");
  });

  it("announces every step before it touches anything, and keeps the addresses until the others are done", async () => {
    const { log, run } = erasing();
    const order: string[] = [];
    const noting = (name: string, outcome: "done" | "failed") => (classes: readonly string[]) => {
      order.push(`${name}: ${openActions(log.case()).length} open`);
      return classes.map((dataClass) => ({ dataClass, outcome }));
    };
    const own = (): DataHolder =>
      holder("wellsent", noting("own", "done"), {
        last: true,
        prepare: async () => void order.push("suppressed"),
      });
    await run([own(), holder("crm", noting("crm", "failed"))]);
    expect(order).toEqual(["suppressed", "crm: 4 open"]);
    const report = await run([own(), holder("crm", noting("crm", "done"))]);
    expect(order.slice(2)).toEqual(["suppressed", "crm: 4 open", "own: 2 open"]);
    expect(report.complete).toBe(true);
  });

  it("keeps what a ground of Art. 17(3) keeps, and says so; recipients are told before it is answered", async () => {
    const { log, run } = erasing();
    const crm = holder("crm", everything);
    const keep = [{ holder: "crm", dataClass: "orders", ground: "legal_duty" as const }];
    const report = await run([crm], { keep, recipients: ["printer"] });
    expect(crm.asked).toEqual([["profile"]]);
    expect(report.outcomes).toEqual([
      { holder: "crm", dataClass: "profile", outcome: "done", count: 1 },
      { holder: "crm", dataClass: "orders", outcome: "exempt" },
    ]);
    expect(() => answerCase(by(start + 50), log.case())).toThrow(
      code("INPUT_CASE_ACTION_UNOBSERVED"),
    );
    log.take(tellRecipient(by(start + 51), log.case(), "printer"));
    log.take(answerCase(by(start + 52), log.case()));
    expect(log.case()).toMatchObject({
      status: "answered",
      recipientsTold: [{ recipient: "printer" }],
    });
    const whole = holder("own", everything, { whole: true });
    const part = [{ holder: "own", dataClass: "orders", ground: "legal_claim" as const }];
    expect(() => erasurePlan([whole], opened("erase", start).case(), { keep: part })).toThrow(
      code("INPUT_ERASURE_PARTIAL"),
    );
  });
});
