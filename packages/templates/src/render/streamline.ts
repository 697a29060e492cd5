import * as Op from "../program/op.js";
import { opLength } from "../program/program.js";
import type { Frame } from "./frame.js";
import { type LoadedPart, type LoadedProgram, loadedPart } from "./loaded-program.js";

/** A code outside those of programs: writes the prefix of every tracking link. */
export const click = 9;
/** Writes the address of the open pixel. */
export const pixel = 10;

/** The markup around the address of the open pixel. */
const beforePixel = '<img src="';
const afterPixel =
  '" alt="" width="1" height="1" style="display:block;width:1px;height:1px;border:0">';

type Links = Pick<LoadedProgram, "links">;

export function tracksClicks({ input }: Frame): boolean {
  return input.tracking.clicks && input.links.clickBase !== "";
}

/**
 * The same part for recipients with the same tracking. Everything that depends on tracking is
 * decided here once, and segments that become adjacent are joined. That removes half of the
 * operations of a mail full of links. Of the LINK operations, only those remain whose target
 * depends on the recipient and makes a difference.
 */
export function streamlined(program: Links, part: LoadedPart, frame: Frame): LoadedPart {
  const clicks = tracksClicks(frame);
  const { tracking, links } = frame.input;
  const opens = tracking.opens && links.openPixel !== "";
  const variant = (clicks ? 1 : 0) + (opens ? 2 : 0);
  let made = part.variants[variant];
  if (made === undefined) {
    made = streamline(program, part, clicks, opens);
    part.variants[variant] = made;
  }
  return made;
}

function streamline(
  { links }: Links,
  part: LoadedPart,
  clicks: boolean,
  opens: boolean,
): LoadedPart {
  const { ops, markup } = part;
  /**
   * Which operand of the operation there is a jump; 0 for none. The end of a LINK counts only if
   * the LINK is still to be decided.
   */
  const jumpAt = (at: number): number => {
    const code = ops[at] ?? 0;
    if (code !== Op.LINK) return jumpOperand[code] ?? 0;
    const link = links[ops[at + 1] ?? 0];
    return link?.tracked === true && link.url !== null && (clicks || link.query !== null) ? 2 : 0;
  };
  const targets = new Set<number>();
  for (let at = 0; at < ops.length; at += opLength[ops[at] ?? 0] ?? 1) {
    const jump = jumpAt(at);
    if (jump > 0) targets.add(ops[at + jump] ?? 0);
  }
  const made: number[] = [];
  const segments: string[] = [];
  /** The positions of jumps in `made`, and for each old index of an operation its new one. */
  const jumps: number[] = [];
  const moved: number[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") made.push(Op.EMIT, segments.push(text) - 1);
    text = "";
  };
  for (let at = 0; at < ops.length; ) {
    if (targets.has(at)) flush();
    moved[at] = made.length;
    const code = ops[at] ?? 0;
    const first = ops[at + 1] ?? 0;
    const jump = jumpAt(at);
    let next = at + (opLength[code] ?? 1);
    if (code === Op.EMIT) {
      text += part.segments[first] ?? "";
    } else if (code === Op.PIXEL) {
      if (opens && markup) {
        text += beforePixel;
        flush();
        made.push(pixel);
        text = afterPixel;
      }
    } else if (code === Op.LINK && jump === 0) {
      const link = links[first];
      if (clicks && link?.tracked === true && link.target !== null) {
        flush();
        made.push(click);
        text = String(first);
        // No jump leads into an omitted operation, see `checkPart`.
        next = ops[at + 2] ?? next;
      }
    } else {
      flush();
      if (jump > 0) jumps.push(made.length + jump);
      made.push(...ops.subarray(at, next));
    }
    at = next;
  }
  flush();
  for (const jump of jumps) made[jump] = moved[made[jump] ?? 0] ?? made.length;
  return loadedPart(made, part.nodes, segments, markup);
}

/** By operation code, the operand that is a jump. */
const jumpOperand: readonly number[] = [0, 0, 2, 2, 1, 3, 2];
