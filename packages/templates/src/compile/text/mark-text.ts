import { Parser } from "htmlparser2";
import { rule, textBlocks } from "../../program/text-block.js";
import * as Mark from "../../program/text-mark.js";
import { readMark, type TokenTable } from "../tokens.js";
import { type IsAddress, settleText } from "./settle-text.js";
import { settleItems, type TextItem, writeItems } from "./text-item.js";

/** An element that has begun. */
interface Open {
  readonly name: string;
  /** Nothing of it is read. */
  readonly hidden: boolean;
  readonly verbatim: boolean;
  /** What it ends with. */
  readonly end: readonly TextItem[];
  /** The branch of a condition or loop it began in. */
  readonly branch: number;
  readonly table: OpenTable | null;
}

type Attributes = Readonly<Record<string, string>>;

/** A table whose author did not say that it only lays out. */
interface OpenTable {
  readonly at: number;
  /** Places of what its rows and cells begin and end with. */
  readonly rows: { readonly at: number; end: number }[];
  readonly cells: { readonly at: number; readonly spans: string; end: number }[];
}

function sign(code: number): string {
  return String.fromCharCode(code);
}
function markItem(text: string, bounds: "opens" | "closes" | null = null): TextItem {
  return {
    kind: "mark",
    text,
    bounds,
  };
}
function closing(lines: number): readonly TextItem[] {
  return [{ kind: "close", lines }];
}
const space: TextItem = { kind: "text", text: " ", verbatim: false };
/** Around a cell, whose place these keep until its table was seen. */
const spaces: readonly TextItem[] = [space];

const unread: ReadonlySet<string> = new Set(["head", "input", "script", "style", "title"]);

const unseen = /(?:^|;)\s*display\s*:\s*none\b/i;

/**
 * What no reader sees or can use: what is hidden, form controls, and of MJML's menus and accordions
 * the signs to click on. Other labels belong to form controls.
 */
function isUnread(name: string, { style, class: names }: Attributes): boolean {
  if (style !== undefined && unseen.test(style)) return true;
  if (name === "label") return names?.split(" ").includes("mj-accordion-element") !== true;
  if (name === "td") return names?.split(" ").includes("mj-accordion-ico") === true;
  return unread.has(name);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: no author's character is a mark.
const controls = /[\0-\x08\x0e-\x1f\x7f]/g;

/**
 * The words of tokenised HTML, with marks for what its elements say about lines. What a recipient's
 * data decides stays a token among them.
 *
 * Tables whose role is `presentation`, as that of MJML's own is, only lay out.
 */
export function markText(html: string, table: TokenTable, isAddress: IsAddress): string {
  const items: TextItem[] = [];
  const stack: Open[] = [];
  const branches: number[] = [0];
  let lastBranch = 0;
  const top = (): Open | undefined => stack.at(-1);
  const inBody = (): boolean => stack.some(({ name }) => name === "body");
  const tableAround = (): OpenTable | null =>
    stack.findLast((one) => one.table !== null)?.table ?? null;

  const branchAt = (text: string): void => {
    for (const [, letter] of text.matchAll(table.pattern)) {
      const mark = readMark(letter);
      if (mark === "else" || mark === "close") branches.pop();
      if (mark === "open" || mark === "else") branches.push(++lastBranch);
    }
  };

  const put = (text: string, verbatim: boolean): void => {
    const previous = items.at(-1);
    // The parser gives text in stretches, between entities.
    if (previous?.kind === "text" && previous !== space && previous.verbatim === verbatim)
      items[items.length - 1] = { kind: "text", text: previous.text + text, verbatim };
    else items.push({ kind: "text", text, verbatim });
  };

  /** What an element begins and ends with; for a table and its parts, while nothing is known. */
  const findBounds = (
    name: string,
    attributes: Attributes,
  ): readonly [begin: readonly TextItem[], end: readonly TextItem[]] => {
    const inItem = top()?.name === "li";
    const apart = textBlocks.get(name);
    switch (name) {
      case "br":
        return top()?.verbatim === true
          ? [[{ kind: "text", text: "\n", verbatim: true }], []]
          : [[markItem(sign(Mark.lineEnd))], []];
      case "hr":
        return [
          [
            { kind: "open", lines: 2, table: false },
            { kind: "text", text: rule, verbatim: false },
            { kind: "close", lines: 2 },
          ],
          [],
        ];
      case "img": {
        const alt = clean(attributes["alt"] ?? "");
        return [alt === "" ? [] : [{ kind: "text", text: alt, verbatim: false }], []];
      }
      case "a": {
        const href = clean(attributes["href"] ?? "");
        if (href === "" || href.startsWith("#")) return [[], []];
        return [
          [markItem(sign(Mark.link) + href + sign(Mark.end))],
          [markItem(sign(Mark.linkEnd))],
        ];
      }
      case "li":
        return listAround() ? [[markItem(sign(Mark.item), "opens")], closing(1)] : [[], []];
      case "ul":
      case "ol": {
        const lines = inItem ? 1 : 2;
        const style = /^[aAiI]$/.test(attributes["type"] ?? "") ? attributes["type"] : "1";
        const start = clean(attributes["start"] ?? "");
        const begin =
          name === "ul"
            ? `${sign(Mark.bullets)}${lines}`
            : `${sign(Mark.numbers)}${lines}${style}${start}${sign(Mark.end)}`;
        return [[markItem(begin, "opens")], closing(lines)];
      }
      case "blockquote":
        return [[markItem(sign(Mark.quote), "opens")], closing(2)];
      case "pre":
        return [[markItem(sign(Mark.preformatted), "opens")], closing(2)];
      case "tr":
        return [[{ kind: "line" }], closing(1)];
      case "td":
      case "th":
      case "caption":
        return [spaces, spaces];
      default:
        return apart === undefined
          ? [[], []]
          : [[{ kind: "open", lines: apart[0], table: name === "table" }], closing(apart[1])];
    }
  };

  const listAround = (): boolean => {
    const parent = top()?.name;
    return parent === "ul" || parent === "ol";
  };

  const parser = new Parser({
    onopentag(name, attributes) {
      const within = top();
      const hidden = within?.hidden === true || isUnread(name, attributes);
      const verbatim = within?.verbatim === true || name === "pre";
      const around = tableAround();
      let own: OpenTable | null = null;
      let end: readonly TextItem[] = [];
      if (!hidden && inBody()) {
        const bounds = findBounds(name, attributes);
        if (name === "table") {
          const role = attributes["role"] ?? "";
          own = {
            at: role === "presentation" || role === "none" ? -1 : items.length,
            rows: [],
            cells: [],
          };
        } else if (name === "tr") around?.rows.push({ at: items.length, end: -1 });
        else if (name === "td" || name === "th" || name === "caption") {
          const { colspan = "", rowspan = "" } = attributes;
          const spans = name === "caption" ? "1000," : clean(`${colspan},${rowspan}`);
          around?.cells.push({ at: items.length, spans, end: -1 });
        }
        items.push(...bounds[0]);
        end = bounds[1];
      }
      stack.push({ name, hidden, verbatim, end, branch: branches.at(-1) ?? 0, table: own });
    },
    ontext(text) {
      const within = top();
      branchAt(text);
      if (within?.hidden !== true && inBody())
        put(text.replace(controls, ""), within?.verbatim === true);
    },
    onclosetag(_, implied) {
      const element = stack.pop();
      if (element === undefined) return;
      // One of several beginnings, of which a condition takes one: what closed them all was there.
      const crossing = !branches.includes(element.branch);
      if (implied && crossing && !optionalEnd.has(element.name)) return;
      const { name, end, table: own } = element;
      const around = tableAround();
      if (name === "tr" && end.length > 0) closePart(around?.rows, items.length);
      if (end === spaces) closePart(around?.cells, items.length);
      items.push(...end);
      if (own !== null) settleTable(items, own);
    },
  });
  parser.end(html);
  return writeItems(settleText(settleItems(items), table, isAddress));
}

const optionalEnd: ReadonlySet<string> = new Set(
  "dd dt li option p tbody td tfoot th thead tr".split(" "),
);

function clean(text: string): string {
  return text.replace(controls, "");
}

function closePart(parts: { end: number }[] | undefined, at: number): void {
  const part = parts?.findLast(({ end }) => end < 0);
  if (part !== undefined) part.end = at;
}

/** Once the whole table was seen: its marks, unless it only lays out. */
function settleTable(items: TextItem[], { at, rows, cells }: OpenTable): void {
  if (at < 0 || [...rows, ...cells].some(({ end }) => end < 0)) return;
  items[at] = markItem(sign(Mark.table), "opens");
  items[items.length - 1] = markItem(sign(Mark.tableEnd), "closes");
  for (const row of rows) {
    items[row.at] = markItem(sign(Mark.row));
    items[row.end] = markItem("");
  }
  for (const cell of cells) {
    items[cell.at] = markItem(sign(Mark.cell) + cell.spans + sign(Mark.end), "opens");
    items[cell.end] = markItem(sign(Mark.cellEnd), "closes");
  }
}
