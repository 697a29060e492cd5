import type { DomNode, FormatCallback, HtmlToTextOptions } from "html-to-text";
import { Parser } from "htmlparser2";
import { TemplateError } from "../../errors/index.js";
import { textBlocks } from "../../program/text-block.js";
import { htmlTable, type PrintedCell } from "./html-table.js";

/**
 * What html-to-text makes of a mail's HTML, told how lines are set in the text part: lines are not
 * wrapped, headings keep their case, images give their alternative text, what nobody sees stays
 * out, blocks without words leave no lines, entries are counted, tables have a line for each row.
 * The oracle of {@link verifyTemplate}: slow, and run for each recipient.
 *
 * @throws TemplateError `TEMPLATE_HTML_TO_TEXT_MISSING`.
 */
export async function textOracle(): Promise<(html: string) => string> {
  const convert = await import("html-to-text").then(
    ({ compile }) => compile(options),
    (cause: unknown) => {
      throw new TemplateError(
        "TEMPLATE_HTML_TO_TEXT_MISSING",
        "html-to-text could not be loaded.",
        {
          cause,
          remedy: "Install html-to-text 10 where templates are verified; nothing else needs it.",
        },
      );
    },
  );
  return (html) => convert(ended(html));
}

/**
 * The same HTML without what nobody sees, and with every end tag written: html-to-text's own parser
 * is older, and leaves open what a link in a link ends in browsers.
 */
function ended(html: string): string {
  let out = "";
  /** Elements open since the outermost one that nobody sees. */
  let unseen = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (unseen > 0 || isUnseen(attributes["style"])) {
          unseen++;
          return;
        }
        const written = Object.entries(attributes).map(
          ([key, value]) => ` ${key}="${value.replaceAll('"', "&quot;")}"`,
        );
        out += `<${name}${written.join("")}>`;
      },
      ontext(text) {
        if (unseen === 0) out += text;
      },
      onclosetag(name) {
        if (unseen > 0) unseen--;
        else if (name !== "br" && name !== "hr" && name !== "img" && name !== "input")
          out += `</${name}>`;
      },
    },
    { decodeEntities: false },
  );
  parser.end(html);
  return out;
}

function isUnseen(style = ""): boolean {
  return style
    .toLowerCase()
    .split(";")
    .some((each) => /^display:none(?:!|$)/.test(each.replace(/\s/g, "")));
}

const isSpace = /^[ \t\r\n\f\u200b]*$/;

function readAttribute({ attribs }: DomNode, name: string): string {
  const value: unknown = Object(attribs)[name];
  return typeof value === "string" ? value : "";
}
function hasClass(element: DomNode, name: string): boolean {
  return readAttribute(element, "class").split(" ").includes(name);
}

function isUnread(element: DomNode): boolean {
  const { name } = element;
  if (name === "label") return !hasClass(element, "mj-accordion-element");
  if (name === "td") return hasClass(element, "mj-accordion-ico");
  return name === "input" || name === "head" || name === "title";
}

function isEntry({ name, parent }: DomNode): boolean {
  return name === "li" && (parent?.name === "ul" || parent?.name === "ol");
}

function readAddress(element: DomNode): string {
  const href = readAttribute(element, "href").replace(/^mailto:/, "");
  return href.startsWith("#") ? "" : href;
}

/** Whether it leaves anything in the text. Line ends are nothing in a cell: they are cut off. */
function says(node: DomNode, inCell = false): boolean {
  if (node.type === "text") {
    const verbatim = ancestors(node).some(({ name }) => name === "pre");
    return verbatim ? node.data !== "" : !isSpace.test(node.data ?? "");
  }
  if (node.type !== "tag" || isUnread(node)) return false;
  if (node.name === "br") return !inCell;
  if (node.name === "hr" || isEntry(node)) return true;
  if (node.name === "img") return !isSpace.test(readAttribute(node, "alt"));
  if (node.name === "a" && readAddress(node) !== "") return true;
  if (node.name === "table" && isData(node))
    return listRows(node).some((row) =>
      row.some((one) => one.children.some((child) => says(child, true))),
    );
  return node.children.some((child) => says(child, inCell));
}

function ancestors(node: DomNode): readonly DomNode[] {
  const found: DomNode[] = [];
  for (let at = node.parent; at; at = at.parent) found.push(at);
  return found;
}

function isData(table: DomNode): boolean {
  return !["presentation", "none"].includes(readAttribute(table, "role"));
}

function listRows(table: DomNode): readonly (readonly DomNode[])[] {
  return table.children.flatMap((node) => {
    if (node.type !== "tag" || isUnread(node)) return [];
    if (node.name === "caption") return [[node]];
    if (node.name !== "tr") return listRows(node);
    const cells = node.children.filter((one) => one.name === "td" || one.name === "th");
    return [cells.filter((one) => !isUnread(one))];
  });
}

function readSpan(cell: DomNode, name: string): number {
  const span = Number(readAttribute(cell, name) || "1");
  return Number.isInteger(span) && span > 0 ? Math.min(span, 1000) : 1;
}

function needsLines(node: DomNode): boolean {
  if (node.type !== "tag" || isUnread(node)) return false;
  const lists = node.name === "ul" || node.name === "ol" || node.name === "blockquote";
  const own = lists || node.name === "pre" || (node.name === "table" && isData(node));
  return (own && says(node)) || node.children.some(needsLines);
}

const block: FormatCallback = (element, walk, builder) => {
  if (!says(element)) return;
  const [before, after] = textBlocks.get(element.name ?? "") ?? [1, 1];
  builder.openBlock({ leadingLineBreaks: before, isPre: element.name === "pre" });
  walk(element.children, builder);
  const transform = (text: string): string => text.replace(/^/gm, "> ");
  builder.closeBlock({
    trailingLineBreaks: after,
    ...(element.name === "blockquote" ? { blockTransform: transform } : {}),
  });
};

const table: FormatCallback = (element, walk, builder, options) => {
  if (!isData(element)) return block(element, walk, builder, options);
  const cells: PrintedCell[] = [];
  builder.openTable();
  for (const row of listRows(element)) {
    builder.openTableRow();
    for (const cell of row) {
      builder.openTableCell();
      walk(cell.children, builder);
      const colspan = cell.name === "caption" ? 1000 : readSpan(cell, "colspan");
      builder.closeTableCell({ colspan, rowspan: readSpan(cell, "rowspan") });
      cells.push({ needsLines: cell.children.some(needsLines) });
    }
    builder.closeTableRow();
  }
  builder.closeTable({
    tableToString: (rows) => htmlTable(rows, cells),
    leadingLineBreaks: 2,
    trailingLineBreaks: 2,
  });
};

/** A row of a table that only lays out. */
const row: FormatCallback = (element, walk, builder) => {
  if (!says(element)) return;
  let before = 1;
  for (let at: DomNode = element; at.parent; at = at.parent) {
    const siblings = at.parent.children;
    if (siblings.slice(0, siblings.indexOf(at)).some((one) => says(one))) break;
    const apart = textBlocks.get(at.parent.name ?? "");
    if (apart === undefined && !isEntry(at.parent)) continue;
    before = apart?.[0] ?? 1;
    break;
  }
  builder.openBlock({ leadingLineBreaks: before });
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const cell: FormatCallback = (element, walk, builder) => {
  builder.addInline(" ");
  walk(element.children, builder);
  builder.addInline(" ");
};

const list: FormatCallback = (element, walk, builder) => {
  if (!says(element)) return;
  const nested = element.parent?.name === "li";
  const lines = nested ? 1 : 2;
  const start = Number(readAttribute(element, "start") || "1");
  let number = Number.isSafeInteger(start) ? start : 1;
  builder.openList({ interRowLineBreaks: 1, leadingLineBreaks: lines, maxPrefixLength: 0 });
  for (const child of element.children) {
    if (!isEntry(child)) {
      walk([child], builder);
      continue;
    }
    const style = readAttribute(element, "type");
    const sign = element.name === "ul" ? "* " : `${written(number++, style)}. `;
    builder.openListItem({ prefix: nested ? sign : ` ${sign}` });
    walk(child.children, builder);
    builder.closeListItem();
  }
  builder.closeList({ trailingLineBreaks: lines });
};

const ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
const tens = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"];
const hundreds = ["", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm"];

function written(number: number, style: string): string {
  const lower = style.toLowerCase();
  if (number < 1 || number > 3999 || !/^[ai]$/.test(lower)) return String(number);
  const digit = (place: number): number => Math.floor(number / place) % 10;
  const roman = `${"m".repeat(digit(1000))}${hundreds[digit(100)]}${tens[digit(10)]}${ones[digit(1)]}`;
  const letters = (left: number): string =>
    left < 1
      ? ""
      : letters(Math.floor((left - 1) / 26)) + String.fromCharCode(97 + ((left - 1) % 26));
  const small = lower === "a" ? letters(number) : roman;
  return lower === style ? small : small.toUpperCase();
}

const anchor: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  const address = readAddress(element);
  if (address === "") return;
  builder.addInline(element.children.some((child) => says(child)) ? ` [${address}]` : address);
};

const alternative: FormatCallback = (element, _walk, builder) => {
  builder.addInline(readAttribute(element, "alt"));
};

const options: HtmlToTextOptions = {
  wordwrap: false,
  formatters: { block, table, row, cell, list, anchor, alternative },
  selectors: [
    { selector: "*", format: "inline" },
    ...[...textBlocks.keys()].map((selector) => ({ selector, format: "block" })),
    { selector: "hr", format: "horizontalLine" },
    { selector: "table", format: "table" },
    { selector: "tr", format: "row" },
    ...["td", "th", "caption"].map((selector) => ({ selector, format: "cell" })),
    ...["ul", "ol"].map((selector) => ({ selector, format: "list" })),
    { selector: "a", format: "anchor" },
    { selector: "img", format: "alternative" },
    ...["input", "label", "td.mj-accordion-ico"].map((selector) => ({ selector, format: "skip" })),
    { selector: "label.mj-accordion-element", format: "block" },
  ],
};
