import { fault, suggestion } from "../fault.js";
import {
  type EachNode,
  type Expr,
  exprKey,
  type IfNode,
  type Node,
  type Place,
  type ValueNode,
} from "../ir.js";
import { limits } from "../limits.js";
import type { LowerContext } from "./lower-context.js";
import {
  lowerBase,
  lowerCall,
  lowerExpression,
  pathTo,
  simpleName,
  withFieldFallbacks,
} from "./lower-expression.js";
import { inlinePartial, type PartialCall } from "./lower-partial.js";
import { inContext, inLoop, rootScope, type Scope } from "./scope.js";
import {
  isBlock,
  isContent,
  isMustache,
  isPartial,
  isPartialBlock,
  isPath,
  parseHandlebars,
  placeOf,
} from "./syntax-tree.js";

/** Given whether it is called within a condition. */
export type Slot = (conditional: boolean) => readonly Node[];

/** Where in the template we are, on top of what the whole lowering shares. */
export interface Frame {
  readonly source: string;
  readonly scope: Scope;
  readonly depth: number;
  /** Partials being inlined, outermost first. */
  readonly within: readonly string[];
  /** {@link exprKey} of what the conditions around have found truthy. */
  readonly present: readonly string[];
  /** What `{{> @partial-block}}` stands for. */
  readonly slot: Slot | null;
  /** Not everybody gets this. */
  readonly conditional: boolean;
}

/**
 * One source, parsed and checked against the allow-list, partials inlined, names resolved.
 *
 * @throws TemplateError for everything outside the allow-list, with line and column.
 */
export const lowerTemplate = (
  text: string,
  source: string,
  context: LowerContext,
): readonly Node[] =>
  lowerProgram(
    parseHandlebars(text, source),
    { source, scope: rootScope, depth: 0, within: [], present: [], slot: null, conditional: false },
    context,
  );

export const lowerProgram = (
  program: hbs.AST.Program | undefined,
  frame: Frame,
  context: LowerContext,
): readonly Node[] => {
  if (frame.depth > limits.nesting) {
    throw fault("TEMPLATE_TOO_DEEP", `Blocks are nested more than ${limits.nesting} deep.`, {
      source: frame.source,
      line: 1,
      column: 1,
    });
  }
  const nodes: Node[] = [];
  for (const statement of program?.body ?? []) {
    context.count.nodes++;
    if (context.count.nodes > limits.nodes) {
      throw fault(
        "TEMPLATE_TOO_LARGE",
        "With its partials inlined the template is too large.",
        placeOf(statement, frame.source),
      );
    }
    nodes.push(...lowerStatement(statement, frame, context));
  }
  return nodes;
};

const lowerStatement = (
  node: hbs.AST.Statement,
  frame: Frame,
  context: LowerContext,
): readonly Node[] => {
  const place = placeOf(node, frame.source);
  if (node.type === "CommentStatement") return [];
  if (isContent(node))
    return node.value === ""
      ? []
      : [{ kind: "text", text: node.value, place: startOf(node, place) }];
  if (isMustache(node) && node.type === "MustacheStatement")
    return [lowerMustache(node, frame, context)];
  if (isBlock(node)) return lowerBlock(node, frame, context);
  if (isPartial(node)) return lowerPartial(node, node.indent ?? "", null, frame, context);
  if (isPartialBlock(node)) {
    const slot: Slot = (conditional) =>
      lowerProgram(
        node.program,
        { ...frame, depth: frame.depth + 1, conditional: conditional || frame.conditional },
        context,
      );
    return lowerPartial(node, "", slot, frame, context);
  }
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    `${node.type.replace("Statement", "").replace("Decorator", "A decorator")} is not part of the template language.`,
    place,
  );
};

/** Handlebars strips white space after it has noted where a text begins. */
const startOf = (node: hbs.AST.ContentStatement, place: Place): Place => {
  const original = String(node.original);
  const at = original.indexOf(node.value);
  if (at <= 0) return place;
  const cut = original.slice(0, at).split("\n");
  const last = cut.at(-1) ?? "";
  return {
    ...place,
    line: place.line + cut.length - 1,
    column: cut.length > 1 ? last.length + 1 : place.column + last.length,
  };
};

const lowerMustache = (
  node: hbs.AST.MustacheStatement,
  frame: Frame,
  context: LowerContext,
): ValueNode => {
  const place = placeOf(node, frame.source);
  const own = node.hash?.pairs.some(({ key }) => key === "fallback") ?? false;
  const called = lowerCall(node.path, node.params, node.hash, frame.scope, frame.source, context);
  const expr = own || called.kind !== "call" ? called : withFieldFallbacks(called, context);
  const raw = !node.escaped;
  if (raw && !context.compat && !isHtmlField(expr, context)) {
    throw fault(
      "TEMPLATE_RAW_FIELD",
      "{{{ }}} prints markup, and this is not a field of type html.",
      place,
      "Use {{ }}, or declare the field as html when the host vouches for its content.",
    );
  }
  return { kind: "value", expr, raw, maybeMissing: mayBeMissing(expr, frame, context), place };
};

const mayBeMissing = (expr: Expr, frame: Frame, context: LowerContext): boolean => {
  const use = expr.kind === "path" ? context.fields.at(expr.field) : undefined;
  return (
    use !== undefined &&
    !use.required &&
    use.fallback === null &&
    !frame.present.includes(exprKey(expr))
  );
};

const isHtmlField = (expr: Expr, context: LowerContext): boolean =>
  expr.kind === "path" && context.fields.at(expr.field)?.type === "html";

const blockNames = ["if", "unless", "each", "with", "segment"];

const lowerBlock = (
  node: hbs.AST.BlockStatement,
  frame: Frame,
  context: LowerContext,
): readonly Node[] => {
  const place = placeOf(node, frame.source);
  const name = simpleName(node.path);
  const label = `{{#${node.path.original}${node.params.map((p) => ` ${labelOf(p)}`).join("")}}}`;
  const inner: Frame = { ...frame, depth: frame.depth + 1, conditional: true };
  const body = (scope: Scope): readonly Node[] =>
    lowerProgram(node.program, { ...inner, scope }, context);
  const otherwise = (): readonly Node[] => lowerProgram(node.inverse, inner, context);
  const [param] = node.params;
  if (node.type !== "BlockStatement" || name === undefined || !blockNames.includes(name))
    throw unknownBlock(node, place, name);
  if (param === undefined || node.params.length > 1) {
    throw fault("TEMPLATE_BLOCK_PARAMETER", `{{#${name}}} takes exactly one thing.`, place);
  }
  if (name === "each") {
    const base = lowerBase(param, frame.scope, frame.source, context);
    requireList(base.path, place, context);
    const [item, key] = node.program?.blockParams ?? [];
    const scope = inLoop(frame.scope, base, item, key);
    if (scope.loop > limits.loops) {
      throw fault("TEMPLATE_TOO_DEEP", `Loops are nested more than ${limits.loops} deep.`, place);
    }
    const list = pathTo(base, place, context);
    const each: EachNode = {
      kind: "each",
      list,
      scope: scope.loop,
      body: body(scope),
      otherwise: otherwise(),
      place,
      label,
    };
    return [each];
  }
  if (name === "with") {
    const base = lowerBase(param, frame.scope, frame.source, context);
    const [alias] = node.program?.blockParams ?? [];
    const names =
      alias === undefined
        ? frame.scope.names
        : new Map([...frame.scope.names, [alias, { base }] as const]);
    const same = isPath(param) && param.parts.length === 0 && param.depth === 0 && !param.data;
    const scope = same ? { ...frame.scope, names } : inContext(frame.scope, base, names);
    return [
      conditional(
        { kind: "present", of: pathTo(base, place, context) },
        false,
        body(scope),
        otherwise(),
        place,
        label,
      ),
    ];
  }
  const test =
    name === "segment"
      ? lowerCall(node.path, node.params, undefined, frame.scope, frame.source, context)
      : condition(node, param, frame, context);
  const negated = name === "unless";
  const known: Frame = { ...inner, present: [...frame.present, exprKey(test)] };
  return [
    conditional(
      test,
      negated,
      lowerProgram(node.program, negated ? inner : known, context),
      lowerProgram(node.inverse, negated ? known : inner, context),
      place,
      label,
    ),
  ];
};

const condition = (
  node: hbs.AST.BlockStatement,
  param: hbs.AST.Node,
  frame: Frame,
  context: LowerContext,
): Expr => {
  const test = lowerExpression(param, frame.scope, frame.source, context);
  let includeZero = false;
  for (const { key, value } of node.hash?.pairs ?? []) {
    if (key !== "includeZero")
      throw fault(
        "TEMPLATE_BLOCK_PARAMETER",
        `{{#if}} has no option ${key.slice(0, 40)}.`,
        placeOf(value, frame.source),
      );
    includeZero = "value" in value && value.value === true;
  }
  return includeZero ? { kind: "present", of: test } : test;
};

const conditional = (
  test: Expr,
  negated: boolean,
  body: readonly Node[],
  otherwise: readonly Node[],
  place: Place,
  label: string,
): IfNode => ({ kind: "if", test, negated, body, otherwise, place, label });

const labelOf = (node: hbs.AST.Node): string =>
  "original" in node ? String(node.original) : "(…)";

const requireList = (path: string, place: Place, context: LowerContext): void => {
  const use = context.fields.at(context.fields.use(path, place));
  if (use?.declared === true && use.type !== "list") {
    throw fault(
      "TEMPLATE_FIELD_TYPE",
      `{{#each}} needs a list, and “${path}” is a ${use.type}.`,
      place,
    );
  }
};

const unknownBlock = (
  node: hbs.AST.BlockStatement,
  place: Place,
  name: string | undefined,
): Error => {
  if (node.type !== "BlockStatement")
    return fault(
      "TEMPLATE_NOT_ALLOWED",
      "A decorator is not part of the template language.",
      place,
    );
  const close = suggestion(name ?? "", blockNames);
  return fault(
    "TEMPLATE_BLOCK_UNKNOWN",
    `{{#${String(node.path.original).slice(0, 60)}}} is no block.${close === undefined ? "" : ` Did you mean {{#${close}}}?`}`,
    place,
    "Say which is meant: {{#if x}}, {{#each x}} or {{#with x}}.",
  );
};

const lowerPartial = (
  node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement,
  indent: string,
  slot: Slot | null,
  frame: Frame,
  context: LowerContext,
): readonly Node[] => {
  const place = placeOf(node, frame.source);
  const callee = node.name;
  if (isPath(callee) && callee.data && callee.parts[0] === "partial-block") {
    if (frame.slot === null)
      throw fault(
        "TEMPLATE_PARTIAL_UNKNOWN",
        "There is no block to put here.",
        place,
        "Call this partial as {{#> name}} … {{/name}}.",
      );
    return frame.slot(frame.conditional);
  }
  if (!isPath(callee) && !("value" in callee)) {
    throw fault(
      "TEMPLATE_NOT_ALLOWED",
      "A partial chosen at run time cannot be compiled.",
      place,
      "Name the partial, or choose with {{#if}}.",
    );
  }
  const name = isPath(callee) ? callee.original : String(callee.value);
  const call: PartialCall = { name, params: node.params, hash: node.hash, indent, slot, place };
  return inlinePartial(call, frame, context);
};
