import type {
  CallOptions,
  EmailTransport,
  OutboundEmail,
  SendOutcome,
  SendSlot,
} from "@wellsent/core";
import type { TransportError } from "@wellsent/core/errors";
import { beyondAscii, type Envelope, readEnvelope } from "../transport-rules/index.js";
import { composed } from "./compose.js";
import type { SmtpTransportOptions, SmtpUrlOptions } from "./config.js";
import { openingError, toOutcome } from "./delivery-outcome.js";
import { dkimSigner } from "./dkim.js";
import { type Limit, readLimit } from "./limit.js";
import { localRefusals } from "./local-refusals.js";
import { installedNodemailer } from "./nodemailer-modules.js";
import { sessionPool, type Turn } from "./session-pool.js";
import type { SmtpSession } from "./smtp-session.js";
import { readSmtpUrl } from "./smtp-url.js";

export interface SmtpTransport extends EmailTransport {
  reserve(
    options?: CallOptions,
  ): Promise<{ readonly slot: SendSlot<OutboundEmail> } | { readonly error: TransportError }>;
  /** Lets messages under way come to their end. */
  close(): Promise<void>;
}

interface Place {
  readonly turn: Turn;
  readonly session: SmtpSession;
}

interface Prepared {
  readonly envelope: Envelope;
  readonly bytes: Uint8Array;
}

/**
 * Sends over SMTP through kept connections. Knows how far each message got: a connection lost
 * before the end of the message was written is `failed`, afterwards `unknown`. SMTP has no
 * idempotency; the Message-ID, which comes from the send key, is what lets a receiver tell a second
 * copy.
 *
 * `reserve` waits for a connection as long as that takes, `send` at most `timeoutMs` for
 * everything.
 *
 * A server is named by options or by a URL: `smtps:` is TLS from the first byte, port 465 unless it
 * says another; `smtp:` is STARTTLS where offered, port 587. User and password are percent-encoded.
 *
 * @throws AdapterError `ADAPTER_PEER_MISSING` without nodemailer 10, `ADAPTER_DKIM_KEY`,
 * `ADAPTER_SMTP_URL` for a URL that is missing or no server's; it quotes nothing of the URL.
 * @example
 * const email = smtpTransport({ host: "mail.example", auth: { user, pass } });
 * @example
 * const email = smtpTransport("smtps://user:password@mail.example", { maxConnections: 10 });
 */
export function smtpTransport(options: SmtpTransportOptions): SmtpTransport;
export function smtpTransport(url: string | undefined, options?: SmtpUrlOptions): SmtpTransport;
export function smtpTransport(
  server: SmtpTransportOptions | string | undefined,
  rest?: SmtpUrlOptions,
): SmtpTransport {
  const options = typeof server === "object" ? server : { ...rest, ...readSmtpUrl(server) };
  const id = options.id ?? "smtp";
  const modules = options.nodemailer ?? installedNodemailer();
  const sign = options.dkim === undefined ? undefined : dkimSigner(options.dkim, modules);
  const timeoutMs = options.timeoutMs ?? 120_000;
  const pool = sessionPool(options, modules);
  const refusals = localRefusals(id);

  const prepare = async (message: OutboundEmail): Promise<Prepared | SendOutcome> => {
    const reading = readEnvelope(message, options.smtputf8 ?? false);
    if (!reading.ok) {
      return reading.fault === "recipient"
        ? refusals.badAddress(message.ref)
        : refusals.malformed(message.ref);
    }
    const bytes = message.raw ?? composed(message);
    return { envelope: reading.envelope, bytes: sign === undefined ? bytes : await sign(bytes) };
  };

  const open = async (
    turn: Turn,
    limit: Limit,
    signal: AbortSignal | undefined,
  ): Promise<Place | { readonly error: TransportError }> => {
    const opening = await turn.open(limit);
    if ("session" in opening && !pool.closed) return { turn, session: opening.session };
    turn.done();
    if ("session" in opening) return { error: refusals.closed };
    // Nothing was written about any message: it is as if the call had never begun.
    if (limit.struck === "aborted") signal?.throwIfAborted();
    return { error: openingError(opening, id) };
  };

  const handOver = async (
    { turn, session }: Place,
    ref: string,
    { envelope, bytes }: Prepared,
    limit: Limit,
    signal: AbortSignal | undefined,
  ): Promise<SendOutcome> => {
    try {
      signal?.throwIfAborted();
      if (!session.smtputf8 && beyondAscii(envelope.from + envelope.to)) {
        return refusals.badAddress(ref);
      }
      if (!turn.begin()) return { outcome: "failed", ref, error: refusals.closed };
      return toOutcome(await session.deliver(envelope, bytes, limit), ref, id);
    } finally {
      turn.done();
    }
  };

  const slotAt = (place: Place): SendSlot<OutboundEmail> => {
    let unused = true;
    return {
      async send(message, { signal } = {}) {
        const { ref } = message;
        if (!unused) return { outcome: "failed", ref, error: refusals.usedUp };
        unused = false;
        const limit = readLimit(timeoutMs, signal);
        let given = false;
        try {
          signal?.throwIfAborted();
          const prepared = await prepare(message);
          if ("outcome" in prepared) return prepared;
          given = true;
          return await handOver(place, ref, prepared, limit, signal);
        } finally {
          if (!given) place.turn.done();
          limit.end();
        }
      },
      release() {
        if (!unused) return;
        unused = false;
        place.turn.done();
      },
    };
  };

  return {
    specVersion: 1,
    id,
    channel: "email",
    capabilities: {
      batch: false,
      idempotency: false,
      raw: true,
      envelopeFrom: true,
      smtputf8: options.smtputf8 ?? false,
      // A busy process sees its timers late.
      longestWaitMs: timeoutMs + 1_000,
    },
    async send(message, { signal } = {}) {
      signal?.throwIfAborted();
      const { ref } = message;
      const limit = readLimit(timeoutMs, signal);
      try {
        const prepared = await prepare(message);
        if ("outcome" in prepared) return prepared;
        const turn = await pool.turn(limit, { shares: false });
        if (turn === null) {
          signal?.throwIfAborted();
          const error = pool.closed ? refusals.closed : refusals.busy;
          return { outcome: "failed", ref, error };
        }
        const place = await open(turn, limit, signal);
        if ("error" in place) return { outcome: "failed", ref, error: place.error };
        return await handOver(place, ref, prepared, limit, signal);
      } finally {
        limit.end();
      }
    },
    async reserve({ signal } = {}) {
      signal?.throwIfAborted();
      const patience = readLimit(null, signal);
      const turn = await pool.turn(patience, { shares: true }).finally(() => patience.end());
      if (turn === null) {
        signal?.throwIfAborted();
        return { error: refusals.closed };
      }
      const limit = readLimit(timeoutMs, signal);
      try {
        const place = await open(turn, limit, signal);
        return "error" in place ? place : { slot: slotAt(place) };
      } finally {
        limit.end();
      }
    },
    close: () => pool.close(),
  };
}
