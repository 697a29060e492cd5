import * as Op from "../program/op.js";
import { opLength } from "../program/program.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";

/** Beyond the codes of programs: writes the address that every tracking link begins with. */
export const click = 9;

type Links = Pick<LoadedProgram, "links">;

/**
 * The same part for recipients whose clicks are tracked, or for all others: what that decides is decided here, once, and
 * segments that now follow one another are one. Half the operations of a mail full of links are gone by that.
 */
export function streamlined(program: Links, part: LoadedPart, tracked: boolean): LoadedPart {
  const known = tracked ? part.tracked : part.untracked;
  if (known !== null) return known;
  const made = streamline(program, part, tracked);
  if (tracked) part.tracked = made;
  else part.untracked = made;
  return made;
}

function streamline(program: Links, part: LoadedPart, tracked: boolean): LoadedPart {
  const { ops } = part;
  const targets = targetsOf(ops);
  const made: number[] = [];
  const segments: string[] = [];
  /** By old index of an operation, its new one. */
  const moved = new Int32Array(ops.length + 1);
  let text = "";
  const flush = (): void => {
    if (text !== "") made.push(Op.EMIT, segments.push(text) - 1);
    text = "";
  };
  for (let at = 0; at < ops.length; ) {
    if (targets[at] === 1) flush();
    moved[at] = made.length;
    const code = ops[at] ?? 0;
    const first = ops[at + 1] ?? 0;
    const width = opLength[code] ?? 1;
    if (code === Op.EMIT) {
      text += part.segments[first] ?? "";
      at += width;
    } else if (code === Op.LINK) {
      const link = program.links[first];
      const end = ops[at + 2] ?? 0;
      if (!tracked || link?.tracked !== true || link.target === null) {
        at += width;
      } else if (targets.subarray(at + 1, end).includes(1)) {
        // No compiler of ours jumps into the middle of a link; a program that does is run as it is.
        return part;
      } else {
        flush();
        made.push(click);
        text = String(first);
        at = end;
      }
    } else {
      flush();
      for (let index = at; index < at + width; index++) made.push(ops[index] ?? 0);
      at += width;
    }
  }
  flush();
  moved[ops.length] = made.length;
  const settled = Int32Array.from(made);
  for (let at = 0; at < settled.length; at += settled[at] === click ? 1 : (opLength[settled[at] ?? 0] ?? 1)) {
    const operand = jumpOperand[settled[at] ?? 0] ?? 0;
    if (operand > 0) settled[at + operand] = moved[settled[at + operand] ?? 0] ?? 0;
  }
  return {
    ops: settled,
    nodes: part.nodes,
    segments,
    utf8: new Array<Uint8Array | undefined>(segments.length).fill(undefined),
    quotedPrintable: new Array<undefined>(segments.length).fill(undefined),
    json: new Array<Uint8Array | undefined>(segments.length).fill(undefined),
    markup: part.markup,
    tracked: null,
    untracked: null,
  };
}

/** By operation code, which operand is a jump: none for LINK, whose end is no jump once it is decided. */
const jumpOperand: readonly number[] = [0, 0, 2, 2, 1, 3, 2, 0, 0, 0];

function targetsOf(ops: Int32Array): Uint8Array {
  const targets = new Uint8Array(ops.length + 1);
  for (let at = 0; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) {
    const operand = jumpOperand[ops[at] ?? 0] ?? 0;
    if (operand > 0) targets[ops[at + operand] ?? 0] = 1;
  }
  return targets;
}
