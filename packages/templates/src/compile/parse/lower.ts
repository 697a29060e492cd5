import { fault } from "../fault.js";
import { type Expr, exprKey, type Node, type Place, type ValueNode } from "../ir.js";
import { limits } from "../limits.js";
import type { Frame, Slot } from "./frame.js";
import { lowerBlock } from "./lower-block.js";
import type { LowerContext } from "./lower-context.js";
import { lowerCall, withFieldFallbacks } from "./lower-expression.js";
import { lowerPartial } from "./lower-partial.js";
import { inBlock, rootScope } from "./scope.js";
import {
  isBlock,
  isContent,
  isMustache,
  isPartial,
  isPartialBlock,
  nodePlace,
  parseHandlebars,
} from "./syntax-tree.js";

/**
 * One source, parsed and checked against the allow-list, partials inlined, names resolved.
 *
 * @throws TemplateError for everything outside the allow-list, with line and column.
 */
export function lowerTemplate(
  text: string,
  source: string,
  context: LowerContext,
): readonly Node[] {
  return lowerProgram(
    parseHandlebars(text, source),
    {
      ...{ source, scope: rootScope, depth: 0, within: [], present: [], slot: null },
      lower: lowerProgram,
      conditional: false,
    },
    context,
  );
}

function lowerProgram(
  program: hbs.AST.Program | undefined,
  frame: Frame,
  context: LowerContext,
): readonly Node[] {
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
        nodePlace(statement, frame.source),
      );
    }
    nodes.push(...lowerStatement(statement, frame, context));
  }
  return nodes;
}

function lowerStatement(
  node: hbs.AST.Statement,
  frame: Frame,
  context: LowerContext,
): readonly Node[] {
  const place = nodePlace(node, frame.source);
  if (node.type === "CommentStatement") return [];
  if (isContent(node))
    return node.value === ""
      ? []
      : [{ kind: "text", text: node.value, place: findStart(node, place) }];
  if (isMustache(node) && node.type === "MustacheStatement")
    return [lowerMustache(node, frame, context)];
  if (isBlock(node)) return lowerBlock(node, frame, context);
  if (isPartial(node)) return lowerPartial(node, node.indent ?? "", null, frame, context);
  if (isPartialBlock(node)) {
    const slot: Slot = (site, given) =>
      lowerProgram(
        node.program,
        {
          ...frame,
          scope: inBlock(frame.scope, given, site.scope, context),
          depth: Math.max(frame.depth, site.depth) + 1,
          present: [...frame.present, ...site.present],
          conditional: site.conditional || frame.conditional,
        },
        context,
      );
    return lowerPartial(node, "", slot, frame, context);
  }
  throw fault(
    "TEMPLATE_NOT_ALLOWED",
    `${node.type.replace("Statement", "").replace("Decorator", "A decorator")} is not part of the template language.`,
    place,
  );
}

/** Handlebars strips white space after it has noted where a text begins. */
function findStart(node: hbs.AST.ContentStatement, place: Place): Place {
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
}

function lowerMustache(
  node: hbs.AST.MustacheStatement,
  frame: Frame,
  context: LowerContext,
): ValueNode {
  const place = nodePlace(node, frame.source);
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
}

function mayBeMissing(expr: Expr, frame: Frame, context: LowerContext): boolean {
  const use = expr.kind === "path" ? context.fields.at(expr.field) : undefined;
  return (
    use !== undefined &&
    !use.required &&
    use.fallback === null &&
    !frame.present.includes(exprKey(expr))
  );
}

function isHtmlField(expr: Expr, context: LowerContext): boolean {
  return expr.kind === "path" && context.fields.at(expr.field)?.type === "html";
}
