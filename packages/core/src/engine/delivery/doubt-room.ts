import type { SettlementKeeper } from "./settlement-keeper.js";

/**
 * Limits the messages that a crash would leave in doubt: those being handed over, and those whose
 * outcome is not recorded yet. Together there are never more than `most`.
 */
export interface DoubtRoom {
  /**
   * Waits until this many more messages may be handed over, and counts them. If unrecorded outcomes
   * take up the room, they are recorded first. Resolves to `null` when the messages may be handed
   * over. Resolves to an error's code when the outcomes cannot be recorded; nothing is counted
   * then.
   */
  enter(messages: number): Promise<string | null>;
  /**
   * These messages are no longer being handed over. The keeper must have their outcomes already.
   */
  leave(messages: number): void;
}

export function createDoubtRoom(
  most: number,
  keeper: Pick<SettlementKeeper, "flush" | "waiting" | "trouble">,
): DoubtRoom {
  let inHands = 0;
  let line: (() => void)[] = [];
  let flushing: Promise<void> | null = null;
  /** One recording serves all who wait. Each checks again afterwards whether another is needed. */
  const flushed = (): Promise<void> => {
    flushing ??= keeper.flush().finally(() => {
      flushing = null;
    });
    return flushing;
  };
  return {
    enter: async (messages) => {
      while (inHands + keeper.waiting() + messages > most) {
        if (keeper.waiting() === 0) await new Promise<void>((resolve) => line.push(resolve));
        else {
          await flushed();
          const trouble = keeper.trouble();
          if (trouble !== null) return trouble;
        }
      }
      inHands += messages;
      return null;
    },
    leave: (messages) => {
      inHands -= messages;
      const woken = line;
      line = [];
      for (const wake of woken) wake();
    },
  };
}
