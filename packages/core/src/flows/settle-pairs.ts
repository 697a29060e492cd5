// Longer than other files: one batch, from what both sides say to what both sides know.
import { normalizeEmailAddress } from "../addresses/index.js";
import { emptyContact } from "../engine/identify-contact.js";
import { StoreError, WellsentError } from "../errors/index.js";
import { type ContactId, contactId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ConsentDraft } from "../ports/consent-gate.js";
import type { ContactLookup, ContactRecord, FoundContact } from "../ports/store/contact-record.js";
import type { FlowConflict, FlowLink } from "../ports/store/flows.js";
import type { StoreScope } from "../ports/store/store.js";
import { withValues } from "./contact-values.js";
import { readYesNo } from "./convert.js";
import type { Flow } from "./definition.js";
import type { FlowDependencies, FlowFault } from "./dependencies.js";
import { linkBody, seenDenial } from "./flow-link.js";
import type { HostRow } from "./host-table.js";
import { reconcile } from "./reconcile.js";

/** A contact and its row, either of which may not be there yet. */
export interface Pair {
  readonly hostKey: string;
  readonly row: HostRow | null;
  readonly contact?: ContactId;
}

/** What of a pair is to be written to the host's table. */
interface Push {
  readonly link: FlowLink;
  readonly row: HostRow | null;
  readonly values: Readonly<Record<string, JsonValue>>;
  /** The link's digests once that is written. */
  readonly agreed: JsonObject;
}

export interface Settled {
  readonly written: number;
  readonly conflicts: number;
  readonly denied: number;
  readonly pushes: readonly Push[];
  /** What is kept of each pair that was settled. */
  readonly links: readonly FlowLink[];
  readonly faults: readonly FlowFault[];
}

export interface PairContext {
  readonly deps: FlowDependencies;
  readonly flow: Flow;
  readonly tenant: TenantId;
  readonly options: CallOptions;
  /** Where the flow stands once the pairs are settled. Absent: it does not move. */
  readonly move?: () => { readonly epoch: number; readonly body: JsonObject };
}

interface Look {
  readonly pair: Pair;
  readonly link: FlowLink | undefined;
  readonly lookup: ContactLookup;
}

interface Outcome {
  readonly writes: ContactRecord[];
  readonly links: FlowLink[];
  readonly conflicts: FlowConflict[];
  readonly pushes: Push[];
  readonly faults: FlowFault[];
}

/**
 * Settles contacts with their rows: denials first, which wait for nothing; then contacts, digests,
 * conflicts and the flow's place in one transaction. A pair that fails is reported, and the others
 * are settled without it.
 */
export async function settlePairs(
  context: PairContext,
  pairs: readonly Pair[],
  again = false,
): Promise<Settled> {
  const { deps, flow, tenant, options } = context;
  const { store } = deps;
  const contacts = pairs.flatMap(({ contact }) => (contact === undefined ? [] : [contact]));
  const { links, unreadable } = await store.readFlow(
    { tenant, flow: flow.id, contacts, hostKeys: pairs.map(({ hostKey }) => hostKey) },
    options,
  );
  const byContact = new Map(links.map((link) => [link.contact, link]));
  const byRow = new Map(links.map((link) => [link.hostKey, link]));
  const faults: FlowFault[] = [];
  const damaged = new Set<string>(
    unreadable.flatMap(({ contact, hostKey }) => [`contact ${contact}`, `row ${hostKey}`]),
  );
  const looks = pairs.flatMap((pair): readonly Look[] => {
    if (damaged.has(`contact ${pair.contact}`) || damaged.has(`row ${pair.hostKey}`)) {
      faults.push({ hostKey: pair.hostKey, path: null, code: "STORE_CORRUPT" });
      return [];
    }
    const link = pair.contact === undefined ? byRow.get(pair.hostKey) : byContact.get(pair.contact);
    const id = pair.contact ?? link?.contact;
    const lookup = id === undefined ? matchRow(flow, pair) : { id };
    if (lookup === null) faults.push({ hostKey: pair.hostKey, path: null, code: "FLOW_IDENTITY" });
    return lookup === null ? [] : [{ pair, link, lookup }];
  });
  const denied = await recordDenials(context, looks);
  const { move, ...still } = context;
  // What a row denies is about the points of a contact that has yet to be made: then the flow moves
  // on only after a second look, so that no end of the process loses it in between.
  const isTwice = !again && looks.some((look) => mayMakeDenied(flow, look));
  const settled = await settleTogether(isTwice ? still : context, looks);
  if (isTwice) {
    const second = await settlePairs(context, pairs, true);
    return {
      ...second,
      written: settled.written + second.written,
      conflicts: settled.conflicts + second.conflicts,
      denied: denied + second.denied,
    };
  }
  return { ...settled, denied, faults: [...faults, ...settled.faults] };
}

function mayMakeDenied({ denials = [] }: Flow, { pair: { row }, link }: Look): boolean {
  return link === undefined && denials.some(({ column }) => isNews(row, column, {}));
}

/** How a row without a link finds its contact; `null`: its key is none. */
function matchRow({ match = "key" }: Flow, { hostKey }: Pair): ContactLookup | null {
  if (match === "key") return hostKey === "" ? null : { key: hostKey };
  const parsed = normalizeEmailAddress(hostKey);
  return parsed.ok ? { channel: "email", address: parsed.address } : null;
}

type Together = Omit<Settled, "denied">;

const ofOne: ReadonlySet<string> = new Set([
  ...["STORE_CONTACT_CONFLICT", "STORE_CORRUPT", "STORE_ROW_CONFLICT", "STORE_ROW_INVALID"],
]);

/** One transaction for all; where one pair stands in the way, each for itself. */
async function settleTogether(context: PairContext, looks: readonly Look[]): Promise<Together> {
  try {
    return await settleOnce(context, looks);
  } catch (error) {
    if (!(error instanceof StoreError) || !ofOne.has(error.code)) throw error;
    const { move: _, ...still } = context;
    const each: Together[] = [];
    for (const look of looks) {
      try {
        each.push(await settleOnce(still, [look]));
      } catch (own) {
        if (!WellsentError.isInstance(own) || !ofOne.has(own.code)) throw own;
        const fault = { hostKey: look.pair.hostKey, path: null, code: own.code };
        each.push({ written: 0, conflicts: 0, pushes: [], links: [], faults: [fault] });
      }
    }
    const last = await settleOnce(context, []);
    return [...each, last].reduce((all, one) => ({
      written: all.written + one.written,
      conflicts: all.conflicts + one.conflicts,
      pushes: [...all.pushes, ...one.pushes],
      links: [...all.links, ...one.links],
      faults: [...all.faults, ...one.faults],
    }));
  }
}

async function settleOnce(context: PairContext, looks: readonly Look[]): Promise<Together> {
  const { deps, flow, tenant, options, move } = context;
  const scope = { tenant, now: deps.clock.now() };
  let made: Outcome = newOutcome();
  const { written } = await deps.store.changeContacts(
    {
      ...{ ...scope, lookups: looks.map(({ lookup }) => lookup) },
      ...{ cause: { source: `flow:${flow.id}` }, keys: deps.consent.gate },
      flow: () => ({
        ...{ flow: flow.id, links: made.links, conflicts: made.conflicts },
        ...(move === undefined ? {} : { state: move() }),
      }),
    },
    (found) => {
      made = newOutcome();
      const seen = new Set<ContactId>();
      for (const [index, look] of looks.entries()) {
        const record = found[index] ?? null;
        if (record === null) settleNew(context, look, scope, made);
        else if ("unreadable" in record) {
          made.faults.push({
            hostKey: look.pair.hostKey,
            path: null,
            code: record.unreadable.code,
          });
        } else if (!seen.has(record.id)) {
          // Two rows of one contact take turns: the second one is met by the next run.
          seen.add(record.id);
          settleOne(context, look, record, scope, made);
        }
      }
      return made.writes.map((contact) => ({ contact }));
    },
    options,
  );
  const { conflicts, pushes, links, faults } = made;
  return { written, conflicts: conflicts.length, pushes, links, faults };
}

function newOutcome(): Outcome {
  return { writes: [], links: [], conflicts: [], pushes: [], faults: [] };
}

/** A row that nobody has yet. */
function settleNew(context: PairContext, look: Look, scope: StoreScope, made: Outcome): void {
  const { deps, flow, tenant } = context;
  const { hostKey, row } = look.pair;
  if (row === null || flow.create === false || flow.direction === "out") return;
  // A person who was erased here and has a link no more comes back as somebody new.
  const key = "address" in look.lookup ? look.lookup.address : hostKey;
  const bare = emptyContact(tenant, contactId(deps.ids.next()), key, scope.now);
  const values =
    "address" in look.lookup
      ? new Map<string, JsonValue>([["email", look.lookup.address]])
      : new Map<string, JsonValue>();
  const dependencies = { ...deps, gate: deps.consent.gate };
  settleOne(context, look, withValues(dependencies, bare, values).contact, scope, made, true);
}

function settleOne(
  context: PairContext,
  { pair: { hostKey, row }, link }: Look,
  contact: ContactRecord,
  { now }: StoreScope,
  made: Outcome,
  isNew = false,
): void {
  const { deps, flow } = context;
  const known = linkBody(link);
  const found = reconcile(flow, contact, row, known.agreed);
  const taken = withValues({ ...deps, gate: deps.consent.gate }, contact, found.takeIn);
  const fault = (path: string, code = "FLOW_VALUE"): FlowFault => ({ hostKey, path, code });
  made.faults.push(...[...found.faults, ...taken.refused].map((path) => fault(path)));
  const agreed: Record<string, JsonValue> = { ...found.agreed };
  for (const path of taken.refused) {
    const before = known.agreed[path];
    if (before === undefined) delete agreed[path];
    else agreed[path] = before;
  }
  const isChanged = found.takeIn.size > taken.refused.length;
  if (isNew || isChanged) made.writes.push({ ...taken.contact, updatedAt: now });
  for (const conflict of found.conflicts)
    made.conflicts.push({ ...conflict, contact: contact.id, hostKey, at: now });
  const hasOut = Object.keys(found.writeOut).length > 0;
  const isWanted = hasOut && (row !== null || flow.create !== false);
  const denials = seenColumns(flow, row, known.denials);
  const next: FlowLink = {
    ...{ contact: contact.id, hostKey, pushAt: isWanted ? now : null },
    // What a row denies about a contact that is made here is on record only after it is made.
    body: { agreed, denials: isNew ? { ...known.denials } : denials },
  };
  made.links.push(next);
  if (!isWanted) return;
  const { writeOut: values, agreedOut } = found;
  made.pushes.push({ link: next, row, values, agreed: { ...agreed, ...agreedOut } });
}

function seenColumns(
  { denials = [] }: Flow,
  row: HostRow | null,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const seen: Record<string, number> = { ...before };
  for (const { column } of denials) {
    const says = readYesNo(row?.values[column] ?? null);
    if (says !== undefined) seen[column] = seenDenial(before[column], says);
  }
  return seen;
}

/** Puts on record what rows deny that was not seen yet; the number of drafts. */
async function recordDenials(context: PairContext, looks: readonly Look[]): Promise<number> {
  const { deps, flow, tenant, options } = context;
  const { denials = [] } = flow;
  if (flow.direction === "out" || denials.length === 0) return 0;
  const saying = looks.filter(({ pair: { row }, link }) => {
    const { denials: before } = linkBody(link);
    return denials.some(({ column }) => isNews(row, column, before));
  });
  if (saying.length === 0) return 0;
  const now = deps.clock.now();
  let found: readonly FoundContact[] = [];
  await deps.store.changeContacts(
    {
      ...{ tenant, now },
      lookups: saying.map(({ lookup }) => lookup),
    },
    (records) => {
      found = records;
      return [];
    },
    options,
  );
  const drafts = saying.flatMap((look, index) =>
    deniedBy(context, look, found[index] ?? null, now),
  );
  if (drafts.length > 0) await deps.record(tenant, drafts, options);
  return drafts.length;
}

function isNews(
  row: HostRow | null,
  column: string,
  before: Readonly<Record<string, number>>,
): boolean {
  return readYesNo(row?.values[column] ?? null) === true && (before[column] ?? 0) <= 0;
}

/** At each point of the person, and of the row's own address, if nobody has that. */
function deniedBy(
  { deps: { consent }, flow }: PairContext,
  { pair: { hostKey, row }, link }: Look,
  found: FoundContact,
  at: Instant,
): readonly ConsentDraft[] {
  const { denials: before } = linkBody(link);
  const points = found === null || "unreadable" in found ? [] : found.points;
  const address = rowAddress(flow, hostKey, row);
  const isStrange = address !== null && !points.some((point) => point.address === address);
  return (flow.denials ?? []).flatMap((denial): readonly ConsentDraft[] => {
    const { column, purpose, topic, channel } = denial;
    if (!isNews(row, column, before)) return [];
    const id = `flow:${flow.id}:${hostKey}:${column}:${seenDenial(before[column], true)}`;
    const intent = { id, at, denial };
    const own = points
      .filter((point) => (channel ?? point.channel) === point.channel)
      .flatMap(({ id: contactPoint }) => consent.deny({ ...intent, contactPoint }));
    const isWhole = purpose === undefined && topic === undefined && channel !== "sms";
    if (!isStrange || !isWhole) return own;
    const fingerprints = consent.gate.fingerprints("email", address);
    return [...own, ...consent.denyAddress({ ...intent, fingerprints })];
  });
}

function rowAddress(flow: Flow, hostKey: string, row: HostRow | null): string | null {
  const column = flow.fields["email"]?.column;
  const given =
    flow.match === "email" ? hostKey : column === undefined ? null : row?.values[column];
  const parsed = typeof given === "string" ? normalizeEmailAddress(given) : null;
  return parsed?.ok ? parsed.address : null;
}
