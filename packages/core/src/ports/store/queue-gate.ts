import type { TenantId } from "../../identifiers.js";

/**
 * Whether a queue's messages may be claimed, and before which others. A queue without a gate is
 * open.
 */
export interface QueueGate {
  readonly queue: string;
  readonly open: boolean;
  /** Rises by one with every move; 0 before the first. */
  readonly epoch: number;
  /** From 0 to 100. `null`: that of its messages. */
  readonly priority: number | null;
  /**
   * How much of a claim it gets beside queues of the same priority: twice as much for 2 as for 1. A
   * whole number from 1 on.
   */
  readonly share: number;
  /** Why it was moved, as a code. `null`: not said. */
  readonly why: string | null;
}

/** A move of a gate. What is not named stays as it is. */
export interface GateMove extends Partial<Pick<QueueGate, "open" | "priority" | "share" | "why">> {
  readonly tenant: TenantId;
  readonly queue: string;
  /** The epoch that was read; 0 for a queue without a gate. */
  readonly epoch: number;
}
