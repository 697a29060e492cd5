import * as Mark from "../../program/text-mark.js";

/**
 * One step of a text part on its way from HTML to {@link Mark}. `open` is a block without a sign of
 * its own, `line` a row of a table that lays out, `mark` everything else.
 */
export type TextItem =
  | { readonly kind: "text"; readonly text: string; readonly verbatim: boolean }
  | { readonly kind: "open"; readonly lines: number; readonly table: boolean }
  | { readonly kind: "line" }
  | { readonly kind: "mark"; readonly text: string; readonly bounds: "opens" | "closes" | null }
  | { readonly kind: "close"; readonly lines: number };

const gone: TextItem = { kind: "text", text: "", verbatim: true };

/**
 * Takes out what makes no difference, which of MJML's tables in tables is nearly everything: blocks
 * without anything in them, and blocks with nothing but one block in them.
 */
export function settleItems(given: readonly TextItem[]): readonly TextItem[] {
  const items: TextItem[] = [];
  const opened: number[] = [];
  /** By place of what closes something, the place of what it closes. */
  const closes = new Map<number, number>();
  /** The last item that is still there. */
  const last = (): number => items.findLastIndex((item) => item !== gone);
  for (const item of given) {
    const before = last();
    const previous = items[before];
    if (item.kind === "text") {
      const head = previous !== undefined && isOpener(previous);
      const text = item.verbatim
        ? item.text
        : item.text.replace(/[ \t\n\r\f\u200b]+/g, " ").replace(head ? /^ / : "", "");
      if (text !== "") items.push({ ...item, text });
    } else if (item.kind === "line") {
      opened.push(items.length);
      const first = previous?.kind === "open" && previous.table;
      items.push(first ? { ...previous, table: false } : item);
    } else if (item.kind === "close") {
      const from = opened.pop();
      const block = from === undefined ? undefined : items[from];
      if (from === undefined || (block?.kind !== "open" && block?.kind !== "line")) {
        if (from !== undefined) closes.set(items.length, from);
        items.push(item);
      } else if (before === from) {
        items[from] = gone;
      } else {
        let inner = from + 1;
        while (items[inner] === gone) inner++;
        const child = items[inner];
        if (closes.get(before) === inner && child?.kind === "open" && previous?.kind === "close") {
          items[from] = child;
          items[inner] = gone;
          items[before] = { kind: "close", lines: Math.max(previous.lines, item.lines) };
          closes.set(before, from);
        } else {
          closes.set(items.length, from);
          items.push(item);
        }
      }
    } else {
      if (isOpener(item)) opened.push(items.length);
      else if (item.kind === "mark" && item.bounds === "closes") opened.pop();
      items.push(item);
    }
  }
  return items.filter((item) => item !== gone);
}

function isOpener(item: TextItem): boolean {
  return (
    item.kind === "open" ||
    item.kind === "line" ||
    (item.kind === "mark" && item.bounds === "opens")
  );
}

export function writeItems(items: readonly TextItem[]): string {
  return items
    .map((item) => {
      if (item.kind === "text" || item.kind === "mark") return item.text;
      if (item.kind === "line") return String.fromCharCode(Mark.line);
      return String.fromCharCode(item.kind === "open" ? Mark.open : Mark.close) + item.lines;
    })
    .join("");
}
