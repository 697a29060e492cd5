import type { ContactId, SendKey, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../call-options.js";
import type {
  CodeCount,
  CodeHold,
  CodeLoad,
  CodeOutcome,
  CodeRedemption,
  HeldCode,
} from "../codes.js";
import type { StoreScope } from "./scope.js";

/** The code that a message wants: what the second look reads before it judges. */
export interface CodeWant {
  readonly pool: string;
  readonly for: SendKey;
  readonly contact: ContactId;
  /** `null`: one for each message. */
  readonly occasion: string | null;
  /** The code has to be valid at least until then. */
  readonly until: Instant;
}

/** The codes of a store. See {@link CodePool}, which a store's codes are used through. */
export interface StoreCodes {
  holdCode(call: CodeHold & StoreScope, options?: CallOptions): Promise<HeldCode>;
  settleCodes(
    call: StoreScope & { readonly results: readonly CodeOutcome[] },
    options?: CallOptions,
  ): Promise<void>;
  redeemCode(
    call: CodeRedemption,
    options?: CallOptions,
  ): Promise<"first" | "again" | "unknownCode">;
  /** @throws StoreError `STORE_CODE_INVALID` */
  loadCodes(
    call: CodeLoad & StoreScope,
    options?: CallOptions,
  ): Promise<{ readonly added: number; readonly duplicate: number }>;
  countCodes(
    call: { readonly tenant: TenantId; readonly pool: string },
    options?: CallOptions,
  ): Promise<CodeCount>;
  /** How many codes of a pool are free, counted up to `limit`. */
  countFreeCodes(
    call: { readonly tenant: TenantId; readonly pool: string; readonly limit: number },
    options?: CallOptions,
  ): Promise<number>;
  /**
   * Asks the outbox about codes that have been held for an hour or longer. Those of messages that
   * have certainly not left are freed, those of messages that still wait stay held. Marks codes
   * that have expired.
   */
  sweepCodes(
    call: StoreScope & { readonly limit: number },
    options?: CallOptions,
  ): Promise<{ readonly freed: number; readonly more: boolean }>;
}
