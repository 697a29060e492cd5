import { fault, suggestion } from "../fault.js";
import type { Node, Place } from "../ir.js";
import { type Frame, lowerProgram, type Slot } from "./lower.js";
import type { LowerContext } from "./lower-context.js";
import { lowerBase, lowerExpression } from "./lower-expression.js";
import { inContext, type Named, rootScope } from "./scope.js";
import { isPath, parseHandlebars } from "./syntax-tree.js";

export interface PartialCall {
  readonly name: string;
  readonly params: readonly hbs.AST.Node[];
  readonly hash: hbs.AST.Hash | undefined;
  readonly indent: string;
  readonly slot: Slot | null;
  readonly place: Place;
}

/**
 * A partial is inlined where it is called; its arguments become names. Nothing is left of it at run
 * time.
 */
export const inlinePartial = (
  call: PartialCall,
  frame: Frame,
  context: LowerContext,
): readonly Node[] => {
  const { name, place } = call;
  if (frame.within.includes(name)) {
    throw fault(
      "TEMPLATE_PARTIAL_CYCLE",
      `Partial “${name.slice(0, 60)}” ends up in itself: ${[...frame.within, name].join(" → ").slice(0, 200)}.`,
      place,
    );
  }
  const text = Object.hasOwn(context.partials, name) ? context.partials[name] : undefined;
  if (text === undefined) {
    if (call.slot !== null) return call.slot(frame.conditional);
    const close = suggestion(name, Object.keys(context.partials));
    throw fault(
      "TEMPLATE_PARTIAL_UNKNOWN",
      `There is no partial “${name.slice(0, 60)}”.${close === undefined ? "" : ` Did you mean “${close}”?`}`,
      place,
    );
  }
  if (context.locked.has(name)) return lockedPartial(call, text, frame, context);
  // Handlebars indents every line of a partial that stands alone on an indented line.
  const indented = call.indent === "" ? text : text.replace(/^(?!$)/gm, call.indent);
  return lowerProgram(
    parseHandlebars(indented, name),
    {
      source: name,
      scope: partialScope(call, frame, context),
      depth: frame.depth + 1,
      within: [...frame.within, name],
      present: frame.present,
      slot: call.slot,
      conditional: frame.conditional,
    },
    context,
  );
};

/**
 * What is locked says the same wherever it is called: to the recipient, with its owner's partials,
 * and with nothing from around it.
 */
const lockedPartial = (
  call: PartialCall,
  text: string,
  frame: Frame,
  context: LowerContext,
): readonly Node[] => {
  const { name, place } = call;
  if (call.params.length > 0 || call.hash !== undefined || call.slot !== null) {
    throw fault(
      "TEMPLATE_BLOCK_LOCKED",
      `The block “${name.slice(0, 60)}” is locked, and takes no arguments.`,
      place,
      `Write {{> ${name.slice(0, 60)}}} alone.`,
    );
  }
  if (!frame.conditional) context.standing.add(name);
  const from: Frame = {
    source: name,
    scope: rootScope,
    depth: frame.depth + 1,
    within: [...frame.within, name],
    present: [],
    slot: null,
    conditional: frame.conditional,
  };
  // An empty text of its own says where it begins, even where nothing but other partials is in it.
  const begin: Node = { kind: "text", text: "", place: { source: name, line: 1, column: 1 } };
  return [
    begin,
    ...lowerProgram(parseHandlebars(text, name), from, { ...context, partials: context.shared }),
  ];
};

const partialScope = (call: PartialCall, frame: Frame, context: LowerContext): Frame["scope"] => {
  const [param] = call.params;
  const names = new Map<string, Named>();
  for (const { key, value } of call.hash?.pairs ?? []) {
    const isField = isPath(value) && !value.data;
    names.set(
      key,
      isField
        ? fieldOrExpr(value, frame, context)
        : { expr: lowerExpression(value, frame.scope, frame.source, context) },
    );
  }
  const named = new Map([...frame.scope.names, ...names]);
  const scope =
    param === undefined
      ? { ...frame.scope, names: named }
      : inContext(frame.scope, lowerBase(param, frame.scope, frame.source, context), named);
  return { ...scope, own: 0 };
};

/**
 * An argument that is a field stays one, so that the partial may go deeper into it or loop over it.
 */
const fieldOrExpr = (node: hbs.AST.Node, frame: Frame, context: LowerContext): Named => {
  const expr = lowerExpression(node, frame.scope, frame.source, context);
  return expr.kind === "path"
    ? { base: lowerBase(node, frame.scope, frame.source, context) }
    : { expr };
};
