import { contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type {
  MembershipResult,
  SegmentUnit,
  StoreScope,
  TickReport,
} from "../ports/store/store.js";
import { type ContactUnit, contactUnits } from "./contact-units.js";
import { checkInstant } from "./drafted-message.js";
import type { Io } from "./io.js";
import { atLeastOne } from "./page.js";
import { breakMarks, planMarksRead } from "./plan-marks.js";
import { quarantinedIds, quarantineRead, quarantineWrites } from "./quarantine-rows.js";
import { mismatch } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { type PlannedRuns, plannedRuns, writeRuns } from "./run-changes.js";
import { contactTable, membershipTable } from "./tables.js";
import { refusePromise, runUnits } from "./units.js";

/** What a look at one contact's segments writes. `memberships: null`: they are as they were. */
interface Looked {
  readonly contact: string;
  readonly memberships: readonly RawRow[] | null;
  readonly recheckAt: number | null;
  readonly runs: PlannedRuns;
}

/** See `Store.refreshSegments`: six trips, and three more where a mark breaks. */
export function* refreshSegments(
  call: StoreScope & {
    readonly limit: number;
    readonly needs: FactsNeeded;
    readonly plans?: readonly string[];
  },
  evaluate: (unit: SegmentUnit) => MembershipResult,
): Io<TickReport> {
  const limit = atLeastOne(call.limit, "limit");
  const [due = []] = yield [
    {
      op: "due",
      table: contactTable,
      path: "due",
      on: [],
      now: call.now,
      limit,
      lock: true,
    },
  ];
  if (due.length === 0) return { processed: 0, quarantined: 0, more: false };
  const ids = due.map((row) => contactId(String(row["id"])));
  const [known = [], marks = []] = yield [
    quarantineRead("contact", ids),
    ...(call.plans === undefined ? [] : [planMarksRead(false)]),
  ];
  if (call.plans !== undefined) yield* breakMarks(marks, call.plans, call.now);
  // What a contact is a member of is compared with, whoever asks for it.
  const { units } = yield* contactUnits(call, ids, { ...call.needs, memberships: true });
  const again = quarantinedIds(known);
  const since = dueSince(due, known);
  const { results } = runUnits<ContactUnit, Looked>(
    units,
    (unit) => looked(call, unit, since.get(unit.contact) ?? call.now, evaluate),
    ({ contact }) => again.has(contact),
  );
  const done = results.flatMap((one) => (one.ok ? [one.value] : []));
  const ends = units.map(({ contact }, index) => {
    const result = results[index];
    return { id: contact, contact, code: result?.ok === false ? result.code : null };
  });
  const aside = quarantineWrites(call, "contact", known, ends);
  yield* writeRuns(
    done.map(({ runs }) => runs),
    [
      ...membershipWrites(done),
      {
        op: "patch",
        table: contactTable,
        rows: [
          ...done.map(({ contact, recheckAt }) => ({ id: contact, segmentsDueAt: recheckAt })),
          ...[...aside.nextAt].map(([id, segmentsDueAt]) => ({ id, segmentsDueAt })),
        ],
      },
      ...aside.writes,
    ],
  );
  return {
    processed: done.length,
    quarantined: results.length - done.length,
    more: due.length === limit,
  };
}

/** When each contact was first due. For one in quarantine: since its first failure. */
function dueSince(due: readonly RawRow[], aside: readonly RawRow[]): ReadonlyMap<string, Instant> {
  const failedAt = new Map(aside.map(({ id, at }) => [id, at]));
  return new Map(
    due.map(({ id = null, segmentsDueAt }) => {
      const instants = [segmentsDueAt, failedAt.get(id)].filter((at) => typeof at === "number");
      return [String(id), Math.min(...instants)];
    }),
  );
}

function looked(
  scope: StoreScope,
  { contact, facts, enrollments }: ContactUnit,
  dueAt: Instant,
  evaluate: (unit: SegmentUnit) => MembershipResult,
): Looked {
  const result = evaluate({ dueAt, facts, enrollments });
  refusePromise(result);
  const { recheckAt } = result;
  if (result.contact !== contact)
    throw mismatch("Memberships must answer the contact that was given.", "contact");
  if (recheckAt !== null) checkInstant(recheckAt, "recheckAt");
  return {
    contact,
    memberships: membershipRows(facts, result),
    recheckAt,
    runs: plannedRuns(scope, contact, enrollments, result),
  };
}

/** Most refreshes change nothing; then nothing is written. */
function membershipRows(
  before: ContactFacts,
  { contact, memberships }: MembershipResult,
): readonly RawRow[] | null {
  if (JSON.stringify(before.memberships) === JSON.stringify(memberships)) return null;
  const rows = new Map<string, RawRow>();
  for (const [place, { segment, since }] of memberships.entries()) {
    checkInstant(since, `memberships[${place}].since`);
    if (rows.has(segment))
      throw mismatch("A contact is in a segment once.", `memberships[${place}].segment`);
    rows.set(segment, { contact, segment, since, place });
  }
  return [...rows.values()];
}

function membershipWrites(done: readonly Looked[]): readonly RowRequest[] {
  const changed = done.filter(({ memberships }) => memberships !== null);
  return [
    {
      op: "drop",
      table: membershipTable,
      path: "contact",
      keys: changed.map(({ contact }) => [contact]),
    },
    {
      op: "add",
      table: membershipTable,
      rows: changed.flatMap(({ memberships }) => memberships ?? []),
    },
  ];
}
