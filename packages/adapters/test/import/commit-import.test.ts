import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type ConsentDraft,
  type ContactRecord,
  defineSchema,
  type Store,
  tenantId,
} from "@wellsent/core";
import { createEngine, type Engine } from "@wellsent/core/engine";
import {
  type ColumnTarget,
  type CommitOptions,
  type CommitReport,
  commitImport,
  dryRunImport,
  type ImportConsent,
  type ImportConsentIntent,
  type ImportReport,
  inferMapping,
} from "@wellsent/core/import";
import { contactTable, storeOver } from "@wellsent/core/store-kit";
import {
  fakeConsentGate,
  fakeRenderer,
  seededRandom,
  sequentialIds,
  simulatedClock,
} from "@wellsent/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { csvRows } from "../../src/csv/index.js";
import { memoryRows, memoryStore } from "../../src/memory/index.js";
import { pages } from "../engine/world.js";

const tenant = tenantId("shop");

const gate = fakeConsentGate({
  grants: ["test.granted"],
  denials: ["import.restricted", "erased"],
});

const schema = defineSchema({ attributes: z.looseObject({}) });

/** What an import asks of an engine: its store, and the road for consent events. */
function engineOver(store: Store): Engine<typeof schema> {
  const nobody = (): never => {
    throw new Error("nothing is sent here");
  };
  return createEngine({
    ...{ schema, store, consent: gate },
    ...{ pages, renderer: fakeRenderer({}), senderFor: nobody },
    ...{ clock: simulatedClock(1_000), random: seededRandom(1) },
  });
}

function consentWith(intents: ImportConsentIntent[] = []): ImportConsent {
  return {
    gate,
    drafts(intent): readonly ConsentDraft[] {
      intents.push(intent);
      return [
        {
          id: intent.id,
          type: intent.kind === "restrict" ? "import.restricted" : "import.claimed",
          ...(intent.contactPoint === undefined ? {} : { contactPoint: intent.contactPoint }),
          effectiveAt: intent.at,
          fields: { code: intent.code },
        },
      ];
    },
  };
}

type Values = Record<string, string>;
type Overrides = Partial<CommitOptions>;

function optionsFor(
  store: Store,
  columns: Record<string, ColumnTarget>,
  values: readonly Values[],
  more: Overrides = {},
): CommitOptions {
  return {
    engine: engineOver(store),
    tenant,
    importId: "import-1",
    ids: sequentialIds("c"),
    clock: simulatedClock(1_000),
    consent: consentWith(),
    rows: values.map((row, index) => ({ row: index + 2, values: row })),
    mapping: Object.entries(columns).map(([column, target]) => ({
      column,
      target,
      confidence: 1,
      reason: "chosen",
    })),
    ...more,
  };
}

async function commit(options: CommitOptions): Promise<CommitReport> {
  for await (const step of commitImport(options)) if (step.phase === "done") return step.report;
  throw new Error("no report");
}

async function dryRun(options: CommitOptions, against = true): Promise<ImportReport> {
  const { consent, engine } = options;
  const { store } = engine;
  for await (const step of dryRunImport({
    ...options,
    ...(against && { against: { store, tenant, consent } }),
  })) {
    if (step.phase === "done") return step.report;
  }
  throw new Error("no report");
}

async function readContacts(store: Store): Promise<readonly ContactRecord[]> {
  return (await store.readContacts({ tenant, limit: 10_000 })).items;
}

async function findContact(store: Store, address: string): Promise<ContactRecord | null> {
  return store.readContact({ tenant, lookup: { channel: "email", address } });
}

function totals({ read, accepted, merged, refused, restricted }: ImportReport): readonly number[] {
  return [read, accepted, merged, refused, restricted];
}

const columns = {
  email: "email",
  name: "attribute:name",
  city: "attribute:city",
  phone: "phone",
  zone: "timeZone",
  status: "status",
} as const;
const people: readonly Values[] = [
  {
    email: "Anna@Example.org",
    name: "Anna",
    city: "",
    phone: "+49 171 1234567",
    zone: "Europe/Berlin",
    status: "",
  },
  { email: "anna@example.org", name: "Anna Berg", city: "Bonn", phone: "", zone: "", status: "" },
  {
    email: "bo@example.org",
    name: "Bo",
    city: "Ulm",
    phone: "+49 171 1234567",
    zone: "",
    status: "unsubscribed",
  },
  { email: "cy@example.org", name: "Cy", city: "", phone: "", zone: "", status: "subscribed" },
  { email: "nobody", name: "N", city: "", phone: "", zone: "", status: "" },
];

describe("commitImport", () => {
  it("refuses the row whose value the schema throws for, and no other", async () => {
    const parsed = z.string().transform((text): unknown => JSON.parse(text));
    const cart = defineSchema({ attributes: z.looseObject({ cart: parsed.optional() }) });
    const rows = ["[1]", "none", ""].map((cell, index) => ({ email: `p${index}@x.example`, cell }));
    const from = (store: Store, more: Overrides = {}) =>
      optionsFor(store, { email: "email", cell: "attribute:cart" }, rows, {
        ...{ schema: cart, batchSize: 1 },
        ...more,
      });
    const store = memoryStore();
    const code = "ATTRIBUTE_INVALID";
    const example = { row: 3, column: "cart", detail: "no_verdict" };
    for (const report of [await dryRun(from(store)), await commit(from(store))]) {
      expect(totals(report)).toEqual([3, 2, 0, 1, 0]);
      expect(report.byReason).toEqual([
        { outcome: "refused", code, count: 1, examples: [expect.objectContaining(example)] },
      ]);
    }
    expect((await readContacts(store)).map(({ attributes }) => attributes)).toEqual([
      { cart: [1] },
      {},
    ]);
    const left = memoryStore();
    const omitted = await commit(from(left, { invalidAttributes: "omit" }));
    expect(totals(omitted)).toEqual([3, 3, 0, 0, 0]);
    expect(await findContact(left, "p1@x.example")).toMatchObject({ attributes: {} });
  });

  it("writes contacts, merges rows of one address, and keeps what stands in them", async () => {
    const store = memoryStore();
    const defaults = { locale: "de", timeZone: "Europe/Vienna", jurisdiction: "AT" };
    const report = await commit(optionsFor(store, columns, people, { defaults }));
    expect(totals(report)).toEqual([5, 2, 1, 1, 1]);
    expect(report).toMatchObject({ written: 3, consentEvents: 2, consentRefused: [], repeated: 0 });
    expect(await findContact(store, "anna@example.org")).toMatchObject({
      key: "anna@example.org",
      attributes: { name: "Anna Berg", city: "Bonn" },
      locale: "de",
      timeZone: { name: "Europe/Berlin", source: "stated" },
      jurisdiction: "AT",
      points: [
        { channel: "email", address: "anna@example.org", fingerprints: [expect.any(String)] },
        { channel: "sms", address: "+491711234567" },
      ],
    });
    expect(await findContact(store, "bo@example.org")).toMatchObject({
      timeZone: { name: "Europe/Vienna", source: "inferred" },
      points: [{ channel: "email" }],
    });
    expect(report.flags).toContainEqual(
      expect.objectContaining({ code: "PHONE_OF_ANOTHER_CONTACT", count: 1 }),
    );
  });

  it("subscribes nobody: a file's word is a claim, and an unsubscription a denial", async () => {
    const store = memoryStore();
    const intents: ImportConsentIntent[] = [];
    const consent = consentWith(intents);
    await commit(optionsFor(store, columns, people, { consent }));
    expect(intents.map(({ kind, row, code, id }) => [kind, row, code, id])).toEqual([
      ["restrict", 4, "STATUS_UNSUBSCRIBED", "import-1:4:restrict"],
      ["claim", 5, "STATUS_SUBSCRIBED", "import-1:5:claim"],
    ]);
    for (const { contactPoint, kind } of intents) {
      if (contactPoint === undefined) throw new Error("Everybody has a contact.");
      const facts = await store.readConsent({ tenant, contactPoint });
      expect(facts?.projection ?? null).toBe(kind === "restrict" ? "denied" : null);
    }
  });

  it("claims nothing for an address that is denied, by this file or before it", async () => {
    const store = memoryStore();
    const some = { email: "email", status: "status" } as const;
    const intents: ImportConsentIntent[] = [];
    const first = [
      { email: "anna@example.org", status: "unsubscribed" },
      { email: "anna@example.org", status: "subscribed" },
    ];
    await commit(optionsFor(store, some, first, { consent: consentWith(intents) }));
    await commit(
      optionsFor(store, some, first.slice(1), {
        consent: consentWith(intents),
        importId: "import-2",
      }),
    );
    expect(intents.map(({ kind }) => kind)).toEqual(["restrict"]);
  });

  it("does nothing when run again", async () => {
    const store = memoryStore();
    await commit(optionsFor(store, columns, people, { batchSize: 2 }));
    const before = JSON.stringify([await readContacts(store), await store.readLedgerHead(tenant)]);
    const again = await commit(
      optionsFor(store, columns, people, {
        batchSize: 2,
        ids: sequentialIds("x"),
        clock: simulatedClock(9_000),
      }),
    );
    expect(again).toMatchObject({ read: 5, written: 0, consentEvents: 0, repeated: 5 });
    expect(JSON.stringify([await readContacts(store), await store.readLedgerHead(tenant)])).toBe(
      before,
    );
  });

  it("writes nothing for the same file under another name, save events that say so", async () => {
    const store = memoryStore();
    const plain = people.map((row) => ({ ...row, status: "" }));
    await commit(optionsFor(store, columns, plain));
    const again = await commit(
      optionsFor(store, columns, plain.slice(1), { importId: "import-2" }),
    );
    expect(again).toMatchObject({ written: 0, accepted: 0, repeated: 0 });
  });

  it.each([0, 1, 2, 3, 4])("finishes what a crash after %i store calls left", async (calls) => {
    const whole = memoryStore();
    await commit(optionsFor(whole, columns, people, { batchSize: 2 }));

    const store = memoryStore();
    let left = calls;
    const dying: Store = {
      ...store,
      changeContacts: async (...given) => {
        if (left-- <= 0) throw new Error("power cut");
        return store.changeContacts(...given);
      },
      appendConsent: async (...given) => {
        if (left-- <= 0) throw new Error("power cut");
        return store.appendConsent(...given);
      },
    };
    const first = commit(optionsFor(dying, columns, people, { batchSize: 2 }));
    if (calls < 4) await expect(first).rejects.toThrow("power cut");
    else await first;
    const report = await commit(
      optionsFor(store, columns, people, { batchSize: 2, ids: sequentialIds("x") }),
    );
    expect(report.read).toBe(5);
    const seen = async (one: Store): Promise<unknown> =>
      (await readContacts(one))
        .map(({ key, attributes, points }) => ({
          key,
          attributes,
          points: points.map(({ address }) => address),
        }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(await seen(store)).toEqual(await seen(whole));
    expect((await store.readLedgerHead(tenant)).size).toBe(2);
  });

  it("never lifts a denial, whatever a later file says", async () => {
    const store = memoryStore();
    await commit(optionsFor(store, columns, people));
    const swapped = people.map((row) => ({ ...row, status: "subscribed" }));
    const report = await commit(
      optionsFor(store, columns, swapped, { importId: "import-2", ids: sequentialIds("x") }),
    );
    const bo = await findContact(store, "bo@example.org");
    const facts =
      bo?.points[0] && (await store.readConsent({ tenant, contactPoint: bo.points[0].id }));
    expect(facts).toMatchObject({ projection: "denied" });
    expect(report.byReason).toContainEqual(
      expect.objectContaining({
        outcome: "restricted",
        code: "SUPPRESSED_IMPORT_RESTRICTED",
        count: 1,
      }),
    );
  });

  it("refuses somebody whose data was erased", async () => {
    const store = memoryStore();
    const row = [{ email: "Gone@example.org" }];
    await commit(optionsFor(store, { email: "email" }, row));
    const gone = await findContact(store, "gone@example.org");
    const drafts = (gone?.points ?? []).map(({ id }) => ({
      ...{ id: "erased", type: "erased", contactPoint: id, effectiveAt: 1, fields: {} },
    }));
    if (gone !== null) await engineOver(store).forget(tenant, gone.id, drafts);
    const consent: ImportConsent = { ...consentWith(), denial: () => null };
    const report = await commit(
      optionsFor(store, { email: "email" }, row, { consent, importId: "import-2" }),
    );
    expect(report.byReason).toMatchObject([
      { outcome: "refused", code: "SUPPRESSED_ERASED", count: 1 },
    ]);
    expect(await readContacts(store)).toEqual([]);
  });

  it("refuses the rows of somebody who cannot be read, and takes the others of the batch", async () => {
    const rows = memoryRows();
    const store = storeOver(rows);
    const columns: Record<string, ColumnTarget> = {
      mail: "email",
      phone: "phone",
      state: "status",
    };
    const before = [
      { mail: "ada@example.org", phone: "+49301234567", state: "" },
      { mail: "bob@example.org", phone: "", state: "" },
    ];
    await commit(optionsFor(store, columns, before));
    const ada = await findContact(store, "ada@example.org");
    rows.transaction("write", tenant, (at) =>
      at.trip([
        { op: "patch", table: contactTable, rows: [{ id: ada?.id ?? null, body: '{"points":' }] },
      ]),
    );
    const values = [
      { mail: "ada@example.org", phone: "", state: "unsubscribed" },
      { mail: "bob@example.org", phone: "", state: "unsubscribed" },
      { mail: "cid@example.org", phone: "+49301234567", state: "" },
    ];
    const options = optionsFor(store, columns, values, { importId: "import-2" });
    const report = await commit({ ...options, ids: sequentialIds("later") });
    expect(report).toMatchObject({ read: 3, refused: 1, restricted: 1, accepted: 1, written: 1 });
    expect(report.byReason).toContainEqual({
      ...{ outcome: "refused", code: "CONTACT_UNREADABLE", count: 1, examples: [{ row: 2 }] },
    });
    expect(report.flags.map(({ code }) => code)).toContain("PHONE_OF_ANOTHER_CONTACT");
    const cid = await findContact(store, "cid@example.org");
    expect(cid?.points.map(({ channel }) => channel)).toEqual(["email"]);
    await expect(findContact(store, "ada@example.org")).rejects.toMatchObject({
      code: "STORE_CORRUPT",
    });
  });

  it("keeps a denial on the address it is about, also where the row belongs to somebody else", async () => {
    const store = memoryStore();
    const byNumber = { id: "key", email: "email", status: "status" } as const;
    await commit(optionsFor(store, byNumber, [{ id: "1", email: "anna@example.org", status: "" }]));
    const report = await commit(
      optionsFor(
        store,
        byNumber,
        [
          { id: "2", email: "anna@example.org", status: "unsubscribed" },
          { id: "", email: "anna@example.org", status: "unsubscribed" },
          { id: "3", email: "anna@example.org", status: "" },
        ],
        { importId: "import-2" },
      ),
    );
    expect(totals(report)).toEqual([3, 0, 0, 1, 2]);
    const [anna, ...others] = await readContacts(store);
    expect(others).toEqual([]);
    const facts =
      anna?.points[0] && (await store.readConsent({ tenant, contactPoint: anna.points[0].id }));
    expect(facts).toMatchObject({ projection: "denied" });
  });

  it("puts a new address in front of the old one, and takes no permission along", async () => {
    const store = memoryStore();
    const byNumber = { id: "key", email: "email" } as const;
    await commit(optionsFor(store, byNumber, [{ id: "7", email: "old@example.org" }]));
    await commit(
      optionsFor(store, byNumber, [{ id: "7", email: "new@example.org" }], {
        importId: "import-2",
        ids: sequentialIds("x"),
      }),
    );
    const [contact] = await readContacts(store);
    expect(contact?.points.map(({ address }) => address)).toEqual([
      "new@example.org",
      "old@example.org",
    ]);
  });

  it.each([
    ["overwrite", { name: "New", city: "Ulm" }, "en"],
    ["fill", { name: "Anna", city: "Ulm" }, "de"],
    ["never", { name: "Anna" }, "de"],
  ] as const)("treats known contacts by policy: %s", async (policy, attributes, locale) => {
    const store = memoryStore();
    const some = {
      email: "email",
      name: "attribute:name",
      city: "attribute:city",
      lang: "locale",
    } as const;
    await commit(
      optionsFor(store, some, [{ email: "anna@example.org", name: "Anna", city: "", lang: "de" }]),
    );
    await commit(
      optionsFor(
        store,
        some,
        [{ email: "anna@example.org", name: "New", city: "Ulm", lang: "en" }],
        {
          importId: "import-2",
          fields: { default: policy },
        },
      ),
    );
    expect(await findContact(store, "anna@example.org")).toMatchObject({ attributes, locale });
  });

  it("stops between batches with the signal's reason, and can go on later", async () => {
    const store = memoryStore();
    const controller = new AbortController();
    const reason = new Error("enough");
    const run = async (): Promise<void> => {
      for await (const step of commitImport(
        optionsFor(store, columns, people, { batchSize: 1, signal: controller.signal }),
      )) {
        if (step.done === 2) controller.abort(reason);
      }
    };
    await expect(run()).rejects.toBe(reason);
    const report = await commit(
      optionsFor(store, columns, people, { batchSize: 1, ids: sequentialIds("x") }),
    );
    expect(report).toMatchObject({ read: 5, repeated: 2 });
    expect(await readContacts(store)).toHaveLength(3);
  });

  it("keeps tenants apart", async () => {
    const store = memoryStore();
    await commit(optionsFor(store, columns, people));
    const other = await commit(
      optionsFor(store, columns, people, { tenant: tenantId("other"), ids: sequentialIds("x") }),
    );
    expect(other).toMatchObject({ accepted: 2, written: 3, repeated: 0 });
  });

  it("knows a person by every address: who left by one is not claimed by another", async () => {
    const store = memoryStore();
    const byNumber = { id: "key", email: "email" } as const;
    const moved = [
      { id: "7", email: "old@example.org" },
      { id: "7", email: "new@example.org" },
    ];
    await commit(optionsFor(store, byNumber, moved));
    const intents: ImportConsentIntent[] = [];
    const rows = [
      { email: "old@example.org", status: "unsubscribed" },
      { email: "new@example.org", status: "subscribed" },
    ];
    for (const batchSize of [1, 2]) {
      const options = optionsFor(store, { email: "email", status: "status" }, rows, {
        ...{ importId: `import-${batchSize}`, batchSize, identity: "email" },
        consent: consentWith(intents),
      });
      const said = await dryRun(options);
      expect(totals(await commit(options))).toEqual(totals(said));
      expect(totals(said)).toEqual([2, 0, 0, 0, 2]);
    }
    expect(intents.map(({ kind }) => kind)).not.toContain("claim");
    expect(await readContacts(store)).toHaveLength(1);
  });

  it("does what the dry run said, for whatever file and batch size (P-IMP)", async () => {
    const email = fc.constantFrom(
      "a@example.org",
      "B@example.org",
      "b@example.org",
      "c@example.org",
      "info@example.org",
      "a@example.org;B@example.org",
      "x",
      "",
    );
    const row = fc.record({
      phone: fc.constantFrom("", "+491711234567", "+491711234568"),
      "sms opt out": fc.constantFrom("", "", "yes"),
      id: fc.constantFrom("1", "2", "3", ""),
      email,
      status: fc.constantFrom("", "subscribed", "unsubscribed", "cleaned", "?"),
      name: fc.constantFrom("", "Anna", "=1+1", "\u0007"),
    });
    const kinds = {
      id: "key",
      email: "email",
      status: "status",
      name: "attribute:name",
      phone: "phone",
      "sms opt out": "denials",
    } as const;
    const named = defineSchema({ attributes: z.looseObject({ name: z.string() }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(row, { maxLength: 12 }), fc.constantFrom("key", "email")), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (files, batchSize, strict) => {
          const store = memoryStore();
          const ids = sequentialIds("c");
          const denied = new Set<string>();
          for (const [index, [file, identity]] of files.entries()) {
            const options = optionsFor(store, kinds, file, {
              importId: `import-${index}`,
              ...{ ids, batchSize, identity, ...(strict && { schema: named }) },
            });
            const said = await dryRun(options);
            const done = await commit(options);
            expect(totals(done)).toEqual(totals(said));
            expect(done.byReason).toEqual(said.byReason);
            expect(done.read).toBe(file.length);
            for (const contact of await readContacts(store)) {
              for (const point of contact.points) {
                const facts = await store.readConsent({ tenant, contactPoint: point.id });
                expect(facts?.projection).not.toBe("granted");
                if (facts?.projection === "denied") denied.add(point.address);
                expect(facts?.projection === "denied").toBe(denied.has(point.address));
              }
            }
          }
        },
      ),
      { numRuns: propertyRuns(1_000) },
    );
  });

  const shared = resolve(import.meta.dirname, "../../../../../shared/data/contacts/us-500.csv");
  it.skipIf(!existsSync(shared))(
    "imports shared/data/contacts/us-500.csv, all rows accounted for",
    async () => {
      const store = memoryStore();
      const file = await csvRows(shared);
      const mapping = inferMapping(file);
      expect(
        Object.fromEntries(mapping.map(({ column, target }) => [column, target])),
      ).toMatchObject({
        first_name: "attribute:firstName",
        email: "email",
        phone1: "phone",
        zip: "attribute:postalCode",
      });
      const report = await commit(optionsFor(store, {}, [], { rows: file.rows, mapping }));
      expect(totals(report)).toEqual([500, 500, 0, 0, 0]);
      expect(await findContact(store, "jbutt@gmail.com")).toMatchObject({
        attributes: { firstName: "James", postalCode: "70116" },
      });
    },
  );
});
