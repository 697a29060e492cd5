import { fault } from "../fault.js";
import { deepestScope, exprKey } from "../ir.js";
import { limits } from "../limits.js";
import { decided, type OutputDecision, resolveString } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { attributeCondition } from "./attribute-needs.js";
import type { BlockNode, ElementNode, LayoutNode } from "./tree.js";

/** Elements that print what stands among their children as it is, and lay those out one by one. */
const independent: ReadonlySet<string> = new Set([
  "mj-body",
  "mj-wrapper",
  "mj-column",
  "mj-hero",
  "mj-social",
  "mj-navbar",
  "mj-accordion",
]);

/** Elements that count their children: what is among them must be known when MJML runs. */
const counting: ReadonlySet<string> = new Set([
  "mj-section",
  "mj-group",
  "mj-carousel",
  "mj-accordion-element",
]);

/** mj-wrapper's `gap` leaves out the first child, so there order counts as well. */
function counts(node: ElementNode): boolean {
  return (
    counting.has(node.tag) || (node.tag === "mj-wrapper" && node.attributes["gap"] !== undefined)
  );
}

function laysOutAlone(parent: ElementNode): boolean {
  return independent.has(parent.tag) && !counts(parent);
}

/**
 * Removes every condition that MJML would have to know about, by compiling the smallest enclosing
 * element once per outcome and choosing between the results at run time: a section with one
 * optional column becomes two sections.
 *
 * @throws TemplateError where that cannot be done: `TEMPLATE_EACH_COLUMNS`, `TEMPLATE_NO_RAW_HERE`,
 * `TEMPLATE_LAYOUT_ATTR`, `TEMPLATE_LAYOUT_SCOPE`, `TEMPLATE_TOO_MANY_VARIANTS`.
 */
export function hoist(body: ElementNode, table: TokenTable): ElementNode {
  const own = attributeCondition(body, table);
  if (own !== undefined) throw notHere(own, table, body);
  return { ...body, children: hoistAmong(body.children, body, 0, table) };
}

function hoistAmong(
  nodes: readonly LayoutNode[],
  parent: ElementNode,
  scope: number,
  table: TokenTable,
): readonly LayoutNode[] {
  return nodes.map((node) => {
    if (node.kind === "element")
      return laysOutAlone(parent) ? variants(node, scope, table) : inside(node, scope, table);
    const held = table.held(node.index);
    const inner = held.kind === "each" ? held.node.scope : scope;
    return {
      ...node,
      body: hoistAmong(node.body, parent, inner, table),
      otherwise: node.otherwise === null ? null : hoistAmong(node.otherwise, parent, scope, table),
    };
  });
}

function inside(node: ElementNode, scope: number, table: TokenTable): ElementNode {
  return {
    ...node,
    children: hoistAmong(node.children, node, scope, table),
  };
}

function variants(node: ElementNode, scope: number, table: TokenTable): LayoutNode {
  const seen = new Set<string>();
  let leaves = 0;
  const split = (variant: ElementNode): LayoutNode => {
    const condition = pending(variant, table);
    if (condition === undefined) {
      leaves++;
      if (leaves > limits.variants) throw tooMany(node, seen);
      return inside(variant, scope, table);
    }
    const { node: asked } = conditionAt(condition, table);
    seen.add(`${asked.label} (line ${asked.place.line})`);
    if (deepestScope(asked.test) > scope) {
      throw fault(
        "TEMPLATE_LAYOUT_SCOPE",
        `${asked.label} decides the layout of <${node.tag}>, but is about an item of a loop inside it.`,
        asked.place,
        "Move the loop around the element.",
      );
    }
    const key = exprKey(asked.test);
    const index = table.hold({ kind: "if", node: { ...asked, negated: false } });
    const body = split(resolve(variant, { key, truthy: true }, table));
    const otherwise = split(resolve(variant, { key, truthy: false }, table));
    return { kind: "block", index, body: [body], otherwise: [otherwise] };
  };
  return split(node);
}

function conditionAt(
  index: number,
  table: TokenTable,
): Extract<ReturnType<TokenTable["held"]>, { kind: "if" }> {
  const held = table.held(index);
  if (held.kind !== "if") throw new TypeError("not a condition");
  return held;
}

/** The first condition within an element that it, and nothing smaller, has to be split by. */
function pending(node: ElementNode, table: TokenTable): number | undefined {
  return attributeCondition(node, table) ?? amongChildren(node.children, node, table, true);
}

function amongChildren(
  nodes: readonly LayoutNode[],
  parent: ElementNode,
  table: TokenTable,
  leading: boolean,
): number | undefined {
  let first = leading;
  for (const node of nodes) {
    if (node.kind === "block") {
      const found = ofBlock(node, parent, table, first);
      if (found !== undefined) return found;
      continue;
    }
    first = false;
    if (laysOutAlone(parent)) continue;
    const found = pending(node, table);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofBlock(
  block: BlockNode,
  parent: ElementNode,
  table: TokenTable,
  leading: boolean,
): number | undefined {
  const held = table.held(block.index);
  if (counts(parent)) {
    if (held.kind === "if") return block.index;
    refuseLoop(block, parent, table, leading);
  } else if (!independent.has(parent.tag)) throw noBlockHere(held, parent);
  return (
    amongChildren(block.body, parent, table, leading) ??
    amongChildren(block.otherwise ?? [], parent, table, leading)
  );
}

function refuseLoop(
  block: BlockNode,
  parent: ElementNode,
  table: TokenTable,
  leading: boolean,
): void {
  const { node } = table.held(block.index);
  const label = "label" in node ? node.label : "The loop";
  const place = node.place ?? parent.place;
  if (parent.tag === "mj-wrapper") {
    if (!leading) return;
    throw fault(
      "TEMPLATE_LAYOUT_ORDER",
      `${label} may begin a wrapper with a gap, and MJML leaves the gap out before the first section only.`,
      place,
      "Put a section before the loop, or use padding instead of gap.",
    );
  }
  if (parent.tag !== "mj-section" && parent.tag !== "mj-group")
    throw noBlockHere(table.held(block.index), parent);
  const columns = [...block.body, ...(block.otherwise ?? [])].some(holdsColumn);
  if (!columns && parent.attributes["gutter"] === undefined) return;
  throw fault(
    "TEMPLATE_EACH_COLUMNS",
    `${label} repeats columns, and MJML computes their widths from their number.`,
    place,
    "Repeat a section, or rows inside one column (an mj-table or mj-raw).",
  );
}

function holdsColumn(node: LayoutNode): boolean {
  return node.kind === "element"
    ? node.tag !== "mj-raw"
    : [...node.body, ...(node.otherwise ?? [])].some(holdsColumn);
}

export function noBlockHere(held: ReturnType<TokenTable["held"]>, parent: ElementNode): Error {
  return fault(
    "TEMPLATE_NO_RAW_HERE",
    `${"label" in held.node ? held.node.label : "A hole"} cannot stand directly in <${parent.tag}>: MJML reads all of its children at once.`,
    held.node.place ?? parent.place,
    "Put the block around the whole element, or inside one of its children.",
  );
}

function notHere(index: number, table: TokenTable, node: ElementNode): Error {
  return fault(
    "TEMPLATE_LAYOUT_ATTR",
    `${conditionAt(index, table).node.label} decides an attribute of <${node.tag}> on which the layout of the whole mail depends.`,
    conditionAt(index, table).node.place,
    "Make it a constant.",
  );
}

function tooMany(node: ElementNode, seen: ReadonlySet<string>): Error {
  return fault(
    "TEMPLATE_TOO_MANY_VARIANTS",
    `<${node.tag}> would have to be compiled in more than ${limits.variants} variants, for ${[...seen].join(", ").slice(0, 400)}.`,
    node.place,
    "Let fewer conditions decide its columns and sizes, or split it.",
  );
}

function resolve(node: ElementNode, decision: OutputDecision, table: TokenTable): ElementNode {
  return {
    ...node,
    attributes: Object.fromEntries(
      Object.entries(node.attributes).map(([name, value]) => [
        name,
        resolveString(value, decision, table, node.place),
      ]),
    ),
    content:
      node.content === null ? null : resolveString(node.content, decision, table, node.place),
    children: node.children.flatMap((child) => resolveNode(child, decision, table)),
  };
}

function resolveNode(
  node: LayoutNode,
  decision: OutputDecision,
  table: TokenTable,
): readonly LayoutNode[] {
  if (node.kind === "element") return [resolve(node, decision, table)];
  const body = node.body.flatMap((child) => resolveNode(child, decision, table));
  const otherwise = node.otherwise?.flatMap((child) => resolveNode(child, decision, table)) ?? null;
  const branch = decided(node.index, decision, table);
  if (branch === undefined) return [{ ...node, body, otherwise }];
  return branch === "body" ? body : (otherwise ?? []);
}
