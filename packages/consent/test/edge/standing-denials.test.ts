import { describe, expect, it } from "vitest";
import { deRules, euRules } from "../../src/entries/rules.js";
import { consentGate } from "../../src/index.js";
import { confirmed, event, granted, requested } from "../support/drafts.js";
import { keys } from "../support/keys.js";
import { day, memoryLedger, point, start } from "../support/ledger.js";

const gate = consentGate({ rules: [euRules, deRules], keys });
const scope = {
  channel: "email",
  purpose: "marketing.newsletter",
  activity: "send",
} as const;

function world() {
  const ledger = memoryLedger(gate);
  const told = (at = start + 9 * day) =>
    gate.listDenials?.(ledger.facts(point), ledger.entries(), at) ?? [];
  return { ledger, told, codes: () => told().map(({ code }) => code) };
}

describe("what is on record against a point", () => {
  it("is nothing after a yes", () => {
    const { ledger, told } = world();
    ledger.append(start, [granted(start, { scope })]);
    expect(told()).toEqual([]);
  });

  it("is a withdrawal with its scope, its time and its road, until the mailbox says yes again", () => {
    const { ledger, told, codes } = world();
    const no = event("consent.withdrawn", start + day, { scope, method: "preference_centre" });
    ledger.append(start + day, [no]);
    expect(told()).toEqual([
      {
        ...{ ...scope, code: "WITHDRAWN", rule: "GDPR Art. 7(3)", at: start + day },
        ...{ text: "The person withdrew consent", eventId: no.id, method: "preference_centre" },
      },
    ]);
    const again = requested(start + 2 * day, { scope });
    ledger.append(start + 2 * day, [again]);
    expect(codes()).toEqual(["WITHDRAWN"]);
    ledger.append(start + 3 * day, [confirmed(start + 3 * day, again, { scope })]);
    expect(codes()).toEqual([]);
  });

  it("keeps a withdrawal of everything on record, newer ones first", () => {
    const { ledger, told } = world();
    ledger.append(start, [event("consent.withdrawn", start, { scope, method: "api" })]);
    const all = { scope: {}, method: "phone" } as const;
    ledger.append(start + day, [event("consent.withdrawn", start + day, all)]);
    const withdrawn = told().filter(({ code }) => code === "WITHDRAWN");
    expect(withdrawn.map(({ method, purpose }) => [method, purpose])).toEqual([
      ["phone", undefined],
      ["api", "marketing.newsletter"],
    ]);
  });

  it("says what it can of an entry that cannot be read", () => {
    const { ledger } = world();
    ledger.append(start, [event("consent.withdrawn", start, { scope, method: "api" })]);
    const damaged = ledger.entries().map((entry) => ({ ...entry, leaf: "{" }));
    const [one] = gate.listDenials?.(ledger.facts(point), damaged, start + day) ?? [];
    expect(one).toMatchObject({ code: "WITHDRAWN", at: start });
    expect(one).not.toHaveProperty("method");
  });
});
