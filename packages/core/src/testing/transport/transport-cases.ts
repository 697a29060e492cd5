import type { CallOptions } from "../../ports/call-options.js";
import type { SendOutcome } from "../../ports/send-outcome.js";
import type { ContractCase } from "../contract-case.js";
import { broken, ensure, equal, rejection } from "../expectations.js";
import { checkDeferred, checkOutcome } from "./outcome-checks.js";
import { type Wait, within } from "./patience.js";

/** Recipients that the provider behind the transport answers in a known way. */
export interface ScriptedRecipients {
  readonly accepted: string;
  /** Refused for good: a mailbox or number that does not exist. */
  readonly rejected?: string;
  /** Not taken now: a full mailbox, a busy server. It has to be tried again. */
  readonly failed?: string;
  /** Taken, but the answer gets lost. */
  readonly unknown?: string;
}

/** A recipient whose hand-off hangs, for the case in which the caller gives up meanwhile. */
export interface InterruptedRecipient {
  readonly recipient: string;
  /** Resolves once the provider has begun to read the message. */
  reached(): Promise<void>;
}

interface SendsMessages<Message> {
  readonly id: string;
  readonly capabilities: { readonly longestWaitMs: number };
  send(message: Message, options?: CallOptions): Promise<SendOutcome>;
  close?(): Promise<void>;
}

/** What all transports have in common, whatever they carry. */
export interface TransportHarness<
  Transport extends SendsMessages<Message>,
  Message extends { readonly ref: string },
> {
  create(): Transport | Promise<Transport>;
  readonly recipients: ScriptedRecipients;
  readonly interrupted?: InterruptedRecipient;
  readonly wait?: Wait;
  /**
   * Refs, bodies or anything else that tells how many messages the provider took since `create`.
   */
  taken?(): Promise<number> | number;
  /** A valid message; the number makes its ref and key its own. */
  message(recipient: string, number: number): Message;
}

type Case = ContractCase & { readonly mandatory?: boolean };

/** Runs `use` on a fresh transport and closes it, whatever happens. */
export async function withTransport<T extends { close?(): Promise<void> }>(
  create: () => T | Promise<T>,
  use: (transport: T) => Promise<void>,
): Promise<void> {
  const transport = await create();
  try {
    await use(transport);
  } finally {
    await transport.close?.();
  }
}

export function transportCases<
  Transport extends SendsMessages<Message>,
  Message extends { readonly ref: string },
>(harness: TransportHarness<Transport, Message>): readonly Case[] {
  const { recipients, message, interrupted } = harness;
  const create = () => harness.create();
  const taken = async (expected: number, what: string): Promise<void> => {
    if (harness.taken !== undefined) equal(await harness.taken(), expected, what);
  };
  const cases: Case[] = [
    {
      name: "accepts a message and answers with its ref",
      run: () =>
        withTransport(create, async (transport) => {
          const sent = message(recipients.accepted, 1);
          const outcome = await transport.send(sent);
          equal(outcome.outcome, "accepted", "outcome");
          equal(outcome.ref, sent.ref, "ref");
          checkOutcome(outcome, transport.id, recipients.accepted);
          await taken(1, "messages taken, since a transport never retries by itself");
        }),
    },
    {
      name: "keeps concurrent sends apart",
      run: () =>
        withTransport(create, async (transport) => {
          const messages = Array.from({ length: 20 }, (_, number) =>
            message(recipients.accepted, number),
          );
          const outcomes = await Promise.all(messages.map((one) => transport.send(one)));
          equal(
            outcomes.map((one) => [one.ref, one.outcome]),
            messages.map((one) => [one.ref, "accepted"]),
            "outcomes",
          );
          await taken(20, "messages taken");
        }),
    },
    {
      name: "sends nothing when aborted before it began, and rejects with the signal's reason",
      run: () =>
        withTransport(create, async (transport) => {
          const reason = new Error("the caller gave up");
          const signal = AbortSignal.abort(reason);
          const error = await rejection(
            () => transport.send(message(recipients.accepted, 1), { signal }),
            "send",
          );
          ensure(error === reason, "the rejection is the signal's own reason");
          await taken(0, "messages taken");
        }),
    },
    {
      name: "resolves to failed after close, which may be called twice",
      async run() {
        const transport = await create();
        if (transport.close === undefined) return;
        await transport.close();
        await transport.close();
        const outcome = await transport.send(message(recipients.accepted, 1));
        equal(outcome.outcome, "failed", "outcome");
        await taken(0, "messages taken");
      },
    },
  ];
  const scripted = (["rejected", "failed", "unknown"] as const).flatMap((expected) => {
    const recipient = recipients[expected];
    return recipient === undefined ? [] : [outcomeCase(harness, expected, recipient)];
  });
  return [
    ...cases,
    ...scripted,
    ...(interrupted === undefined
      ? []
      : [interruptedCase(harness, interrupted), longestWaitCase(harness, interrupted.recipient)]),
  ];
}

/** `longestWaitMs` has to be a number that a lease can be compared with. */
export function longestWait({ longestWaitMs }: { readonly longestWaitMs: number }): void {
  ensure(Number.isFinite(longestWaitMs) && longestWaitMs > 0, "longestWaitMs is a positive number");
}

function longestWaitCase<
  Transport extends SendsMessages<Message>,
  Message extends { readonly ref: string },
>(harness: TransportHarness<Transport, Message>, recipient: string): Case {
  return {
    name: "answers within the longest wait that it claims, also where the provider never does",
    mandatory: true,
    run: () =>
      withTransport(
        () => harness.create(),
        async (transport) => {
          if (harness.wait === undefined) return;
          const { longestWaitMs } = transport.capabilities;
          const sent = harness.message(recipient, 1);
          const sending = transport.send(sent);
          const outcome = await within(harness.wait, longestWaitMs, sending, "send");
          equal([outcome.ref, outcome.outcome], [sent.ref, "unknown"], "outcome");
        },
      ),
  };
}

function outcomeCase<
  Transport extends SendsMessages<Message>,
  Message extends { readonly ref: string },
>(
  harness: TransportHarness<Transport, Message>,
  expected: "rejected" | "failed" | "unknown",
  recipient: string,
): Case {
  return {
    name: `resolves to ${expected} when the provider does so, and goes on with the next message`,
    run: () =>
      withTransport(
        () => harness.create(),
        async (transport) => {
          const sent = harness.message(recipient, 1);
          const [outcome, neighbour] = await Promise.all([
            transport.send(sent),
            transport.send(harness.message(harness.recipients.accepted, 2)),
          ]);
          equal([outcome.ref, outcome.outcome], [sent.ref, expected], "outcome");
          checkOutcome(outcome, transport.id, recipient);
          if (expected === "failed") checkDeferred(outcome);
          equal(neighbour.outcome, "accepted", "the message beside it");
          const next = await transport.send(harness.message(harness.recipients.accepted, 3));
          equal(next.outcome, "accepted", "the message after it");
        },
      ),
  };
}

function interruptedCase<
  Transport extends SendsMessages<Message>,
  Message extends { readonly ref: string },
>(harness: TransportHarness<Transport, Message>, interrupted: InterruptedRecipient): Case {
  return {
    name: "never claims that nothing was sent when aborted in the middle",
    run: () =>
      withTransport(
        () => harness.create(),
        async (transport) => {
          const controller = new AbortController();
          const sent = harness.message(interrupted.recipient, 1);
          const sending = transport.send(sent, { signal: controller.signal });
          await interrupted.reached();
          controller.abort(new Error("the caller gave up"));
          const outcome = await sending.catch(() => {
            throw broken("an abort after the hand-off began must resolve to unknown, not reject");
          });
          equal([outcome.ref, outcome.outcome], [sent.ref, "unknown"], "outcome");
        },
      ),
  };
}
