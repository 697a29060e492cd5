import type { EventPayload } from "@wellsent/consent";
import type {
  BundleRequest,
  DataHolder,
  DataSubject,
  ErasureOptions,
  ErasureReport,
  OpenedCase,
  RightsCase,
  SubjectBundle,
} from "@wellsent/consent/rights";
import type { CallOptions, ConsentDraft, Instant, LedgerEntry, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppParts } from "./app-parts.js";
import { type ContactReference, contactIdOf, contactOf } from "./contact-reference.js";
import { sha256Hex } from "./digest.js";
import { loadLedger, loadRights } from "./peers.js";
import { everything } from "./reading.js";

export interface EraseOptions extends CallOptions, ErasureOptions {
  /** Whoever else holds data of the person: CRM, warehouse. The app's store is always one. */
  readonly holders?: readonly DataHolder[];
  /** The id of a case to go on with: `openCase`'s, or one that was interrupted. Default: a new one. */
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
  parts: AppParts,
  tenant: TenantId,
  reference: ContactReference,
  { kind, evidence, at, ...call }: OpenCaseOptions,
): Promise<string> {
  const { ids, clock, random } = parts;
  const rights = await loadRights();
  const subject = await subjectOf(parts, tenant, reference, call);
  const id = ids.next();
  const opening = {
    ...{ case: id, kind, contactPoints: pointsOf(subject) },
    ...(evidence === undefined ? {} : { payload: evidence }),
    ...(at === undefined ? {} : { at }),
  };
  await append(parts, tenant, rights.openCase({ ids, random, now: clock.now() }, opening), call);
  return id;
}

export type PersonBundle = SubjectBundle;

/** Opens a case, erases at every holder, records what was seen, and answers the case. */
export async function erasePerson(
  parts: AppParts,
  tenant: TenantId,
  reference: ContactReference,
  { holders = [], signal, case: given, ...wishes }: EraseOptions,
): Promise<ErasedPerson> {
  const { engine, ids, clock, random } = parts;
  const rights = await loadRights();
  const call = signal === undefined ? {} : { signal };
  const now = { ids, random, now: clock.now() };
  const id = given ?? ids.next();
  const before = given === undefined ? undefined : await caseOf(parts, tenant, given, call);
  // Of a case that has begun the contact may be gone already.
  const subject =
    before === undefined
      ? await subjectOf(parts, tenant, reference, call)
      : await remainingSubject(parts, tenant, reference, call);
  if (before === undefined) {
    const opening = { case: id, kind: "erase", contactPoints: pointsOf(subject) } as const;
    await append(parts, tenant, rights.openCase(now, opening), call);
  }
  const opened = before ?? (await caseOf(parts, tenant, id, call));
  if (isClosed(opened)) return { outcomes: [], faults: [], complete: true, case: id };
  const all = [...holders, await ownHolder(parts, tenant)];
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
    const done = await caseOf(parts, tenant, id, call);
    const by = { ids, random, now: clock.now() };
    await append(parts, tenant, rights.answerCase(by, done), call);
  }
  return { ...report, case: id };
}

/** What every holder has of the person, with their consent events and what they rest on. */
export async function exportPerson(
  parts: AppParts,
  tenant: TenantId,
  reference: ContactReference,
  options: ExportOptions,
): Promise<PersonBundle> {
  const { holders = [], recipients = [], retention = [], signal } = options;
  const { clock, ids, random, engine } = parts;
  const [rights, { readEvent }] = await Promise.all([loadRights(), loadLedger()]);
  const call = signal === undefined ? {} : { signal };
  const subject = await subjectOf(parts, tenant, reference, call);
  const { kind: wanted = "access" } = options;
  const id =
    options.case ?? (await openPersonCase(parts, tenant, reference, { ...call, kind: wanted }));
  const kind = answeredByBundle(await caseOf(parts, tenant, id, call));
  const data: Record<string, Awaited<ReturnType<DataHolder["export"]>>> = {};
  for (const holder of [...holders, await ownHolder(parts, tenant)])
    data[holder.id] = await holder.export(subject, call);
  const events: LedgerEntry[] = [];
  for (const contactPoint of pointsOf(subject)) {
    const read = (page: { readonly after?: string; readonly limit: number }) =>
      engine.store.readLedger({ tenant, contactPoint, ...page }, call);
    for await (const entry of everything(read)) events.push(entry);
  }
  const bundle = rights.subjectBundle({
    case: { id, kind },
    contactPoints: pointsOf(subject),
    at: clock.now(),
    events: events.map(readEvent),
    data,
    recipients,
    retention,
    rules: parts.settings.of(tenant).rules,
  });
  // On record as answered by these very bytes; to hand them to the person is the host's.
  const opened = await caseOf(parts, tenant, id, call);
  const digest = await sha256Hex(JSON.stringify(bundle));
  const now = { ids, random, now: clock.now() };
  await append(parts, tenant, rights.answerCase(now, opened, { digest }), call);
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
  { engine, clock, ids, schema }: AppParts,
  tenant: TenantId,
): Promise<DataHolder> {
  const rights = await loadRights();
  const events = Object.keys(schema.events);
  return rights.storeHolder({ engine, tenant, clock, ids, events });
}

async function subjectOf(
  parts: AppParts,
  tenant: TenantId,
  reference: ContactReference,
  call: CallOptions,
): Promise<DataSubject> {
  const { id, points } = await contactOf(parts, tenant, reference, call);
  return { contact: id, points };
}

async function remainingSubject(
  { engine }: AppParts,
  tenant: TenantId,
  reference: ContactReference,
  call: CallOptions,
): Promise<DataSubject> {
  const contact = contactIdOf(reference);
  const found = await engine.store.readContact({ tenant, lookup: { id: contact } }, call);
  return { contact, points: found?.points ?? [] };
}

function isClosed({ status }: RightsCase): boolean {
  return status === "answered" || status === "refused";
}

function pointsOf({ points }: DataSubject) {
  return points.map(({ id }) => id);
}

/** Every request there was, in the order of their opening. */
export async function casesOf(
  { engine }: AppParts,
  tenant: TenantId,
  call: CallOptions = {},
): Promise<readonly RightsCase[]> {
  const entries: LedgerEntry[] = [];
  const read = (page: { readonly after?: string; readonly limit: number }) =>
    engine.store.readLedger({ tenant, ...page }, call);
  for await (const entry of everything(read))
    if (entry.type.startsWith("dsr.")) entries.push(entry);
  const [rights, { readEvent }] = await Promise.all([loadRights(), loadLedger()]);
  return [...rights.rightsCases(entries.map(readEvent)).values()].map(({ case: one }) => one);
}

async function caseOf(
  parts: AppParts,
  tenant: TenantId,
  id: string,
  call: CallOptions,
): Promise<RightsCase> {
  const found = (await casesOf(parts, tenant, call)).find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new InputError("INPUT_CASE", "The ledger has no such case.", { path: "case" });
}

async function append(
  { engine }: AppParts,
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
