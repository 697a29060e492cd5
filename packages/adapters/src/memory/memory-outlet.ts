import type { CallOptions, SendOutcome } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { outcomeOf, type ScriptedOutcome } from "./scripted-outcome.js";

interface Sendable {
  readonly ref: string;
  readonly idempotencyKey: string;
}

export interface MemoryOutlet<Message extends Sendable> {
  readonly sent: readonly Message[];
  hand(message: Message, options?: CallOptions): Promise<SendOutcome>;
  close(): void;
}

/** The provider behind a memory transport: takes messages, and answers as told. */
export function createOutlet<Message extends Sendable>(
  transport: string,
  outcomes: (message: Message) => ScriptedOutcome | Promise<ScriptedOutcome>,
): MemoryOutlet<Message> {
  const sent: Message[] = [];
  const accepted = new Map<string, SendOutcome>();
  let closed = false;
  return {
    sent,
    async hand(message, options) {
      options?.signal?.throwIfAborted();
      const { ref } = message;
      if (closed) {
        const error = new TransportError("config", "The transport is closed.", {
          transport,
          scope: "account",
          retry: "never",
        });
        return { outcome: "failed", ref, error };
      }
      const known = accepted.get(message.idempotencyKey);
      if (known !== undefined) return known;
      const script = await answerOrAbort(outcomes(message), options?.signal);
      const outcome = outcomeOf(script, transport, ref, `${transport}-${sent.length + 1}`);
      if (
        script.outcome === "accepted" ||
        (script.outcome === "unknown" && script.arrived !== false)
      ) {
        sent.push(message);
      }
      if (outcome.outcome === "accepted") accepted.set(message.idempotencyKey, outcome);
      return outcome;
    },
    close() {
      closed = true;
    },
  };
}

/** Whoever gives up while the provider is thinking does not know what it will do. */
function answerOrAbort(
  answer: ScriptedOutcome | Promise<ScriptedOutcome>,
  signal: AbortSignal | undefined,
): ScriptedOutcome | Promise<ScriptedOutcome> {
  if (!(answer instanceof Promise) || signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve({ outcome: "unknown" });
    signal.addEventListener("abort", giveUp, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
