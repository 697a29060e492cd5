import { isMissing } from "../fields/missing.js";
import { truthy } from "../format/index.js";
import * as Escape from "../program/escape.js";
import * as Op from "../program/op.js";
import { type ExpressionNode, isOrdinary, readQuick } from "./expression-node.js";
import { addReason, type Frame } from "./frame.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { own } from "./own.js";
import { printed } from "./printed.js";
import type { Sink } from "./sink.js";
import { afterPixel, beforePixel, click, pixel, streamlined, tracksClicks, tracksOpens } from "./streamline.js";

/**
 * Runs one part for one recipient. Bounds and jumps were checked when the program was loaded; it always ends. Faults of
 * the data are noted in the frame and the run goes on, so that one pass names all of them.
 */
export function interpret(program: Pick<LoadedProgram, "links">, part: LoadedPart, frame: Frame, sink: Sink): void {
  const { links } = frame.input;
  const run = streamlined(program, part, frame);
  const { ops, nodes } = run;
  const end = ops.length;
  let at = 0;
  while (at < end) {
    const first = ops[at + 1] ?? 0;
    switch (ops[at]) {
      case Op.EMIT:
        sink.segment(run, first);
        at += 2;
        break;
      case Op.VALUE: {
        const node = nodes[first];
        const context = ops[at + 2] ?? 0;
        at += 3;
        if (node === undefined) break;
        const { quick } = node;
        const value = quick === null ? null : readQuick(quick, frame);
        if (quick !== null && typeof value === "string" && isOrdinary(value, quick)) {
          // An ordinary URL has been looked through, so only its ampersands are left to escape.
          sink.value(value, context === Escape.urlStart && quick.kind === "url" ? Escape.attribute : context);
          break;
        }
        const text = printed(node, context, frame);
        if (text !== null) sink.value(text, context);
        break;
      }
      case Op.LINK: {
        const link = program.links[first];
        // A target that depends on the recipient could not be found again by its index alone: it is left as written.
        if (link?.tracked === true && link.target !== null && tracksClicks(frame)) {
          sink.repeated(links.clickBase, part.markup ? Escape.attribute : Escape.plain);
          sink.value(String(first), Escape.plain);
          at = ops[at + 2] ?? end;
        } else {
          at += 3;
        }
        break;
      }
      case click:
        sink.repeated(links.clickBase, part.markup ? Escape.attribute : Escape.plain);
        at += 1;
        break;
      case pixel:
        sink.value(links.openPixel, Escape.attribute);
        at += 1;
        break;
      case Op.PIXEL:
        if (part.markup && tracksOpens(frame)) {
          sink.value(beforePixel, Escape.html);
          sink.value(links.openPixel, Escape.attribute);
          sink.value(afterPixel, Escape.html);
        }
        at += 1;
        break;
      default:
        at = control(run, frame, at);
    }
  }
}

/** Does an operation that writes nothing, and gives the index of the next one. Every target's loop ends here. */
export function control({ ops, nodes }: LoadedPart, frame: Frame, at: number): number {
  const end = ops.length;
  const first = ops[at + 1] ?? 0;
  switch (ops[at]) {
    case Op.IF:
      return holds(nodes[first], frame) ? at + 3 : (ops[at + 2] ?? end);
    case Op.UNLESS:
      return holds(nodes[first], frame) ? (ops[at + 2] ?? end) : at + 3;
    case Op.JUMP:
      return first;
    case Op.EACH: {
      const node = nodes[first];
      const given = node?.evaluate(frame);
      // An object has no order and no bound: where a list was declared, it is none.
      const list = node?.use?.type === "list" && !Array.isArray(given) ? undefined : given;
      const most = node?.use?.maxItems ?? null;
      if (most !== null && Array.isArray(list) && list.length > most) {
        addReason(frame, "FIELD_TOO_LONG", node?.path ?? "");
        return ops[at + 3] ?? end;
      }
      return begin(frame, ops[at + 2] ?? 0, list) ? at + 4 : (ops[at + 3] ?? end);
    }
    case Op.NEXT:
      return advance(frame, first, (frame.positions[first] ?? 0) + 1) ? (ops[at + 2] ?? end) : at + 3;
    default:
      return end;
  }
}

/**
 * What does not count as a value of a declared field is not there for a condition either: else `{{#if shop}}` would let a link
 * through whose `{{shop}}` then prints nothing. Of a flag, its truth is all there is to ask.
 */
function holds(node: ExpressionNode | undefined, frame: Frame): boolean {
  const value = node?.evaluate(frame);
  if (!truthy(value)) return false;
  const use = node?.use;
  return use?.declared !== true || use.type === "bool" || !isMissing(value, use);
}

/** Puts the first item of a list or object into its scope; false where there is none. */
function begin(frame: Frame, scope: number, list: unknown): boolean {
  if (typeof list !== "object" || list === null) return false;
  const keys = Array.isArray(list) ? null : Object.keys(list);
  frame.lists[scope] = list;
  frame.keys[scope] = keys;
  frame.lengths[scope] = keys === null && Array.isArray(list) ? list.length : (keys?.length ?? 0);
  return advance(frame, scope, 0);
}

function advance(frame: Frame, scope: number, from: number): boolean {
  const list = frame.lists[scope];
  const keys = frame.keys[scope];
  const length = frame.lengths[scope] ?? 0;
  for (let position = from; position < length; position++) {
    if (keys === null && Array.isArray(list)) {
      // A hole of a sparse array, which JSON cannot have but a host's own array can.
      if (list[position] === undefined && !(position in list)) continue;
      frame.scopes[scope] = list[position];
    } else {
      frame.scopes[scope] = own(list, keys?.[position] ?? "");
    }
    frame.positions[scope] = position;
    return true;
  }
  return false;
}
