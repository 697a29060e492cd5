import { markOf, type TokenTable } from "../tokens.js";

interface OpenList {
  readonly ordered: boolean;
  /** Where its tags' names stand. */
  readonly names: number[];
  /** Entries open in it: what a block does inside of one changes no number. */
  entries: number;
  counted: boolean;
}

/**
 * Numbers are counted when the text part is made, which is before anybody knows how many entries a
 * block leaves: a numbered list whose entries depend on the recipient is bulleted.
 */
export const bulletDynamicLists = (html: string, table: TokenTable): string => {
  if (!/<ol\b/i.test(html)) return html;
  const parts = new RegExp(`<(/?)(ol|ul|li)\\b|${table.pattern.source}`, "gi");
  const lists: OpenList[] = [];
  const bulleted: number[] = [];
  for (const match of html.matchAll(parts)) {
    const [, slash, tag, letter] = match;
    const list = lists.at(-1);
    if (tag === undefined) {
      if (list !== undefined && list.entries === 0 && markOf(letter) !== "value")
        list.counted = true;
    } else if (tag.toLowerCase() === "li") {
      if (list !== undefined) list.entries += slash === "" ? 1 : -1;
    } else if (slash === "") {
      const ordered = tag.toLowerCase() === "ol";
      lists.push({ ordered, names: [match.index + 1], entries: 0, counted: false });
    } else if (list !== undefined) {
      lists.pop();
      list.names.push(match.index + 2);
      if (list.ordered && list.counted) bulleted.push(...list.names);
    }
  }
  let out = html;
  for (const at of bulleted) out = `${out.slice(0, at)}ul${out.slice(at + 2)}`;
  return out;
};
