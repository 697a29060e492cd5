import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { readDraft } from "../../src/entries/ledger.js";
import {
  agreementClauses,
  coveredProcessors,
  dataMap,
  defineProcessors,
  type Processor,
  type PurposeRecord,
  processorCoverage,
  processorDigest,
  processorSchema,
  recordProcessing,
  recordsOfProcessing,
  recordsOfProcessor,
  registerProcessors,
} from "../../src/entries/records.js";
import { defaultRetention, retentionSchema } from "../../src/entries/retention.js";
import { euRules } from "../../src/entries/rules.js";
import { consentGate, type Notice, noticeDigest } from "../../src/index.js";
import { controller } from "../export-fixture.js";
import { granted } from "../support/drafts.js";
import { counted, keys, seeded } from "../support/keys.js";
import { codes, memoryLedger, start } from "../support/ledger.js";

const by = { ids: counted("proc"), random: seeded(), now: start };
const clauses = agreementClauses.map(({ clause }) => clause);
const mailer: Processor = {
  id: "mailer",
  name: "Mailer Inc.",
  contact: "privacy@mailer.example",
  country: "US",
  service: "Sends e-mail",
  status: "active",
  purposes: ["marketing"],
  dataClasses: ["email_address", "consent_evidence"],
  locations: ["IE", "US"],
  transfer: { tool: "scc_module_2", assessment: "tia-2026-3" },
  measures: "ISO 27001, annex 2",
  agreement: { signedAt: start - 10, endsAt: start + 1000, digest: "a".repeat(64), clauses },
  subProcessing: { mode: "general", noticeDays: 30 },
  subProcessors: [
    {
      id: "cloud",
      name: "Cloud Ltd",
      contact: "dpo@cloud.example",
      country: "IE",
      service: "Hosting",
      locations: ["IE"],
    },
  ],
};
const agreed = mailer.agreement ?? { signedAt: 0, digest: "", clauses };
function withoutTransfer({ transfer: _, ...rest }: Processor): Processor {
  return rest;
}
function unsigned({ agreement: _, ...rest }: Processor): Processor {
  return rest;
}

describe("the processor register", () => {
  it.each([
    ["whole and in force", mailer, []],
    ["never signed", unsigned(mailer), ["NO_AGREEMENT"]],
    ["suspended", { ...mailer, status: "suspended" }, ["NOT_ACTIVE"]],
    [
      "signed for later",
      { ...mailer, agreement: { ...agreed, signedAt: start + 1 } },
      ["AGREEMENT_NOT_IN_FORCE"],
    ],
    [
      "run out this instant",
      { ...mailer, agreement: { ...agreed, endsAt: start } },
      ["AGREEMENT_NOT_IN_FORCE"],
    ],
    [
      "silent about audits",
      { ...mailer, agreement: { ...agreed, clauses: clauses.slice(0, 7) } },
      ["AGREEMENT_INCOMPLETE"],
    ],
    ["abroad on nothing", withoutTransfer(mailer), ["TRANSFER_WITHOUT_TOOL"]],
    [
      "abroad on clauses nobody assessed",
      { ...mailer, transfer: { tool: "scc_module_2" } },
      ["TRANSFER_WITHOUT_ASSESSMENT"],
    ],
    [
      "handing on what it may not",
      { ...mailer, subProcessing: { mode: "none" } },
      ["SUB_PROCESSOR_NOT_ALLOWED"],
    ],
    [
      "handing on abroad",
      {
        ...mailer,
        subProcessors: mailer.subProcessors.map((sub) => ({ ...sub, locations: ["IN"] })),
      },
      ["SUB_PROCESSOR_TRANSFER_WITHOUT_TOOL"],
    ],
  ] as readonly (readonly [string, Processor, readonly string[]])[])(
    "finds an agreement that is %s",
    (_, processor, gaps) => {
      expect(processorCoverage(processor, start).gaps).toEqual(gaps);
      expect(coveredProcessors([processor], start)).toEqual(gaps.length === 0 ? ["mailer"] : []);
    },
  );

  it("is what the gate goes by", () => {
    const open = (register: readonly Processor[]) => {
      const ledger = memoryLedger(
        consentGate({ rules: [euRules], keys, processors: coveredProcessors(register, start) }),
      );
      ledger.append(start, [granted(start)]);
      return ledger.decide({ jurisdictions: ["AT"], processor: "mailer" });
    };
    expect(codes(open([mailer]))).not.toContain("PROCESSOR_NOT_COVERED");
    expect(codes(open([unsigned(mailer)]))).toContain("PROCESSOR_NOT_COVERED");
  });

  it("tells the log what changed, and nothing where nothing did", () => {
    const printer = { ...mailer, id: "printer" };
    const drafts = registerProcessors(
      by,
      [mailer, printer],
      [
        { ...mailer, locations: ["IE"] },
        { ...mailer, id: "sms" },
      ],
    );
    expect(drafts.map((draft) => [draft.type, readDraft(draft).detail])).toEqual([
      [
        "processor.updated",
        { processor: "mailer", digest: processorDigest({ ...mailer, locations: ["IE"] }) },
      ],
      [
        "processor.registered",
        { processor: "sms", digest: processorDigest({ ...mailer, id: "sms" }) },
      ],
      ["processor.ended", { processor: "printer", digest: processorDigest(printer) }],
    ]);
    expect(registerProcessors(by, [mailer], [mailer])).toEqual([]);
    expect(registerProcessors(by, [mailer], [{ ...mailer, status: "ended" }])[0]?.type).toBe(
      "processor.ended",
    );
  });

  it.each([
    ["an id twice", [mailer, mailer], "processors[1].id"],
    ["an id that could be an address", [{ ...mailer, id: "a@b.example" }], "processors[0].id"],
    ["a country in words", [{ ...mailer, locations: ["Ireland"] }], "processors[0].locations"],
    ["no contact", [{ ...mailer, contact: " " }], "processors[0].contact"],
    [
      "a digest that is none",
      [{ ...mailer, agreement: { ...agreed, digest: "abc" } }],
      "processors[0].agreement.digest",
    ],
    [
      "an end before the beginning",
      [{ ...mailer, agreement: { ...agreed, endsAt: 1 } }],
      "processors[0].agreement",
    ],
  ] as readonly (readonly [string, readonly Processor[], string])[])(
    "refuses %s",
    (_, register, path) => {
      expect(() => defineProcessors(register)).toThrow(
        expect.objectContaining({ code: "INPUT_PROCESSOR", path }),
      );
    },
  );

  it("has a schema that takes what it takes", () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    const validate = ajv.compile(processorSchema);
    expect(
      validate([mailer, unsigned(withoutTransfer(mailer))]),
      JSON.stringify(validate.errors),
    ).toBe(true);
    expect(validate([{ ...mailer, agreement: { ...agreed, clauses: ["a", "z"] } }])).toBe(false);
    expect(validate([{ ...mailer, surprise: 1 }])).toBe(false);
    const retention = ajv.compile(retentionSchema);
    expect(retention(defaultRetention)).toBe(true);
    expect(retention([{ ...defaultRetention[0], period: "30 days" }])).toBe(false);
  });
});

const purpose: PurposeRecord = {
  purpose: "marketing.newsletter",
  title: "Newsletter",
  subjects: ["readers"],
  dataClasses: ["email_address"],
  legalBasis: "GDPR Art. 6(1)(a)",
  recipients: ["Printer AG"],
};
const notice: Notice = {
  ...{
    id: "n1",
    version: "1",
    locale: "en",
    controller: "Acme GmbH",
    text: "May we write?",
    withdrawal: "Any time.",
  },
  ...{
    purposes: ["marketing"],
    channels: ["email"],
    activities: ["send"],
    recipients: ["Printer AG", "Partner SA"],
  },
};
const input = {
  controller,
  purposes: [purpose],
  notices: [notice],
  processors: [mailer, { ...mailer, id: "gone", name: "Gone Ltd", status: "ended" as const }],
  retention: defaultRetention,
  measures: ["Encryption at rest"],
  at: start,
};

describe("records of processing", () => {
  it("say of each purpose what Art. 30(1)(a) to (g) asks, from the registers themselves", () => {
    const record = recordsOfProcessing(input);
    expect(record.a).toEqual({ controller, jointControllers: [] });
    expect(record.activities).toHaveLength(1);
    expect(record.activities[0]).toMatchObject({
      purpose: "marketing.newsletter",
      b: { title: "Newsletter", legalBasis: "GDPR Art. 6(1)(a)", notices: [noticeDigest(notice)] },
      c: { subjects: ["readers"], data: ["email_address"] },
      d: { recipients: ["Printer AG", "Partner SA"], processors: ["Mailer Inc.", "Cloud Ltd"] },
      e: [{ to: "Mailer Inc.", country: "US", tool: "scc_module_2", assessment: "tia-2026-3" }],
      g: ["Encryption at rest"],
    });
    expect(record.activities[0]?.f).toContainEqual({
      data: "consent_evidence",
      period: "P3Y",
      from: "end_of_year",
      legalRef: "GDPR Art. 7(1); BGB §§ 195, 199(1)",
    });
  });

  it("cannot drift: another register is another record, and the log holds its digest", () => {
    const digest = (record: ReturnType<typeof recordsOfProcessing>) =>
      readDraft(recordProcessing(by, record)).detail;
    expect(digest(recordsOfProcessing(input))).toEqual(digest(recordsOfProcessing(input)));
    const moved = { ...input, processors: [{ ...mailer, locations: ["IE", "US", "IN"] }] };
    expect(digest(recordsOfProcessing(moved))).not.toEqual(digest(recordsOfProcessing(input)));
  });

  it("refuse a purpose nobody was told of, and a processor for a purpose there is not", () => {
    const code = expect.objectContaining({ code: "INPUT_ROPA" });
    expect(() =>
      recordsOfProcessing({ ...input, notices: [{ ...notice, purposes: ["market"] }] }),
    ).toThrow(code);
    expect(() =>
      recordsOfProcessing({ ...input, processors: [{ ...mailer, purposes: ["billing"] }] }),
    ).toThrow(code);
  });

  it("say of a processor what Art. 30(2)(a) to (d) asks", () => {
    const party = { name: "Agency GmbH", contact: "dpo@agency.example", country: "DE" };
    const client = {
      name: "Client AG",
      contact: "dpo@client.example",
      country: "AT",
      purposes: [purpose],
    };
    expect(
      recordsOfProcessor({
        processor: party,
        controllers: [client],
        subProcessors: [mailer],
        measures: ["Access control"],
      }),
    ).toEqual({
      a: {
        processor: party,
        controllers: [{ name: "Client AG", contact: "dpo@client.example", country: "AT" }],
      },
      b: [{ controller: "Client AG", categories: ["Newsletter"] }],
      c: [{ to: "Mailer Inc.", country: "US", tool: "scc_module_2", assessment: "tia-2026-3" }],
      d: ["Access control"],
    });
  });
});

describe("the data map", () => {
  it("shows each class of data in each place, why, how long, and whether an erasure reaches it", () => {
    const holders = [{ id: "wellsent", classes: ["consent_evidence", "contact"] }];
    const map = dataMap({
      holders,
      processors: [mailer],
      purposes: [purpose],
      retention: defaultRetention,
    });
    expect(
      map.map(({ dataClass, where, erasable }) => `${where}: ${dataClass} ${erasable}`),
    ).toEqual([
      "wellsent: consent_evidence true",
      "wellsent: contact true",
      "mailer: email_address false",
      "mailer: consent_evidence false",
    ]);
    expect(map[0]?.kept).toEqual(["P3Y from end_of_year"]);
    expect(map[2]).toMatchObject({ purposes: ["marketing.newsletter"], locations: ["IE", "US"] });
  });
});
