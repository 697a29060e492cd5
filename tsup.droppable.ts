import { type Node, parse } from "acorn";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["plugins"]>[number];

/** Evaluating these may do something, as far as a bundler can tell. */
const active: ReadonlySet<string> = new Set([
  "CallExpression",
  "NewExpression",
  "TaggedTemplateExpression",
  "MemberExpression",
  "SpreadElement",
  "BinaryExpression",
]);
/** What is inside of these runs later. */
const deferred: ReadonlySet<string> = new Set(["FunctionExpression", "ArrowFunctionExpression"]);

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** What is between the parts of a template is made text, by a method of its own maybe. */
function isFilledTemplate(node: Node): boolean {
  return (
    node.type === "TemplateLiteral" &&
    "expressions" in node &&
    Array.isArray(node.expressions) &&
    node.expressions.length > 0
  );
}

function isActive(node: Node): boolean {
  if (deferred.has(node.type)) return false;
  if (active.has(node.type) || isFilledTemplate(node)) return true;
  return Object.values(node).some((value) =>
    Array.isArray(value)
      ? value.some((each) => isNode(each) && isActive(each))
      : isNode(value) && isActive(value),
  );
}

/** `new Map()` and `words("a", "b")`: the mark before it is enough, and costs nothing to load. */
function isPlainCall(node: Node): boolean {
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return false;
  const { callee, arguments: given } = Object.fromEntries(Object.entries(node));
  const isNamed = isNode(callee) && callee.type === "Identifier";
  return isNamed && Array.isArray(given) && !given.some((each) => isNode(each) && isActive(each));
}

/** The code, with each value of the module made by a call that is marked as free of effects. */
function markValues(code: string): string {
  const inserts: (readonly [at: number, text: string])[] = [];
  for (const statement of parse(code, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowHashBang: true,
  }).body) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { init } of statement.declarations) {
      if (init === null || init === undefined || init.type === "ClassExpression" || !isActive(init))
        continue;
      if (isPlainCall(init)) inserts.push([init.start, "/* @__PURE__ */ "]);
      else inserts.push([init.start, "/* @__PURE__ */ (() => ("], [init.end, "))()"]);
    }
  }
  let marked = code;
  for (const [at, text] of inserts.reverse())
    marked = marked.slice(0, at) + text + marked.slice(at);
  return marked;
}

/**
 * Lets a bundler drop what an application does not use. `sideEffects: false` drops whole files, and
 * a chunk holds many modules. No module of ours does anything when loaded but make its values, and
 * this says so of each value. It adds no line, so that stack traces stay true.
 *
 * Imports for nothing but effects go for the same reason: they would load chunks nobody needs.
 */
export const droppableValues: Plugin = {
  name: "droppable-values",
  renderChunk(code, { path }) {
    // A command does its work when it is loaded.
    if (!path.endsWith(".js") || /[\\/]bin[\\/]/.test(path)) return undefined;
    const needed = code.replace(/^import "\.[^"]+";$/gm, "");
    return { code: markValues(needed) };
  },
};
