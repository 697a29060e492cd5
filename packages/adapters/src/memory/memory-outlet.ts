import type { CallOptions, SendOutcome } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { type ScriptedOutcome, toOutcome } from "./scripted-outcome.js";

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
  knowsKeys: boolean,
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
      if (closed) return { outcome: "failed", ref, error: closedError(transport) };
      const known = accepted.get(message.idempotencyKey);
      if (knowsKeys && known !== undefined) return { ...known, ref };
      const script = await answerOrAbort(outcomes(message), options?.signal);
      const id = `${transport}-${sent.length + 1}`;
      if (
        script.outcome === "accepted" ||
        (script.outcome === "unknown" && script.arrived !== false)
      ) {
        sent.push(message);
        // Also where the answer is lost: whoever asks again with this key is told of the first one.
        accepted.set(message.idempotencyKey, { outcome: "accepted", ref, providerMessageId: id });
      }
      return toOutcome(script, transport, ref, id);
    },
    close() {
      closed = true;
    },
  };
}

export function closedError(transport: string): TransportError {
  return new TransportError("config", "The transport is closed.", {
    transport,
    scope: "account",
    retry: "never",
  });
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
