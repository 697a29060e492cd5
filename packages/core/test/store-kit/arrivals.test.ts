import type { DeliveryEvent } from "@wellsent/core";
import { contactId, sendKey } from "@wellsent/core";
import type { IngestInput, Reactions } from "@wellsent/core/ports";
import { consentPointTable } from "@wellsent/core/store-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDraft } from "./outbox-scene.js";
import { everything, type PeopleScene, peopleScene, start, tenant } from "./people-scene.js";

const msPerDay = 86_400_000;
/** Midnight before the tests' start: reports are told by days after it. */
const first = Math.floor(start / msPerDay) + 1;

const says: readonly (readonly [counts: "soft" | "alive" | "nothing", Partial<DeliveryEvent>])[] = [
  ["soft", { type: "bounced", bounce: { permanence: "soft", scope: "recipient" } }],
  ["soft", { type: "bounced", bounce: { permanence: "undetermined", scope: "recipient" } }],
  ["soft", { type: "bounced", bounce: { permanence: "undetermined", scope: "message" } }],
  ["nothing", { type: "bounced", bounce: { permanence: "soft", scope: "message" } }],
  ["nothing", { type: "bounced", bounce: { permanence: "soft", scope: "infrastructure" } }],
  ["nothing", { type: "bounced", bounce: { permanence: "undetermined", scope: "sender" } }],
  ["nothing", { type: "bounced", bounce: { permanence: "hard", scope: "sender" } }],
  ["nothing", { type: "bounced" }],
  ["nothing", { type: "deferred" }],
  ["nothing", { type: "rejected" }],
  ["nothing", { type: "opened", engagement: { machine: true } }],
  ["nothing", { type: "clicked", engagement: { machine: true } }],
  ["alive", { type: "delivered" }],
  ["alive", { type: "replied" }],
  ["alive", { type: "opened", engagement: { machine: false } }],
  ["alive", { type: "clicked", engagement: { machine: null } }],
];

interface Report {
  readonly says: number;
  readonly day: number;
  readonly hour: number;
  readonly message: number;
}

const messages = [0, 1, 2].map((one) => sendKey(`m${one}`));

function createInput(report: Report): IngestInput {
  return {
    kind: "delivery",
    event: {
      type: "unknown",
      dedupeKey: JSON.stringify(report),
      message: messages[report.message] ?? sendKey("none"),
      at: (first + report.day) * msPerDay + report.hour * 3_600_000,
      ...says[report.says]?.[1],
    },
  };
}

/** The same by its definition: every report at once. */
function listDays(reports: readonly Report[]): readonly number[] {
  const of = (what: string) =>
    reports.filter((one) => says[one.says]?.[0] === what).map(({ day }) => first + day);
  const alive = Math.max(-1, ...of("alive"));
  return [...new Set(of("soft"))].filter((day) => day > alive).sort((a, b) => a - b);
}

async function scene(): Promise<PeopleScene> {
  const made = peopleScene();
  await made.people("ada", "bob");
  for (const key of messages) {
    await made.store.enqueue(
      { tenant, now: start, contacts: [contactId("ada")], needs: everything },
      () => createDraft("ada", { key }),
    );
  }
  made.now = start + 400 * msPerDay;
  return made;
}

function kept({ rows }: PeopleScene): readonly number[] {
  const row = rows.listRows(tenant, consentPointTable).find(({ id }) => id === "p-ada");
  return JSON.parse(String(row?.["softBounceDays"] ?? "[]"));
}

const reportArb: fc.Arbitrary<Report> = fc.record({
  says: fc.integer({ min: 0, max: says.length - 1 }),
  day: fc.integer({ min: 0, max: 12 }),
  hour: fc.integer({ min: 0, max: 23 }),
  message: fc.integer({ min: 0, max: 2 }),
});

describe("days on which mail came back", () => {
  test("are the same in whichever order, calls and repetitions reports arrive", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(reportArb, { maxLength: 24 })
          .chain((reports) =>
            fc.tuple(
              fc.constant(reports),
              fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 }),
              fc.integer({ min: 1, max: 6 }),
            ),
          ),
        async ([reports, told, batch]) => {
          const one = await scene();
          for (let from = 0; from < told.length; from += batch) {
            await one.ingest(told.slice(from, from + batch).map(createInput));
          }
          expect(kept(one)).toEqual(listDays(reports));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("come to the gate with each soft bounce, and with nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reportArb, { maxLength: 16 }), async (reports) => {
        const one = await scene();
        const unique = [...new Map(reports.map((each) => [JSON.stringify(each), each])).values()];
        const seen: unknown[] = [];
        const draftsFor: Reactions["draftsFor"] = (_, __, history) => {
          seen.push(history?.days);
          return [];
        };
        await one.ingest(unique.map(createInput), undefined, { draftsFor });
        const expected = unique.map((each, index) =>
          says[each.says]?.[0] === "soft" ? listDays(unique.slice(0, index + 1)) : undefined,
        );
        expect(seen).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test("are the latest 64, however many there are", async () => {
    const one = await scene();
    const reports = Array.from({ length: 90 }, (_, day) => ({ says: 0, day, hour: 1, message: 0 }));
    await one.ingest(reports.map(createInput));
    expect(kept(one)).toEqual(listDays(reports).slice(-64));
  });

  test("are not counted of a report that could not be taken in", async () => {
    const one = await scene();
    const draftsFor = () => {
      throw new Error("a gate's fault");
    };
    const inputs = [createInput({ says: 0, day: 1, hour: 1, message: 0 })];
    await one.ingest(inputs, undefined, { draftsFor }).catch(() => undefined);
    expect(kept(one)).toEqual([]);
    await one.ingest(inputs);
    expect(kept(one)).toEqual([first + 1]);
  });

  test.each(["[1,", '{"a":1}', '["1"]', "[1.5]", "7"])(
    "cost their person no denial where they cannot be read: %s",
    async (softBounceDays) => {
      const one = await scene();
      one.damage(consentPointTable, "p-ada", { softBounceDays });
      const complaint = createInput({ says: 0, day: 1, hour: 1, message: 0 });
      if (complaint.kind !== "delivery") return;
      const event = { ...complaint.event, type: "complained", dedupeKey: "c" } as const;
      const answer = await one.ingest([{ kind: "delivery", event }]);
      expect(answer).toMatchObject({ accepted: 1, quarantined: [] });
      await expect(one.ingest([complaint])).rejects.toMatchObject({
        code: "STORE_CORRUPT",
        path: "consent_point[p-ada].softBounceDays",
      });
    },
  );

  test("cost a denial nothing that comes in one call with a bounce they cannot count", async () => {
    const one = await scene();
    one.damage(consentPointTable, "p-ada", { softBounceDays: "[1," });
    const bounce = createInput({ says: 0, day: 1, hour: 1, message: 0 });
    if (bounce.kind !== "delivery") return;
    const event = { ...bounce.event, type: "complained", dedupeKey: "c" } as const;
    const complaint = { kind: "delivery", event } as const;
    const draftsFor: Reactions["draftsFor"] = ({ type, dedupeKey, at }, contactPoint) =>
      type === "complained"
        ? [{ id: dedupeKey, type: "complaint", contactPoint, effectiveAt: at, fields: {} }]
        : [];
    const ada = { contact: contactId("ada"), code: "STORE_CORRUPT" };
    expect(await one.ingest([bounce, complaint], undefined, { draftsFor })).toMatchObject({
      ...{ accepted: 1, duplicate: 0, quarantined: [ada] },
    });
    const { items } = await one.store.readLedger({ tenant });
    expect(items.map(({ id }) => id)).toEqual(["c"]);
    // Once the count is mended, the same call counts the bounce.
    one.damage(consentPointTable, "p-ada", { softBounceDays: null });
    expect(await one.ingest([bounce, complaint], undefined, { draftsFor })).toMatchObject({
      ...{ accepted: 1, duplicate: 1, quarantined: [] },
    });
    expect(kept(one)).toEqual([first + 1]);
  });

  test("are named where they cannot be read, and begin anew with a sign of life", async () => {
    const one = await scene();
    one.damage(consentPointTable, "p-ada", { softBounceDays: "[null]" });
    const named = { table: "consent_point", key: "p-ada", code: "STORE_CORRUPT" };
    expect(await one.store.integrity(tenant)).toContainEqual(named);
    const delivered = createInput({ says: 12, day: 3, hour: 1, message: 0 });
    if (delivered.kind !== "delivery") return;
    const event = { ...delivered.event, type: "complained", dedupeKey: "c" } as const;
    const answer = await one.ingest([delivered, { kind: "delivery", event }]);
    expect(answer).toMatchObject({ accepted: 2, quarantined: [] });
    await one.ingest([createInput({ says: 0, day: 5, hour: 1, message: 0 })]);
    expect(kept(one)).toEqual([first + 5]);
    expect(await one.store.integrity(tenant)).not.toContainEqual(named);
  });
});
