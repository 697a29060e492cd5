import { truthy } from "../../format/index.js";
import { fault, suggestion } from "../fault.js";
import { type EachNode, type Expr, exprKey, type IfNode, type Node, type Place } from "../ir.js";
import { limits } from "../limits.js";
import type { Frame } from "./frame.js";
import type { LowerContext } from "./lower-context.js";
import { lowerCall, lowerValue, shadowedName, simpleName } from "./lower-expression.js";
import { inCondition, inLoop, inWith, isReplaced } from "./scope.js";
import { nodePlace } from "./syntax-tree.js";
import { conditionExpr, ofCopy, pathTo, type Value } from "./value.js";

const blockNames = ["if", "unless", "each", "with", "segment"];

/** `if`, `unless`, `each`, `with` and `segment`, and their other sides. */
export function lowerBlock(
  node: hbs.AST.BlockStatement,
  frame: Frame,
  context: LowerContext,
): readonly Node[] {
  const place = nodePlace(node, frame.source);
  const name = simpleName(node.path);
  const [param] = node.params;
  if (node.type !== "BlockStatement" || name === undefined || !blockNames.includes(name))
    throw unknownBlock(node, place, name);
  if (frame.scope.names.has(name)) throw shadowedName(name, place);
  if (param === undefined || node.params.length > 1) {
    throw fault("TEMPLATE_BLOCK_PARAMETER", `{{#${name}}} takes exactly one thing.`, place);
  }
  const named = name === "each" || name === "with" ? [] : blockParameters(node);
  if (named.length > 0 || (node.inverse?.blockParams?.length ?? 0) > 0) {
    throw fault("TEMPLATE_BLOCK_PARAMETER", "There is nothing here to give a name to.", place);
  }
  if (name === "each") return lowerEach(node, param, frame, context);
  if (name === "with") return lowerWith(node, param, frame, context);
  const test =
    name === "segment"
      ? lowerCall(node.path, node.params, undefined, frame.scope, frame.source, context)
      : condition(node, param, frame, context);
  const negated = name === "unless";
  const side = (program: hbs.AST.Program | undefined, holds: boolean) => (inner: Frame) =>
    frame.lower(
      program,
      holds ? { ...inner, present: [...inner.present, exprKey(test)] } : inner,
      context,
    );
  return branches(
    { test, negated, place, label: quoteBlock(node) },
    frame,
    side(node.program, !negated),
    side(node.inverse, negated),
  );
}

function lowerEach(
  node: hbs.AST.BlockStatement,
  param: hbs.AST.Node,
  frame: Frame,
  context: LowerContext,
): readonly Node[] {
  const place = nodePlace(node, frame.source);
  const list = lowerValue(param, frame.scope, frame.source, context);
  if (list.kind === "merged") throw ofCopy("the whole of it", place);
  const otherwise = (inner: Frame): readonly Node[] => inner.lower(node.inverse, inner, context);
  if (list.kind === "computed") {
    if (list.expr.kind === "literal" || list.expr.kind === "loop") {
      return otherwise({ ...frame, scope: inCondition(frame.scope), depth: frame.depth + 1 });
    }
    throw fault("TEMPLATE_NOT_ALLOWED", "{{#each}} takes a field, nothing computed.", place);
  }
  requireList(list.path, place, context);
  const scope = inLoop(frame.scope, list, blockParameters(node), context);
  if (scope.loop > limits.loops) {
    throw fault("TEMPLATE_TOO_DEEP", `Loops are nested more than ${limits.loops} deep.`, place);
  }
  const inner = inside(frame);
  const each: EachNode = {
    kind: "each",
    list: pathTo(list, place, context),
    scope: scope.loop,
    body: frame.lower(node.program, { ...inner, scope }, context),
    otherwise: otherwise(inner),
    place,
    label: quoteBlock(node),
  };
  return [each];
}

function lowerWith(
  node: hbs.AST.BlockStatement,
  param: hbs.AST.Node,
  frame: Frame,
  context: LowerContext,
): readonly Node[] {
  const place = nodePlace(node, frame.source);
  const value = tested(param, frame, context);
  const scope = inWith(frame.scope, value, blockParameters(node), context);
  const of = conditionExpr(value, place, context);
  const test: Expr =
    of.kind === "literal"
      ? { kind: "literal", value: of.value === 0 || truthy(of.value) }
      : { kind: "present", of };
  const nodes = branches(
    { test, negated: false, place, label: quoteBlock(node) },
    frame,
    (inner) => frame.lower(node.program, { ...inner, scope }, context),
    (inner) => inner.lower(node.inverse, inner, context),
  );
  const [only] = nodes;
  // Without the object there would be a mail without what its fields are required for. An author
  // who has written the other side means that.
  return node.inverse === undefined && only?.kind === "if" && asksFor(only.body, of, context)
    ? only.body
    : nodes;
}

/** Whether a required field of an object is printed, or a required list of it looped over. */
function asksFor(body: readonly Node[], object: Expr, { fields }: LowerContext): boolean {
  return (
    object.kind === "path" &&
    body.some((node) => {
      const expr = node.kind === "value" ? node.expr : node.kind === "each" ? node.list : undefined;
      return (
        expr?.kind === "path" &&
        expr.scope === object.scope &&
        object.keys.every((key, at) => key === expr.keys[at]) &&
        fields.at(expr.field)?.required === true
      );
    })
  );
}

/** Inside of a block that not everybody gets. */
function inside(frame: Frame): Frame {
  return {
    ...frame,
    scope: inCondition(frame.scope),
    depth: frame.depth + 1,
    conditional: true,
  };
}

/** Both sides of a condition; of one that is settled here, such as by an argument, the one. */
function branches(
  head: Pick<IfNode, "test" | "negated" | "place" | "label">,
  frame: Frame,
  body: (inner: Frame) => readonly Node[],
  otherwise: (inner: Frame) => readonly Node[],
): readonly Node[] {
  const inner = inside(frame);
  const { test, negated } = head;
  if (test.kind !== "literal")
    return [{ kind: "if", ...head, body: body(inner), otherwise: otherwise(inner) }];
  const taken = truthy(test.value) === negated ? otherwise : body;
  return taken({ ...inner, conditional: frame.conditional });
}

function blockParameters({ program }: hbs.AST.BlockStatement): readonly string[] {
  return program?.blockParams ?? [];
}

function condition(
  node: hbs.AST.BlockStatement,
  param: hbs.AST.Node,
  frame: Frame,
  context: LowerContext,
): Expr {
  const value = tested(param, frame, context);
  const test = conditionExpr(value, nodePlace(param, frame.source), context);
  let includeZero = false;
  for (const { key, value: option } of node.hash?.pairs ?? []) {
    if (key !== "includeZero")
      throw fault(
        "TEMPLATE_BLOCK_PARAMETER",
        `{{#if}} has no option ${key.slice(0, 40)}.`,
        nodePlace(option, frame.source),
      );
    includeZero = "value" in option && option.value === true;
  }
  if (!includeZero) return test;
  return test.kind === "literal" && test.value === 0
    ? { kind: "literal", value: true }
    : { kind: "present", of: test };
}

/**
 * What a block asks about.
 *
 * @throws TemplateError `TEMPLATE_SCOPE` for a context that may be missing, within a condition:
 * Handlebars puts an empty object there, which is always true.
 */
function tested(param: hbs.AST.Node, frame: Frame, context: LowerContext): Value {
  const value = lowerValue(param, frame.scope, frame.source, context);
  if (!isReplaced(value, frame.scope)) return value;
  throw fault(
    "TEMPLATE_SCOPE",
    "Whether this context is there cannot be asked within a condition: Handlebars says always.",
    nodePlace(param, frame.source),
    "Ask before the condition, or pass what is meant as an argument, as in {{> row item=shop}}.",
  );
}

/** As the author wrote it. */
function quoteBlock({ path, params }: hbs.AST.BlockStatement): string {
  const words = params.map((param) => ("original" in param ? String(param.original) : "(…)"));
  return `{{#${[path.original, ...words].join(" ")}}}`;
}

function requireList(path: string, place: Place, context: LowerContext): void {
  const use = context.fields.at(context.fields.use(path, place));
  if (use?.declared === true && use.type !== "list") {
    throw fault(
      "TEMPLATE_FIELD_TYPE",
      `{{#each}} needs a list, and “${path}” is a ${use.type}.`,
      place,
    );
  }
}

function unknownBlock(node: hbs.AST.BlockStatement, place: Place, name: string | undefined): Error {
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
}
