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
export const checkWidthClasses = (body: ElementNode, table: TokenTable): void => {
  if (table.size === 0) return;
  const widths = new Map<string, number>();
  const note = (node: ElementNode, siblings: number): void => {
    const written = node.attributes["width"] ?? `${100 / siblings}%`;
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
  const walk = (nodes: readonly LayoutNode[]): void => {
    const siblings = nodes.filter(
      (node) => node.kind === "element" && node.tag !== "mj-raw",
    ).length;
    for (const node of nodes) {
      if (node.kind === "block") {
        walk(node.body);
        walk(node.otherwise ?? []);
        continue;
      }
      if (node.tag === "mj-group" || node.tag === "mj-column") note(node, siblings);
      walk(node.children);
    }
  };
  walk(body.children);
};
