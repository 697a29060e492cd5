import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { AppendResult, ConsentDraft } from "../ports/consent-gate.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import { createBatcher } from "./delivery/batcher.js";
import type { PublishForNews } from "./publisher.js";
import type { ReactionsFor } from "./reactions.js";

/** What one person said, and what it tells of the mail that it answers. */
export interface AppendInput {
  readonly drafts: readonly ConsentDraft[];
  readonly credit?: DeliveryEvent;
}

/** What became of one append, whichever others shared its commit. */
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
  /** Before anything is appended: runs that news begin must find their versions in the store. */
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
 * Appends what people say, each with the credit of its mail, and lets those who speak at the same
 * time share one commit. Nobody pays for another: where the shared commit fails each is appended
 * alone, and who gives up stops nobody else and waits for nobody. What they said may be recorded
 * all the same, as where an answer is lost on its way.
 */
export function sharedAppends(deps: SharedAppendDependencies): SharedAppends {
  // A tenant's store may hang: one lane a tenant, and none while nothing waits.
  const lanes = new Map<TenantId, Lane>();
  const laneOf = (tenant: TenantId): Lane => {
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
    const lane = laneOf(tenant);
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
      return async (item) => (shared.has(item) ? partOf(result, item) : alone(item));
    } catch {
      // Each alone, so that what is wrong with one of them is that one's.
      return alone;
    }
  }
  if (only === undefined) return alone;
  const said = alone(only);
  // Who comes meanwhile shares the next commit.
  await said.catch(() => undefined);
  return (item) => (item === only ? said : alone(item));
}

async function append(
  { store, clock, reactions: reactionsOf, publishForNews }: SharedAppendDependencies,
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
  // What a credit means for the address is among the drafts already.
  const reactions = { ...reactionsOf({ tenant, now }), draftsFor: () => [] };
  return store.appendConsent({ tenant, now, drafts, inputs }, reactions, options);
}

function partOf({ entries, refused }: AppendResult, { drafts }: Item): AppendOutcome {
  const own = new Set(drafts.map(({ id }) => id));
  return {
    entries: entries.filter(({ id }) => own.has(id)),
    refused: refused.filter(({ id }) => own.has(id)),
  };
}
