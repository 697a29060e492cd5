import { TransportError } from "../../errors/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Channel } from "../../ports/consent-gate.js";
import type {
  EmailCapabilities,
  EmailTransport,
  OutboundEmail,
  SendSlot,
} from "../../ports/email-transport.js";
import type { SendOutcome } from "../../ports/send-outcome.js";
import type { SmsTransport } from "../../ports/sms-transport.js";
import type { Composed } from "../outbound.js";
import {
  isTransportError,
  noPlace,
  type OutcomeLookup,
  readOutcome,
  readOutcomes,
  unheard,
} from "./read-outcome.js";

/** A message as it leaves. */
export type Sendable = Exclude<Composed, { readonly channel: null }>;

/** A hand-over that can begin at once. */
export interface Place {
  /** Once. `outcomes[i]` is what became of `messages[i]`. Never rejects. */
  send(messages: readonly Sendable[], options: CallOptions): Promise<readonly SendOutcome[]>;
  /** Gives the place back unused. */
  release(): void;
}

/** A transport as a lane sees it: whatever the channel, places that take some messages at once. */
export interface Carrier {
  readonly id: string;
  readonly channel: Channel;
  /** The same message handed over twice arrives once. */
  readonly deduplicates: boolean;
  /** It takes finished mails, and these may hold so much. Absent: it takes parts. */
  readonly finished?: Pick<EmailCapabilities, "smtputf8">;
  /** How many messages go with one hand-over. */
  readonly groupSize: number;
  /** Rejects only with the reason of an aborted signal. */
  place(options: CallOptions): Promise<Place | { readonly error: TransportError }>;
}

export function emailCarrier(transport: EmailTransport): Carrier {
  const { id, capabilities } = transport;
  const { reserve, sendBatch } = transport;
  const batch = reserve === undefined && sendBatch !== undefined ? capabilities.batch : false;
  const one = (message: Sendable, options: CallOptions, hand: EmailTransport["send"]) =>
    message.channel === "email"
      ? outcomeOf(id, message, options, () => hand(message.message, options))
      : misdirected(id, message);
  const direct: Place = {
    send: (messages, options) => {
      const mails = messages.flatMap((each) => (each.channel === "email" ? [each.message] : []));
      if (sendBatch === undefined || batch === false || mails.length < messages.length) {
        const hand: EmailTransport["send"] = (mail, call) => transport.send(mail, call);
        return Promise.all(messages.map((message) => one(message, options, hand)));
      }
      return outcomesOf(id, messages, options, () => sendBatch.call(transport, mails, options));
    },
    release: () => undefined,
  };
  return {
    id,
    channel: "email",
    deduplicates: capabilities.idempotency !== false,
    ...(capabilities.raw ? { finished: capabilities } : {}),
    groupSize: batch === false ? 1 : batch.max,
    place: async (options) => {
      if (reserve === undefined) return direct;
      const got = await reserved(id, options, () => reserve.call(transport, options));
      if ("error" in got) return got;
      const { slot } = got;
      const hand: EmailTransport["send"] = (mail, call) => slot.send(mail, call);
      return {
        send: (messages, call) => Promise.all(messages.map((message) => one(message, call, hand))),
        release: () => {
          try {
            slot.release();
          } catch {
            // A place that does not come back is the transport's own loss.
          }
        },
      };
    },
  };
}

export function smsCarrier(transport: SmsTransport): Carrier {
  const { id } = transport;
  const direct: Place = {
    send: (messages, options) =>
      Promise.all(
        messages.map((message) =>
          message.channel === "sms"
            ? outcomeOf(id, message, options, () => transport.send(message.message, options))
            : misdirected(id, message),
        ),
      ),
    release: () => undefined,
  };
  return {
    id,
    channel: "sms",
    deduplicates: transport.capabilities.idempotency !== false,
    groupSize: 1,
    place: async () => direct,
  };
}

/** A transport that breaks its contract costs its own lane a pause, and no message a try. */
async function reserved(
  transport: string,
  options: CallOptions,
  ask: () => Promise<Reservation>,
): Promise<Reservation> {
  let got: unknown;
  try {
    got = await ask();
    if (isReservation(got)) return got;
  } catch {
    if (options.signal?.aborted) throw options.signal.reason;
  }
  return { error: noPlace(transport) };
}

type Reservation = { readonly slot: SendSlot<OutboundEmail> } | { readonly error: TransportError };

function isReservation(got: unknown): got is Reservation {
  if (typeof got !== "object" || got === null) return false;
  if ("error" in got) return isTransportError(got.error);
  if (!("slot" in got) || typeof got.slot !== "object" || got.slot === null) return false;
  const { slot } = got;
  return (
    "send" in slot &&
    typeof slot.send === "function" &&
    "release" in slot &&
    typeof slot.release === "function"
  );
}

async function outcomeOf(
  transport: string,
  { message: { ref } }: Sendable,
  options: CallOptions,
  hand: () => Promise<SendOutcome>,
): Promise<SendOutcome> {
  try {
    return readOutcome(await hand(), ref, asked(transport, options));
  } catch (cause) {
    return afterThrow(transport, ref, options, cause);
  }
}

async function outcomesOf(
  transport: string,
  messages: readonly Sendable[],
  options: CallOptions,
  hand: () => Promise<readonly SendOutcome[]>,
): Promise<readonly SendOutcome[]> {
  const refs = messages.map(({ message: { ref } }) => ref);
  try {
    return readOutcomes(await hand(), refs, asked(transport, options));
  } catch (cause) {
    return refs.map((ref) => afterThrow(transport, ref, options, cause));
  }
}

function asked(transport: string, { signal }: CallOptions): OutcomeLookup {
  return {
    transport,
    aborted: signal?.aborted ?? false,
  };
}

/**
 * A transport rejects only for an abort before anything was written. Anything else breaks its
 * contract, and then nobody can say whether the message left.
 */
function afterThrow(
  transport: string,
  ref: string,
  options: CallOptions,
  cause: unknown,
): SendOutcome {
  if (!options.signal?.aborted || cause !== options.signal.reason) return unheard(transport, ref);
  const error = new TransportError("aborted", "Aborted before the hand-over.", {
    transport,
    scope: "message",
    retry: "after",
    retryAfterMs: 0,
  });
  return { outcome: "failed", ref, error };
}

/** A message of another channel than the lane's: nothing that this transport could send. */
async function misdirected(
  transport: string,
  { channel, message: { ref } }: Sendable,
): Promise<SendOutcome> {
  return {
    outcome: "failed",
    ref,
    error: new TransportError("config", `This transport cannot carry ${channel}.`, {
      transport,
      scope: "message",
      retry: "never",
      remedy: `Give createEngine a transport for ${channel}.`,
    }),
  };
}
