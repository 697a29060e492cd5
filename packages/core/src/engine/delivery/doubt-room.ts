import type { SettlementKeeper } from "./settlement-keeper.js";

/**
 * Room for the messages that a crash would leave in doubt: those in hands, and those answered whose
 * outcome is not on record yet. There are never more than `most` of both together.
 */
export interface DoubtRoom {
  /**
   * Waits until so many more may be in hands, and counts them. Where outcomes take up the room,
   * these are put on record first. Resolves to the code of what keeps them off it: then nothing was
   * counted. `null`: they may be handed over.
   */
  enter(messages: number): Promise<string | null>;
  /** These are in hands no more. Their outcomes must be with the keeper already. */
  leave(messages: number): void;
}

export function createDoubtRoom(
  most: number,
  keeper: Pick<SettlementKeeper, "flush" | "waiting" | "trouble">,
): DoubtRoom {
  let inHands = 0;
  let line: (() => void)[] = [];
  let flushing: Promise<void> | null = null;
  /** One for all who wait: each of them looks again afterwards whether another is needed. */
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
