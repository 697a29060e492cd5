import type { ContactId, ContactPointId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../call-options.js";
import type { ContactChangeRecord } from "./contact-change.js";

interface FeedPlace {
  /** Where a reader goes on that is done with this entry. Opaque, and safe to store. */
  readonly cursor: string;
  readonly at: Instant;
}

/** Something that was written about a tenant's people. */
export type FeedEntry =
  | (FeedPlace & { readonly kind: "contact" } & ContactChangeRecord)
  /** The person is gone, and so are earlier entries about them. Remove your own copy. */
  | (FeedPlace & { readonly kind: "erased"; readonly contact: ContactId })
  /** An entry of the consent ledger, without evidence. Ask `decide` what it means. */
  | (FeedPlace & {
      readonly kind: "consent";
      readonly id: string;
      /** Such as `consent.withdrawn`. */
      readonly type: string;
      readonly contactPoint: ContactPointId | null;
    });

export interface FeedPage {
  readonly items: readonly FeedEntry[];
  /** Where the next call goes on, whether or not there were items. */
  readonly next: string;
  /** Further entries are there already. */
  readonly more: boolean;
}

/**
 * What was written about all contacts of a tenant: each history in the order of its writes. What
 * was written at the same time may come in any order.
 *
 * A cursor never passes an entry that becomes visible later: a store hands out an entry only when
 * no earlier one can still appear. A store in which several transactions write at once has to wait
 * for those that began before. No place is given out a second time, whatever is removed.
 */
export interface StoreFeed {
  /**
   * Entries behind a cursor; without one, from the oldest entry there is.
   * @throws StoreError `STORE_FEED_GAP` where entries behind the cursor were removed by
   * `dropContactChanges` before they were read, `STORE_CURSOR_INVALID`
   */
  readFeed(
    call: { readonly tenant: TenantId; readonly after?: string; readonly limit?: number },
    options?: CallOptions,
  ): Promise<FeedPage>;
  /** The cursor behind everything that is there now. */
  readFeedEnd(tenant: TenantId, options?: CallOptions): Promise<string>;
}
