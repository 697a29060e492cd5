import { escapeValue } from "../escape/index.js";
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";

export interface StringSink extends Sink {
  text: string;
}

export function stringSink(): StringSink {
  const value = (text: string, context: number): void => {
    sink.text += escapeValue(context, text);
  };
  const sink: StringSink = {
    text: "",
    segment(part: LoadedPart, index: number): void {
      sink.text += part.segments[index] ?? "";
    },
    value,
    repeated: value,
  };
  return sink;
}
