import { escapeValue } from "../escape/index.js";
import * as Escape from "../program/escape.js";
import type { LoadedPart } from "../render/loaded-program.js";
import type { Sink } from "../render/sink.js";
import type { TextSpan } from "./urls-in-text.js";

/** A text, and where values stand in it that are URLs. */
interface SmsSink extends Sink {
  readonly text: string;
  /** Those places in a body that the text stands in, trimmed. */
  urlsFrom(body: string): readonly TextSpan[];
}

export function smsSink(): SmsSink {
  let text = "";
  const urls: TextSpan[] = [];
  return {
    get text() {
      return text;
    },
    urlsFrom(body) {
      const trimmed = text.trim();
      const shift = body.indexOf(trimmed) - text.indexOf(trimmed);
      return urls
        .map(({ from, to }) => ({ from: from + shift, to: Math.min(to + shift, body.length) }))
        .filter(({ from, to }) => from >= 0 && from < to);
    },
    segment({ segments }: LoadedPart, index: number): void {
      text += segments[index] ?? "";
    },
    value(written: string, context: number): void {
      const from = text.length;
      text += escapeValue(context, written);
      if (context === Escape.plainUrlStart) urls.push({ from, to: text.length });
    },
  };
}
