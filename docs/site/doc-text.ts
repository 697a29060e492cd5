import ts from "typescript-6";

/** What a docstring says, with its links as they were written: `{@link Engine.track}`. */
export interface DocText {
  readonly text: string;
  readonly examples: readonly string[];
  readonly throws: readonly string[];
  /** Further tags, such as `deprecated`, `see`, `param`. */
  readonly notes: readonly { readonly tag: string; readonly text: string }[];
}

export const noDoc: DocText = { text: "", examples: [], throws: [], notes: [] };

/** Only the last docstring before a declaration is its own; those above belong to nothing. */
export function readDoc(node: ts.Node): DocText {
  const doc = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc);
  if (doc === undefined) return noDoc;
  const tags = doc.tags ?? [];
  const of = (name: string) =>
    tags.filter(({ tagName }) => tagName.text === name).map((tag) => plain(tag.comment));
  return {
    text: plain(doc.comment),
    examples: of("example").map(withoutFence),
    throws: of("throws"),
    notes: tags.flatMap((tag) =>
      ["example", "throws"].includes(tag.tagName.text)
        ? []
        : [{ tag: tag.tagName.text, text: noteText(tag) }],
    ),
  };
}

function plain(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  return (ts.getTextOfJSDocComment(comment) ?? "").trim();
}

function noteText(tag: ts.JSDocTag): string {
  const name = ts.isJSDocParameterTag(tag) ? `\`${tag.name.getText()}\` ` : "";
  return `${name}${plain(tag.comment)}`;
}

/** Some examples stand in a fence of their own, most do not. */
function withoutFence(example: string): string {
  return example.replace(/^```\w*\n([\s\S]*?)\n```$/, "$1").trim();
}
