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

/** A slot in which a hand-over can begin at once. */
export interface Place {
  /** May be called once. `outcomes[i]` is the outcome of `messages[i]`. Never rejects. */
  send(messages: readonly Sendable[], options: CallOptions): Promise<readonly SendOutcome[]>;
  /** Returns the slot unused. */
  release(): void;
}

/**
 * A transport as a lane sees it, independent of the channel: slots that take several messages at
 * once.
 */
export interface Carrier {
  readonly id: string;
  readonly channel: Channel;
  /** Whether the same message arrives once if it is handed over twice. */
  readonly deduplicates: boolean;
  /** The transport takes finished mails, with these limits. Absent: it takes mails in parts. */
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
      ? handOver(id, message, options, () => hand(message.message, options))
      : misdirected(id, message);
  const direct: Place = {
    send: (messages, options) => {
      const mails = messages.flatMap((each) => (each.channel === "email" ? [each.message] : []));
      if (sendBatch === undefined || batch === false || mails.length < messages.length) {
        const hand: EmailTransport["send"] = (mail, call) => transport.send(mail, call);
        return Promise.all(messages.map((message) => one(message, options, hand)));
      }
      return handOverAll(id, messages, options, () => sendBatch.call(transport, mails, options));
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
            // If returning a slot fails, only the transport loses by it.
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
            ? handOver(id, message, options, () => transport.send(message.message, options))
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

/** A transport that breaks its contract pauses its own lane. No message loses a try. */
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

async function handOver(
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

async function handOverAll(
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
 * A transport may reject only for an abort before anything was written. Any other rejection breaks
 * the contract, and it is then unknown whether the message left.
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

/** The message is of another channel than the lane, so this transport cannot send it. */
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
