import type { Frame } from "./frame.js";
import { interpret } from "./interpret.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { stringSink } from "./string-sink.js";
import { textSink } from "./text-layout.js";

/** One part for one recipient as a string, set where it is to be set. */
export const partText = (program: LoadedProgram, part: LoadedPart, frame: Frame): string => {
  const sink = part.layout ? textSink() : stringSink();
  interpret(program, part, frame, sink);
  return sink.text;
};
