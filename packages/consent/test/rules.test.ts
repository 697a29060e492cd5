import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { projectionFromJson, type SubjectKind } from "../src/entries/ledger.js";
import { recordDescription, recordImportClaim } from "../src/entries/records.js";
import {
  brRules,
  caRules,
  defineRules,
  deRules,
  diffRules,
  euRules,
  frRules,
  overrideRules,
  type RuleRow,
  rulePackSchema,
  rulePacks,
  rulesDigest,
  suppressionTable,
  ukRules,
  usCaRules,
  usEmailRules,
  usSmsRules,
} from "../src/entries/rules.js";
import {
  consentGate,
  explainDecision,
  type Organization,
  type RulePack,
  recordRelationship,
  restartTexts,
  ruleBook,
} from "../src/index.js";
import { confirmed, event, granted, requested, withdrawn } from "./support/drafts.js";
import { counted, keys, seeded } from "./support/keys.js";
import { codes, day, memoryLedger, point, questionAt, start } from "./support/ledger.js";

const gate = consentGate({
  rules: [
    euRules,
    deRules,
    frRules,
    ukRules,
    usEmailRules,
    usSmsRules,
    caRules,
    brRules,
    usCaRules,
  ],
  keys,
});

function refusal(rows: readonly RuleRow[], pack: Partial<RulePack> = {}): string {
  try {
    defineRules({ id: "own", version: "2026-11-21", title: "Own", rows, ...pack });
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
}
const [row] = deRules.rows as readonly [RuleRow<"consent">, ...RuleRow[]];

describe("rule packs", () => {
  it.each(rulePacks.map((pack) => [pack.id, pack] as const))(
    "%s fits the published schema and cites every row",
    (_, pack) => {
      const validate = new Ajv2020({ strict: false }).compile(rulePackSchema);
      expect(validate(JSON.parse(JSON.stringify(pack)))).toBe(true);
      expect(defineRules(pack)).toBe(pack);
      expect(validate({ ...pack, rows: [{ ...pack.rows[0], cite: "" }] })).toBe(false);
      expect(validate({ ...pack, rows: [{ ...pack.rows[0], params: { what: 1 } }] })).toBe(false);
    },
  );

  it("hold every rule of the table", () => {
    const ids = new Set(rulePacks.flatMap(({ rows }) => rows.map(({ id }) => id)));
    const table =
      "EU-EP-13 EU-CONS EU-OBJ EU-5-3 FR-PIX IT-PIX DE-UWG DE-PROOF DE-SILENCE DE-PHONE5 DE-TDDDG DE-MIN UK-PECR UK-CHAR UK-FINE US-CANSPAM CA-CASL-EX CA-CASL-IM CA-CASL-UN BR-LGPD CA-CCPA US-TCPA US-TCPA-REV US-QUIET US-ST-QUIET-FL US-ST-QUIET-TX US-ST-QUIET-RI";
    expect(table.split(" ").filter((id) => !ids.has(id))).toEqual([]);
  });

  it("are refused by name when they overlap, cite nothing or make no sense", () => {
    expect(refusal([row])).toBe("accepted");
    expect(refusal([row, row])).toBe("DEFINITION_RULES_OVERLAP");
    expect(refusal([row, { ...row, id: "other", channel: "sms" }])).toBe(
      "DEFINITION_RULES_OVERLAP",
    );
    expect(refusal([row, { ...row, id: "other", appliesTo: ["EU"] }])).toBe(
      "DEFINITION_RULES_OVERLAP",
    );
    expect(refusal([row, { ...row, id: "other", appliesTo: ["FR"] }])).toBe("accepted");
    expect(refusal([row, { ...row, id: "other", rule: "opt_out", params: {} }])).toBe(
      "DEFINITION_RULES_OVERLAP",
    );
    const faults: readonly Partial<RuleRow<"consent">>[] = [
      { cite: " " },
      { verifiedOn: "yesterday" },
      { source: "hearsay" as "secondary" },
      { source: "counsel" },
      { counsel: { name: "Jane Roe", on: "2026-10-01" } },
    ];
    for (const fault of faults) {
      expect(refusal([{ ...row, ...fault }])).toBe("DEFINITION_RULES_CITATION");
    }
    expect(refusal([{ ...row, appliesTo: [] }])).toBe("DEFINITION_RULES_PLACE");
    expect(refusal([{ ...row, subjects: [] }])).toBe("DEFINITION_RULES_PLACE");
    const companies: RuleRow = {
      ...row,
      id: "other",
      subjects: ["company"],
      rule: "opt_out",
      params: {},
    };
    expect(refusal([{ ...row, subjects: ["person"] }, companies])).toBe("accepted");
    expect(refusal([row, companies])).toBe("DEFINITION_RULES_OVERLAP");
    const everywhere: RuleRow = { ...row, id: "other", appliesTo: ["EU"] };
    expect(refusal([row, { ...everywhere, except: ["DE"] }])).toBe("accepted");
    expect(refusal([row, { ...everywhere, except: ["FR"] }])).toBe("DEFINITION_RULES_OVERLAP");
    expect(refusal([{ ...row, rule: "whim" } as unknown as RuleRow])).toBe("DEFINITION_RULES_KIND");
    expect(refusal([{ ...row, rule: "freshness", params: { after: "2 years" } }])).toBe(
      "DEFINITION_RULES_PERIOD",
    );
    expect(refusal([], { version: "1.0" })).toBe("DEFINITION_RULES_ID");
    const quiet = {
      ...row,
      rule: "quiet_hours",
      params: { quiet: [{ from: "25:00", to: "08:00" }], zones: ["UTC"] },
    } as RuleRow;
    expect(refusal([quiet])).toBe("DEFINITION_TIME");
    expect(() => ruleBook([deRules, deRules])).toThrowError(
      expect.objectContaining({ code: "DEFINITION_RULES_OVERLAP" }),
    );
    expect(() => consentGate({ rules: [], keys })).toThrowError(
      expect.objectContaining({ code: "DEFINITION_RULES_NONE" }),
    );
  });

  it("show what a host changed, under a name of its own", () => {
    const by = {
      source: "counsel",
      counsel: { name: "Jane Roe", on: "2026-10-01" },
    } as const;
    const lax: RuleRow = { ...row, ...by, params: { ...row.params, confirmation: "optional" } };
    const added: RuleRow = {
      ...{ ...row, ...by },
      id: "DE-MORE",
      rule: "proof",
      params: { what: "more" },
    };
    expect(() => overrideRules(deRules, [{ ...row, id: "DE-MORE" }])).toThrowError(
      expect.objectContaining({ code: "DEFINITION_RULES_COUNSEL", path: "rows[0]" }),
    );
    const own = overrideRules(deRules, [lax, added]);
    expect(own.id).toBe("de-own");
    expect(diffRules(deRules, own)).toEqual({
      added: [added],
      removed: [],
      changed: [{ id: row.id, before: row, after: lax }],
    });
    expect(diffRules(own, deRules).removed).toEqual([added]);
    expect(rulesDigest([own])).not.toBe(rulesDigest([deRules]));
    const ledger = memoryLedger(consentGate({ rules: [own, euRules], keys }));
    const shown = [`${row.id} (Jane Roe, 2026-10-01)`, "DE-MORE (Jane Roe, 2026-10-01)"];
    // Whatever the answer, and whether or not the row is what it rests on.
    for (const messageClass of ["marketing", "transactional", "legal_notice"] as const)
      for (const activity of ["send", "track.click"] as const)
        expect(ledger.decide({ messageClass, activity }).ruleset.own).toEqual(shown);
    expect(explainDecision(ledger.decide())).toContain(`Own rules: ${shown.join("; ")}.`);
    expect(ledger.decide({ jurisdictions: ["FR"] }).ruleset).not.toHaveProperty("own");
    expect(ledger.decide({ jurisdictions: [] }).ruleset.own).toEqual(shown);
    ledger.append(start, [granted(start)]);
    expect(ledger.decide({ at: start + 1 })).toMatchObject({
      allowed: true,
      ruleset: { id: expect.stringContaining("de-own") },
      reasons: expect.arrayContaining([
        expect.objectContaining({
          code: "CONSENT",
          row: row.id,
          rule: expect.stringContaining("own rule of Jane Roe, 2026-10-01"),
        }),
      ]),
    });
  });

  it("say which rules decided, to the byte", () => {
    const decision = memoryLedger(gate).decide();
    expect(decision.ruleset.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(decision.ruleset.id).toContain(`de@${deRules.version}`);
    expect(decision.ruleset.digest).not.toBe(ruleBook([euRules]).digest);
    expect(ruleBook([deRules, euRules]).digest).toBe(ruleBook([euRules, deRules]).digest);
    const packs = rulePacks.filter(({ id }) => id !== "strictest");
    const [one, other] = [packs, packs.toReversed()].map((rules) => {
      const ledger = memoryLedger(consentGate({ rules, keys }));
      return [["DE"], ["DE", "US-CA"], ["GB", "CA"], []].map((jurisdictions) => [
        ledger.decide({ jurisdictions }),
        ledger.decide({ jurisdictions, messageClass: "transactional" }),
      ]);
    });
    expect(one).toEqual(other);
  });
});

describe("what the law makes of it", () => {
  it("an imported claim counts only with a record behind each row", () => {
    const ledger = memoryLedger(gate);
    ledger.append(start, [granted(start, { actor: { kind: "import" }, method: "api" })]);
    for (const country of ["DE", "NL", "GB", "IT", "CA"]) {
      const asked = { at: start + 1, jurisdictions: [country] };
      expect(codes(ledger.decide(asked))).toContain("CONSENT_WITHOUT_EVIDENCE");
    }
    const proven = memoryLedger(gate);
    const payload = { payload: { importRow: "17" }, salt: "ab".repeat(32) };
    proven.append(start, [
      granted(start, { actor: { kind: "import" }, method: "double_opt_in_post", ...payload }),
    ]);
    expect(proven.decide({ at: start + 1 })).toMatchObject({
      allowed: true,
      basis: "consent_asserted",
    });
  });

  it.each([
    ["form", "CONSENT_UNCONFIRMED"],
    ["phone", "CONSENT_UNCONFIRMED"],
    ["reply_keyword", "CONSENT_UNCONFIRMED"],
    ["double_opt_in_get", "CONSENT_CONFIRMED_BY_GET"],
    ["double_opt_in_post", "CONSENT_ASSERTED"],
    ["paper", "CONSENT_ASSERTED"],
  ] as const)("Germany: a claim of %s is worth what the person's own would be", (method, code) => {
    const claimed = (evidence: Readonly<Record<string, string | null>>) => {
      const ledger = memoryLedger(gate);
      ledger.append(
        start,
        recordImportClaim(seeded(), {
          id: "row-1",
          contactPoint: point,
          at: start,
          status: "subscribed",
          cells: [{ channel: "email", purpose: "marketing.newsletter", activity: "send" }],
          method,
          evidence,
        }),
      );
      return ledger;
    };
    const asked = { at: start + 1, jurisdictions: ["DE"] };
    expect(codes(claimed({ file: "old.csv" }).decide(asked))).toContain(code);
    for (const blank of [{}, { file: " ", ip: null }]) {
      const ledger = claimed(blank);
      expect(codes(ledger.decide(asked))).toContain("CONSENT_WITHOUT_EVIDENCE");
      expect(ledger.entries()[0]?.leaf).not.toContain("payloadDigest");
    }
  });

  it("a payload that holds nothing is no record, whoever drafts it", () => {
    const ledger = memoryLedger(gate);
    const by = { ids: counted("de"), random: seeded(), now: start };
    ledger.append(start, [
      recordDescription(by, { contactPoint: point, kind: "company", payload: {} }),
      event("contactpoint.described", start, {
        actor: { kind: "system" },
        detail: { kind: "company" },
        payload: { url: "" },
        salt: "ef".repeat(32),
      }),
    ]);
    expect(projectionFromJson(ledger.facts(point).projection)?.described).toBeUndefined();
    for (const entry of ledger.entries()) expect(entry).not.toHaveProperty("payload");
  });

  it("Germany: time alone ends no consent; the host's review does, and keeping renews it", () => {
    const reviews = [
      { purpose: "marketing", reviewAfter: "P2Y", legalRef: "AG München 161 C 12736/22" },
    ];
    const at = Date.UTC(2026, 0, 10, 12);
    const paper = granted(at, {
      actor: { kind: "import" },
      method: "paper",
      payload: { freeText: "x" },
      salt: "cd".repeat(32),
    });
    const unreviewed = memoryLedger(gate);
    unreviewed.append(at, [paper]);
    expect(unreviewed.decide({ at: at + day }).expiresAt).toBeUndefined();
    expect(unreviewed.decide({ at: Date.UTC(2036, 0, 10) }).allowed).toBe(true);
    const ledger = memoryLedger(consentGate({ rules: [euRules, deRules], keys, reviews }));
    ledger.append(at, [paper]);
    expect(ledger.decide({ at: at + day }).expiresAt).toBe(Date.UTC(2028, 0, 10));
    expect(ledger.decide({ at: Date.UTC(2028, 0, 10) - 1 }).allowed).toBe(true);
    expect(codes(ledger.decide({ at: Date.UTC(2028, 0, 10) }))).toContain("CONSENT_STALE");
    const kept = Date.UTC(2027, 5, 1, 12);
    ledger.append(kept, [
      event("consent.reviewed", kept, { actor: { kind: "system" }, detail: { outcome: "kept" } }),
    ]);
    expect(ledger.decide({ at: Date.UTC(2028, 0, 10) }).allowed).toBe(true);
  });

  it("a host's counsel may set a period for a country, as a row", () => {
    const own = overrideRules(deRules, [
      {
        id: "DE-STALE",
        appliesTo: ["DE"],
        channel: "any",
        rule: "freshness",
        params: { after: "P2Y" },
        cite: "Opinion of 1 October 2026, no. 14",
        source: "counsel",
        verifiedOn: "2026-10-01",
        counsel: { name: "Jane Roe", on: "2026-10-01" },
      },
    ]);
    const ledger = memoryLedger(consentGate({ rules: [euRules, own], keys }));
    const at = Date.UTC(2026, 0, 10, 12);
    const request = requested(at);
    ledger.append(at, [request, confirmed(at, request)]);
    const [reason] = ledger
      .decide({ at: Date.UTC(2028, 0, 10) })
      .reasons.filter(({ code }) => code === "CONSENT_STALE");
    expect(reason).toMatchObject({ row: "DE-STALE", effect: "deny" });
    expect(ledger.decide({ at: Date.UTC(2028, 0, 10), jurisdictions: ["AT"] }).allowed).toBe(true);
  });

  it.each([
    ["sale", Date.UTC(2024, 1, 29, 18), Date.UTC(2026, 1, 28)],
    ["inquiry", Date.UTC(2026, 7, 31, 18), Date.UTC(2027, 1, 28)],
    // Late in the evening in Vancouver it is tomorrow in UTC; the anniversary is the local day's.
    ["sale", Date.UTC(2025, 5, 2, 6, 30), Date.UTC(2027, 5, 1)],
  ] as const)(
    "Canada: consent implied by a %s ends on the anniversary, not after it",
    (kind, at, end) => {
      const ledger = memoryLedger(gate);
      const by = { ids: counted("ca"), random: seeded(), now: at };
      ledger.append(at, recordRelationship(by, { contactPoint: point, kind }));
      const asked = { jurisdictions: ["CA"], timeZones: ["America/Vancouver"] };
      expect(ledger.decide({ ...asked, at: end - 1 })).toMatchObject({
        allowed: true,
        basis: "implied_consent",
        expiresAt: end,
      });
      const late = ledger.decide({ ...asked, at: end });
      expect(late.allowed).toBe(false);
      expect(codes(late).slice(0, 2)).toEqual(["NO_CONSENT", "IMPLIED_CONSENT_EXPIRED"]);
    },
  );

  it("Canada: a membership counts from its end", () => {
    const club = consentGate({ rules: [caRules], keys, organization: () => ({ kind: "club" }) });
    const ledger = memoryLedger(club);
    const by = { ids: counted("cm"), random: seeded(), now: start };
    const joined = recordRelationship(by, { contactPoint: point, kind: "membership" });
    ledger.append(start, joined);
    const business = memoryLedger(gate);
    business.append(start, joined);
    expect(codes(business.decide({ jurisdictions: ["CA"], at: start + day }))).toContain(
      "IMPLIED_CONSENT_OTHER_SENDER",
    );
    const late = start + 3000 * day;
    expect(ledger.decide({ jurisdictions: ["CA"], at: late }).allowed).toBe(true);
    const ended = event("relationship.ended", start + 10 * day, {
      scope: {},
      actor: { kind: "system" },
      detail: { kind: "membership" },
    });
    ledger.append(start + 10 * day, [ended]);
    expect(ledger.decide({ jurisdictions: ["CA"], at: start + 700 * day }).allowed).toBe(true);
    expect(ledger.decide({ jurisdictions: ["CA"], at: late }).allowed).toBe(false);
  });

  it("United Kingdom: a charity's supporters, from the day the exception came into force", () => {
    const supporter = (
      at: number,
      organization: Organization = { kind: "charity", charitable: ["marketing"] },
    ) => {
      const ledger = memoryLedger(consentGate({ rules: [ukRules], keys, organization }));
      const by = { ids: counted(`uk${at}`), random: seeded(), now: at };
      ledger.append(
        at,
        recordRelationship(by, {
          contactPoint: point,
          kind: "charity_interest",
          optOutOffered: true,
        }),
      );
      return ledger.decide({ jurisdictions: ["UK"], at: at + day });
    };
    expect(supporter(Date.UTC(2026, 1, 6))).toMatchObject({ allowed: true, basis: "soft_opt_in" });
    expect(codes(supporter(Date.UTC(2026, 0, 6)))).toContain("SOFT_OPT_IN_COLLECTED_TOO_EARLY");
    const since = Date.UTC(2026, 1, 6);
    expect(codes(supporter(since, { kind: "business", charitable: ["marketing"] }))).toContain(
      "SOFT_OPT_IN_OTHER_SENDER",
    );
    expect(codes(supporter(since, { kind: "charity" }))).toContain("SOFT_OPT_IN_NOT_CHARITABLE");
  });

  describe("the way out offered with a sale", () => {
    const asked = { jurisdictions: ["GB"], purpose: "marketing.newsletter" };
    const bought = (at: number, optOutOffered: boolean) =>
      recordRelationship(
        { ids: counted(`so${at}`), random: seeded(), now: at },
        { contactPoint: point, kind: "sale", similar: ["marketing"], optOutOffered },
      );
    const offered = (at: number) =>
      event("softoptin.offered_optout", at, {
        scope: {},
        actor: { kind: "system" },
        detail: { where: "collection" },
      });

    it("counts from the first sale on, for later ones as well", () => {
      const ledger = memoryLedger(gate);
      ledger.append(start, bought(start, true));
      ledger.append(start + 400 * day, bought(start + 400 * day, false));
      expect(ledger.decide({ ...asked, at: start + 401 * day })).toMatchObject({
        allowed: true,
        basis: "soft_opt_in",
      });
    });

    it("stays offered when it is offered again", () => {
      const ledger = memoryLedger(gate);
      ledger.append(start, bought(start, true));
      ledger.append(start + 400 * day, [offered(start + 400 * day)]);
      expect(ledger.decide({ ...asked, at: start + 401 * day }).allowed).toBe(true);
    });

    it("is not healed between two sales without it", () => {
      const ledger = memoryLedger(gate);
      ledger.append(start, bought(start, false));
      ledger.append(start + 300 * day, [offered(start + 300 * day)]);
      ledger.append(start + 400 * day, bought(start + 400 * day, false));
      expect(codes(ledger.decide({ ...asked, at: start + 401 * day }))).toContain(
        "SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION",
      );
    });

    it("is not healed a year later, but by another sale that offers it", () => {
      const ledger = memoryLedger(gate);
      ledger.append(start, bought(start, false));
      const year = start + 365 * day;
      ledger.append(year, [offered(year)]);
      expect(codes(ledger.decide({ ...asked, at: year + day }))).toContain(
        "SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION",
      );
      ledger.append(year + 9 * day, bought(year + 9 * day, true));
      expect(ledger.decide({ ...asked, at: year + 10 * day }).allowed).toBe(true);
    });

    it("ends with silence where the law says so, and a message with a way out goes on", () => {
      const [soft] = ukRules.rows.filter(({ id }) => id === "UK-PECR-SOFT");
      if (soft?.rule !== "soft_opt_in") throw new Error("The row is gone.");
      const silent = overrideRules(ukRules, [
        {
          ...soft,
          params: { ...soft.params, silenceEnds: "P12M" },
          source: "counsel",
          counsel: { name: "Jane Roe", on: "2026-10-01" },
        },
      ]);
      const ledger = memoryLedger(consentGate({ rules: [silent], keys }));
      ledger.append(start, bought(start, true));
      const end = Date.UTC(2027, 10, 2);
      expect(ledger.decide({ ...asked, at: end - 1 })).toMatchObject({
        allowed: true,
        expiresAt: end,
      });
      expect(codes(ledger.decide({ ...asked, at: end }))).toContain("SOFT_OPT_IN_SILENCE");
      const sent = end - 30 * day;
      ledger.append(sent, [
        event("softoptin.offered_optout", sent, {
          scope: {},
          actor: { kind: "system" },
          detail: { where: "message" },
        }),
      ]);
      expect(ledger.decide({ ...asked, at: end }).allowed).toBe(true);
    });
  });

  describe("whose address it is", () => {
    const describedAs = (kind: SubjectKind, shown: boolean) => {
      const ledger = memoryLedger(gate);
      ledger.append(start, [
        recordDescription(
          { ids: counted("de"), random: seeded(), now: start },
          {
            contactPoint: point,
            kind,
            ...(shown ? { payload: { url: "https://acme.example/imprint" } } : {}),
          },
        ),
      ]);
      return ledger;
    };

    it("opens what the law leaves open for companies, and nothing for sole traders", () => {
      const asked = { jurisdictions: ["GB"], at: start + 1 };
      for (const kind of ["company", "professional"] as const) {
        expect(describedAs(kind, true).decide(asked)).toMatchObject({
          allowed: true,
          basis: "opt_out_regime",
          reasons: [expect.objectContaining({ row: "UK-PECR-CORP" })],
        });
        expect(describedAs(kind, false).decide(asked).allowed).toBe(false);
      }
      for (const kind of ["sole_trader", "person"] as const)
        expect(describedAs(kind, true).decide(asked).allowed).toBe(false);
      const german = describedAs("company", true);
      expect(german.decide({ ...asked, jurisdictions: ["DE"] }).allowed).toBe(false);
      expect(german.decide({ ...asked, jurisdictions: ["GB", "DE"] }).allowed).toBe(false);
      expect(german.decide({ ...asked, jurisdictions: [] }).allowed).toBe(false);
    });

    it("counts as the latest description says, and not before it was made", () => {
      const ledger = describedAs("company", true);
      expect(ledger.decide({ jurisdictions: ["GB"], at: start - 1 }).allowed).toBe(false);
      ledger.append(start + day, [
        recordDescription(
          { ids: counted("dp"), random: seeded(), now: start + day },
          { contactPoint: point, kind: "person" },
        ),
      ]);
      expect(ledger.decide({ jurisdictions: ["GB"], at: start + 2 * day }).allowed).toBe(false);
    });

    it("lets Canadian mail reach published addresses in matters of the profession", () => {
      const asked = { jurisdictions: ["CA"], at: start + 1 };
      const published = recordRelationship(
        { ids: counted("pb"), random: seeded(), now: start },
        { contactPoint: point, kind: "published" },
      );
      const answer = (organization: Organization, shown: boolean) => {
        const ledger = memoryLedger(consentGate({ rules: [caRules], keys, organization }));
        const by = { ids: counted("pc"), random: seeded(), now: start };
        const payload = shown ? { payload: { url: "https://acme.example" } } : {};
        ledger.append(start, [
          ...published,
          recordDescription(by, { contactPoint: point, kind: "professional", ...payload }),
        ]);
        return ledger.decide(asked);
      };
      expect(answer({ professional: ["marketing"] }, true).allowed).toBe(true);
      expect(answer({ professional: ["marketing"] }, false).allowed).toBe(false);
      expect(codes(answer({}, true))).toContain("IMPLIED_CONSENT_NOT_PROFESSIONAL");
    });
  });

  describe("text messages in the United States", () => {
    const sms = { channel: "sms", purpose: "marketing.newsletter", activity: "send" } as const;
    const noon = start + 8 * 3_600_000;
    const asked = {
      channel: "sms",
      jurisdictions: ["US-NY"],
      timeZones: ["America/New_York"],
      at: noon,
    } as const;

    it("may be sent again after START: it is as written as the agreement that STOP ended", () => {
      const texts = (strength: "express" | "express_written") => {
        const ledger = memoryLedger(gate);
        ledger.append(start, [granted(start, { scope: sms, detail: { strength } })]);
        ledger.append(start + 1, [
          withdrawn(start + 1, { scope: { channel: "sms" }, method: "reply_keyword" }),
        ]);
        expect(codes(ledger.decide(asked))).toContain("STOPPED");
        const projection = projectionFromJson(ledger.facts(point).projection);
        if (projection === undefined) throw new Error("The projection cannot be read.");
        ledger.append(
          start + 2,
          restartTexts({ ids: counted(strength), random: seeded(), now: start + 2 }, projection, {
            contactPoint: point,
          }),
        );
        return ledger.decide(asked);
      };
      expect(texts("express_written").allowed).toBe(true);
      expect(codes(texts("express"))).toContain("CONSENT_NOT_WRITTEN");
    });

    it("may be sent in spite of a do-not-call register to whoever agreed in writing", () => {
      const registered = (strength: "express" | "express_written", reason: string) => {
        const ledger = memoryLedger(gate);
        ledger.append(start, [
          granted(start, { scope: sms, detail: { strength } }),
          event("suppression.added", start, { scope: {}, detail: { reason } }),
        ]);
        return ledger.decide(asked);
      };
      expect(registered("express_written", "registry").allowed).toBe(true);
      expect(codes(registered("express", "registry"))).toContain("SUPPRESSED_REGISTRY");
      expect(registered("express_written", "legal").allowed).toBe(false);
    });
  });

  describe("quiet hours of text messages", () => {
    const ledger = memoryLedger(gate);
    ledger.append(start, [
      granted(start, {
        scope: { channel: "sms", purpose: "marketing.newsletter" },
        detail: { strength: "express_written" },
      }),
    ]);
    const ask = (at: number, jurisdictions: readonly string[], timeZones: readonly string[]) =>
      ledger.decide({ channel: "sms", jurisdictions, timeZones, at });

    it("defer to the wall clock of the person, also in the night the clocks change", () => {
      // 2027-03-14 00:00 in New York; clocks go forward at 02:00, so 08:00 is 12:00Z.
      const midnight = Date.UTC(2027, 2, 14, 5);
      expect(ask(midnight, ["US-NY"], ["America/New_York"])).toMatchObject({
        allowed: false,
        retryAt: Date.UTC(2027, 2, 14, 12),
      });
      // 2026-11-02 01:00 is after they went back: 08:00 is 13:00Z.
      expect(ask(Date.UTC(2027, 10, 7, 5), ["US-NY"], ["America/New_York"]).retryAt).toBe(
        Date.UTC(2027, 10, 7, 13),
      );
    });

    it("begin and end to the minute, and say until when an answer is good", () => {
      const eight = Date.UTC(2026, 10, 3, 13);
      expect(ask(eight - 1, ["US-NY"], ["America/New_York"]).retryAt).toBe(eight);
      expect(ask(eight, ["US-NY"], ["America/New_York"])).toMatchObject({
        allowed: true,
        expiresAt: eight + 13 * 3_600_000,
      });
      expect(ask(eight + 13 * 3_600_000, ["US-NY"], ["America/New_York"]).allowed).toBe(false);
    });

    it("are narrower in some states, and narrowest where nobody knows the state or the zone", () => {
      const evening = Date.UTC(2026, 10, 4, 1, 30);
      expect(ask(evening, ["US-NY"], ["America/New_York"]).allowed).toBe(true);
      expect(ask(evening, ["US-FL"], ["America/New_York"]).allowed).toBe(false);
      expect(ask(evening, ["US"], ["America/New_York"]).allowed).toBe(false);
      // 08:30 in New York is half past five in Los Angeles and half past two in Honolulu.
      const morning = Date.UTC(2026, 10, 3, 13, 30);
      expect(ask(morning, ["US-NY"], ["America/New_York"]).allowed).toBe(true);
      expect(ask(morning, ["US-NY"], ["America/New_York", "America/Los_Angeles"]).allowed).toBe(
        false,
      );
      expect(ask(morning, ["US-NY"], []).allowed).toBe(false);
      expect(ask(morning, ["US-NY"], ["nowhere"]).allowed).toBe(false);
      expect(ask(morning, ["US-FL"], ["America/New_York"]).obligations).toContain(
        "MAX_3_PER_PT24H",
      );
    });
  });

  it("hard bounces are released by proof of delivery, by nobody's file", () => {
    const ledger = memoryLedger(gate);
    ledger.append(start, [
      granted(start),
      event("suppression.added", start, { scope: {}, detail: { reason: "hard_bounce" } }),
    ]);
    const asked = { jurisdictions: ["NL"], at: start + 9 };
    expect(codes(ledger.decide(asked))[0]).toBe("SUPPRESSED_HARD_BOUNCE");
    const release = (kind: "import" | "provider") =>
      event("suppression.released", start + 2, {
        scope: {},
        actor: { kind },
        detail: { reason: "hard_bounce", by: "delivery_proof" },
      });
    expect(ledger.append(start + 2, [release("import")]).refused[0]?.code).toBe(
      "RELEASE_NOT_ALLOWED",
    );
    expect(ledger.decide(asked).allowed).toBe(false);
    expect(ledger.append(start + 3, [release("provider")]).refused).toEqual([]);
    expect(ledger.decide(asked).allowed).toBe(true);
    expect(Object.values(suppressionTable).every(({ marketing }) => marketing === "deny")).toBe(
      true,
    );
  });

  it("a suppression for a reason nobody knows yet stops every class of message", () => {
    for (const messageClass of ["marketing", "service", "transactional", "legal_notice"] as const) {
      const asked = questionAt(start, { jurisdictions: ["US"], messageClass });
      const facts = { contactPoint: point, projection: null, elsewhere: [], logSize: 0 };
      expect(gate.decide(asked, { ...facts, suppressions: [] }).allowed).toBe(true);
      const entry = { fingerprint: "f", reason: "from_the_future", addedAt: start };
      expect(codes(gate.decide(asked, { ...facts, suppressions: [entry] }))[0]).toBe(
        "SUPPRESSED_FROM_THE_FUTURE",
      );
      const elsewhere = [{ ...entry, scope: { purpose: "marketing.offers" } }];
      expect(gate.decide(asked, { ...facts, suppressions: elsewhere }).allowed).toBe(true);
      const unreadable = [{ ...entry, scope: { planet: "mars" } }];
      expect(gate.decide(asked, { ...facts, suppressions: unreadable }).allowed).toBe(false);
    }
  });

  it.each([
    ["double_opt_in_get", false],
    ["double_opt_in_post", true],
  ] as const)("a link that machines follow lifts no denial, a button does: %s", (method, lifts) => {
    const ledger = memoryLedger(gate);
    ledger.append(start, [withdrawn(start)]);
    const request = requested(start + 1);
    ledger.append(start + 1, [request]);
    ledger.append(start + 2, [confirmed(start + 2, request, { method })]);
    const decision = ledger.decide({ jurisdictions: ["NL"], at: start + 3 });
    expect(decision.allowed).toBe(lifts);
    expect(codes(decision).includes("WITHDRAWN")).toBe(!lifts);
  });

  it("processors, purposes, flags and wordings are looked at where the host keeps them", () => {
    const strict = consentGate({
      rules: [euRules],
      keys,
      purposes: ["marketing"],
      processors: ["ses"],
      supersededNotices: ["0".repeat(64)],
      flags: ({ topic }) => (topic === "toys" ? ["minor"] : []),
    });
    const ledger = memoryLedger(strict);
    ledger.append(start, [granted(start, { notice: "0".repeat(64) })]);
    const asked = { jurisdictions: ["NL"], at: start + 1 };
    expect(codes(ledger.decide(asked))).toEqual([
      "NOTICE_SUPERSEDED",
      "SOFT_OPT_IN_NO_RELATIONSHIP",
    ]);
    ledger.append(start + 1, [granted(start + 1, { notice: "1".repeat(64) })]);
    expect(ledger.decide({ ...asked, at: start + 2, processor: "ses" }).allowed).toBe(true);
    expect(codes(ledger.decide({ ...asked, at: start + 2, processor: "other" }))).toContain(
      "PROCESSOR_NOT_COVERED",
    );
    expect(codes(ledger.decide({ ...asked, topic: "toys" }))).toContain("SUBJECT_MINOR");
    expect(codes(ledger.decide({ ...asked, purpose: "marketingx" }))).toContain(
      "INPUT_PURPOSE_UNKNOWN",
    );
  });

  it("explains itself in words, with nothing personal in them", () => {
    const ledger = memoryLedger(gate);
    const refused = explainDecision(ledger.decide());
    expect(refused).toMatch(/^Not allowed\./);
    expect(refused).toContain("There is no consent.");
    ledger.append(start, [granted(start)]);
    const allowed = explainDecision(ledger.decide({ jurisdictions: ["GB"], at: start + 1 }));
    expect(allowed).toMatch(/^Allowed \(consent\)\./);
    expect(allowed).toContain("PECR reg. 22(2)");
    expect(allowed).toContain("LIST_UNSUBSCRIBE_ONE_CLICK");
  });
});

describe("places whose codes hold what separates them in a list", () => {
  const places = ["DE", "FR", "AT", "DE-1|FR", "2:FR", "DE|FR", "FR2:AT"];
  const few = fc.array(fc.constantFrom(...places), { maxLength: 3 });

  it("are judged as by a book that was asked nothing before", () => {
    const packs = [euRules, deRules, frRules];
    const warm = ruleBook(packs);
    const question = fc.tuple(few, fc.option(few, { nil: undefined }));
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 4 }), (asked) => {
        for (const [jurisdictions, home] of asked)
          expect(warm.placesFor(jurisdictions, "email", "person", home)).toEqual(
            ruleBook(packs).placesFor(jurisdictions, "email", "person", home),
          );
      }),
      { numRuns: 60 },
    );
    const before = warm.placesFor(["DE-1", "FR", "AT"], "email", "person");
    expect(warm.placesFor(["DE-1|FR", "AT"], "email", "person")).not.toEqual(before);
  });
});
