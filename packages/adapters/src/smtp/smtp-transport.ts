import type { CallOptions, EmailTransport, OutboundEmail, SendOutcome } from "@wellsent/core";
import { TransportError, type TransportErrorKind } from "@wellsent/core/errors";
import { beyondAscii, bytesOf, type Envelope, readEnvelope } from "./compose.js";
import type { SmtpTransportOptions } from "./config.js";
import { outcomeOf } from "./delivery-outcome.js";
import { dkimSigner } from "./dkim.js";
import { installedNodemailer } from "./nodemailer-modules.js";
import { sessionPool, type Turn } from "./session-pool.js";

export interface SmtpTransport extends EmailTransport {
  sendBatch(
    messages: readonly OutboundEmail[],
    options?: CallOptions,
  ): Promise<readonly SendOutcome[]>;
  /** Lets messages under way come to their end. */
  close(): Promise<void>;
}

/**
 * Sends over SMTP through kept connections. Knows at every moment whether a message can have left: a connection lost
 * before the server asked for it is `failed`, afterwards `unknown`. SMTP has no idempotency; the Message-ID, which
 * comes from the send key, is what lets a receiver tell a second copy.
 *
 * @throws AdapterError `ADAPTER_PEER_MISSING` without nodemailer 10, `ADAPTER_DKIM_KEY`.
 */
export function smtpTransport(options: SmtpTransportOptions): SmtpTransport {
  const id = options.id ?? "smtp";
  const modules = options.nodemailer ?? installedNodemailer();
  const sign = options.dkim === undefined ? undefined : dkimSigner(options.dkim, modules);
  const pool = sessionPool(options, modules);

  const failed = (ref: string, kind: TransportErrorKind, message: string): SendOutcome => ({
    outcome: "failed",
    ref,
    error: new TransportError(kind, message, {
      transport: id,
      scope: kind === "config" ? "account" : "message",
      retry: "never",
    }),
  });
  const badAddress = (ref: string): SendOutcome => ({
    outcome: "rejected",
    ref,
    reason: "invalid_address",
    error: new TransportError(
      "invalid_recipient",
      "The recipient's address cannot be used with this server.",
      {
        transport: id,
        scope: "recipient",
        retry: "never",
      },
    ),
  });

  const send = async (message: OutboundEmail, call: CallOptions = {}): Promise<SendOutcome> => {
    const { signal } = call;
    const { ref } = message;
    signal?.throwIfAborted();
    const reading = readEnvelope(message, options.smtputf8 ?? false);
    if (!reading.ok && reading.fault === "recipient") return badAddress(ref);
    if (!reading.ok)
      return failed(
        ref,
        "invalid_message",
        "A header field or address of the message is malformed.",
      );
    const bytes = await bytesOf(message, modules);
    const signed = sign === undefined ? bytes : await sign(bytes);
    signal?.throwIfAborted();
    const turn = await pool.turn(signal);
    if (turn === null) return failed(ref, "config", "The transport is closed.");
    try {
      return await handOff(turn, ref, reading.envelope, signed, signal);
    } finally {
      turn.done();
    }
  };

  const handOff = async (
    turn: Turn,
    ref: string,
    envelope: Envelope,
    bytes: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<SendOutcome> => {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? 120_000);
    const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    signal?.throwIfAborted();
    const opening = await turn.open(stop);
    if (!("session" in opening)) {
      // Nothing was written about this message yet: to the caller it is as if the call had never begun.
      if (opening.kind === "stopped") signal?.throwIfAborted();
      return outcomeOf(timedOut(opening, timeout), ref, id);
    }
    const { session } = opening;
    signal?.throwIfAborted();
    if (!session.smtputf8 && beyondAscii(envelope.from + envelope.to)) return badAddress(ref);
    return outcomeOf(timedOut(await session.deliver(envelope, bytes, stop), timeout), ref, id);
  };

  return {
    specVersion: 1,
    id,
    channel: "email",
    capabilities: {
      batch: { max: 1_000 },
      idempotency: false,
      raw: true,
      envelopeFrom: true,
      smtputf8: options.smtputf8 ?? false,
    },
    send,
    async sendBatch(messages, call = {}) {
      call.signal?.throwIfAborted();
      // One by one over the pool: nobody shares an envelope, so nobody sees or harms anybody else.
      return Promise.all(
        messages.map((message) =>
          send(message, call).catch((reason: unknown) => {
            if (call.signal?.aborted !== true) throw reason;
            return failed(
              message.ref,
              "aborted",
              "The call was aborted before this message's turn.",
            );
          }),
        ),
      );
    },
    close: () => pool.close(),
  };
}

/** Our own clock ran out, not the caller's patience: that is a fault of the server's. */
function timedOut<D extends Parameters<typeof outcomeOf>[0]>(
  delivery: D,
  timeout: AbortSignal,
): D | Broken {
  if (delivery.kind !== "stopped" || !timeout.aborted) return delivery;
  const error = Object.assign(new Error("No answer in time."), { code: "ETIMEDOUT" });
  return { kind: "broken", phase: delivery.phase, error };
}

type Broken = Extract<Parameters<typeof outcomeOf>[0], { readonly kind: "broken" }>;
