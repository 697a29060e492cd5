import type { CodePool } from "../ports/codes.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";

export interface StoreCodesOptions {
  readonly store: Store;
  readonly clock: Clock;
}

/** Codes added in one commit, so that nobody waits for a million of them. */
const chunk = 5_000;

/**
 * The codes that a store keeps in its own tables. They are held in the same transaction as the last
 * check of their message.
 * @example
 * const codes = storeCodes({ store, clock });
 * await codes.load({ tenant, pool: "spring", codes: ["SPRING-7F3K", "SPRING-9QWX"] });
 */
export function storeCodes({ store, clock }: StoreCodesOptions): CodePool {
  return {
    specVersion: 1,
    id: store.id,
    capabilities: { transactional: true },
    hold: (call, options) => store.holdCode({ ...call, now: clock.now() }, options),
    settle: (call, options) => store.settleCodes({ ...call, now: clock.now() }, options),
    redeemed: (call, options) => store.redeemCode(call, options),
    count: (call, options) => store.countCodes(call, options),
    async load({ codes, ...call }, options) {
      let [added, duplicate] = [0, 0];
      for (let from = 0; from < codes.length; from += chunk) {
        const some = codes.slice(from, from + chunk);
        const loaded = await store.loadCodes({ ...call, codes: some, now: clock.now() }, options);
        added += loaded.added;
        duplicate += loaded.duplicate;
      }
      return { added, duplicate };
    },
  };
}
