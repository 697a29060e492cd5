import type { TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { FeedEntry } from "../ports/store/feed.js";
import type { Store } from "../ports/store/store.js";

export interface FeedOptions {
  /** Where to go on: the `cursor` of the last entry you are done with. Default: the oldest entry. */
  readonly after?: string;
  /** Waits for further entries until this is aborted. Absent: the feed ends with what is there. */
  readonly signal?: AbortSignal;
  /** How long it waits before it looks again. Default: 1,000. */
  readonly everyMs?: Milliseconds;
  /** Entries read at once. Default: 200. */
  readonly limit?: number;
}

export interface FeedDependencies {
  readonly store: Pick<Store, "readFeed">;
  /** Waits. Rejects only with the reason of the signal. */
  readonly pause: (length: Milliseconds, signal?: AbortSignal) => Promise<void>;
}

/**
 * What was written about a tenant's people, at least once each. No more than one page is held, and
 * the next one is read when it is asked for.
 * @throws StoreError `STORE_FEED_GAP`, `STORE_CURSOR_INVALID`
 */
export async function* readFeed(
  { store, pause }: FeedDependencies,
  tenant: TenantId,
  { after, signal, everyMs = 1_000, limit = 200 }: FeedOptions = {},
): AsyncGenerator<FeedEntry, void, undefined> {
  const call = signal === undefined ? {} : { signal };
  for (let cursor = after; signal?.aborted !== true; ) {
    let page: Awaited<ReturnType<Store["readFeed"]>>;
    try {
      const from = cursor === undefined ? {} : { after: cursor };
      page = await store.readFeed({ tenant, limit, ...from }, call);
    } catch (error) {
      if (isEnded(signal)) return;
      throw error;
    }
    for (const entry of page.items) {
      yield entry;
      if (isEnded(signal)) return;
    }
    cursor = page.next;
    if (page.more) continue;
    if (signal === undefined) return;
    try {
      await pause(everyMs, signal);
    } catch (error) {
      if (isEnded(signal)) return;
      throw error;
    }
  }
}

/** Asked anew after each wait. */
function isEnded(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
