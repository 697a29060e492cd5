import { escapeValue } from "../escape/index.js";
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";

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
