import type { EventPayload } from "@wellsent/consent";
import type {
  BundleRequest,
  CaseAction,
  DataHolder,
  DataSubject,
  ErasureOptions,
  ErasureReport,
  OpenedCase,
  RightsCase,
  SubjectBundle,
} from "@wellsent/consent/rights";
import type {
  CallOptions,
  ConsentDraft,
  ContactPointId,
  Instant,
  LedgerEntry,
  TenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact, readContactId } from "./contact-reference.js";
import { loadLedger, loadRights } from "./peers.js";
import { readLedger } from "./reading.js";
import { sha256Hex } from "./secret.js";

export interface EraseOptions extends CallOptions, ErasureOptions {
  /**
   * Others who hold data of the person, such as a CRM or a warehouse. The app's store is always
   * included.
   */
  readonly holders?: readonly DataHolder[];
  /**
   * The case's id, such as a ticket's: a new case begins under it, and one of this person that was
   * interrupted goes on. Default: a new one.
   */
  readonly case?: string;
}

export interface ErasedPerson extends ErasureReport {
  readonly case: string;
}

export interface ExportOptions
  extends CallOptions,
    Partial<Pick<BundleRequest, "recipients" | "retention">> {
  readonly holders?: readonly DataHolder[];
  /** Default: `access`, GDPR Art. 15; `portability` is Art. 20. */
  readonly kind?: "access" | "portability";
  /** A case that `openCase` opened and that this answers. Default: a new one. */
  readonly case?: string;
}

export interface OpenCaseOptions extends CallOptions {
  readonly kind: OpenedCase["kind"];
  /** The request in the person's words: beside the ledger, and destroyed on erasure. */
  readonly evidence?: EventPayload;
  /** When it came in, where that is not now: terms run from then. */
  readonly at?: Instant;
}

/** @returns the case's id */
export async function openPersonCase(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  { kind, evidence, at, ...call }: OpenCaseOptions,
): Promise<string> {
  const { ids, clock, random } = deps;
  const rights = await loadRights();
  const subject = await loadSubject(deps, tenant, reference, call);
  const id = ids.next();
  const opening = {
    ...{ case: id, kind, contactPoints: listPointIds(subject) },
    ...(evidence === undefined ? {} : { payload: evidence }),
    ...(at === undefined ? {} : { at }),
  };
  await append(deps, tenant, rights.openCase({ ids, random, now: clock.now() }, opening), call);
  return id;
}

export type PersonBundle = SubjectBundle;

/**
 * Opens a case, erases at every holder, records what was seen, and answers the case.
 *
 * @throws InputError `INPUT_CONTACT_UNKNOWN` for nobody there, unless their case has begun;
 * `INPUT_CASE` for a case of somebody else, `INPUT_ERASURE_HOLDER` where a holder is missing that
 * it still waits for; as `erasurePlan` and `runErasure`.
 */
export async function erasePerson(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  options: EraseOptions,
): Promise<ErasedPerson> {
  const { case: given, signal } = options;
  if (given === undefined) return eraseFrom(deps, tenant, reference, undefined, options);
  const call = signal === undefined ? {} : { signal };
  let before = await findCase(deps, tenant, given, call);
  for (;;) {
    try {
      return await eraseFrom(deps, tenant, reference, before, options);
    } catch (error) {
      // Another process may have brought the same case further meanwhile: then it goes on there.
      const after = await findCase(deps, tenant, given, call);
      if (after?.status === before?.status) throw error;
      before = after;
    }
  }
}

/** Goes on where a case stands; `before` is undefined for one that has not begun. */
async function eraseFrom(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  before: RightsCase | undefined,
  { holders = [], signal, case: given, ...wishes }: EraseOptions,
): Promise<ErasedPerson> {
  const { engine, ids, clock, random } = deps;
  const rights = await loadRights();
  const call = signal === undefined ? {} : { signal };
  const now = { ids, random, now: clock.now() };
  const id = given ?? ids.next();
  // Of a case that has begun the contact may be gone already.
  const subject =
    before === undefined
      ? await loadSubject(deps, tenant, reference, call)
      : await remainingSubject(deps, tenant, reference, call);
  if (before !== undefined) await checkSameSubject(deps, tenant, before, subject, call);
  if (before === undefined) {
    const opening = { case: id, kind: "erase", contactPoints: listPointIds(subject) } as const;
    await append(deps, tenant, rights.openCase(now, opening), call);
  }
  const opened = before ?? (await loadCase(deps, tenant, id, call));
  if (isClosed(opened)) return { outcomes: [], faults: [], complete: true, case: id };
  const all = [...holders, await ownHolder(deps, tenant)];
  const unfinished = [...rights.openActions(opened), ...rights.incompleteActions(opened)];
  checkHolders(unfinished, all);
  const report = await rights.runErasure(
    {
      plan: rights.erasurePlan(all, opened, wishes),
      case: opened,
      subject,
      holders: all,
      by: now,
      append: (drafts, options) => engine.record(tenant, drafts, options),
    },
    call,
  );
  if (report.complete) {
    const done = await loadCase(deps, tenant, id, call);
    const by = { ids, random, now: clock.now() };
    await append(deps, tenant, rights.answerCase(by, done), call);
  }
  return { ...report, case: id };
}

/** What every holder has about the person, with their consent events and the evidence. */
export async function exportPerson(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  options: ExportOptions,
): Promise<PersonBundle> {
  const { holders = [], recipients = [], retention = [], signal } = options;
  const { clock, ids, random, engine } = deps;
  const [rights, { readEvent }] = await Promise.all([loadRights(), loadLedger()]);
  const call = signal === undefined ? {} : { signal };
  const subject = await loadSubject(deps, tenant, reference, call);
  const { kind: wanted = "access" } = options;
  const id =
    options.case ?? (await openPersonCase(deps, tenant, reference, { ...call, kind: wanted }));
  const kind = answeredByBundle(await loadCase(deps, tenant, id, call));
  const data: Record<string, Awaited<ReturnType<DataHolder["export"]>>> = {};
  for (const holder of [...holders, await ownHolder(deps, tenant)])
    data[holder.id] = await holder.export(subject, call);
  const contactPoints = await pointsEver(engine, tenant, subject, call);
  const events: LedgerEntry[] = [];
  for (const contactPoint of contactPoints) {
    for await (const entry of readLedger(deps, { tenant, contactPoint }, call)) events.push(entry);
  }
  const bundle = rights.subjectBundle({
    case: { id, kind },
    contactPoints,
    at: clock.now(),
    events: events.map(readEvent),
    data,
    recipients,
    retention,
    rules: deps.settings.of(tenant).rules,
  });
  // Recorded as answered with exactly these bytes. The host hands them to the person.
  const opened = await loadCase(deps, tenant, id, call);
  const digest = await sha256Hex(JSON.stringify(bundle));
  const now = { ids, random, now: clock.now() };
  await append(deps, tenant, rights.answerCase(now, opened, { digest }), call);
  return bundle;
}

/** A bundle answers no request for erasure. @throws InputError `INPUT_CASE_KIND` */
function answeredByBundle({ kind }: RightsCase): "access" | "portability" {
  if (kind === "access" || kind === "portability") return kind;
  throw new InputError("INPUT_CASE_KIND", "The case does not ask for a person's data.", {
    path: "case",
  });
}

async function ownHolder(
  { engine, clock, ids, schema }: AppDependencies,
  tenant: TenantId,
): Promise<DataHolder> {
  const rights = await loadRights();
  const events = Object.keys(schema.events);
  return rights.storeHolder({ engine, tenant, clock, ids, events });
}

async function loadSubject(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  call: CallOptions,
): Promise<DataSubject> {
  const { id, points } = await loadContact(deps, tenant, reference, call);
  return { contact: id, points };
}

async function remainingSubject(
  { engine }: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  call: CallOptions,
): Promise<DataSubject> {
  const contact = readContactId(reference);
  const found = await engine.store.readContact({ tenant, lookup: { id: contact } }, call);
  return { contact, points: found?.points ?? [] };
}

/**
 * Whoever is named has to be the one that the case is about: another would be told of an erasure
 * that never was, or be erased on somebody else's request.
 */
async function checkSameSubject(
  { engine }: AppDependencies,
  tenant: TenantId,
  { contactPoints }: RightsCase,
  subject: DataSubject,
  call: CallOptions,
): Promise<void> {
  const had = await pointsEver(engine, tenant, subject, call);
  if (contactPoints.some((point) => had.includes(point))) return;
  const owners = await Promise.all(
    contactPoints.map((point) => engine.store.readContact({ tenant, lookup: { point } }, call)),
  );
  // Whoever has been erased is gone from both.
  if (had.length === 0 && owners.every((owner) => owner === null)) return;
  throw new InputError("INPUT_CASE", "The case is about somebody else.", {
    path: "case",
    remedy: "Give the contact that it was opened for, or leave the case out to open another.",
  });
}

/** Once our own store has erased the person, nothing leads to what the others have of them. */
function checkHolders(unfinished: readonly CaseAction[], holders: readonly DataHolder[]): void {
  const known = new Set(holders.map(({ id }) => id));
  if (unfinished.every(({ operation, store }) => operation !== "erase" || known.has(store))) return;
  throw new InputError(
    "INPUT_ERASURE_HOLDER",
    "The case waits for a data holder that was not passed.",
    { path: "holders", remedy: "Nothing was erased. Give every holder that the case began with." },
  );
}

function isClosed({ status }: RightsCase): boolean {
  return status === "answered" || status === "refused";
}

/** Of all addresses that the person has or had. */
async function pointsEver(
  { store }: AppDependencies["engine"],
  tenant: TenantId,
  { contact, points }: DataSubject,
  call: CallOptions,
): Promise<readonly ContactPointId[]> {
  const owned = contact === undefined ? [] : await store.readPoints({ tenant, contact }, call);
  return [...new Set([...points, ...owned].map(({ id }) => id))];
}

function listPointIds({ points }: DataSubject) {
  return points.map(({ id }) => id);
}

/** Every request there was, in the order of their opening. */
export async function loadCases(
  deps: AppDependencies,
  tenant: TenantId,
  call: CallOptions = {},
): Promise<readonly RightsCase[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of readLedger(deps, { tenant }, call))
    if (entry.type.startsWith("dsr.")) entries.push(entry);
  const [rights, { readEvent }] = await Promise.all([loadRights(), loadLedger()]);
  return [...rights.rightsCases(entries.map(readEvent)).values()].map(({ case: one }) => one);
}

async function findCase(
  deps: AppDependencies,
  tenant: TenantId,
  id: string,
  call: CallOptions,
): Promise<RightsCase | undefined> {
  return (await loadCases(deps, tenant, call)).find((one) => one.id === id);
}

async function loadCase(
  deps: AppDependencies,
  tenant: TenantId,
  id: string,
  call: CallOptions,
): Promise<RightsCase> {
  const found = await findCase(deps, tenant, id, call);
  if (found !== undefined) return found;
  throw new InputError("INPUT_CASE", "The ledger has no such case.", { path: "case" });
}

async function append(
  { engine }: AppDependencies,
  tenant: TenantId,
  drafts: readonly ConsentDraft[],
  call: CallOptions,
): Promise<void> {
  const { refused } = await engine.record(tenant, drafts, call);
  const [first] = refused;
  if (first === undefined) return;
  throw new InputError("INPUT_CASE", `The ledger refused the case: ${first.code}.`, {
    path: "case",
  });
}
