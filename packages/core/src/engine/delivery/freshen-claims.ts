import type { ContactId, TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Verdict } from "../../ports/store/outbox.js";
import type { Candidate, ClaimedMessage } from "../../ports/store/store.js";
import type { Freshen } from "./delivery-options.js";

/** How long a message waits for a source of values that does not answer. */
const sourcePause: Milliseconds = 60_000;

type Held = (candidate: Candidate, at: Instant) => Verdict | null;

/**
 * Has the contacts of claimed messages brought up to date, and says which messages are held back,
 * since that failed. The last look reads the contacts anew, so it finds what came in. It does not
 * reject: whatever goes wrong holds messages back, and an end of the call is for the hand-over to
 * see.
 */
export async function freshenClaims(
  freshen: Freshen | undefined,
  tenant: TenantId,
  claimed: readonly ClaimedMessage[],
  options: CallOptions,
): Promise<Held> {
  if (freshen === undefined) return () => null;
  const contacts = [...new Set(claimed.map(({ message }) => message.contact))];
  let defer: ReadonlySet<ContactId>;
  let skip: ReadonlySet<ContactId> = new Set();
  try {
    ({ defer, skip } = await freshen(tenant, contacts, options));
  } catch {
    defer = new Set(contacts);
  }
  return ({ message: { contact } }, at) => {
    const why = { code: "SOURCE_DOWN", rule: "a data flow of the tenant" } as const;
    if (skip.has(contact)) return { verdict: "skip", reasons: [{ ...why, effect: "deny" }] };
    if (!defer.has(contact)) return null;
    const until = at + sourcePause;
    return { verdict: "defer", until, reasons: [{ ...why, effect: "defer", until }] };
  };
}
