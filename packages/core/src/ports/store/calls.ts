import type { ContactId, EnrollmentId, SendKey, TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject, JsonValue } from "../../json.js";
import type { CallOptions } from "../call-options.js";
import type { StoreScope } from "./scope.js";

/**
 * `webhook`: its run waits for the answer, and nobody makes it once the run has ended. `notice`: a
 * mail to a colleague about a task of the same key, whatever becomes of the run.
 */
export type CallKind = "webhook" | "notice";

/** A call that a step makes, written together with it. Due at once. */
export interface CallDraft {
  /** The call's id: the same key is the same call. */
  readonly key: SendKey;
  readonly kind: CallKind;
  /** What the engine needs to make it. */
  readonly body: JsonObject;
  /** Nobody waits for an answer any more from then on. */
  readonly until: Instant;
}

/** A call that is due, and leased to whoever claimed it. */
export interface DueCall extends CallDraft {
  readonly contact: ContactId;
  readonly run: EnrollmentId;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
}

/** A call that has not ended. */
export interface OpenCall extends CallDraft {
  readonly run: EnrollmentId;
  /** How many attempts have begun. */
  readonly attempts: number;
  /** Why the last attempt that ended is made again: `STATUS_503`. `null`: none has ended so. */
  readonly failure: string | null;
  /** When the next attempt may begin; `null`: none is made any more. */
  readonly nextAt: Instant | null;
}

/**
 * What became of an attempt: another one at an instant, or the end, as an input of the run or as
 * what the task says of its mail.
 */
export interface CallEnd {
  readonly key: SendKey;
  readonly attempt: number;
  readonly end:
    | { readonly again: Instant; readonly reason?: string }
    | { readonly input: JsonValue }
    | { readonly told: string };
}

/**
 * A turn at a throttle, taken in the transaction of the step that asks for it: at most `max` turns
 * of a key begin in any `perMs`. Turns are given in order, also ahead. The run gets an input of
 * type `answer` with the turn's instant, and is due at once.
 */
export interface TurnDraft {
  readonly key: SendKey;
  readonly throttle: string;
  readonly max: number;
  readonly perMs: Milliseconds;
  /** `leave`: where there is no turn at once none is taken, and the input says `OVER`. */
  readonly over: "wait" | "leave";
}

/** Calls to the outside that runs wait for. */
export interface StoreCalls {
  /**
   * Leases calls of these kinds that are due. Webhooks of ended runs, and whatever nobody waits for
   * any more, are removed; the task of such a notice says `EXPIRED`. Calls of a workflow whose
   * queue is shut wait, and are due again after a minute. A call whose lease ends without
   * {@link StoreCalls.settleCall} is due again.
   */
  claimCalls(
    call: StoreScope & {
      readonly kinds: readonly CallKind[];
      readonly limit: number;
      readonly leaseMs: Milliseconds;
    },
    options?: CallOptions,
  ): Promise<{ readonly calls: readonly DueCall[]; readonly more: boolean }>;
  /**
   * Ends an attempt. The input wakes the run, once: a call that has ended already is left alone,
   * and so is a later attempt when an earlier one asks to be repeated.
   */
  settleCall(call: StoreScope & CallEnd, options?: CallOptions): Promise<void>;
  /** A contact's calls that have not ended, the oldest first. What cannot be read is left out. */
  readCalls(
    call: { readonly tenant: TenantId; readonly contact: ContactId },
    options?: CallOptions,
  ): Promise<readonly OpenCall[]>;
}
