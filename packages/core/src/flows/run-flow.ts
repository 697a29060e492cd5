// Longer than other files: the two ways of a flow share its lease, its cursors and its report.
import { InputError, StoreError, WellsentError } from "../errors/index.js";
import type { ContactId, TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { FeedEntry } from "../ports/store/feed.js";
import type { Flow, FlowDenial } from "./definition.js";
import type { FlowDependencies, FlowFault } from "./dependencies.js";
import type { HostTable } from "./host-table.js";
import { type PushResult, pushOut } from "./push-out.js";
import { type Pair, type Settled, settlePairs } from "./settle-pairs.js";

export interface FlowRunOptions extends CallOptions {
  /** Rows and contacts looked at in one transaction. Default: 100. */
  readonly batch?: number;
  /** Batches a way at most. Default: until there is nothing more. */
  readonly batches?: number;
  /** How long another process waits before it takes over. Default: 60,000. */
  readonly leaseMs?: Milliseconds;
}

/** What one run of a flow did. */
export interface FlowReport {
  /** Another process runs the flow: nothing was done here from then on. */
  readonly busy: boolean;
  /** Rows that were read. */
  readonly rows: number;
  /** Contacts that were made or changed. */
  readonly contacts: number;
  /** Rows of the host that were made or changed. */
  readonly written: number;
  /** Denials of the host that went on record. */
  readonly denied: number;
  readonly conflicts: number;
  /** What could not be carried, at most 1,000 of them. */
  readonly faults: readonly FlowFault[];
  /** There is more to do: run it again. */
  readonly more: boolean;
}

export interface FlowRunner {
  /** @throws InputError `INPUT_FLOW_UNKNOWN` */
  run(id: string, options?: FlowRunOptions): Promise<FlowReport>;
}

const mostFaults = 1_000;

/** Runs flows of one tenant. A run that was broken off anywhere is continued by the next one. */
export function createFlowRunner(
  deps: FlowDependencies,
  flows: readonly Flow[],
  tenant: TenantId,
): FlowRunner {
  return {
    async run(id, options = {}) {
      const flow = flows.find((one) => one.id === id);
      if (flow === undefined) throw unknownFlow();
      const session = await openSession(deps, flow, tenant, options);
      if (session === null) return report(newTally(), true);
      const tally = newTally();
      try {
        if (flow.direction !== "out") await bringIn(session, tally, options);
        if (flow.direction !== "inBeforeSend") await bringOut(session, tally, options);
        await session.save({ until: 0 });
      } catch (error) {
        // Another process has carried the flow on, which the store says by its epoch.
        if (!isOvertaken(error)) throw error;
        return report(tally, true);
      }
      return report(tally, false);
    },
  };
}

function unknownFlow(): InputError {
  return new InputError("INPUT_FLOW_UNKNOWN", "The app has no such flow.", {
    path: "id",
    remedy: "Name one of the app's option `flows`.",
  });
}

export function tableOf(flow: Flow, tenant: TenantId): HostTable {
  return typeof flow.source === "function" ? flow.source(tenant) : flow.source;
}

interface Tally {
  rows: number;
  contacts: number;
  written: number;
  denied: number;
  conflicts: number;
  faults: FlowFault[];
  more: boolean;
}

function newTally(): Tally {
  return { rows: 0, contacts: 0, written: 0, denied: 0, conflicts: 0, faults: [], more: false };
}

function report({ faults, ...counts }: Tally, busy: boolean): FlowReport {
  // Both ways of a flow may meet the same fault.
  const once = new Map(
    faults.map((one) => [JSON.stringify([one.hostKey, one.path, one.code]), one]),
  );
  return { ...counts, busy, faults: [...once.values()].slice(0, mostFaults) };
}

function isOvertaken(error: unknown): boolean {
  return error instanceof StoreError && error.code === "STORE_REVISION_CONFLICT";
}

interface Session {
  readonly deps: FlowDependencies;
  readonly flow: Flow;
  readonly tenant: TenantId;
  readonly table: HostTable;
  readonly options: CallOptions;
  readonly body: () => JsonObject;
  /** The state with these changes, for a transaction that is about to be written. */
  moved(changes: JsonObject): { readonly epoch: number; readonly body: JsonObject };
  /** What {@link moved} said is written. */
  kept(changes: JsonObject): void;
  save(changes: JsonObject): Promise<void>;
}

/** `null`: another process holds the flow. */
async function openSession(
  deps: FlowDependencies,
  flow: Flow,
  tenant: TenantId,
  { leaseMs = 60_000, signal }: FlowRunOptions,
): Promise<Session | null> {
  const options = signal === undefined ? {} : { signal };
  const { state } = await deps.store.readFlow({ tenant, flow: flow.id }, options);
  const { until } = state.body;
  if (typeof until === "number" && until > deps.clock.now()) return null;
  let { epoch, body } = state;
  const moved: Session["moved"] = (changes) => ({
    epoch,
    body: { ...body, until: deps.clock.now() + leaseMs, ...changes },
  });
  const kept: Session["kept"] = (changes) => {
    body = moved(changes).body;
    epoch += 1;
  };
  const session: Session = {
    ...{ deps, flow, tenant, options, moved, kept },
    table: tableOf(flow, tenant),
    body: () => body,
    async save(changes) {
      const scope = { tenant, now: deps.clock.now(), lookups: [] };
      const next = moved(changes);
      await deps.store.changeContacts(
        { ...scope, flow: () => ({ flow: flow.id, state: next }) },
        () => [],
        options,
      );
      kept(changes);
    },
  };
  try {
    await session.save({});
  } catch (error) {
    if (isOvertaken(error)) return null;
    throw error;
  }
  return session;
}

/** Settles pairs, moves the flow on, and writes to the host what is for it. */
async function settle(
  session: Session,
  pairs: readonly Pair[],
  move: JsonObject,
  tally: Tally,
  denials: ReadonlyMap<string, readonly FlowDenial[]> = new Map(),
): Promise<void> {
  const { deps, flow, tenant, table, options } = session;
  const context = { deps, flow, tenant, options };
  const settled: Settled = await settlePairs(
    { ...context, move: () => session.moved(move) },
    pairs,
  );
  session.kept(move);
  tally.contacts += settled.written;
  tally.conflicts += settled.conflicts;
  tally.denied += settled.denied;
  tally.faults.push(...settled.faults);
  const pushed: PushResult = await pushOut({ ...context, table }, settled, pairs, denials);
  tally.written += pushed.written;
  tally.faults.push(...pushed.faults);
}

async function bringIn(session: Session, tally: Tally, options: FlowRunOptions): Promise<void> {
  const { batch = 100, batches = Number.POSITIVE_INFINITY } = options;
  const { table } = session;
  for (let count = 0; ; count += 1) {
    options.signal?.throwIfAborted();
    if (count >= batches) {
      tally.more = true;
      return;
    }
    const from = session.body()["in"];
    const after = typeof from === "string" ? from : null;
    const { rows, next, more } = await table.changed({ after, limit: batch }, session.options);
    tally.rows += rows.length;
    const latest = new Map(rows.map((row) => [row.key, row]));
    const pairs = [...latest.values()].map((row): Pair => ({ hostKey: row.key, row }));
    if (pairs.length > 0 || next !== after) await settle(session, pairs, { in: next }, tally);
    if (!more) return;
  }
}

async function bringOut(session: Session, tally: Tally, options: FlowRunOptions): Promise<void> {
  const { batch = 100, batches = Number.POSITIVE_INFINITY } = options;
  const { deps, flow, tenant } = session;
  const begun = deps.clock.now();
  // What was left over by an earlier run, or by one that ended in between.
  for (let count = 0; count < batches; count += 1) {
    const pushBy = { at: begun - 1, limit: batch };
    const { links } = await deps.store.readFlow({ tenant, flow: flow.id, pushBy }, session.options);
    if (links.length === 0) break;
    const people = links.map(({ contact }) => contact);
    await bringOutBatch(session, people, {}, tally);
    if (links.length < batch) break;
  }
  for (let count = 0; ; count += 1) {
    options.signal?.throwIfAborted();
    if (count >= batches) {
      tally.more = true;
      return;
    }
    const page = await nextPeople(session, batch);
    const isMoved = JSON.stringify(page.move) !== JSON.stringify(pick(session.body(), page.move));
    if (page.people.length > 0 || isMoved)
      await bringOutBatch(session, page.people, page.move, tally);
    if (!page.more) return;
  }
}

function pick(body: JsonObject, like: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(like).map((name) => [name, body[name] ?? null]));
}

interface PeoplePage {
  readonly people: readonly ContactId[];
  readonly move: JsonObject;
  readonly more: boolean;
}

/**
 * Whose values may have to go out: first everybody, once, and then those whom the feed names. A gap
 * in the feed begins with everybody anew.
 */
async function nextPeople(session: Session, limit: number): Promise<PeoplePage> {
  const { deps, tenant, options } = session;
  const { store } = deps;
  const { out, walk } = session.body();
  if (typeof out !== "string") {
    const end = await store.readFeedEnd(tenant, options);
    return { people: [], move: { out: end, walk: "" }, more: true };
  }
  if (typeof walk === "string") {
    const after = walk === "" ? {} : { after: walk };
    const { items, next } = await store.readContacts({ tenant, limit, ...after }, options);
    return { people: items.map(({ id }) => id), move: { walk: next }, more: true };
  }
  try {
    const { items, next, more } = await store.readFeed({ tenant, after: out, limit }, options);
    return { people: await concerned(session, items), move: { out: next }, more };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "STORE_FEED_GAP") throw error;
    return { people: [], move: { out: null, walk: null }, more: true };
  }
}

/** What this flow wrote itself is known on both sides. */
async function concerned(
  { deps: { store }, flow, tenant, options }: Session,
  entries: readonly FeedEntry[],
): Promise<readonly ContactId[]> {
  const people = new Set<ContactId>();
  for (const entry of entries) {
    if (entry.kind === "contact" && entry.cause?.source !== `flow:${flow.id}`)
      people.add(entry.contact);
    if (entry.kind !== "consent" || entry.contactPoint === null) continue;
    if ((flow.denials ?? []).length === 0) continue;
    const lookup = { point: entry.contactPoint };
    const contact = await readOne(() => store.readContact({ tenant, lookup }, options));
    if (contact !== null) people.add(contact.id);
  }
  return [...people];
}

/** A record that cannot be read stops nobody else: `integrity` names it. */
async function readOne(read: () => Promise<ContactRecord | null>): Promise<ContactRecord | null> {
  try {
    return await read();
  } catch (error) {
    if (WellsentError.isInstance(error) && error.code === "STORE_CORRUPT") return null;
    throw error;
  }
}

async function bringOutBatch(
  session: Session,
  people: readonly ContactId[],
  move: JsonObject,
  tally: Tally,
): Promise<void> {
  const { deps, flow, tenant, table, options } = session;
  const { links } = await deps.store.readFlow({ tenant, flow: flow.id, contacts: people }, options);
  const keys = new Map(links.map(({ contact, hostKey }) => [contact, hostKey]));
  const denials = new Map<string, readonly FlowDenial[]>();
  const wanted: { contact: ContactId; hostKey: string }[] = [];
  for (const id of people) {
    const contact = await readOne(() =>
      deps.store.readContact({ tenant, lookup: { id } }, options),
    );
    const hostKey = contact === null ? null : (keys.get(id) ?? hostKeyOf(flow, contact));
    if (hostKey === null) continue;
    wanted.push({ contact: id, hostKey });
    const denied: FlowDenial[] = [];
    for (const denial of flow.denials ?? [])
      if (await deps.consent.isDenied(tenant, id, denial, options)) denied.push(denial);
    if (denied.length > 0) denials.set(hostKey, denied);
  }
  const rows =
    wanted.length === 0
      ? []
      : await table.read(
          wanted.map(({ hostKey }) => hostKey),
          options,
        );
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const pairs = wanted.map((one): Pair => ({ ...one, row: byKey.get(one.hostKey) ?? null }));
  await settle(session, pairs, move, tally, denials);
}

function hostKeyOf({ match = "key" }: Flow, { key, points }: ContactRecord): string | null {
  if (match === "key") return key;
  return points.find(({ channel }) => channel === "email")?.address ?? null;
}
