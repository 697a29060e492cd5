import type { StoreError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { AppendResult, ConsentDraft } from "../ports/consent-gate.js";
import type {
  IngestInput,
  IngestReport,
  Reactions,
  RoutedInput,
  StoreScope,
} from "../ports/store/store.js";
import { appendWrites, checkAdded, checkAppend, listPoints, readAppendState } from "./append.js";
import { countReports } from "./budget-reports.js";
import { type ClaimedNames, claimedNames } from "./claimed-names.js";
import { dirtyRows } from "./contact-codec.js";
import { type ContactFailures, ContactsFailed, createContactFailures } from "./contact-failures.js";
import { type ContactUnit, contactUnits, type RunsUnit } from "./contact-units.js";
import { countClicks } from "./hour-counts.js";
import {
  arrivalRows,
  eventRow,
  type Gathered,
  gather,
  type Intake,
  markRows,
  type Prepared,
  prepare,
  type Recorded,
  record,
} from "./intake.js";
import type { Io } from "./io.js";
import { quarantineRead, quarantineWrites, readContactId } from "./quarantine-rows.js";
import { mismatch } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { type PlannedRuns, plannedRuns, writeRuns } from "./run-changes.js";
import { consentPointTable, contactTable, eventTable, messageTable } from "./tables.js";

interface TakenIn {
  /** What was appended; `null` where there was nothing to append. */
  readonly append: AppendResult | null;
  readonly report: IngestReport;
}

interface TakeInMode {
  /**
   * A contact that fails is refused with all its inputs, and the call ends with {@link
   * ContactsFailed}: the driver undoes what was written and makes the call again `without` it.
   * Otherwise what was recorded and appended stays, what it wakes is woken, and the contact goes to
   * quarantine.
   */
  readonly refuse?: { readonly without: ReadonlyMap<ContactId, string> };
  /** Asks `append` even where there is no draft. */
  readonly always?: boolean;
  /**
   * Whether rows of points that were read before the ledger was locked cannot have changed since.
   */
  readonly serial?: boolean;
}

/**
 * Takes in what happened: records it once, appends what it means, and routes it together with the
 * news of the append. At most ten trips,
 * and two more each where a budget counts reports and where clicks are counted by their hour.
 */
export function* takeIn(
  scope: StoreScope,
  intake: Intake,
  reactions: Reactions,
  mode: TakeInMode = {},
): Io<TakenIn> {
  const refuse = mode.refuse !== undefined;
  const failures = createContactFailures(mode.refuse?.without);
  const gathered = yield* gather(scope, intake, reactions, failures);
  const { prepared, uncounted } = prepare(gathered, reactions, failures, refuse);
  const possible = [...intake.drafts, ...prepared.flatMap(({ drafts }) => drafts)];
  const recorded = yield* record(
    prepared,
    possible.map((draft) => draft.id),
    possible.length > 0 || mode.always === true,
    reactions.headFits,
  );
  const drafts = [...intake.drafts, ...recorded.fresh.flatMap((one) => one.drafts)];
  const appending =
    drafts.length > 0 || mode.always === true
      ? yield* appended(scope, drafts, recorded, gathered, reactions, failures, mode)
      : null;
  const append = appending?.append ?? null;
  const news = listNews(append, gathered.points, reactions, failures);
  const routed = new Map<ContactId, RoutedInput[]>();
  for (const input of [...recorded.fresh.map(routedInput), ...news]) {
    const inputs = routed.get(input.contact);
    if (inputs === undefined) routed.set(input.contact, [input]);
    else inputs.push(input);
  }
  const marks = markRows(recorded.fresh);
  const arrivals = arrivalRows(recorded.fresh, gathered);
  if (append !== null || marks.length + arrivals.length > 0) {
    // Before the facts are read, so that routing sees them as they are after the append.
    const [entries = []] = yield [
      ...(appending === null ? [] : appendWrites(appending.append)),
      ...(appending?.claimed.writes(appending.append.entries) ?? []),
      { op: "add", table: eventTable, rows: news.map(eventRow) },
      { op: "patch", table: messageTable, rows: marks },
      { op: "patch", table: consentPointTable, rows: arrivals },
    ];
    if (append !== null) checkAdded(entries);
  }
  yield* countReports(recorded.fresh, gathered.locked, reactions);
  yield* countClicks(recorded.fresh, gathered.locked, reactions);
  const plans = yield* route(scope, routed, gathered, reactions, failures);
  if (refuse) endAttempt(failures, gathered, recorded.fresh);
  // Refused inputs are left to the caller, who may repeat them; only news still reach such a
  // contact.
  const failed = [...failures.codes].filter(([contact]) => !refuse || routed.has(contact));
  const dirty = [
    ...plans.dirty,
    ...(appending?.owners ?? []),
    ...failed.map(([contact]) => contact),
  ];
  const writes = failed.length === 0 ? [] : yield* asideWrites(scope, failed);
  const started = yield* writeRuns(plans.runs, [
    {
      op: "patch",
      table: contactTable,
      rows: dirtyRows(dirty, scope.now),
      least: ["segmentsDueAt"],
    },
    ...writes,
  ]);
  return {
    append,
    report: {
      accepted: recorded.fresh.length,
      duplicate: gathered.duplicate + recorded.duplicate,
      orphaned: gathered.orphaned,
      started,
      quarantined: [
        ...[...uncounted].map(([contact, { code }]) => ({ contact, code })),
        ...[...failures.codes].map(([contact, code]) => ({ contact, code })),
      ],
    },
  };
}

/**
 * Extends the ledger in memory. A point that cannot be read fails the delivery event that names it;
 * a draft that was given to the call is refused. `owners`: whose decisions have changed.
 */
function* appended(
  scope: StoreScope,
  drafts: readonly ConsentDraft[],
  { fresh, head, known }: Recorded,
  { points }: Gathered,
  reactions: Pick<Reactions, "append" | "listPoints" | "claimIn">,
  failures: ContactFailures,
  { serial = false }: Pick<TakeInMode, "serial">,
): Io<{
  readonly append: AppendResult;
  readonly owners: readonly ContactId[];
  readonly claimed: ClaimedNames;
}> {
  const ids = new Set(drafts.map((draft) => draft.id));
  const before = { head, known: known.filter((id) => ids.has(id)), points, serial };
  const held = new Set(known);
  const unheld = drafts.filter(({ id }) => !held.has(id));
  const claimed = yield* claimedNames(unheld, points, reactions);
  const { state, damaged, owners } = yield* readAppendState(scope, drafts, reactions, before);
  const lost = (draft: ConsentDraft): StoreError | undefined =>
    listPoints(draft, reactions).flatMap((id) => damaged.get(id) ?? [])[0];
  for (const { input, drafts: meant } of fresh) {
    const [error] = meant.flatMap((draft) => lost(draft) ?? []);
    if (error !== undefined) failures.fail(input.contact, error);
  }
  const result = reactions.append(
    state,
    drafts.filter((draft) => lost(draft) === undefined && !claimed.late.has(draft)),
  );
  checkAppend(state, result);
  const reported = new Set(fresh.flatMap((one) => one.drafts));
  const unreadable = unheld
    .filter((draft) => lost(draft) !== undefined && !reported.has(draft))
    .map(({ id }) => ({ id, code: "PROJECTION_UNREADABLE" }));
  const late = [...claimed.late]
    .filter((draft) => lost(draft) === undefined)
    .map(({ id }) => ({ id, code: "NAME_TAKEN" }));
  const { projections, suppress, release } = result;
  const changed = projections.length + suppress.length + release.length > 0;
  const refused = [...result.refused, ...unreadable, ...late];
  return { append: { ...result, refused }, owners: changed ? owners : [], claimed };
}

/** The id of the event by which a contact hears of a ledger entry. */
export function newsId(entry: string, contactPoint: string): string {
  return `consent:${entry}:${contactPoint}`;
}

/** The news of an append as events of whoever has, or had, the point. */
function listNews(
  append: AppendResult | null,
  points: ReadonlyMap<string, RawRow>,
  { createEvent }: Pick<Reactions, "createEvent">,
  failures: ContactFailures,
): readonly Extract<RoutedInput, { readonly kind: "event" }>[] {
  const units = (append?.news ?? []).flatMap((news) => {
    const contact = findOwner(points, news.contactPoint);
    return contact === null ? [] : [{ contact, news }];
  });
  const events = failures.run(units, ({ contact, news }) => {
    const id = newsId(news.entry, news.contactPoint);
    const input = { kind: "event", contact, event: { ...createEvent(news), id } } as const;
    eventRow(input);
    return input;
  });
  return events.filter((event) => event !== null);
}

function findOwner(points: ReadonlyMap<string, RawRow>, point: string): ContactId | null {
  const row = points.get(point);
  return row === undefined ? null : readContactId(row);
}

function routedInput({ input }: Prepared): RoutedInput {
  if (input.kind === "event") return input;
  const { kind, event, contact, message } = input;
  return { kind, event, contact, message };
}

/**
 * Lets each contact's inputs wake and start runs. A contact that fails, here or before, starts
 * nothing; what its inputs wake is woken all the same.
 */
function* route(
  scope: StoreScope,
  routed: ReadonlyMap<ContactId, readonly RoutedInput[]>,
  { locked }: Pick<Gathered, "locked">,
  { needs, wake, route }: Pick<Reactions, "needs" | "wake" | "route">,
  failures: ContactFailures,
): Io<{ readonly runs: readonly PlannedRuns[]; readonly dirty: readonly ContactId[] }> {
  const read = yield* contactUnits(scope, [...routed.keys()], needs, locked);
  const woken = failures.run(read.runs, ({ contact, enrollments }: RunsUnit) => {
    const said = wake({ inputs: routed.get(contact) ?? [], enrollments });
    return plannedRuns(scope, contact, enrollments, { wake: said, start: [], log: [] });
  });
  const units = read.units.filter(({ contact }) => !failures.codes.has(contact));
  const answers = failures.run(units, ({ contact, facts, enrollments }: ContactUnit) => {
    const said = route({ inputs: routed.get(contact) ?? [], facts, enrollments });
    const runs = plannedRuns(scope, contact, enrollments, { ...said, wake: [] });
    return { contact, dirty: said.dirty, runs };
  });
  const done = answers.filter((answer) => answer !== null);
  return {
    runs: [...woken.filter((runs) => runs !== null), ...done.map(({ runs }) => runs)],
    dirty: done.filter(({ dirty }) => dirty).map(({ contact }) => contact),
  };
}

function* asideWrites(
  scope: StoreScope,
  failed: readonly (readonly [ContactId, string])[],
): Io<readonly RowRequest[]> {
  const ids = failed.map(([contact]) => contact).sort();
  const [known = []] = yield [quarantineRead("contact", ids)];
  const ends = failed.map(([contact, code]) => ({ id: contact, contact, code }));
  return quarantineWrites(scope, "contact", known, ends).writes;
}

/**
 * Ends an attempt that has recorded something of a contact which failed. A single contact fails
 * with its own error.
 */
function endAttempt(
  { codes, thrown }: ContactFailures,
  { contacts }: Gathered,
  fresh: readonly Prepared[],
): void {
  const [only] = contacts;
  if (only !== undefined && contacts.size === 1 && thrown.has(only)) throw thrown.get(only);
  if (fresh.some(({ input }) => codes.has(input.contact))) throw new ContactsFailed(codes);
}

/**
 * See `Store.ingest`. Throws `ContactsFailed` where some contacts cannot be routed: the
 * transaction is to be undone and the call made again `without` them, so that nothing of theirs is
 * recorded and everybody else's is.
 */
export function* ingest(
  call: StoreScope & { readonly inputs: readonly IngestInput[] },
  reactions: Reactions,
  without: ReadonlyMap<ContactId, string> = new Map(),
): Io<IngestReport> {
  const intake = { inputs: call.inputs, drafts: [] };
  return (yield* takeIn(call, intake, reactions, { refuse: { without } })).report;
}

/** See `Store.appendConsent`. `serial`: as rows say of themselves. */
export function* appendConsent(
  call: StoreScope & {
    readonly drafts: readonly ConsentDraft[];
    readonly inputs?: readonly IngestInput[];
  },
  reactions: Reactions,
  serial: boolean,
): Io<AppendResult> {
  const intake = { inputs: call.inputs ?? [], drafts: call.drafts };
  const { append } = yield* takeIn(call, intake, reactions, { always: true, serial });
  if (append === null) throw mismatch("append must answer with what it appended.");
  return append;
}
