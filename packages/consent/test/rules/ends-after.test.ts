import { describe, expect, it } from "vitest";
import {
  defineRules,
  krRules,
  type RuleRow,
  rowWords,
  skRules,
  ukRules,
} from "../../src/entries/rules.js";
import { consentGate, recordRelationship } from "../../src/index.js";
import { event, granted } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { codes, day, memoryLedger, point, start } from "../support/ledger.js";

function related(kind: "sale" | "contract") {
  const ledger = memoryLedger(consentGate({ rules: [krRules], keys }));
  ledger.append(
    start,
    recordRelationship(
      { ids: counted(kind), random: seeded(), now: start },
      { contactPoint: point, kind, similar: ["marketing"] },
    ),
  );
  return ledger;
}
function asked(at: number) {
  return { jurisdictions: ["KR"], timeZones: ["Asia/Seoul"], at };
}

describe("an exception for customers that ends by itself", () => {
  it("ends so long after the sale, whatever was sent meanwhile", () => {
    const ledger = related("sale");
    const end = Date.UTC(2027, 4, 2);
    const sent = end - 30 * day;
    ledger.append(sent, [
      event("softoptin.offered_optout", sent, {
        scope: {},
        actor: { kind: "system" },
        detail: { where: "message" },
      }),
    ]);
    expect(ledger.decide(asked(end - 1))).toMatchObject({
      allowed: true,
      basis: "soft_opt_in",
      expiresAt: end,
    });
    expect(codes(ledger.decide(asked(end)))).toContain("SOFT_OPT_IN_EXPIRED");
  });

  it("outlives a contract by that time, and lasts as long as the contract does", () => {
    const ledger = related("contract");
    const ended = start + 400 * day;
    expect(ledger.decide(asked(ended)).allowed).toBe(true);
    ledger.append(ended, [
      event("relationship.ended", ended, {
        scope: {},
        actor: { kind: "system" },
        detail: { kind: "contract" },
      }),
    ]);
    const end = Date.UTC(2028, 5, 7);
    expect(ledger.decide(asked(end - day))).toMatchObject({ allowed: true, expiresAt: end });
    const late = ledger.decide(asked(end));
    expect(codes(late)).toContain("SOFT_OPT_IN_EXPIRED");
    expect(codes(late)).not.toContain("SOFT_OPT_IN_RELATIONSHIP_ENDED");
  });

  it("is said in words, and refused where its period is none", () => {
    const [row] = skRules.rows.filter(({ rule }) => rule === "soft_opt_in");
    if (row?.rule !== "soft_opt_in") throw new Error("The row is gone.");
    expect(rowWords(row)).toContain("Ends 1 year after the sale or the end of the contract.");
    const broken: RuleRow = { ...row, params: { ...row.params, endsAfter: "a year" } };
    expect(() => defineRules({ ...skRules, rows: [broken] })).toThrowError(
      expect.objectContaining({ code: "DEFINITION_RULES_PERIOD" }),
    );
  });
});

describe("a claim of consent without evidence", () => {
  it("is no basis where the law asks for no consent either", () => {
    const company = { rules: ukRules.rows.filter(({ id }) => id === "UK-PECR-CORP") };
    const open = defineRules({ ...ukRules, id: "open", rows: company.rules });
    const ledger = memoryLedger(consentGate({ rules: [open], keys }));
    ledger.append(start, [
      granted(start, { actor: { kind: "import" }, method: "api" }),
      event("contactpoint.described", start, {
        scope: {},
        actor: { kind: "operator" },
        detail: { kind: "company" },
        payload: { url: "https://acme.example/imprint" },
        salt: "ab".repeat(32),
      }),
    ]);
    expect(ledger.decide({ jurisdictions: ["GB"], at: start + 1 })).toMatchObject({
      allowed: true,
      basis: "opt_out_regime",
    });
  });
});
