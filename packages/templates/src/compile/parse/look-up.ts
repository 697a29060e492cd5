import type { LoopVariable, UrlRole } from "../../program/index.js";
import { greetingsFor } from "../../salutation/greetings.js";
import { fault } from "../fault.js";
import type { Expr, ExprRecord, Place } from "../ir.js";
import type { LowerContext } from "./lower-context.js";
import type { LexicalScope } from "./scope.js";
import { nodePlace } from "./syntax-tree.js";
import { computed, member, nothing, root, type Value } from "./value.js";

const urlRoles: Readonly<Record<string, UrlRole>> = {
  unsubscribe: "unsubscribe",
  preferences: "preferences",
  viewInBrowser: "view",
  confirm: "confirm",
  privacyNotice: "wording",
};

const loopVariables: ReadonlySet<string> = new Set<LoopVariable>(["index", "key", "first", "last"]);
function isLoopVariable(name: string): name is LoopVariable {
  return loopVariables.has(name);
}

/** What a path names. */
export function lookUp(
  node: hbs.AST.PathExpression,
  scope: LexicalScope,
  source: string,
  context: LowerContext,
): Value {
  const place = nodePlace(node, source);
  if (node.data) return dataVariable(node, scope, place, context);
  if (node.depth === 0 && !isScoped(node)) return byName(node.parts, scope, place, context);
  const at = stepsUp(scope, node.depth, place, context);
  return at === null ? nothing : member(at.context, node.parts, place);
}

/** A name without anything before it: a block parameter, an argument, a link of ours, a field. */
export function byName(
  parts: readonly string[],
  scope: LexicalScope,
  place: Place,
  context: LowerContext,
): Value {
  const [first = "", ...rest] = parts;
  const named = scope.names.get(first);
  if (named !== undefined) return member(named, rest, place);
  const given = scope.context.kind === "merged" && scope.context.args.has(first);
  const system = given ? undefined : systemValue(parts, context);
  return system === undefined ? member(scope.context, parts, place) : computed(system);
}

/** `../`, as many times. */
function stepsUp(
  scope: LexicalScope,
  depth: number,
  place: Place,
  context: LowerContext,
): LexicalScope | null {
  let at: LexicalScope = scope;
  for (let step = 0; step < depth; step++) {
    if (at.unsure) {
      throw fault(
        "TEMPLATE_SCOPE",
        "What ../ means here depends on the data: Handlebars takes two equal contexts for one.",
        place,
        "Name what is meant, as in {{#each items as |item|}}, or begin at @root.",
      );
    }
    if (at.parent === null) {
      if (context.compat) return null;
      throw at.partial
        ? fault(
            "TEMPLATE_SCOPE",
            "../ leads out of this partial, where Handlebars finds nothing.",
            place,
            "Pass it in, as in {{> row shop=../shop}}, or begin at @root.",
          )
        : fault("TEMPLATE_SCOPE", "There are more ../ than blocks around this.", place);
    }
    at = at.parent;
  }
  return at;
}

function dataVariable(
  node: hbs.AST.PathExpression,
  { frames }: LexicalScope,
  place: Place,
  context: LowerContext,
): Value {
  const [name = "", ...keys] = node.parts;
  const loop = frames.at(-1 - node.depth);
  if (name === "root" && loop !== undefined) {
    const system = systemValue(keys, context);
    return system === undefined ? member(root, keys, place) : computed(system);
  }
  if (isLoopVariable(name) && keys.length === 0 && loop !== undefined && loop > 0)
    return computed({ kind: "loop", scope: loop, variable: name });
  if (context.compat) return nothing;
  throw fault(
    "TEMPLATE_DATA_UNKNOWN",
    `@${node.parts.join(".").slice(0, 60)} means nothing here.`,
    place,
    "@index, @key, @first, @last work inside each; @root everywhere.",
  );
}

/** `this.name`, `./name`, `../name`: looked for in a context alone. As Handlebars has it. */
export function isScoped({ original }: hbs.AST.PathExpression): boolean {
  return /^\.|this\b/.test(original);
}

function systemValue(keys: readonly string[], context: LowerContext): Expr | undefined {
  const [name = ""] = keys;
  if (context.compat || keys.length !== 1) return undefined;
  if (name === "salutation") return greeting({}, context);
  return Object.hasOwn(urlRoles, name)
    ? { kind: "url", role: urlRoles[name] ?? "unsubscribe" }
    : undefined;
}

export function greeting(options: ExprRecord, { fields }: LowerContext): Expr {
  return {
    kind: "salutation",
    greetings: greetingsFor(fields.locale),
    options,
  };
}
