import { TransportError } from "../../errors/index.js";
import type { Milliseconds } from "../../instant.js";
import type { EmailTransport, OutboundEmail } from "../../ports/email-transport.js";
import type { SendOutcome } from "../../ports/send-outcome.js";
import type { Draws } from "./draws.js";
import type { Scheduler, SimProcess } from "./scheduler.js";

/** How the provider treats one mail, decided when its first byte arrives. */
export type Reception =
  | { readonly kind: "accept" }
  | {
      readonly kind: "outcome";
      readonly outcome: Exclude<SendOutcome["outcome"], "accepted">;
      readonly make: (ref: string) => SendOutcome;
    }
  /** The answer was lost, whether or not the mail arrived. */
  | { readonly kind: "lost"; readonly arrives: boolean };

/** A provider, as the simulation scripts it. */
export interface Provider {
  /** `null` if connections are available; otherwise the error of every attempt. */
  refusal(): TransportError | null;
  /** How long it takes until a connection is free. */
  connectMs(message: string): Milliseconds;
  receive(message: OutboundEmail, actor: SimProcess): Reception;
  /** How long the answer takes. At most the transport's longest wait. */
  answerMs(message: OutboundEmail): Milliseconds;
  /** Called if the answer is on its way to a process that is still alive. */
  answered?(message: OutboundEmail, outcome: SendOutcome, actor: SimProcess): void;
  /** Called right before the answer is returned: the place to kill a worker. */
  beforeAnswer?(message: OutboundEmail, actor: SimProcess): void;
}

/** The transport of one process, over a provider that all processes share. */
export function faultyTransport(parts: {
  readonly id: string;
  readonly actor: SimProcess;
  readonly scheduler: Scheduler;
  readonly draws: Draws;
  readonly provider: Provider;
  readonly longestWaitMs: Milliseconds;
}): EmailTransport {
  const { id, actor, scheduler, provider } = parts;
  let places = 0;
  const deliver = async (message: OutboundEmail): Promise<SendOutcome> => {
    const { ref } = message;
    const reception = provider.receive(message, actor);
    await scheduler.wait(actor, `${actor.name}.answer`, provider.answerMs(message));
    provider.beforeAnswer?.(message, actor);
    await scheduler.wait(actor, `${actor.name}.answered`, 0);
    const outcome = createOutcome(reception, ref, id);
    provider.answered?.(message, outcome, actor);
    return outcome;
  };
  return {
    specVersion: 1,
    id,
    channel: "email",
    capabilities: {
      batch: false,
      idempotency: false,
      raw: false,
      envelopeFrom: false,
      smtputf8: false,
      longestWaitMs: parts.longestWaitMs,
    },
    async reserve() {
      places += 1;
      await scheduler.wait(
        actor,
        `${actor.name}.connect`,
        provider.connectMs(`${actor.name}.${places}`),
      );
      const error = provider.refusal();
      return error === null ? { slot: { send: deliver, release: () => undefined } } : { error };
    },
    send: deliver,
  };
}

function createOutcome(reception: Reception, ref: string, transport: string): SendOutcome {
  switch (reception.kind) {
    case "accept":
      return { outcome: "accepted", ref, providerMessageId: `sim-${ref}` };
    case "outcome":
      return reception.make(ref);
    case "lost":
      return {
        outcome: "unknown",
        ref,
        error: new TransportError("network", "The simulated answer got lost.", {
          transport,
          scope: "message",
          retry: "never",
        }),
      };
  }
}
