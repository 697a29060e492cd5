import type { ConsentQuestion } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { emptyProjection, projectionFromJson } from "../../src/entries/ledger.js";
import { euRules, usCaRules, usSmsRules } from "../../src/entries/rules.js";
import { consentGate, readKeyword, restartTexts, stopTexts } from "../../src/index.js";
import { granted } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { codes, memoryLedger, point } from "../support/ledger.js";

const gate = consentGate({ rules: [usSmsRules, usCaRules, euRules], keys });
function by(now: number) {
  return { ids: counted(`st${now}`), random: seeded(), now };
}

/** The duty to apply a STOP to unrelated texts begins: 47 CFR 64.1200(a)(10), DA 26-12. */
const duty = Date.UTC(2027, 0, 31);
/** 13:00 in New York, the day before. */
const before = Date.UTC(2027, 0, 30, 18);
const after = Date.UTC(2027, 1, 1, 18);
const agreedAt = Date.UTC(2026, 10, 2, 18);

/** Written consent to two programmes by text, and what was answered STOP. */
function stopping(answers: readonly (string | undefined)[], at = before - 86_400_000) {
  const ledger = memoryLedger(gate);
  ledger.append(
    agreedAt,
    ["marketing.newsletter", "marketing.offers"].map((purpose) =>
      granted(agreedAt, {
        scope: { channel: "sms", purpose, activity: "send" },
        detail: { strength: "express_written" },
      }),
    ),
  );
  for (const [index, answered] of answers.entries()) {
    ledger.append(at + index, [
      stopTexts(by(at + index), {
        contactPoint: point,
        ...(answered === undefined ? {} : { answered }),
      }),
    ]);
  }
  const ask = (question: Partial<ConsentQuestion>) =>
    ledger.decide({
      channel: "sms",
      jurisdictions: ["US-NY"],
      timeZones: ["America/New_York"],
      at: before,
      ...question,
    });
  return { ledger, ask };
}

describe("STOP, while the law lets it end what it answers", () => {
  it("ends the programme it answers, and neither others nor messages about an order", () => {
    const { ask } = stopping(["marketing.newsletter"]);
    expect(codes(ask({}))).toContain("STOPPED");
    expect(ask({ purpose: "marketing.offers" })).toMatchObject({ allowed: true });
    expect(ask({ purpose: "orders", messageClass: "transactional" }).allowed).toBe(true);
    expect(ask({ purpose: "orders", messageClass: "service" }).allowed).toBe(true);
  });

  it("ends service texts where it answers one", () => {
    const { ask } = stopping(["orders"]);
    expect(codes(ask({ purpose: "orders.status", messageClass: "service" }))).toContain("STOPPED");
    expect(codes(ask({ purpose: "orders", messageClass: "transactional" }))).toContain("STOPPED");
    expect(ask({ purpose: "account", messageClass: "transactional" }).allowed).toBe(true);
    expect(ask({}).allowed).toBe(true);
  });

  it("ends all advertising where nobody knows what it answers", () => {
    const { ask } = stopping([undefined]);
    for (const purpose of ["marketing.newsletter", "marketing.offers"])
      expect(codes(ask({ purpose }))).toContain("STOPPED");
    expect(ask({ purpose: "orders", messageClass: "transactional" }).allowed).toBe(true);
  });

  it("ends each programme that was answered, whichever came last", () => {
    const { ask } = stopping(["marketing.newsletter", "marketing.offers"]);
    for (const purpose of ["marketing.newsletter", "marketing.offers"])
      expect(codes(ask({ purpose }))).toContain("STOPPED");
  });

  it("says until when the answer is good", () => {
    const { ask } = stopping(["marketing.newsletter"]);
    expect(ask({ purpose: "orders", messageClass: "transactional" }).expiresAt).toBe(duty);
    expect(stopping([]).ask({ messageClass: "transactional" }).expiresAt).toBeUndefined();
  });
});

describe("STOP, from the day the duty begins, and where no law says otherwise", () => {
  it.each([duty, after])("ends all texts in the United States", (at) => {
    const { ask } = stopping(["marketing.newsletter"]);
    const order = { purpose: "orders", messageClass: "transactional" } as const;
    expect(ask({ ...order, at: duty - 1 }).allowed).toBe(true);
    expect(codes(ask({ ...order, at }))).toContain("STOPPED");
    expect(codes(ask({ purpose: "marketing.offers", at }))).toContain("STOPPED");
    expect(ask({ messageClass: "legal_notice", at }).allowed).toBe(true);
  });

  it.each([[["NL"]], [["US-NY", "NL"]], [[]], [["ZZ"]]])(
    "ends all texts in %j",
    (jurisdictions) => {
      const { ask } = stopping(["marketing.newsletter"]);
      const order = { purpose: "orders", messageClass: "transactional" } as const;
      expect(codes(ask({ ...order, jurisdictions }))).toContain("STOPPED");
      expect(codes(ask({ purpose: "marketing.offers", jurisdictions }))).toContain("STOPPED");
    },
  );

  it("is looked up in each state by the law of the country", () => {
    const { ask } = stopping(["marketing.newsletter"]);
    const asked = { purpose: "marketing.offers", jurisdictions: ["US-CA"] } as const;
    expect(ask(asked).allowed).toBe(true);
    expect(ask({ ...asked, jurisdictions: ["US"] }).allowed).toBe(true);
  });

  it("holds for other points of the number, too", () => {
    const { ledger, ask } = stopping(["marketing.newsletter"]);
    ledger.link("cp_b", "fp_cp_a");
    const other = { contactPoint: "cp_b" as typeof point };
    const order = { ...other, purpose: "orders", messageClass: "transactional" } as const;
    expect(ask(order).allowed).toBe(true);
    expect(codes(ask({ ...order, at: after }))).toContain("STOPPED");
    expect(codes(ask({ ...other, messageClass: "service" }))).toContain("STOPPED");
  });

  it("is over with START", () => {
    const { ledger, ask } = stopping(["marketing.newsletter"]);
    const projection = projectionFromJson(ledger.facts(point).projection) ?? emptyProjection;
    const drafts = restartTexts(by(before), projection, { contactPoint: point });
    ledger.append(before, drafts);
    for (const at of [before + 1, after]) expect(ask({ at }).allowed).toBe(true);
  });
});

it("the words of the rule are such as a reader of answers takes for a STOP", () => {
  const [row] = usSmsRules.rows.filter(({ id }) => id === "US-TCPA-REV");
  if (row?.rule !== "withdrawal") throw new Error("The row is gone.");
  const { words = [] } = row.params;
  for (const word of words) expect(readKeyword(word).keyword).toBe("stop");
  for (const word of ["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"])
    expect(words).toContain(word);
});
