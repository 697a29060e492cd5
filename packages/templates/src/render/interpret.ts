import { isOrdinaryUrl } from "../escape/index.js";
import { isUnusable } from "../fields/missing.js";
import { truthy } from "../format/index.js";
import * as Escape from "../program/escape.js";
import * as Op from "../program/op.js";
import { isObject, isText, own } from "../unknown-value.js";
import { blank, type ExpressionNode, isOrdinary, readQuick } from "./expression-node.js";
import { addReason, type Frame } from "./frame.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { findPosition, isWeb, withQuery } from "./own-links.js";
import { printed } from "./printed.js";
import type { Sink } from "./sink.js";
import { stringSink } from "./sink.js";
import { click, pixel, streamlined, tracksClicks } from "./streamline.js";

/** The parts of a program that a run needs for its links. */
type Linked = Pick<LoadedProgram, "links" | "urls">;

/**
 * Runs one part for one recipient. Bounds and jumps were checked when the program was loaded, so it
 * always ends. Faults in the data are noted in the frame and the run continues, so that one pass
 * finds all of them.
 */
export function interpret(program: Linked, part: LoadedPart, frame: Frame, sink: Sink): void {
  const { links } = frame.input;
  const run = streamlined(program, part, frame);
  frame.own.next = 0;
  const { ops, nodes, markup } = run;
  const inLink = markup ? Escape.attribute : Escape.plain;
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
        const node = nodes[first] ?? blank;
        const context = ops[at + 2] ?? 0;
        at += 3;
        const { quick } = node;
        if (quick !== null) {
          const value = readQuick(quick, frame);
          if (isText(value) && value.length <= quick.maxLength && isOrdinary(value, quick.kind)) {
            // An ordinary URL has been checked, so only its ampersands are left to escape.
            const isUrl = quick.kind === "url";
            if (isUrl && context === Escape.urlStart) sink.value(value, Escape.attribute);
            else if (isUrl && context === Escape.plainUrlStart) sink.value(value, Escape.plain);
            else sink.value(value, context);
            break;
          }
        }
        const text = printed(node, context, frame);
        if (text !== null) sink.value(text, context);
        break;
      }
      case Op.LINK: {
        const found = ownLink(program, first, frame);
        if (typeof found === "number") {
          sink.value(links.clickBase, inLink);
          sink.value(String(found), Escape.plain);
        } else if (found !== null) sink.value(found, inLink);
        at = found === null ? at + 3 : (ops[at + 2] ?? end);
        break;
      }
      case click:
        sink.value(links.clickBase, inLink);
        at += 1;
        break;
      case pixel:
        sink.value(links.openPixel, Escape.attribute);
        at += 1;
        break;
      default:
        at = control(run, frame, at);
    }
  }
}

/**
 * How a LINK with a target of the recipient's own is written: by its position if clicks are
 * tracked, otherwise as its URL with the query that could not be added earlier. Null: the
 * operations that follow write it.
 */
export function ownLink(program: Linked, link: number, frame: Frame): number | string | null {
  const url = resolveUrl(program, link, frame);
  if (url === null) return null;
  const position = tracksClicks(frame) ? findPosition(program, frame.own, link, url) : -1;
  if (position >= 0) return position;
  const query = program.links[link]?.query ?? null;
  return query === null ? null : withQuery(url, query);
}

/** The target of a link that depends on the recipient; null for a target that is not on the web. */
function resolveUrl(program: Linked, link: number, frame: Frame): string | null {
  const url = program.urls[link];
  if (url === undefined || url === null) return null;
  const { quick, part } = url;
  if (quick !== null) {
    const value = readQuick(quick, frame);
    if (isText(value) && value.length <= quick.maxLength && isOrdinaryUrl(value)) return value;
  }
  const { next } = frame.own;
  const sink = stringSink();
  interpret(program, part, frame, sink);
  frame.own.next = next;
  const written = sink.text.trim();
  return isWeb(written) ? written : null;
}

/**
 * Runs an operation that writes nothing, and returns the index of the next one. The loop of every
 * target ends here.
 */
export function control({ ops, nodes }: LoadedPart, frame: Frame, at: number): number {
  const end = ops.length;
  const code = ops[at];
  const first = ops[at + 1] ?? 0;
  const second = ops[at + 2] ?? end;
  const node = nodes[first] ?? blank;
  switch (code) {
    case Op.IF:
    case Op.UNLESS:
      return holds(node, frame) === (code === Op.IF) ? at + 3 : second;
    case Op.JUMP:
      return first;
    case Op.EACH: {
      const { use, path } = node;
      const list = node.evaluate(frame);
      const long = Array.isArray(list) && list.length > (use?.maxItems ?? list.length);
      if (long) addReason(frame, "FIELD_TOO_LONG", path);
      // An object has no order and no limit, so it does not count as a list where a list was
      // declared.
      const missing = use?.type === "list" && !Array.isArray(list);
      if (missing && use.required) addReason(frame, "FIELD_MISSING", use.path);
      const none = long || missing;
      return !none && begin(frame, second, list) ? at + 4 : (ops[at + 3] ?? end);
    }
    case Op.NEXT:
      return advance(frame, first, (frame.positions[first] ?? 0) + 1) ? second : at + 3;
    default:
      return end;
  }
}

/**
 * A value that a declared field does not accept counts as missing in a condition too. Otherwise
 * `{{#if shop}}` would show a link whose `{{shop}}` then prints nothing. For a flag, only its truth
 * matters.
 */
function holds({ evaluate, use }: ExpressionNode, frame: Frame): boolean {
  const value = evaluate(frame);
  return truthy(value) && (use?.type === "bool" || !isUnusable(value, use));
}

/** Puts the first item of a list or object into its scope; false if it has none. */
function begin(frame: Frame, scope: number, given: unknown): boolean {
  const keys = Array.isArray(given) || !isObject(given) ? null : Object.keys(given);
  const list: readonly unknown[] = Array.isArray(given)
    ? given
    : (keys?.map((key) => own(given, key)) ?? []);
  frame.lists[scope] = list;
  frame.keys[scope] = keys;
  frame.lengths[scope] = list.length;
  return advance(frame, scope, 0);
}

function advance(
  { lists, lengths, scopes, positions }: Frame,
  scope: number,
  from: number,
): boolean {
  const list = lists[scope] ?? [];
  const length = lengths[scope] ?? 0;
  for (let position = from; position < length; position++) {
    // A gap in a sparse array. JSON cannot have one, but an array of the host can.
    if (list[position] !== undefined || position in list) {
      scopes[scope] = list[position];
      positions[scope] = position;
      return true;
    }
  }
  return false;
}
