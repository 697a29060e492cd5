import type { ContactId, SendKey, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "./call-options.js";

/** Asks for one code. */
export interface CodeHold {
  readonly tenant: TenantId;
  readonly pool: string;
  /** The message it is for. The same message always gets the same code. */
  readonly for: SendKey;
  readonly contact: ContactId;
  /**
   * What it is given for, such as `birthday:2027`: a contact gets one code of a pool for it,
   * whatever the message. Absent: one for each message.
   */
  readonly occasion?: string;
  /** The code has to be valid at least until then. */
  readonly until: Instant;
}

/**
 * A code, or why there is none. `exhausted`: the pool has no free one. `expired`: none of them is
 * valid for so long. `limit`: the contact has one for this occasion.
 */
export type HeldCode =
  | {
      readonly code: string;
      /** `null`: it does not expire. */
      readonly expiresAt: Instant | null;
    }
  | { readonly none: "exhausted" | "expired" | "limit" };

/**
 * What became of the message that a code is held for. `notSent` means that it has certainly not
 * left, and frees the code. `unknown` does not: it counts as given until it is known better.
 */
export interface CodeOutcome {
  readonly for: SendKey;
  readonly outcome: "given" | "notSent" | "unknown";
}

export interface CodeCount {
  readonly free: number;
  readonly held: number;
  /** Sent, or perhaps sent. */
  readonly given: number;
  readonly redeemed: number;
  /** As of the last sweep, which each tick makes. */
  readonly expired: number;
}

/** Which codes to add to a pool. */
export interface CodeLoad {
  readonly tenant: TenantId;
  readonly pool: string;
  /** Each up to 128 characters, without white space. */
  readonly codes: readonly string[];
  /** Absent: they do not expire. */
  readonly expiresAt?: Instant;
}

export interface CodeRedemption {
  readonly tenant: TenantId;
  readonly code: string;
  readonly at: Instant;
  /** The host's order. The same code in the same order is one redemption, however often told. */
  readonly order?: string;
}

/**
 * Single-use codes of a tenant, by pool: free → held → given → redeemed or expired. A code is held
 * by one message at most, ever, and becomes free again only when that message has certainly not
 * left. It then goes to the back of the line.
 */
export interface CodePool {
  readonly specVersion: 1;
  readonly id: string;
  readonly capabilities: {
    /** Whether a code is held in the same transaction as the last check of its message. */
    readonly transactional: boolean;
    /** The most codes of a pool. Absent: as many as the store takes. */
    readonly max?: number;
  };
  /**
   * Holds a code. Settle what you hold yourself within an hour: after that, what belongs to no
   * message of the outbox is freed.
   */
  hold(call: CodeHold, options?: CallOptions): Promise<HeldCode>;
  settle(
    call: { readonly tenant: TenantId; readonly results: readonly CodeOutcome[] },
    options?: CallOptions,
  ): Promise<void>;
  /** Records that a code was used. Only the first use of a code is `first`. */
  redeemed(call: CodeRedemption, options?: CallOptions): Promise<"first" | "again" | "unknownCode">;
  /**
   * Adds codes. One that any pool of the tenant has had before is a duplicate, and is not added.
   * @throws StoreError `STORE_CODE_INVALID`; nothing is added then
   */
  load(
    call: CodeLoad,
    options?: CallOptions,
  ): Promise<{ readonly added: number; readonly duplicate: number }>;
  count(
    call: { readonly tenant: TenantId; readonly pool: string },
    options?: CallOptions,
  ): Promise<CodeCount>;
}

/** Where the codes of a pool are made, such as a shop that creates discounts on demand. */
export interface CodeSource {
  readonly id: string;
  /** The most codes that it makes at once. */
  readonly most: number;
  /**
   * Makes new codes, at most `want`. Fewer are fine. What it has made before, or what is no code,
   * is not taken from it.
   */
  make(
    call: { readonly tenant: TenantId; readonly pool: string; readonly want: number },
    options?: CallOptions,
  ): Promise<readonly { readonly code: string; readonly expiresAt?: Instant }[]>;
}

/** What a template says about the code that each of its messages carries, as `{{code.value}}`. */
export interface CodeUse {
  readonly pool: string;
  /**
   * See {@link CodeHold.occasion}. `{year}`, `{month}` and `{day}` stand for the date on which the
   * message is planned, in the contact's time zone: `birthday:{year}`.
   */
  readonly occasion?: string;
  /**
   * Without a code: `skip` the message, let it `wait` for one, or send it `without`, so that
   * `{{#if code}}` leaves its block out.
   */
  readonly whenEmpty: "skip" | "wait" | "without";
  /** How long it must be valid after the message is planned, such as `14d`. Absent: any code. */
  readonly validFor?: string;
}
