import { fault } from "../fault.js";
import type { TokenTable } from "../tokens.js";
import type { ElementNode, LayoutNode } from "./tree.js";

/**
 * MJML names the width class of a group by its whole per cent or pixels: a third and 33% are both
 * `mj-column-per-33`, and the last one's rule wins. Among things that never come together it would
 * win for the wrong recipient, so that is refused.
 *
 * @throws TemplateError `TEMPLATE_WIDTH_CLASS`.
 */
export function checkWidthClasses(
  body: ElementNode,
  head: ElementNode | undefined,
  table: TokenTable,
): void {
  if (table.size === 0) return;
  const widths = new Map<string, number>();
  const defaults = defaultWidths(head);
  const note = (node: ElementNode, siblings: number, classes: string): void => {
    // To MJML an empty width is none.
    const written = findWidth(node, classes, defaults) || `${100 / siblings}%`;
    const width = Number.parseFloat(written);
    if (Number.isNaN(width)) return;
    const unit = written.endsWith("%") ? "per" : "px";
    const name = `${unit}-${node.tag === "mj-group" ? Math.trunc(width) : String(width).replace(".", "-")}`;
    const before = widths.get(name);
    if (before !== undefined && before !== width) {
      throw fault(
        "TEMPLATE_WIDTH_CLASS",
        `MJML gives widths of ${before} and ${width} the same class (mj-column-${name}), and the last of them decides for both.`,
        node.place,
        "Write the widths of groups as whole numbers.",
      );
    }
    widths.set(name, width);
  };
  const walk = (nodes: readonly LayoutNode[], classes: string): void => {
    const siblings = nodes.filter(
      (node) => node.kind === "element" && node.tag !== "mj-raw",
    ).length;
    for (const node of nodes) {
      if (node.kind === "block") {
        walk(node.body, classes);
        walk(node.otherwise ?? [], classes);
        continue;
      }
      if (node.tag === "mj-group" || node.tag === "mj-column") note(node, siblings, classes);
      walk(node.children, node.attributes["mj-class"] ?? classes);
    }
  };
  walk(body.children, body.attributes["mj-class"] ?? "");
}

/** By tag, `.class`, and `.class tag` for what stands in an element of that class. */
function defaultWidths(head: ElementNode | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const read = (nodes: readonly LayoutNode[], within: string): void => {
    for (const node of nodes) {
      if (node.kind === "block") continue;
      const { width, name } = node.attributes;
      const key = node.tag === "mj-class" ? `.${name}` : within + node.tag;
      if (width !== undefined) found.set(key, width);
      if (node.tag === "mj-class") read(node.children, `${key} `);
    }
  };
  for (const node of head?.children ?? [])
    if (node.kind === "element" && node.tag === "mj-attributes") read(node.children, "");
  return found;
}

/** In the order in which MJML looks for it. */
function findWidth(
  { tag, attributes }: ElementNode,
  around: string,
  defaults: ReadonlyMap<string, string>,
): string | undefined {
  const last = (classes: string, suffix: string): string | undefined =>
    defaults.get(
      `.${classes.split(" ").findLast((name) => defaults.has(`.${name}${suffix}`))}${suffix}`,
    );
  return (
    attributes["width"] ??
    last(around, ` ${tag}`) ??
    last(attributes["mj-class"] ?? "", "") ??
    defaults.get(tag) ??
    defaults.get("mj-all")
  );
}
