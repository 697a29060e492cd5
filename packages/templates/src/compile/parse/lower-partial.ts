import { fault, suggestion } from "../fault.js";
import type { Node, Place } from "../ir.js";
import type { Frame, Slot } from "./frame.js";
import { indented } from "./indent.js";
import type { LowerContext } from "./lower-context.js";
import { lowerValue } from "./lower-expression.js";
import { findPresence, type Given, inPartial, oneMore, rootScope } from "./scope.js";
import { isPath, isUndefined, nodePlace, parseHandlebars } from "./syntax-tree.js";
import { merged, pathTo, type Value } from "./value.js";

/**
 * A partial is inlined where it is called, in a scope of its own. Nothing is left of it at run
 * time.
 */
export function lowerPartial(
  node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement,
  indent: string,
  block: Slot | null,
  frame: Frame,
  context: LowerContext,
): readonly Node[] {
  const place = nodePlace(node, frame.source);
  const given = givenTo(node, frame, place, context);
  const name = readName(node.name, place);
  const nodes =
    name === "@partial-block"
      ? putBlock(given, block, frame, place)
      : inlined({ name, node, given, block, place }, frame, context);
  return indented(nodes, indent);
}

interface PartialCall {
  readonly name: string;
  readonly node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;
  readonly given: Given;
  readonly block: Slot | null;
  readonly place: Place;
}

function readName(callee: hbs.AST.Node, place: Place): string {
  if (isPath(callee)) return callee.original;
  if ("value" in callee) return String(callee.value);
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    "A partial chosen at run time cannot be compiled.",
    place,
    "Name the partial, or choose with {{#if}}.",
  );
}

/** The context that a partial or its block gets: what is named or `this`, with the arguments. */
function givenTo(
  { params, hash }: PartialCall["node"],
  frame: Frame,
  place: Place,
  context: LowerContext,
): Given {
  const { scope, source } = frame;
  const [param, ...more] = params;
  if (more.length > 0) {
    throw fault(
      "TEMPLATE_PARTIAL_PARAMETER",
      "A partial takes one context at most, and arguments by name.",
      place,
      "Write {{> row item label=title}}.",
    );
  }
  const value = (node: hbs.AST.Node): Value => {
    const found = lowerValue(node, scope, source, context);
    // A field that does not exist is named here, where it is misspelt.
    if (found.kind === "data" && found.keys.length > 0)
      pathTo(found, nodePlace(node, source), context);
    return found;
  };
  const under = param === undefined ? scope.context : value(param);
  if (hash === undefined) return { context: under, presence: findPresence(under, scope) };
  const args = new Map<string, Value>();
  // Of two arguments of one name Handlebars takes the first, and `undefined` written out is none.
  for (const { key, value: node } of [...hash.pairs].reverse()) {
    if (isUndefined(node)) args.delete(key);
    else args.set(key, value(node));
  }
  return { context: merged(under, args), presence: "there" };
}

/** Where a partial says `{{> @partial-block}}`; a block of that call stands in where none is. */
function putBlock(given: Given, block: Slot | null, frame: Frame, place: Place): readonly Node[] {
  if (frame.slot !== null) return frame.slot(block === null ? frame : withFrame(frame), given);
  if (block !== null) return block(withFrame(frame), given);
  throw fault(
    "TEMPLATE_PARTIAL_UNKNOWN",
    "There is no block to put here.",
    place,
    "Call this partial as {{#> name}} … {{/name}}.",
  );
}

/** Handlebars notes the block of a call in a frame of its own. */
function withFrame(frame: Frame): Frame {
  return {
    ...frame,
    scope: { ...frame.scope, frames: oneMore(frame.scope.frames) },
  };
}

function inlined(call: PartialCall, frame: Frame, context: LowerContext): readonly Node[] {
  const { name, given, block, place } = call;
  if (frame.within.includes(name)) {
    throw fault(
      "TEMPLATE_PARTIAL_CYCLE",
      `Partial “${name.slice(0, 60)}” ends up in itself: ${[...frame.within, name].join(" → ").slice(0, 200)}.`,
      place,
    );
  }
  const text = Object.hasOwn(context.partials, name) ? context.partials[name] : undefined;
  if (text === undefined) {
    if (block !== null) return block(withFrame(frame), given);
    const close = suggestion(name, Object.keys(context.partials));
    throw fault(
      "TEMPLATE_PARTIAL_UNKNOWN",
      `There is no partial “${name.slice(0, 60)}”.${close === undefined ? "" : ` Did you mean “${close}”?`}`,
      place,
    );
  }
  if (context.locked.has(name)) return lockedPartial(call, text, frame, context);
  return frame.lower(
    parseHandlebars(text, name),
    {
      source: name,
      scope: inPartial(frame.scope, given, block !== null),
      depth: frame.depth + 1,
      within: [...frame.within, name],
      present: frame.present,
      // Without a block of its own it has that of the partial it is called in.
      slot: block ?? frame.slot,
      lower: frame.lower,
      conditional: frame.conditional,
    },
    context,
  );
}

/**
 * What is locked says the same wherever it is called: to the recipient, with its owner's partials,
 * and with nothing from around it.
 */
function lockedPartial(
  call: PartialCall,
  text: string,
  frame: Frame,
  context: LowerContext,
): readonly Node[] {
  const { name, node, block, place } = call;
  if (node.params.length > 0 || node.hash !== undefined || block !== null) {
    throw fault(
      "TEMPLATE_BLOCK_LOCKED",
      `The block “${name.slice(0, 60)}” is locked, and takes no arguments.`,
      place,
      `Write {{> ${name.slice(0, 60)}}} alone.`,
    );
  }
  if (!frame.conditional) context.unconditional.add(name);
  const from: Frame = {
    source: name,
    scope: { ...rootScope, partial: true, loop: frame.scope.loop },
    depth: frame.depth + 1,
    within: [...frame.within, name],
    present: [],
    slot: null,
    lower: frame.lower,
    conditional: frame.conditional,
  };
  // An empty text of its own says where it begins, even where nothing but other partials is in it.
  const begin: Node = { kind: "text", text: "", place: { source: name, line: 1, column: 1 } };
  return [
    begin,
    ...frame.lower(parseHandlebars(text, name), from, { ...context, partials: context.shared }),
  ];
}
