import { describe, expect, it } from "vitest";
import {
  caRules,
  deRules,
  euRules,
  explainRules,
  explainRulesText,
  periodWords,
  rowWords,
  rulePacks,
  ukRules,
  usSmsRules,
  worldRules,
} from "../../src/entries/rules.js";
import { consentGate, explainDecision, remedyFor, ruleBook } from "../../src/index.js";
import { keys } from "../support/keys.js";
import { memoryLedger } from "../support/ledger.js";

const packs = [euRules, deRules, ukRules, caRules, usSmsRules, worldRules];
const book = ruleBook(packs);
function listRows(parts: readonly { readonly row: string }[]) {
  return parts.map(({ row }) => row);
}

describe("rules in words", () => {
  it("say what a form must get, before the first address is collected", () => {
    const german = explainRules(book, { country: "DE", channel: "email" });
    expect(german.isRuled).toBe(true);
    expect(listRows(german.ways)).toEqual(
      expect.arrayContaining(["DE-UWG", "DE-UWG-3", "EU-EP-13", "EU-EP-13-2"]),
    );
    expect(german.ways.find(({ row }) => row === "DE-UWG")?.says).toContain(
      "Confirmed by the mailbox or handset itself, or on paper with a signature.",
    );
    expect(listRows(german.duties)).toContain("EU-OBJ-NOTICE");
    expect(listRows(explainRules(book, { country: "DE", channel: "sms" }).ways)).not.toContain(
      "DE-UWG-3",
    );
  });

  it("tell companies from people, and messages that need no basis from advertising", () => {
    const asked = { country: "GB", channel: "email" } as const;
    expect(listRows(explainRules(book, { ...asked, subject: "company" }).ways)).toEqual([
      "UK-PECR-CORP",
    ]);
    const invoice = explainRules(book, { ...asked, messageClass: "transactional" });
    expect([invoice.ways, invoice.duties]).toEqual([[], []]);
  });

  it("name places that no pack speaks about", () => {
    const unknown = explainRules(book, { country: "ZZ", channel: "email" });
    expect(unknown.isRuled).toBe(false);
    expect(listRows(unknown.ways)).toContain("STRICTEST-EMAIL");
    expect(explainRulesText(unknown)).toMatch(/^No pack speaks about this place/);
  });

  it("say everything there is to say, and print it with source and day", () => {
    for (const { rows } of rulePacks) {
      for (const row of rows) {
        const says = rowWords(row);
        expect(says.length).toBeGreaterThan(0);
        for (const sentence of says) {
          expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
          expect(sentence).not.toMatch(/undefined|NaN|\[object|\bP\d/);
        }
      }
    }
    const text = explainRulesText(explainRules(book, { country: "US-FL", channel: "sms" }));
    expect(text).toContain("Quiet from 20:00 to 08:00.");
    expect(text).toContain("US-ST-QUIET-FL, statute read 2026-");
    expect([periodWords("P1Y"), periodWords("P10BD"), periodWords("P1Y6M")]).toEqual([
      "1 year",
      "10 business days",
      "1 year and 6 months",
    ]);
  });
});

describe("a refusal", () => {
  it("names its row and what would make it lawful", () => {
    const gate = consentGate({ rules: packs, keys });
    const decision = memoryLedger(gate).decide({ jurisdictions: ["GB"] });
    const text = explainDecision(decision);
    expect(text).toContain("[PECR reg. 22(2); UK-PECR] To do: Ask the person");
    expect(text).toContain("To do: Record the sale");
    const [reason] = decision.reasons;
    expect(reason && remedyFor(reason)).toBe("Ask the person, and record their answer.");
    expect(remedyFor({ code: "NO_CONSENT", effect: "allow", rule: "" })).toBeUndefined();
  });
});
