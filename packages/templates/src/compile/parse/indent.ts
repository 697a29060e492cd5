import type { Node, Place, TextNode } from "../ir.js";

/** At the start of a line, its indentation not yet written, or past that. */
type At = "start" | "middle";

interface Indented {
  readonly nodes: readonly Node[];
  readonly end: At;
}

/**
 * What a partial says that is called alone on an indented line: Handlebars indents every line of
 * it, that of a block or of a partial within included. Line breaks within a value are not known
 * here and stay as they are.
 */
export function indented(nodes: readonly Node[], indent: string): readonly Node[] {
  if (indent === "") return nodes;
  /** Both sides of a condition are gone through from either state, so each node is done twice. */
  const done = new WeakMap<Node, Partial<Record<At, Indented>>>();
  const margin = (place: Place): TextNode => ({ kind: "text", text: indent, place });

  const all = (list: readonly Node[], from: At): Indented => {
    let at = from;
    const made: Node[] = [];
    for (const node of list) {
      const next = one(node, at);
      made.push(...next.nodes);
      at = next.end;
    }
    return { nodes: made, end: at };
  };

  const one = (node: Node, at: At): Indented => {
    const known = done.get(node);
    const before = known?.[at];
    if (before !== undefined) return before;
    const made =
      node.kind === "text"
        ? lines(node, at)
        : node.kind === "value"
          ? value(node, at)
          : block(node, at);
    done.set(node, { ...known, ...done.get(node), [at]: made });
    return made;
  };

  const value = (node: Node, at: At): Indented => ({
    nodes: at === "start" ? [margin(node.place), node] : [node],
    end: "middle",
  });

  const lines = ({ text, place }: TextNode, from: At): Indented => {
    const made: Node[] = [];
    let at = from;
    for (const [index, line] of text.split(/(?<=\n)/).entries()) {
      const begins = index === 0 ? place : { ...place, line: place.line + index, column: 1 };
      if (at === "start" && line !== "") made.push(margin(begins));
      made.push({ kind: "text", text: line, place: begins });
      at = line.endsWith("\n") ? "start" : line === "" ? at : "middle";
    }
    return { nodes: made, end: at };
  };

  /** What can end in either state, or run again from its end, begins and ends past a margin. */
  const block = (node: Exclude<Node, TextNode | { kind: "value" }>, at: At): Indented => {
    const body = all(node.body, at);
    const otherwise = all(node.otherwise, at);
    const settled = body.end === otherwise.end && (node.kind === "if" || body.end === at);
    if (settled)
      return { nodes: [{ ...node, body: body.nodes, otherwise: otherwise.nodes }], end: body.end };
    if (at === "start") {
      const { nodes, end } = one(node, "middle");
      return { nodes: [margin(node.place), ...nodes], end };
    }
    const ended = ({ nodes, end }: Indented): readonly Node[] =>
      end === "start" ? [...nodes, margin(node.place)] : nodes;
    return { nodes: [{ ...node, body: ended(body), otherwise: ended(otherwise) }], end: "middle" };
  };

  return all(nodes, "start").nodes;
}
