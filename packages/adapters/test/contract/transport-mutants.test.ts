import {
  memoryEmailTransport,
  memorySmsTransport,
  type ScriptedOutcome,
} from "@wellsent/adapters/memory";
import type { EmailTransport, OutboundEmail, SendOutcome, SmsTransport } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import {
  emailTransportContract,
  smsTransportContract,
  type TakenEmail,
} from "@wellsent/core/testing";
import { describe } from "vitest";
import { expectCaught, type Mutant } from "./caught.js";

const script: Readonly<Record<string, ScriptedOutcome>> = {
  "none@example.com": { outcome: "rejected", reason: "invalid_address" },
  "full@example.com": { outcome: "failed" },
  "lost@example.com": { outcome: "unknown" },
};

const contract = (spoil: (transport: EmailTransport) => EmailTransport) => {
  let taken: () => readonly TakenEmail[] = () => [];
  return emailTransportContract({
    create() {
      const provider = memoryEmailTransport({
        outcomes: ({ to }) => script[to.address] ?? { outcome: "accepted" },
      });
      taken = () =>
        provider.sent.map(({ to, subject, text, headers, messageId }) => ({
          to: [to.address],
          subject,
          text,
          headers: [...headers, { name: "Message-ID", value: messageId }],
        }));
      const { raw: _raw, ...capabilities } = provider.capabilities;
      return spoil({ ...provider, capabilities: { ...capabilities, raw: false } });
    },
    recipients: {
      accepted: "ann@example.com",
      rejected: "none@example.com",
      failed: "full@example.com",
      unknown: "lost@example.com",
    },
    taken: () => taken(),
  });
};

/** Another send in the place of both methods. */
const sending = (
  transport: EmailTransport,
  send: (
    message: OutboundEmail,
    options?: Parameters<EmailTransport["send"]>[1],
  ) => Promise<SendOutcome>,
): EmailTransport => ({
  ...transport,
  send,
  sendBatch: (messages, options) => Promise.all(messages.map((message) => send(message, options))),
});

const emailMutants: readonly Mutant<EmailTransport>[] = [
  {
    fault: "drops the signal",
    caughtBy: "sends nothing when aborted before it began, and rejects with the signal's reason",
    spoil: (transport) => sending(transport, (message) => transport.send(message)),
  },
  {
    fault: "drops the signal of a batch",
    caughtBy: "sends nothing of a batch when aborted before it began",
    spoil: (transport) => ({
      ...transport,
      sendBatch: (messages) => transport.sendBatch?.(messages) ?? Promise.resolve([]),
    }),
  },
  {
    fault: "loses the order of a batch",
    caughtBy: "answers a batch with one outcome per message, in the order given",
    spoil: (transport) => ({
      ...transport,
      sendBatch: async (messages, options) =>
        ((await transport.sendBatch?.(messages, options)) ?? []).toReversed(),
    }),
  },
  {
    fault: "fails a whole batch for one message",
    caughtBy: "lets one bad message of a batch harm no other",
    spoil: (transport) => ({
      ...transport,
      async sendBatch(messages, options) {
        const outcomes = (await transport.sendBatch?.(messages, options)) ?? [];
        const failure = outcomes.find((one) => one.outcome !== "accepted");
        return failure === undefined ? outcomes : outcomes.map(({ ref }) => ({ ...failure, ref }));
      },
    }),
  },
  {
    fault: "strips line breaks instead of refusing them",
    caughtBy: "refuses a line break or NUL in subject, and sends nothing",
    spoil: (transport) =>
      sending(transport, (message, options) =>
        transport.send(
          { ...message, subject: message.subject.replaceAll(/[\r\n\0]/g, "") },
          options,
        ),
      ),
  },
  {
    fault: "drops a header",
    caughtBy: "hands over subject, text and header fields unchanged, to one recipient",
    spoil: (transport) =>
      sending(transport, (message, options) =>
        transport.send({ ...message, headers: message.headers.slice(1) }, options),
      ),
  },
  {
    fault: "retries by itself",
    caughtBy: "accepts a message and answers with its ref",
    spoil: (transport) =>
      sending(transport, async (message, options) => {
        await transport.send(
          { ...message, idempotencyKey: `${message.idempotencyKey}-again` },
          options,
        );
        return transport.send(message, options);
      }),
  },
  {
    fault: "claims idempotency and has none",
    caughtBy: "sends the same key once when it claims idempotency per message",
    spoil(transport) {
      let count = 0;
      return sending(transport, (message, options) => {
        count += 1;
        return transport.send({ ...message, idempotencyKey: `${count}` }, options);
      });
    },
  },
  {
    fault: "guesses that a lost answer was a failure",
    caughtBy: "resolves to unknown when the provider does so, and goes on with the next message",
    spoil: (transport) =>
      sending(transport, async (message, options) => {
        const outcome = await transport.send(message, options);
        return outcome.outcome === "unknown" ? { ...outcome, outcome: "failed" } : outcome;
      }),
  },
  {
    fault: "throws for what a recipient caused",
    caughtBy: "resolves to rejected when the provider does so, and goes on with the next message",
    spoil: (transport) =>
      sending(transport, async (message, options) => {
        const outcome = await transport.send(message, options);
        if (outcome.outcome === "rejected") throw outcome.error;
        return outcome;
      }),
  },
  {
    fault: "puts the address into its errors",
    caughtBy: "resolves to failed when the provider does so, and goes on with the next message",
    spoil: (transport) =>
      sending(transport, async (message, options) => {
        const outcome = await transport.send(message, options);
        if (outcome.outcome !== "failed") return outcome;
        const detail = { transport: transport.id, scope: "provider", retry: "after" } as const;
        return {
          ...outcome,
          error: new TransportError("provider", `Not sent to ${message.to.address}`, detail),
        };
      }),
  },
  {
    fault: "mixes up concurrent sends",
    caughtBy: "keeps concurrent sends apart",
    spoil(transport) {
      let ref = "";
      return sending(transport, async (message, options) => {
        ref = message.ref;
        const outcome = await transport.send(message, options);
        return { ...outcome, ref };
      });
    },
  },
  {
    fault: "sends after close",
    caughtBy: "resolves to failed after close, which may be called twice",
    spoil: (transport) => ({ ...transport, close: async () => undefined }),
  },
  {
    fault: "claims batches and has none",
    caughtBy: "says who it is and what it can do",
    spoil: ({ sendBatch: _sendBatch, ...transport }) => transport,
  },
];

describe("a broken e-mail transport", () => {
  expectCaught(emailMutants, contract);
});

const smsMutants: readonly Mutant<SmsTransport>[] = [
  {
    fault: "sends to anything",
    caughtBy: "refuses a number that is not E.164",
    spoil: (transport) => ({
      ...transport,
      send: (sms, options) => transport.send({ ...sms, to: "+15005550009" }, options),
    }),
  },
  {
    fault: "does not mind the number of parts",
    caughtBy: "refuses a body of more parts than the message allows, and counts parts as phones do",
    spoil: (transport) => ({
      ...transport,
      send: (sms, options) => transport.send({ ...sms, maxSegments: 99 }, options),
    }),
  },
  {
    fault: "drops the signal",
    caughtBy: "sends nothing when aborted before it began, and rejects with the signal's reason",
    spoil: (transport) => ({ ...transport, send: (sms) => transport.send(sms) }),
  },
  {
    fault: "lets an alphanumeric sender through that it does not claim",
    caughtBy: "refuses an alphanumeric sender when it does not claim them",
    spoil: (transport) => ({
      ...transport,
      capabilities: { ...transport.capabilities, alphanumericSender: false },
    }),
  },
];

describe("a broken SMS transport", () => {
  expectCaught(smsMutants, (spoil) => {
    let taken: () => readonly string[] = () => [];
    return smsTransportContract({
      create() {
        const provider = memorySmsTransport();
        taken = () => provider.sent.map((sms) => sms.to);
        return spoil(provider);
      },
      recipients: { accepted: "+15005550009" },
      taken: () => taken(),
    });
  });
});
