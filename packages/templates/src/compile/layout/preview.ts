import * as Escape from "../../program/escape.js";
import type { Part } from "../../program/index.js";
import { partBuilder } from "../emit/part-builder.js";
import { fault } from "../fault.js";
import { emitPieces } from "../html/emit-pieces.js";
import { decodeEntities } from "../html/entities.js";
import { parsePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import type { ElementNode } from "./tree.js";

function isPreview(node: ElementNode["children"][number]): node is ElementNode {
  return node.kind === "element" && node.tag === "mj-preview";
}

/** The preheader as mj-preview prints it. @throws TemplateError `TEMPLATE_PREHEADER_TWICE`. */
export function withPreview(root: ElementNode, content: string): ElementNode {
  const escaped = content.replace(
    /[&<>]/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "",
  );
  const preview: ElementNode = {
    kind: "element",
    tag: "mj-preview",
    attributes: {},
    children: [],
    content: escaped,
    place: root.place,
  };
  const head = root.children.find((child) => child.kind === "element" && child.tag === "mj-head");
  if (head?.kind !== "element") {
    const made: ElementNode = { ...preview, tag: "mj-head", content: null, children: [preview] };
    return { ...root, children: [made, ...root.children] };
  }
  const already = head.children.find(isPreview);
  if (already !== undefined) {
    throw fault(
      "TEMPLATE_PREHEADER_TWICE",
      "The template has both a preheader and <mj-preview>.",
      already.place,
      "Keep one of them.",
    );
  }
  return {
    ...root,
    children: root.children.map((child) =>
      child === head ? { ...head, children: [...head.children, preview] } : child,
    ),
  };
}

/** What mj-preview says, as a part of its own. */
export function previewPart(root: ElementNode, table: TokenTable): Part {
  const head = root.children.find((child) => child.kind === "element" && child.tag === "mj-head");
  const preview = head?.kind === "element" ? head.children.find(isPreview) : undefined;
  const builder = partBuilder();
  emitPieces(parsePieces(preview?.content ?? "", table, root.place), table, builder, {
    text: (text) => builder.text(decodeEntities(text.replace(/[ \t\n\f\r]+/g, " "))),
    value: (held) => builder.value(held.node.expr, Escape.plain),
  });
  return builder.build();
}
