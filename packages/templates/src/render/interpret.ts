import { isOrdinaryUrl } from "../escape/index.js";
import { isMissing } from "../fields/missing.js";
import { truthy } from "../format/index.js";
import * as Escape from "../program/escape.js";
import * as Op from "../program/op.js";
import { type ExpressionNode, isOrdinary, readQuick } from "./expression-node.js";
import { addReason, type Frame } from "./frame.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { own } from "./own.js";
import { positionOf, withQuery } from "./own-links.js";
import { printed } from "./printed.js";
import type { Sink } from "./sink.js";
import { afterPixel, beforePixel, click, pixel, streamlined, tracksClicks, tracksOpens } from "./streamline.js";
import { stringSink } from "./string-sink.js";

/** What a run needs of a program for its links. */
type Linked = Pick<LoadedProgram, "links" | "urls">;

/**
 * Runs one part for one recipient. Bounds and jumps were checked when the program was loaded; it always ends. Faults of
 * the data are noted in the frame and the run goes on, so that one pass names all of them.
 */
export function interpret(program: Linked, part: LoadedPart, frame: Frame, sink: Sink): void {
  const { links } = frame.input;
  const run = streamlined(program, part, frame);
  frame.own.next = 0;
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
        const context = part.markup ? Escape.attribute : Escape.plain;
        const position = clickPosition(program, first, frame);
        const tagged = position < 0 ? taggedUrl(program, first, frame) : null;
        if (position >= 0) {
          sink.repeated(links.clickBase, context);
          sink.value(String(position), Escape.plain);
        } else if (tagged !== null) sink.value(tagged, context);
        at = position < 0 && tagged === null ? at + 3 : (ops[at + 2] ?? end);
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

/** The position of a click link in this mail; -1 where the link is no click link. */
export function clickPosition(program: Linked, link: number, frame: Frame): number {
  const spec = program.links[link];
  if (spec?.tracked !== true || !tracksClicks(frame)) return -1;
  // Here only where the part could not be streamlined.
  if (spec.target !== null) return link;
  const url = urlOf(program, link, frame);
  return url === null ? -1 : positionOf(program, frame.own, link, url);
}

/** The URL of a link whose query could not be added before; null where the operations that follow write it. */
export function taggedUrl(program: Linked, link: number, frame: Frame): string | null {
  const query = program.links[link]?.query ?? null;
  const url = query === null ? null : urlOf(program, link, frame);
  return url === null ? null : withQuery(url, query);
}

/** Where a link leads whose target is the recipient's own; null for anywhere but the web. */
function urlOf(program: Linked, link: number, frame: Frame): string | null {
  const url = program.urls[link];
  if (url === undefined || url === null) return null;
  const { quick, part } = url;
  if (quick !== null) {
    const value = readQuick(quick, frame);
    if (typeof value === "string" && value.length <= quick.maxLength && isOrdinaryUrl(value)) return value;
  }
  const { next } = frame.own;
  const sink = stringSink();
  interpret(program, part, frame, sink);
  frame.own.next = next;
  const written = sink.text.trim();
  return /^https?:\/\//i.test(written) ? written : null;
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
