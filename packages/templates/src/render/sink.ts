import type { LoadedPart } from "./loaded-program.js";

/**
 * Where a running program writes to. One per target, each with static segments encoded once for it.
 */
export interface Sink {
  segment(part: LoadedPart, index: number): void;
  /** `context` is an {@link Escape} code. */
  value(text: string, context: number): void;
}
