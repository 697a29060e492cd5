import { Parser } from "htmlparser2";

/**
 * The mail as MJML leaves it where it writes attributes by selector and inlines styles: its XML
 * writer makes `<ol/>` of an element that is empty, and the inliner reads that as HTML, where it
 * opens the element and nothing closes it before the end of what it stands in.
 */
export function leaveEmptyOpen(html: string): string {
  const body = html.indexOf("</head>");
  if (body < 0) return html;
  return html.slice(0, body) + writeEnds(openEmpty(html.slice(body)));
}

/**
 * Without the end tags of empty elements. In drawings and formulas `<path/>` is no open element.
 */
function openEmpty(html: string): string {
  let out = "";
  let at = 0;
  let opened = -1;
  let drawings = 0;
  const parser = new Parser({
    onopentag(name) {
      opened = parser.endIndex;
      if (isDrawing(name)) drawings++;
    },
    onclosetag(name, implied) {
      const isEmpty = !implied && opened >= 0 && parser.startIndex === opened + 1;
      opened = -1;
      if (isEmpty && drawings === 0) {
        out += html.slice(at, parser.startIndex);
        at = parser.endIndex + 1;
      }
      if (isDrawing(name)) drawings--;
    },
  });
  parser.end(html);
  return out + html.slice(at);
}

function isDrawing(name: string): boolean {
  return name === "svg" || name === "math";
}

/** With the end tags written that a reader of HTML supplies. */
function writeEnds(html: string): string {
  let out = "";
  let at = 0;
  let opened = -1;
  const parser = new Parser({
    onopentag() {
      opened = parser.endIndex;
    },
    onclosetag(name, implied) {
      // Ends where it begins: `<br>`, which needs no end tag.
      if (!implied || parser.endIndex === opened) return;
      out += `${html.slice(at, parser.startIndex)}</${name}>`;
      at = parser.startIndex;
    },
  });
  parser.end(html);
  return out + html.slice(at);
}
