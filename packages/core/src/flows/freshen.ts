import type { ContactId, TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Flow } from "./definition.js";
import type { FlowDependencies } from "./dependencies.js";
import type { HostRow } from "./host-table.js";
import { tableOf } from "./run-flow.js";
import { type Pair, settlePairs } from "./settle-pairs.js";

/** What becomes of messages to contacts whose values could not be read. Others go on. */
export interface Freshened {
  readonly defer: ReadonlySet<ContactId>;
  readonly skip: ReadonlySet<ContactId>;
}

/**
 * Reads the rows of these contacts in every flow that comes in before sending, and settles them.
 * Rejects only with the reason of an aborted signal: a table that does not answer in time, or a
 * store that fails, costs what the flow's `whenDown` says.
 */
export async function freshenBefore(
  deps: FlowDependencies,
  flows: readonly Flow[],
  tenant: TenantId,
  contacts: readonly ContactId[],
  options: CallOptions = {},
): Promise<Freshened> {
  const defer = new Set<ContactId>();
  const skip = new Set<ContactId>();
  for (const flow of flows) {
    if (flow.direction !== "inBeforeSend") continue;
    try {
      await freshen(deps, flow, tenant, contacts, options);
    } catch {
      options.signal?.throwIfAborted();
      const { whenDown = "send" } = flow;
      const held = whenDown === "defer" ? defer : whenDown === "skip" ? skip : null;
      for (const contact of contacts) held?.add(contact);
    }
  }
  return { defer, skip };
}

async function freshen(
  deps: FlowDependencies,
  flow: Flow,
  tenant: TenantId,
  contacts: readonly ContactId[],
  options: CallOptions,
): Promise<void> {
  const { store } = deps;
  const { links } = await store.readFlow({ tenant, flow: flow.id, contacts }, options);
  const keys = new Map(links.map(({ contact, hostKey }) => [contact, hostKey]));
  const wanted: { readonly contact: ContactId; readonly hostKey: string }[] = [];
  for (const contact of contacts) {
    const known = keys.get(contact);
    if (known !== undefined) {
      wanted.push({ contact, hostKey: known });
      continue;
    }
    const record = await store.readContact({ tenant, lookup: { id: contact } }, options);
    const email = record?.points.find(({ channel }) => channel === "email")?.address;
    const hostKey = flow.match === "email" ? email : record?.key;
    if (hostKey !== undefined) wanted.push({ contact, hostKey });
  }
  if (wanted.length === 0) return;
  const table = tableOf(flow, tenant);
  const rows = await withTime(deps, flow.timeoutMs ?? 5_000, options, (call) =>
    table.read(
      wanted.map(({ hostKey }) => hostKey),
      call,
    ),
  );
  const byKey = new Map(rows.map((row): readonly [string, HostRow] => [row.key, row]));
  const pairs = wanted.flatMap((one): readonly Pair[] => {
    const row = byKey.get(one.hostKey);
    return row === undefined ? [] : [{ ...one, row }];
  });
  if (pairs.length > 0) await settlePairs({ deps, flow, tenant, options }, pairs);
}

/** Gives up on a call that takes longer, and tells it so. */
async function withTime<T>(
  { pause }: Pick<FlowDependencies, "pause">,
  length: Milliseconds,
  { signal }: CallOptions,
  call: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const late = pause(length, done.signal).then(
    () => {
      over.abort();
      throw new Error("The host's table has not answered in time.");
    },
    (): Promise<never> => new Promise(() => undefined),
  );
  try {
    return await Promise.race([call({ signal: either }), late]);
  } finally {
    done.abort();
  }
}
