import { TransportError } from "../../errors/index.js";
import { isObject } from "../../json.js";
import type { RejectionReason, SendOutcome } from "../../ports/send-outcome.js";

/** Whose answer is read, and whether its caller had given up meanwhile. */
export interface OutcomeLookup {
  readonly transport: string;
  readonly aborted: boolean;
}

/**
 * Reads every answer of a transport about a message. An answer that is no outcome counts as
 * `unknown`, because the message may have left.
 */
export function readOutcome(given: unknown, ref: string, asked: OutcomeLookup): SendOutcome {
  try {
    return outcomeIn(given, ref, asked) ?? unheard(asked.transport, ref);
  } catch {
    return unheard(asked.transport, ref);
  }
}

/**
 * Reads the answers about messages that were handed over together. They are matched by ref if each
 * ref occurs once, otherwise by position. An answer that names another message of the batch is not
 * used.
 */
export function readOutcomes(
  given: unknown,
  refs: readonly string[],
  asked: OutcomeLookup,
): readonly SendOutcome[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  const named = list.map(refIn);
  const places = refs.map((ref) => named.indexOf(ref));
  const isNamed = new Set(named).size === named.length && places.every((place) => place >= 0);
  return refs.map((ref, index) => {
    const place = isNamed ? (places[index] ?? index) : index;
    const strays = list.length !== refs.length && named[place] !== ref;
    if (strays && refs.some((other) => other === named[place]))
      return unheard(asked.transport, ref);
    return readOutcome(list[place], ref, asked);
  });
}

/** The transport's answer could not be understood. */
export function unheard(transport: string, ref: string): SendOutcome {
  return {
    outcome: "unknown",
    ref,
    error: new TransportError("protocol", "The transport reported no outcome for this message.", {
      ...{ transport, scope: "provider", retry: "same_key_only" },
    }),
  };
}

/** The transport's answer could not be understood, and nothing was handed over yet. */
export function noPlace(transport: string): TransportError {
  return new TransportError("protocol", "The transport gave neither a place nor an error.", {
    ...{ transport, scope: "provider", retry: "after" },
  });
}

/** Checked by shape and not by class, because two copies of this package may be installed. */
export function isTransportError(value: unknown): value is TransportError {
  if (!isObject(value)) return false;
  const { code, kind, transport, scope, retry } = value;
  return (
    typeof code === "string" &&
    typeof kind === "string" &&
    typeof transport === "string" &&
    isIn(scopes, scope) &&
    isIn(retries, retry) &&
    isAbsentOr("number", value["retryAfterMs"]) &&
    isAbsentOr("number", value["httpStatus"]) &&
    isAbsentOr("number", value["smtpCode"]) &&
    isAbsentOr("string", value["enhancedCode"])
  );
}

function outcomeIn(given: unknown, ref: string, asked: OutcomeLookup): SendOutcome | null {
  if (!isObject(given)) return null;
  const { outcome, providerMessageId, reason, error } = given;
  if (outcome === "accepted") {
    const id = typeof providerMessageId === "string" ? providerMessageId : null;
    return { outcome, ref, providerMessageId: id };
  }
  if (!isTransportError(error)) return null;
  if (outcome === "rejected") return isReason(reason) ? { outcome, ref, reason, error } : null;
  if (outcome === "unknown") return { outcome, ref, error };
  if (outcome !== "failed") return null;
  return { outcome, ref, error: error.kind === "aborted" ? abortedBy(error, asked) : error };
}

/**
 * An abort costs no try, so only the caller's own abort counts. Otherwise the message would return
 * for ever.
 */
function abortedBy(error: TransportError, { transport, aborted }: OutcomeLookup): TransportError {
  return aborted
    ? error
    : new TransportError("protocol", "The transport gave up though nobody had asked it to.", {
        ...{ transport, scope: "provider", retry: "after" },
      });
}

function refIn(given: unknown): unknown {
  try {
    return isObject(given) ? given["ref"] : undefined;
  } catch {
    return undefined;
  }
}

function isIn(words: ReadonlySet<unknown>, value: unknown): boolean {
  return words.has(value);
}

function isAbsentOr(type: "number" | "string", value: unknown): boolean {
  return value === undefined || typeof value === type;
}

function isReason(value: unknown): value is RejectionReason {
  return isIn(reasons, value);
}

const scopes: ReadonlySet<TransportError["scope"]> = new Set([
  ...(["recipient", "message", "domain", "account", "provider"] as const),
]);

const retries: ReadonlySet<TransportError["retry"]> = new Set([
  ...(["never", "after", "same_key_only"] as const),
]);

const reasons: ReadonlySet<RejectionReason> = new Set([
  ...(["suppressed", "invalid_address", "blocked"] as const),
  ...(["unsubscribed", "policy", "undetermined"] as const),
]);
