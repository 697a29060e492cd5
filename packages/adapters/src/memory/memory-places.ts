import type { CallOptions, SendOutcome, SendSlot } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import { closedError } from "./memory-outlet.js";

export type Reservation<Message> =
  | { readonly slot: SendSlot<Message> }
  | { readonly error: TransportError };

export interface MemoryPlaces<Message> {
  send(message: Message, call?: CallOptions): Promise<SendOutcome>;
  reserve(call?: CallOptions): Promise<Reservation<Message>>;
  close(): void;
}

/** So many hand-offs at once as a provider has connections for. First come, first served. */
export function memoryPlaces<Message extends { readonly ref: string }>(
  transport: string,
  limit: number,
  hand: (message: Message, call?: CallOptions) => Promise<SendOutcome>,
): MemoryPlaces<Message> {
  const waiting: (() => void)[] = [];
  let taken = 0;
  let closed = false;

  /** A place goes straight to whoever has waited longest, so that nobody slips in between. */
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken--;
    else next();
  };
  const newSlot = (): SendSlot<Message> => {
    let unused = true;
    return {
      async send(message, call) {
        if (!unused) {
          const error = new TransportError("config", "The place was used or given back before.", {
            transport,
            scope: "message",
            retry: "after",
          });
          return { outcome: "failed", ref: message.ref, error };
        }
        unused = false;
        try {
          return await hand(message, call);
        } finally {
          giveBack();
        }
      },
      release() {
        if (!unused) return;
        unused = false;
        giveBack();
      },
    };
  };
  const turn = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const given = (): void => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(given), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      waiting.push(given);
    });

  const reserve = async (call: CallOptions = {}): Promise<Reservation<Message>> => {
    call.signal?.throwIfAborted();
    if (closed) return { error: closedError(transport) };
    if (taken >= limit) await turn(call.signal);
    else taken++;
    return closed ? { error: closedError(transport) } : { slot: newSlot() };
  };
  return {
    reserve,
    async send(message, call) {
      const place = await reserve(call);
      if ("error" in place) return { outcome: "failed", ref: message.ref, error: place.error };
      return place.slot.send(message, call);
    },
    close() {
      closed = true;
      for (const given of waiting.splice(0)) given();
    },
  };
}
