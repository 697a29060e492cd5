import { describe, expect, it } from "vitest";
import {
  applyRetention,
  defaultRetention,
  defineRetention,
  forgetUnconfirmed,
  legalHolds,
  type RetentionRule,
  withoutRequests,
} from "../../src/entries/retention.js";
import { memoryLedgerEvents, t } from "./log.js";

function due(
  log: ReturnType<typeof memoryLedgerEvents>,
  at: string,
  rules: readonly RetentionRule[] = defaultRetention,
) {
  return applyRetention({ events: log, rules, holds: legalHolds(log), at: t(at) }).destroy.map(
    ({ event, rule }) => `${event} ${rule}`,
  );
}

describe("retention", () => {
  it("keeps the evidence of a consent for its life and three years from the end of that year", () => {
    const log = memoryLedgerEvents([
      ["ask", "consent.requested", "2026-03-01"],
      ["yes", "consent.confirmed", "2026-03-02", { caused: ["ask"] }],
      ["no", "consent.withdrawn", "2027-02-03"],
    ]);
    expect(due(log.slice(0, 2), "2090-01-01")).toEqual([]);
    expect(due(log, "2030-12-31")).toEqual([]);
    expect(due(log, "2031-01-03")).toEqual([
      "ask consent-evidence",
      "yes consent-evidence",
      "no denials",
    ]);
  });

  it("keeps the evidence of a consent to texts for four years, or as any other without a rule", () => {
    const scope = { channel: "sms", purpose: "marketing", activity: "send" } as const;
    const log = memoryLedgerEvents([
      ["yes", "consent.granted", "2026-03-02", { scope }],
      ["stop", "consent.withdrawn", "2027-02-03", { scope: { channel: "sms" } }],
    ]);
    expect(due(log.slice(0, 1), "2090-01-01")).toEqual([]);
    expect(due(log, "2031-12-31")).toEqual(["stop denials"]);
    expect(due(log, "2032-01-03")).toEqual(["yes text-consent", "stop denials"]);
    const without = defaultRetention.filter(({ dataClass }) => dataClass !== "text_consent");
    expect(due(log, "2031-01-03", without)).toEqual(["yes consent-evidence", "stop denials"]);
  });

  it("keeps the evidence of a consent that was given anew", () => {
    const log = memoryLedgerEvents([
      ["ask", "consent.requested", "2026-03-01"],
      ["yes", "consent.confirmed", "2026-03-02", { caused: ["ask"] }],
      ["no", "consent.withdrawn", "2027-02-03"],
      ["again", "consent.requested", "2027-03-01"],
      ["yes2", "consent.confirmed", "2027-03-02", { caused: ["again"] }],
    ]);
    expect(due(log, "2090-01-01")).toEqual(["no denials"]);
  });

  it("lets unanswered requests go after thirty days, and answered ones after ninety only where the tenant is sparing", () => {
    const log = memoryLedgerEvents([
      [
        "lone",
        "consent.requested",
        "2026-03-01",
        { scope: { channel: "sms", purpose: "marketing", activity: "send" } },
      ],
      ["ask", "consent.requested", "2026-03-01"],
      ["yes", "consent.confirmed", "2026-03-02", { caused: ["ask"] }],
    ]);
    expect(due(log, "2026-03-31")).toEqual([]);
    expect(due(log, "2026-04-02")).toEqual(["lone unconfirmed-requests"]);
    expect(due(log, "2026-07-01")).toEqual(["lone unconfirmed-requests"]);
    expect(due(log, "2026-07-01", [...defaultRetention, withoutRequests])).toEqual([
      "lone unconfirmed-requests",
      "ask requests",
    ]);
  });

  it("keeps the file of a rights request while it is open, and three years from the end of the year it was answered", () => {
    const log = memoryLedgerEvents([
      ["open", "dsr.opened", "2026-05-01", { detail: { case: "c1", kind: "access" } }],
      ["done", "dsr.responded", "2026-05-20", { detail: { case: "c1" } }],
    ]);
    expect(due(log.slice(0, 1), "2090-01-01")).toEqual([]);
    expect(due(log, "2029-12-31")).toEqual([]);
    expect(due(log, "2030-01-03")).toEqual(["open rights-cases", "done rights-cases"]);
  });

  it("gives way to a legal hold until that is released, strictly later than it was set", () => {
    const base = [
      ["lone", "consent.requested", "2026-03-01"],
      ["hold", "legalhold.set", "2026-03-10", { detail: { hold: "h1" } }],
    ] as const;
    const plan = (log: ReturnType<typeof memoryLedgerEvents>) =>
      applyRetention({
        events: log,
        rules: defaultRetention,
        holds: legalHolds(log),
        at: t("2026-09-01"),
      });
    expect(plan(memoryLedgerEvents(base))).toMatchObject({
      destroy: [],
      held: [{ event: "lone" }],
    });
    const tie = memoryLedgerEvents([
      ...base,
      ["rel", "legalhold.released", "2026-03-10", { detail: { hold: "h1" } }],
    ]);
    expect(plan(tie).destroy).toEqual([]);
    const other = memoryLedgerEvents([
      ...base,
      ["rel", "legalhold.released", "2026-06-01", { detail: { hold: "h2" } }],
    ]);
    expect(plan(other).destroy).toEqual([]);
    const over = memoryLedgerEvents([
      ...base,
      ["rel", "legalhold.released", "2026-06-01", { detail: { hold: "h1" } }],
    ]);
    expect(plan(over).destroy).toMatchObject([{ event: "lone" }]);
    expect(legalHolds(over.toReversed())).toEqual(legalHolds(over));
  });

  it("lets a person go only if nothing was ever denied, and nothing is known but an unanswered request", () => {
    const unlink = (...log: Parameters<typeof memoryLedgerEvents>[0]) =>
      applyRetention({
        events: memoryLedgerEvents(log),
        rules: [forgetUnconfirmed],
        holds: [],
        at: t("2027-01-01"),
      }).unlink.length;
    expect(unlink(["lone", "consent.requested", "2026-03-01"])).toBe(1);
    expect(unlink(["lone", "consent.requested", "2026-12-20"])).toBe(0);
    expect(
      unlink(
        ["lone", "consent.requested", "2026-03-01"],
        ["no", "consent.withdrawn", "2026-03-02"],
      ),
    ).toBe(0);
    const yes = ["yes", "consent.confirmed", "2026-03-02", { caused: ["lone"] }] as const;
    expect(unlink(["lone", "consent.requested", "2026-03-01"], yes)).toBe(0);
  });

  it.each([
    ["a class and an action that do not go together", { action: "unlink" }],
    ["a period that is none", { period: "3 years" }],
    ["no law", { legalRef: "" }],
    ["an id that is none", { id: "a b" }],
    ["a start there is not", { startEvent: "someday" }],
  ])("refuses a rule with %s", (_, wrong) => {
    const rules = [{ ...defaultRetention[0], ...wrong } as RetentionRule];
    expect(() => defineRetention(rules)).toThrow(
      expect.objectContaining({ code: "DEFINITION_RETENTION", path: "[0]" }),
    );
  });

  it("refuses two rules about one class", () => {
    const code = expect.objectContaining({ code: "DEFINITION_RETENTION", path: "[1]" });
    const [first] = defaultRetention;
    if (first === undefined) throw new Error("no rules");
    expect(() => defineRetention([first, { ...first, id: "other" }])).toThrow(code);
  });
});
