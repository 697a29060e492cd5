import { escapeValue } from "../escape/index.js";
import type { LoadedPart } from "./loaded-program.js";

/**
 * The output of a running program. There is one for each target, with static segments encoded once
 * for it.
 */
export interface Sink {
  segment(part: LoadedPart, index: number): void;
  /** `context` is an {@link Escape} code. */
  value(text: string, context: number): void;
}

export interface StringSink extends Sink {
  text: string;
}

export function stringSink(): StringSink {
  const sink: StringSink = {
    text: "",
    segment({ segments }: LoadedPart, index: number): void {
      sink.text += segments[index] ?? "";
    },
    value(text: string, context: number): void {
      sink.text += escapeValue(context, text);
    },
  };
  return sink;
}
