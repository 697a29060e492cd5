import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { AppendResult, ConsentDraft } from "../ports/consent-gate.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import { createBatcher } from "./delivery/batcher.js";
import type { PublishForNews } from "./publisher.js";
import type { ReactionsFor } from "./reactions.js";

/** The consent events of one person, and the mail that they are credited to. */
interface AppendInput {
  readonly drafts: readonly ConsentDraft[];
  readonly credit?: DeliveryEvent;
}

/** The result of one append, also if it shared a commit with others. */
export type AppendOutcome = Pick<AppendResult, "entries" | "refused">;

/** Resolves once it is committed. */
export type SharedAppends = (
  tenant: TenantId,
  input: AppendInput,
  options?: CallOptions,
) => Promise<AppendOutcome>;

interface SharedAppendDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly reactions: ReactionsFor;
  /**
   * Before anything is appended: the versions of runs that the news starts must be in the store.
   */
  readonly publishForNews: PublishForNews;
}

interface Item extends AppendInput {
  readonly options: CallOptions;
}

interface Lane {
  readonly share: (item: Item) => Promise<AppendOutcome>;
  waiting: number;
}

/** Enough to make a commit cheap, and few enough for one turn of the event loop. */
const mostAtOnce = 32;

/**
 * Appends consent events, each with the credit of its mail, and lets appends that arrive at the
 * same time share one commit. If the shared commit fails, each is appended alone. A caller that
 * aborts stops no other and waits for none; its events may be recorded all the same, as when an
 * answer is lost.
 */
export function sharedAppends(deps: SharedAppendDependencies): SharedAppends {
  // A tenant's store may hang, so each tenant has its own lane. A lane exists only while something
  // waits.
  const lanes = new Map<TenantId, Lane>();
  const laneFor = (tenant: TenantId): Lane => {
    const known = lanes.get(tenant);
    if (known !== undefined) return known;
    const share = createBatcher(
      (items: readonly Item[]) => commit(deps, tenant, items),
      mostAtOnce,
    );
    const lane = { share, waiting: 0 };
    lanes.set(tenant, lane);
    return lane;
  };
  return (tenant, { drafts, credit }, options = {}) => {
    const lane = laneFor(tenant);
    lane.waiting += 1;
    const item = { drafts, options, ...(credit === undefined ? {} : { credit }) };
    const said = lane.share(item).finally(() => {
      lane.waiting -= 1;
      if (lane.waiting === 0) lanes.delete(tenant);
    });
    return orGivenUp(said, options.signal);
  };
}

function orGivenUp<T>(done: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return signal === undefined
    ? done
    : new Promise((resolve, reject) => {
        const giveUp = (): void => reject(signal.reason);
        signal.addEventListener("abort", giveUp, { once: true });
        const end = (): void => signal.removeEventListener("abort", giveUp);
        done.finally(end).then(resolve, reject);
      });
}

async function commit(
  deps: SharedAppendDependencies,
  tenant: TenantId,
  items: readonly Item[],
): Promise<(item: Item) => Promise<AppendOutcome>> {
  const alone = async (item: Item): Promise<AppendOutcome> => {
    item.options.signal?.throwIfAborted();
    return append(deps, tenant, [item], item.options);
  };
  const wanted = items.filter(({ options: { signal } }) => signal?.aborted !== true);
  const [only] = wanted;
  if (wanted.length > 1) {
    try {
      const result = await append(deps, tenant, wanted, {});
      const shared = new Set(wanted);
      return async (item) => (shared.has(item) ? pickOwn(result, item) : alone(item));
    } catch {
      // Each is appended alone, so that a fault fails only the append that has it.
      return alone;
    }
  }
  if (only === undefined) return alone;
  const said = alone(only);
  // Appends that arrive in the meantime share the next commit.
  await said.catch(() => undefined);
  return (item) => (item === only ? said : alone(item));
}

async function append(
  { store, clock, reactions: reactionsFor, publishForNews }: SharedAppendDependencies,
  tenant: TenantId,
  items: readonly Item[],
  options: CallOptions,
): Promise<AppendResult> {
  await publishForNews(tenant, options);
  const now = clock.now();
  const drafts = items.flatMap((item) => item.drafts);
  const inputs = items.flatMap(({ credit: event }) =>
    event === undefined ? [] : [{ kind: "delivery" as const, event }],
  );
  // The drafts already contain what a credit means for the address.
  const reactions = { ...reactionsFor({ tenant, now }), draftsFor: () => [] };
  return store.appendConsent({ tenant, now, drafts, inputs }, reactions, options);
}

function pickOwn({ entries, refused }: AppendResult, { drafts }: Item): AppendOutcome {
  const own = new Set(drafts.map(({ id }) => id));
  return {
    entries: entries.filter(({ id }) => own.has(id)),
    refused: refused.filter(({ id }) => own.has(id)),
  };
}
