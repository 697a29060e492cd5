import { fault } from "../fault.js";
import type { Place } from "../ir.js";
import { hasTokens, type Piece, parsePieces, writePieces } from "../pieces.js";
import type { TokenTable } from "../tokens.js";
import { isColor } from "./attribute-needs.js";
import { type ElementNode, type LayoutNode, raw } from "./tree.js";

/** MJML's own JSON form of a document. */
interface MjmlJson {
  readonly tagName: string;
  readonly attributes: Readonly<Record<string, string | boolean>>;
  readonly children?: readonly MjmlJson[];
  readonly content?: string;
  /** Not a line but an index into the places; MJML hands it back with its complaints. */
  readonly line: number;
}

export interface MjmlDocument {
  readonly json: MjmlJson;
  readonly places: readonly { readonly node: ElementNode; readonly place: Place }[];
}

/**
 * Blocks become raw elements that hold their tokens; everything else stays as MJML's parser would
 * give it.
 */
export function toMjml(root: ElementNode, table: TokenTable): MjmlDocument {
  const places: { node: ElementNode; place: Place }[] = [];
  const convert = (node: ElementNode): MjmlJson => {
    const line = places.push({ node, place: node.place }) - 1;
    const children = node.children.flatMap((child) => nested(child));
    return {
      tagName: node.tag,
      attributes: readAttributes(node, table),
      line,
      ...(children.length > 0 ? { children } : {}),
      ...(node.content === null ? {} : { content: node.content }),
    };
  };
  const nested = (node: LayoutNode): readonly MjmlJson[] => {
    if (node.kind === "element") return [convert(node)];
    const place = table.held(node.index).node.place ?? root.place;
    const mark = (kind: "open" | "else" | "close"): MjmlJson =>
      convert(raw(table.write(kind, node.index), place));
    return [
      mark("open"),
      ...node.body.flatMap(nested),
      ...(node.otherwise === null ? [] : [mark("else"), ...node.otherwise.flatMap(nested)]),
      mark("close"),
    ];
  };
  return { json: convert(root), places };
}

/**
 * For links: what `data-link` and `data-no-track` on an mj- element ask for. MJML would refuse the
 * attributes.
 */
const wishes: ReadonlySet<string> = new Set(["data-link", "data-no-track"]);

function readAttributes(node: ElementNode, table: TokenTable): Record<string, string | boolean> {
  const attributes: Record<string, string | boolean> = {};
  for (const [name, value] of Object.entries(node.attributes)) {
    if (wishes.has(name)) continue;
    if (value === "true" || value === "false") attributes[name] = value === "true";
    else
      attributes[name] =
        isColor(node.tag, name) && hasTokens(value, table)
          ? longColors(value, table, node.place)
          : value;
  }
  const href = attributes["href"];
  if (
    typeof href === "string" &&
    href !== "" &&
    Object.keys(node.attributes).some((name) => wishes.has(name))
  ) {
    const wish = {
      name: node.attributes["data-link"] ?? null,
      untracked: node.attributes["data-no-track"] !== undefined,
    };
    attributes["href"] = table.write("value", table.hold({ kind: "wish", node: wish })) + href;
  }
  return attributes;
}

/** MJML writes `#rgb` out for Outlook, but cannot see it behind a condition. */
function longColors(value: string, table: TokenTable, place: Place): string {
  const long = (pieces: readonly Piece[]): readonly Piece[] =>
    pieces.map((piece): Piece => {
      if (piece.kind === "text" && pieces.length === 1) {
        return { kind: "text", text: piece.text.replace(/^#(\w)(\w)(\w)$/, "#$1$1$2$2$3$3") };
      }
      if (piece.kind !== "block") return piece;
      return {
        ...piece,
        body: long(piece.body),
        otherwise: piece.otherwise === null ? null : long(piece.otherwise),
      };
    });
  return writePieces(long(parsePieces(value, table, place)), table);
}

/** The one mj-body of a document. @throws TemplateError `TEMPLATE_MJML_ROOT`. */
export function findBody(root: ElementNode): ElementNode {
  const bodies = root.children.filter(
    (child) => child.kind === "element" && child.tag === "mj-body",
  );
  const [body] = bodies;
  if (body?.kind !== "element" || bodies.length > 1) {
    throw fault("TEMPLATE_MJML_ROOT", "The template needs one <mj-body>.", root.place);
  }
  return body;
}
