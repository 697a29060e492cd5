import {
  type CallOptions,
  type CodeCount,
  type Instant,
  storeCodes,
  type TenantId,
} from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";

/** The single-use codes of one tenant. Templates say of which pool their messages carry one. */
export interface TenantCodes {
  /**
   * Adds codes to a pool. One that the tenant has had before, in any pool, is a duplicate and is
   * not added.
   * @throws StoreError `STORE_CODE_INVALID` for what is no code
   * @example
   * await acme.codes.load("spring", ["SPRING-7F3K", "SPRING-9QWX"]);
   */
  load(
    pool: string,
    codes: readonly string[],
    options?: CallOptions & { readonly expiresAt?: Instant },
  ): Promise<{ readonly added: number; readonly duplicate: number }>;
  /** How many codes of a pool are free, held by messages on their way, given, redeemed, expired. */
  count(pool: string, options?: CallOptions): Promise<CodeCount>;
  /**
   * Tells that a code was used. Only its first use is `first`; the same order told again is the
   * same use.
   * @example
   * const use = await acme.codes.redeemed("SPRING-7F3K", { order: "o-1042" });
   * if (use !== "first") console.warn("Used before, or never made.");
   */
  redeemed(
    code: string,
    options?: CallOptions & { readonly order?: string; readonly at?: Instant },
  ): Promise<"first" | "again" | "unknownCode">;
}

export function createCodeVerbs(
  { engine, clock }: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
): TenantCodes {
  const codes = storeCodes({ store: engine.store, clock });
  return {
    load: (pool, list, { expiresAt, ...call } = {}) =>
      codes.load(
        { tenant, pool, codes: list, ...(expiresAt === undefined ? {} : { expiresAt }) },
        call,
      ),
    count: (pool, call) => codes.count({ tenant, pool }, call),
    redeemed: (code, { order, at = clock.now(), ...call } = {}) =>
      codes.redeemed({ tenant, code, at, ...(order === undefined ? {} : { order }) }, call),
  };
}
