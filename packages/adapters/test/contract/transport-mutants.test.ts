import { setTimeout } from "node:timers/promises";
import {
  type MemoryEmailTransport,
  memoryEmailTransport,
  memorySmsTransport,
  type ScriptedOutcome,
} from "@wellsent/adapters/memory";
import type {
  EmailTransport,
  OutboundEmail,
  SendOutcome,
  SendSlot,
  SmsTransport,
} from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import {
  emailTransportContract,
  smsTransportContract,
  type TakenEmail,
} from "@wellsent/core/testing";
import { describe } from "vitest";
import { expectCaught, type Mutant } from "./caught.js";
import { textMutants } from "./transport-text-mutants.js";

const script: Readonly<Record<string, ScriptedOutcome>> = {
  "none@example.com": { outcome: "rejected", reason: "invalid_address" },
  "full@example.com": { outcome: "failed" },
  "lost@example.com": { outcome: "unknown" },
  "ann@busy.example": { outcome: "failed", scope: "domain", smtpCode: 421 },
};

/** Nothing here takes long: what the contract waits for in vain may be cut short. */
function wait(milliseconds: number): Promise<void> {
  return setTimeout(Math.min(milliseconds, 300), undefined, { ref: false });
}

function contract(spoil: (transport: SoundTransport) => EmailTransport) {
  let taken: () => readonly TakenEmail[] = () => [];
  let begun: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    begun = resolve;
  });
  return emailTransportContract({
    create() {
      const provider = memoryEmailTransport({
        outcomes({ to }) {
          if (to.address !== "slow@example.com") {
            return script[to.address] ?? { outcome: "accepted" };
          }
          begun();
          return setTimeout(20, { outcome: "unknown" } as const);
        },
        connections: 3,
        longestWaitMs: 100,
      });
      taken = () =>
        provider.sent.map(({ from, to, replyTo, subject, text, headers, messageId }) => ({
          ...{ to: [to.address], from, recipient: to, subject, text },
          ...(replyTo === undefined ? {} : { replyTo }),
          headers: [...headers, { name: "Message-ID", value: messageId }],
        }));
      return spoil(provider);
    },
    unreachable() {
      const provider = memoryEmailTransport();
      const error = new TransportError("network", "The provider cannot be reached.", {
        transport: provider.id,
        scope: "provider",
        retry: "after",
      });
      return spoil({ ...provider, reserve: async () => ({ error }) });
    },
    domainDown: "ann@busy.example",
    interrupted: { recipient: "slow@example.com", reached: () => reached },
    wait,
    recipients: {
      accepted: "ann@example.com",
      rejected: "none@example.com",
      failed: "full@example.com",
      unknown: "lost@example.com",
    },
    taken: () => taken(),
  });
}

type SoundTransport = MemoryEmailTransport;

/** Another send in the place of all that sends. */
function sending(
  transport: SoundTransport,
  send: (
    message: OutboundEmail,
    options?: Parameters<EmailTransport["send"]>[1],
  ) => Promise<SendOutcome>,
): EmailTransport {
  return {
    ...transport,
    send,
    sendBatch: (messages, options) =>
      Promise.all(messages.map((message) => send(message, options))),
  };
}

function createSample(ref: string): OutboundEmail {
  return {
    ref,
    idempotencyKey: ref,
    from: { address: "news@shop.example" },
    to: { address: "ann@example.com" },
    messageId: `<${ref}@shop.example>`,
    date: new Date(0),
    subject: ref,
    text: ref,
    headers: [],
  };
}

type Slot = SendSlot<OutboundEmail>;

/** Other places than the sound ones. */
function placing(transport: SoundTransport, spoil: (slot: Slot) => Slot): EmailTransport {
  return {
    ...transport,
    async reserve(options) {
      const place = await transport.reserve(options);
      return "error" in place ? place : { slot: spoil(place.slot) };
    },
  };
}

const emailMutants: readonly Mutant<EmailTransport, SoundTransport>[] = [
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
  {
    fault: "does not say how long it may take",
    caughtBy: "says who it is and what it can do",
    spoil: (transport) => ({
      ...transport,
      capabilities: { ...transport.capabilities, longestWaitMs: Number.POSITIVE_INFINITY },
    }),
  },
  {
    fault: "takes longer than it says",
    caughtBy: "answers within the longest wait that it claims, also where the provider never does",
    spoil: (transport) =>
      sending(transport, async (message, options) => {
        const outcome = await transport.send(message, options);
        await setTimeout(200);
        return outcome;
      }),
  },
  {
    fault: "blames the provider for a domain's trouble",
    caughtBy: "lays a domain's trouble at the domain's door",
    spoil: (transport) =>
      sending(transport, async (message, options) => {
        const outcome = await transport.send(message, options);
        if (outcome.outcome !== "failed") return outcome;
        const { kind, message: said } = outcome.error;
        const fault = { transport: transport.id, scope: "provider", retry: "after" } as const;
        return { ...outcome, error: new TransportError(kind, said, fault) };
      }),
  },
  {
    fault: "sends a mail to reserve a place",
    caughtBy: "writes nothing about a message while a place is reserved",
    spoil: (transport) => ({
      ...transport,
      async reserve(options) {
        await transport.send(createSample("probe"));
        return transport.reserve(options);
      },
    }),
  },
  {
    fault: "lets a place be used twice",
    caughtBy: "lets a place be used once, and not after it was given back",
    spoil: (transport) =>
      placing(transport, (slot) => {
        let used = false;
        return {
          ...slot,
          send(message, options) {
            if (used) return transport.send(message, options);
            used = true;
            return slot.send(message, options);
          },
        };
      }),
  },
  {
    fault: "sends through a place that was given back",
    caughtBy: "lets a place be used once, and not after it was given back",
    spoil: (transport) =>
      placing(transport, (slot) => {
        let released = false;
        return {
          send: (message, options) =>
            released ? transport.send(message, options) : slot.send(message, options),
          release() {
            released = true;
            slot.release();
          },
        };
      }),
  },
  {
    fault: "leaks a place that was not used",
    caughtBy: "takes a place back, however it was given back",
    spoil: (transport) => placing(transport, (slot) => ({ ...slot, release: () => undefined })),
  },
  {
    fault: "leaks a place whose mail was refused",
    caughtBy: "takes a place back, however it was given back",
    spoil: (transport) =>
      placing(transport, (slot) => ({
        ...slot,
        async send(message, options) {
          const outcome = await slot.send(message, options);
          if (outcome.outcome === "rejected") await transport.reserve();
          return outcome;
        },
      })),
  },
  {
    fault: "throws through a place for what a recipient caused",
    caughtBy: "answers through a place as through send",
    spoil: (transport) =>
      placing(transport, (slot) => ({
        ...slot,
        async send(message, options) {
          const outcome = await slot.send(message, options);
          if (outcome.outcome === "rejected") throw outcome.error;
          return outcome;
        },
      })),
  },
  {
    fault: "drops the signal of a place",
    caughtBy: "rejects with the signal's reason when a place is aborted before it began",
    spoil: (transport) =>
      placing(transport, (slot) => ({ ...slot, send: (message) => slot.send(message) })),
  },
  {
    fault: "gives places after close",
    caughtBy: "gives no place and uses none after close",
    spoil: (transport) => {
      const kept = memoryEmailTransport();
      return { ...transport, reserve: (options) => kept.reserve(options) };
    },
  },
  {
    fault: "throws where no connection can be had",
    caughtBy: "resolves to an error that blames no message where the provider cannot be reached",
    spoil: (transport) => ({
      ...transport,
      async reserve(options) {
        const place = await transport.reserve(options);
        if ("error" in place) throw place.error;
        return place;
      },
    }),
  },
  {
    fault: "blames a message where no connection can be had",
    caughtBy: "resolves to an error that blames no message where the provider cannot be reached",
    spoil: (transport) => ({
      ...transport,
      async reserve(options) {
        const place = await transport.reserve(options);
        if (!("error" in place)) return place;
        const { kind, message, transport: id } = place.error;
        const fault = { transport: id, scope: "message", retry: "after" } as const;
        return { error: new TransportError(kind, message, fault) };
      },
    }),
  },
];

describe("a broken e-mail transport", () => {
  expectCaught([...emailMutants, ...textMutants], contract);
});

const smsMutants: readonly Mutant<SmsTransport>[] = [
  {
    fault: "gives up what is only not taken now",
    caughtBy: "resolves to failed when the provider does so, and goes on with the next message",
    spoil: (transport) => ({
      ...transport,
      async send(sms, options) {
        const outcome = await transport.send(sms, options);
        if (outcome.outcome !== "failed") return outcome;
        const fault = { transport: transport.id, scope: "recipient", retry: "never" } as const;
        return { ...outcome, error: new TransportError("provider", "Not now.", fault) };
      },
    }),
  },
  {
    fault: "does not say how long it may take",
    caughtBy: "says who it is and what it can do",
    spoil: (transport) => ({
      ...transport,
      capabilities: { ...transport.capabilities, longestWaitMs: Number.NaN },
    }),
  },
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
        const provider = memorySmsTransport({
          outcomes: ({ to }) => ({ outcome: to === "+15005550002" ? "failed" : "accepted" }),
        });
        taken = () => provider.sent.map((sms) => sms.to);
        return spoil(provider);
      },
      recipients: { accepted: "+15005550009", failed: "+15005550002" },
      taken: () => taken(),
    });
  });
});
