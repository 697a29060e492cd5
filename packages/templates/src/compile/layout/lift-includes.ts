import type { ElementNode, LayoutNode } from "./tree.js";

/**
 * Included documents, taken apart: what they hold in `mj-body` stands where they were included,
 * what they hold in `mj-head` joins the head, and included CSS goes to its end, as MJML does it.
 */
export function liftIncludes(root: ElementNode): ElementNode {
  const head: LayoutNode[] = [];
  const css: LayoutNode[] = [];

  const lift = (nodes: readonly LayoutNode[]): readonly LayoutNode[] =>
    nodes.flatMap((node): readonly LayoutNode[] => {
      if (node.kind === "block") {
        return [
          {
            ...node,
            body: lift(node.body),
            otherwise: node.otherwise === null ? null : lift(node.otherwise),
          },
        ];
      }
      if (node.tag === "mj-style" && node.attributes["data-included"] === "css") {
        const { "data-included": _, ...attributes } = node.attributes;
        css.push({ ...node, attributes });
        return [];
      }
      if (node.tag !== "mjml") return [{ ...node, children: lift(node.children) }];
      return node.children.flatMap((part): readonly LayoutNode[] => {
        if (part.kind === "block") return [part];
        if (part.tag === "mj-head") head.push(...lift(part.children));
        return part.tag === "mj-body" ? lift(part.children) : [];
      });
    });

  const children = root.children.map((child) =>
    child.kind === "element" ? { ...child, children: lift(child.children) } : child,
  );
  if (head.length + css.length === 0) return { ...root, children };
  const own = children.find((child) => child.kind === "element" && child.tag === "mj-head");
  const added = [...head, ...css];
  if (own?.kind === "element") {
    return {
      ...root,
      children: children.map((child) =>
        child === own ? { ...own, children: [...own.children, ...added] } : child,
      ),
    };
  }
  const made: ElementNode = {
    kind: "element",
    tag: "mj-head",
    attributes: {},
    children: added,
    content: null,
    place: root.place,
  };
  return { ...root, children: [...children, made] };
}
