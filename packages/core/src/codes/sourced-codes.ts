import type { CodePool } from "../ports/codes.js";
import { type CodeSources, codeRefill } from "./refill.js";
import { type StoreCodesOptions, storeCodes } from "./store-codes.js";

export interface SourcedCodesOptions extends StoreCodesOptions {
  /** By the name of the pool. Pools without a source have what was loaded. */
  readonly sources: CodeSources;
}

/**
 * Codes that are made elsewhere, a block of up to a hundred at a time, and kept in the store from
 * then on. The engine does the same for its `codeSources`; this is for hosts that hold codes
 * themselves.
 * @example
 * const codes = sourcedCodes({ store, clock, sources: { spring: shop } });
 */
export function sourcedCodes({ sources, ...options }: SourcedCodesOptions): CodePool {
  const pool = storeCodes(options);
  const refill = codeRefill({ ...options, sources });
  return {
    ...pool,
    capabilities: { ...pool.capabilities, transactional: false },
    async hold(call, at) {
      const held = await pool.hold(call, at);
      if (!("none" in held) || held.none === "limit") return held;
      const filled = await refill.ensure({ tenant: call.tenant, pool: call.pool, wanted: 1 }, at);
      return filled ? pool.hold(call, at) : held;
    },
  };
}
