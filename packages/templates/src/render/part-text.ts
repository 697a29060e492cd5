import type { Frame } from "./frame.js";
import { interpret } from "./interpret.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { stringSink } from "./sink.js";
import { chunkText, type TextChunk, type TextSink, textSink } from "./text-layout.js";

let idle: TextSink | null = null;

/** Lays out a part that has {@link LoadedPart.layout} for one recipient. */
export function setText(
  program: LoadedProgram,
  part: LoadedPart,
  frame: Frame,
  write: (chunk: TextChunk) => void,
): void {
  // Taken out while in use, so that a formatter that renders something itself gets another one. Not
  // returned after a fault, which leaves it unfinished.
  const sink = idle ?? textSink();
  idle = null;
  interpret(program, part, frame, sink);
  sink.finish(write);
  idle = sink;
}

/** One part for one recipient as a string, laid out if the part needs it. */
export function partText(program: LoadedProgram, part: LoadedPart, frame: Frame): string {
  let text = "";
  if (part.layout) {
    setText(program, part, frame, (chunk) => {
      text += chunkText(chunk);
    });
    return text;
  }
  const sink = stringSink();
  interpret(program, part, frame, sink);
  return sink.text;
}
