import { describe, expect, it } from "vitest";
import { deRules, euRules, usEmailRules } from "../src/entries/rules.js";
import { consentGate } from "../src/index.js";
import { confirmed, granted, requested, withdrawn } from "./support/drafts.js";
import { keys } from "./support/keys.js";
import { day, memoryLedger, point, questionAt, start } from "./support/ledger.js";

const gate = consentGate({ rules: [euRules, deRules, usEmailRules], keys });
function stateAt(
  ledger: ReturnType<typeof memoryLedger>,
  at: number,
  jurisdictions: readonly string[] = ["DE"],
) {
  return gate.readConsentState({ ...questionAt(at), jurisdictions }, ledger.facts(point)).state;
}

describe("what a person has said", () => {
  it("is nothing where mail is lawful without their word", () => {
    const ledger = memoryLedger(gate);
    const question = { ...questionAt(start), jurisdictions: ["US"] };
    expect(gate.decide(question, ledger.facts(point)).allowed).toBe(true);
    expect(stateAt(ledger, start, ["US"])).toBe("none");
  });

  it("is granted only once the mailbox has confirmed, and withdrawn after that", () => {
    const ledger = memoryLedger(gate);
    const request = requested(start);
    ledger.append(start, [request]);
    expect(stateAt(ledger, start + 1)).toBe("none");
    ledger.append(start + 2, [confirmed(start + 2, request)]);
    expect(stateAt(ledger, start + 3)).toBe("granted");
    ledger.append(start + 4, [withdrawn(start + 4)]);
    expect(stateAt(ledger, start + 5)).toBe("withdrawn");
  });

  it("is asserted where a claim has its record, until the person says no or yes", () => {
    const ledger = memoryLedger(gate);
    const payload = { url: "https://acme.example/form" };
    const claim = { actor: { kind: "import" }, payload, salt: "ab".repeat(32) } as const;
    ledger.append(start, [granted(start, { ...claim, method: "form" })]);
    // Whatever the law makes of it.
    for (const place of ["US", "DE", "NL"])
      expect(stateAt(ledger, start + 1, [place])).toBe("asserted");
    ledger.append(start + day, [granted(start + day)]);
    expect(stateAt(ledger, start + 2 * day)).toBe("granted");
    ledger.append(start + 3 * day, [withdrawn(start + 3 * day)]);
    expect(stateAt(ledger, start + 4 * day)).toBe("withdrawn");
  });

  it("is expired where a recorded claim has come to its end", () => {
    const ledger = memoryLedger(gate);
    const validUntil = new Date(start + 10 * day).toISOString();
    const claim = {
      actor: { kind: "import" },
      payload: { url: "x" },
      salt: "ab".repeat(32),
    } as const;
    ledger.append(start, [granted(start, { ...claim, detail: { validUntil } })]);
    expect(stateAt(ledger, start + 9 * day, ["US"])).toBe("asserted");
    expect(stateAt(ledger, start + 10 * day, ["US"])).toBe("expired");
  });

  it("is nothing where only an import claims it, without a record", () => {
    const ledger = memoryLedger(gate);
    ledger.append(start, [granted(start, { actor: { kind: "import" } })]);
    expect(stateAt(ledger, start + 1, ["US"])).toBe("none");
  });

  it("is expired once a yes with an end has come to it, and says when that will be", () => {
    const ledger = memoryLedger(gate);
    const validUntil = new Date(start + 10 * day).toISOString();
    ledger.append(start, [granted(start, { detail: { validUntil } })]);
    const question = { ...questionAt(start + 1), jurisdictions: ["US"] };
    expect(gate.readConsentState(question, ledger.facts(point))).toEqual({
      state: "granted",
      until: start + 10 * day,
    });
    expect(stateAt(ledger, start + 10 * day, ["US"])).toBe("expired");
  });
});
