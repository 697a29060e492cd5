import type { ContactPointId } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import {
  type CellState,
  cellState,
  draftEvent,
  type EventInput,
  emptyProjection,
  foldEvent,
  foldEvents,
  type HistoryEvent,
  type Projection,
  readDraft,
} from "../../src/entries/ledger.js";
import {
  type ConsentImportContext,
  type ConsentRow,
  consentColumns,
  consentRows,
  type NumberedRow,
  planConsentImport,
  readConsentCsv,
  suppressionRow,
  writeConsentCsv,
} from "../../src/entries/records.js";
import type { Cell, ConsentScope } from "../../src/index.js";

const point = "cp_a" as ContactPointId;
const now = Date.UTC(2026, 5, 1);
const day = 86_400_000;
const runs = { numRuns: propertyRuns(2500) };

const cells: readonly Cell[] = [
  { channel: "email", purpose: "news", activity: "send" },
  { channel: "email", purpose: "news", activity: "track.open" },
  { channel: "email", purpose: "news", topic: "weekly", activity: "send" },
  { channel: "sms", purpose: "news", activity: "send" },
  { channel: "email", purpose: "offers.flash", activity: "send", sender: "brand" },
];
const scopes: readonly ConsentScope[] = [
  ...cells,
  {},
  { channel: "email" },
  { purpose: "offers" },
  { sender: "brand" },
];

const when = fc.integer({ min: -400, max: 0 }).map((days) => now + days * day);
const scope = fc.constantFrom(...scopes);
const cell = fc.constantFrom(...cells);
const actor = fc.constantFrom({ kind: "subject" as const }, { kind: "operator" as const });
const input: fc.Arbitrary<Partial<EventInput>> = fc.oneof(
  fc.record({
    type: fc.constant("consent.granted" as const),
    scope: cell,
    effectiveAt: when,
    actor,
    method: fc.constantFrom("form" as const, "reply_keyword" as const),
  }),
  fc.record({
    type: fc.constant("consent.withdrawn" as const),
    scope,
    effectiveAt: when,
    actor,
    method: fc.constantFrom("one_click" as const, "reply_keyword" as const),
  }),
  fc.record({
    type: fc.constant("consent.refused" as const),
    scope,
    effectiveAt: when,
    actor,
    method: fc.constant("form" as const),
  }),
  fc.record({
    type: fc.constant("objection.raised" as const),
    scope,
    effectiveAt: when,
    actor,
    detail: fc.constant({ ground: "direct_marketing" as const }),
  }),
  fc.record({
    type: fc.constant("suppression.added" as const),
    scope,
    effectiveAt: when,
    actor,
    detail: fc.record({
      reason: fc.constantFrom(
        "complaint" as const,
        "hard_bounce" as const,
        "unsubscribed" as const,
        "manual" as const,
      ),
    }),
  }),
  fc.record({
    type: fc.constant("consent.requested" as const),
    scope: cell,
    effectiveAt: when,
    actor,
    method: fc.constant("form" as const),
  }),
  fc.record({
    type: fc.constant("consent.confirmed" as const),
    scope: cell,
    effectiveAt: when,
    actor: fc.constant({ kind: "subject" as const }),
    method: fc.constant("double_opt_in_post" as const),
    caused: fc.constantFrom(["ev_0"], ["ev_1"], ["ev_2"]),
  }),
);

function event(partial: Partial<EventInput>, id: string): HistoryEvent {
  return {
    ...readDraft(draftEvent({ id, contactPoint: point, ...partial } as EventInput)),
    recordedAt: now,
  };
}
const history = fc
  .array(input, { maxLength: 8 })
  .map((inputs) => inputs.map((each, index) => event(each, `ev_${index}`)));

function reread(projection: Projection): readonly NumberedRow[] {
  const { rows, refused } = readConsentCsv(
    writeConsentCsv(consentRows({ contactPoint: point, projection })),
  );
  expect(refused).toEqual([]);
  return rows;
}
function createContext(
  projection: Projection,
  known: (id: string) => boolean = () => false,
): ConsentImportContext {
  return {
    importId: "imp_1",
    now,
    known,
    projection: () => projection,
  };
}
function apply(
  projection: Projection,
  rows: readonly NumberedRow[],
  known?: (id: string) => boolean,
): Projection {
  let after = projection;
  for (const draft of planConsentImport(rows, createContext(projection, known)).drafts) {
    after = foldEvent(after, { ...readDraft(draft), recordedAt: now });
  }
  return after;
}
function statuses(projection: Projection): readonly CellState["status"][] {
  return cells.map((each) => cellState(projection, each, now).status);
}

describe("P-IMP2", () => {
  it("reading one's own file is a no-op, and changes no cell even where the log no longer knows the events", () => {
    fc.assert(
      fc.property(history, (events) => {
        const projection = foldEvents(events);
        const ids = new Set(events.map(({ id }) => id));
        const rows = reread(projection);
        const plan = planConsentImport(
          rows,
          createContext(projection, (id) => ids.has(id)),
        );
        expect(plan.drafts).toEqual([]);
        expect(plan.refused.filter(({ code }) => code !== "IMPORT_REQUEST")).toEqual([]);
        expect(statuses(apply(projection, rows))).toEqual(statuses(projection));
      }),
      { numRuns: propertyRuns(10_000) },
    );
  }, 60_000);

  it("a file brought to an empty ledger keeps every denial and proves no grant", () => {
    fc.assert(
      fc.property(history, (events) => {
        const projection = foldEvents(events);
        const before = cells.map((each) => cellState(projection, each, now));
        const after = statuses(apply(emptyProjection, reread(projection)));
        after.forEach((status, index) => {
          const was = before[index];
          if (was?.deniedAt !== undefined) expect(status).toBe("denied");
          expect(["denied", "asserted", "unknown"]).toContain(status);
        });
      }),
      runs,
    );
  }, 60_000);

  it("the same file with every status turned into a grant widens nothing", () => {
    fc.assert(
      fc.property(history, fc.boolean(), (events, keepIds) => {
        const projection = foldEvents(events);
        const rows = reread(projection).map(({ line, row }) => ({
          line,
          row: {
            ...row,
            status: "confirmed",
            effective_at: "2026-05-31T00:00:00.000Z",
            event_id: keepIds ? row.event_id : "",
          },
        }));
        const before = statuses(projection);
        statuses(apply(projection, rows)).forEach((status, index) => {
          if (before[index] === "denied") expect(status).toBe("denied");
          if (before[index] !== "granted") expect(status).not.toBe("granted");
        });
      }),
      runs,
    );
  }, 60_000);
});

describe("a consent file", () => {
  const row: ConsentRow = {
    ...Object.fromEntries(consentColumns.map((column) => [column, ""])),
    contact_point: "cp_a",
    channel: "email",
    purpose: "news",
    activity: "send",
    status: "granted",
    method: "form",
    effective_at: "2026-01-01T00:00:00.000Z",
  } as ConsentRow;
  const plan = (change: Partial<ConsentRow>, projection: Projection = emptyProjection) =>
    planConsentImport([{ line: 2, row: { ...row, ...change } }], createContext(projection));

  it("has fixed columns, quotes what it must, and runs in no spreadsheet", () => {
    const address = '=cmd|"/c calc",@x\n+1';
    const text = writeConsentCsv([{ ...row, address }]);
    expect(text.split("\r\n")[0]).toBe(
      "contact_point,address,fingerprint,sender,channel,purpose,topic,activity,exact,status,basis,method,effective_at,valid_until,notice_digest,suppression_reason,event_id",
    );
    expect(text).toContain(`"'=cmd|""/c calc"",@x\n+1"`);
    expect(readConsentCsv(text).rows[0]?.row.address).toBe(address);
  });

  it("gives back any text it was given", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 }),
        (texts) => {
          const rows = texts.map((address) => ({ ...row, address }));
          const read = readConsentCsv(writeConsentCsv(rows));
          expect(read.rows.map((each) => each.row)).toEqual(rows);
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
  });

  it("lists a suppression that no contact point is left of, and brings it back once", () => {
    const fingerprint = `k1:${"ab".repeat(32)}`;
    const text = writeConsentCsv([suppressionRow({ fingerprint, reason: "erased", addedAt: now })]);
    const { rows } = readConsentCsv(text);
    const [draft] = planConsentImport(rows, createContext(emptyProjection)).drafts;
    expect(draft).toMatchObject({
      type: "suppression.added",
      fields: { detail: { reason: "erased", fingerprint } },
    });
    const again = planConsentImport(rows, {
      ...createContext(emptyProjection),
      suppressed: (each) => each === fingerprint,
    });
    expect(again).toMatchObject({ drafts: [], unchanged: 1, refused: [] });
  });

  it("makes of any permission a claim by the import, whatever it calls itself: listmonk-import-overwrites-unsub", () => {
    const { drafts } = plan({ status: "confirmed", method: "double_opt_in_post" });
    expect(drafts[0]).toMatchObject({
      type: "consent.granted",
      fields: { actor: { kind: "import", ref: "imp_1" } },
    });
    const unsubscribed = foldEvents([
      event(
        {
          type: "consent.withdrawn",
          scope: {},
          effectiveAt: now - day,
          actor: { kind: "subject" },
          method: "one_click",
        },
        "w",
      ),
    ]);
    expect(plan({ status: "confirmed" }, unsubscribed)).toMatchObject({
      drafts: [],
      refused: [{ line: 2, code: "IMPORT_LIFTS_DENIAL" }],
    });
  });

  it("refuses a permission that the same file denies, in whatever order", () => {
    const rows = [
      { line: 2, row },
      {
        line: 3,
        row: { ...row, status: "withdrawn", purpose: "", activity: "", method: "one_click" },
      },
    ];
    for (const order of [rows, rows.toReversed()]) {
      const { drafts, refused } = planConsentImport(order, createContext(emptyProjection));
      expect(drafts.map(({ type }) => type)).toEqual(["consent.withdrawn"]);
      expect(refused).toEqual([{ line: 2, code: "IMPORT_LIFTS_DENIAL" }]);
    }
  });

  it("keeps a suppression and the denial that came with it, in whatever order they stand", () => {
    const denial = { ...row, status: "objected", event_id: "ev_9" };
    const rows = [denial, { ...denial, status: "suppressed", suppression_reason: "objection" }];
    const { drafts } = planConsentImport(
      rows.map((each, index) => ({ line: index + 2, row: each })),
      createContext(emptyProjection),
    );
    expect(drafts).toMatchObject([
      { id: "ev_9", type: "suppression.added", fields: { detail: { reason: "objection" } } },
    ]);
  });

  it("is one import when it comes twice", () => {
    const [first] = plan({}).drafts;
    expect(plan({}).drafts[0]?.id).toBe(first?.id);
    const twice = planConsentImport(
      [
        { line: 2, row },
        { line: 3, row },
      ],
      createContext(emptyProjection),
    );
    expect(twice).toMatchObject({ unchanged: 1 });
    expect(twice.drafts).toHaveLength(1);
  });

  it.each([
    ["an unknown status", { status: "subscribed" }, "IMPORT_STATUS"],
    ["a status from the object prototype", { status: "constructor" }, "IMPORT_STATUS"],
    ["an open question", { status: "requested" }, "IMPORT_REQUEST"],
    ["a permission for everything", { purpose: "", activity: "" }, "IMPORT_SCOPE"],
    ["no contact point", { contact_point: "" }, "INPUT_EVENT_MISSING"],
    ["an address for a contact point", { contact_point: "ada@example.com" }, "INPUT_EVENT_FIELD"],
    ["a time of its own making", { effective_at: "01.02.2026" }, "INPUT_EVENT_TIME"],
    ["an unknown channel", { channel: "fax" }, "INPUT_EVENT_FIELD"],
    ["a topic without purpose", { purpose: "", topic: "weekly" }, "INPUT_EVENT_SCOPE"],
    ["an unknown method", { method: "telepathy" }, "INPUT_EVENT_FIELD"],
    [
      "a suppression without reason",
      { status: "suppressed", suppression_reason: "" },
      "INPUT_EVENT_FIELD",
    ],
  ])("has a row refused for %s", (_, change, code) => {
    expect(plan(change)).toEqual({ drafts: [], unchanged: 0, refused: [{ line: 2, code }] });
  });

  it.each([
    ["nothing", "", "INPUT_CSV"],
    ["a quote that never closes", 'status\r\n"granted', "INPUT_CSV"],
    ["a quote inside a cell", 'status\r\ngr"anted\r\n', "INPUT_CSV"],
    ["a column nobody knows", "status,mood\r\n", "INPUT_CSV_HEADER"],
    ["a column twice", "status,status\r\n", "INPUT_CSV_HEADER"],
    ["no status", "contact_point\r\n", "INPUT_CSV_HEADER"],
  ])("is refused for %s", (_, text, code) => {
    expect(() => readConsentCsv(text)).toThrow(expect.objectContaining({ code }));
  });

  it("reports lines with too few cells by their number, and reads a byte order mark and bare line feeds", () => {
    expect(
      readConsentCsv('\ufeffstatus,address\n"granted","a\nb"\n\nasserted\nrefused,\n'),
    ).toMatchObject({
      rows: [{ line: 2 }, { line: 6, row: { status: "refused", address: "" } }],
      refused: [{ line: 5, code: "CSV_CELL_COUNT" }],
    });
  });

  it("of noise throws nothing but coded errors", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(",", '"', "\r", "\n", "'", "=", "status", "granted", " "),
        }),
        (noise) => {
          try {
            readConsentCsv(noise);
          } catch (error) {
            expect(WellsentError.isInstance(error)).toBe(true);
          }
        },
      ),
      { numRuns: propertyRuns(10_000) },
    );
  });
});
