import * as Op from "../program/op.js";
import { type LinkSpec, opLength } from "../program/program.js";
import type { Frame } from "./frame.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";

/** Beyond the codes of programs: writes the address that every tracking link begins with. */
export const click = 9;
/** Writes the address of the open pixel. */
export const pixel = 10;

/** What stands around the address of the open pixel, as markup. */
export const beforePixel = '<img src="';
export const afterPixel = '" alt="" width="1" height="1" style="display:block;width:1px;height:1px;border:0">';

type Links = Pick<LoadedProgram, "links">;

export const tracksClicks = ({ input }: Frame): boolean => input.tracking.clicks && input.links.clickBase !== "";
export const tracksOpens = ({ input }: Frame): boolean => input.tracking.opens && input.links.openPixel !== "";

/**
 * The same part for recipients who are tracked as this one is: what that decides is decided here, once, and segments that
 * now follow one another are one. Half the operations of a mail full of links are gone by that. The part itself where it
 * cannot be done.
 */
export function streamlined(program: Links, part: LoadedPart, frame: Frame): LoadedPart {
  const clicks = tracksClicks(frame);
  const opens = tracksOpens(frame);
  const variant = (clicks ? 1 : 0) + (opens ? 2 : 0);
  const known = part.variants[variant];
  if (known !== undefined) return known;
  const made = streamline(program, part, clicks, opens);
  part.variants[variant] = made;
  return made;
}

function streamline(program: Links, part: LoadedPart, clicks: boolean, opens: boolean): LoadedPart {
  const { ops } = part;
  // Whose target is the recipient's own is decided for each, where that can make a difference.
  const isOwn = (link: LinkSpec | undefined): boolean =>
    link?.tracked === true && link.url !== null && (clicks || link.query !== null);
  const targets = targetsOf(ops);
  for (let at = 0; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) {
    if (ops[at] === Op.LINK && isOwn(program.links[ops[at + 1] ?? 0])) targets[ops[at + 2] ?? 0] = 1;
  }
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
    } else if (code === Op.PIXEL) {
      if (opens && part.markup) {
        text += beforePixel;
        flush();
        made.push(pixel);
        text = afterPixel;
      }
      at += width;
    } else if (code === Op.LINK) {
      const link = program.links[first];
      const end = ops[at + 2] ?? 0;
      if (isOwn(link)) {
        flush();
        made.push(code, first, end);
        at += width;
      } else if (!clicks || link?.tracked !== true || link.target === null) {
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
  for (let at = 0; at < settled.length; at += opLength[settled[at] ?? 0] ?? 1) {
    const operand = jumpOperand[settled[at] ?? 0] ?? 0;
    if (operand > 0) settled[at + operand] = moved[settled[at + operand] ?? 0] ?? 0;
  }
  return { ...part, ops: settled, segments, ...encodings(segments), variants: [] };
}

/** Room for what the targets make of a part's segments when they first need it. */
export const encodings = (segments: readonly string[]): Pick<LoadedPart, "utf8" | "quotedPrintable" | "json"> => ({
  utf8: new Map(),
  quotedPrintable: new Map(),
  json: new Array<undefined>(segments.length).fill(undefined),
});

/** By operation code, which operand is a jump. The end of a LINK is one only where it is left to be decided. */
const jumpOperand: readonly number[] = [0, 0, 2, 2, 1, 3, 2, 2];

function targetsOf(ops: Int32Array): Uint8Array {
  const targets = new Uint8Array(ops.length + 1);
  for (let at = 0; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) {
    const operand = ops[at] === Op.LINK ? 0 : (jumpOperand[ops[at] ?? 0] ?? 0);
    if (operand > 0) targets[ops[at + operand] ?? 0] = 1;
  }
  return targets;
}
