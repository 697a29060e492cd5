import type { ContactId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../call-options.js";
import type { Page, Paged } from "./page.js";
import type { StoreScope } from "./scope.js";

/** What somebody decided about two contacts that look alike. */
export interface PairDecision {
  readonly pair: readonly [ContactId, ContactId];
  /** `different`: two people, for good. `later`: not to be asked before `until`. */
  readonly verdict: "different" | "later";
  readonly at: Instant;
  readonly until?: Instant;
  /** Who decided: the host's id of a colleague or a service. */
  readonly actor?: string;
  readonly note?: string;
}

/**
 * Decisions about pairs of contacts. They go with either of the two who is erased, and follow one
 * that is merged into another.
 */
export interface StorePairs {
  /**
   * Keeps a decision, in place of an earlier one about the pair; with `null` as the decision the
   * pair is open again. `false`: the tenant lacks one of the two, or they are one.
   */
  decidePair(
    call: StoreScope & {
      readonly pair: readonly [ContactId, ContactId];
      readonly decision: Pick<PairDecision, "verdict" | "until" | "actor" | "note"> | null;
    },
    options?: CallOptions,
  ): Promise<boolean>;
  /** The decisions in the order in which they were first made; of one contact, if named. */
  readPairs(
    call: { readonly tenant: TenantId; readonly contact?: ContactId } & Page,
    options?: CallOptions,
  ): Promise<Paged<PairDecision>>;
}
