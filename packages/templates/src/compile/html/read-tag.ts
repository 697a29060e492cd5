/** An attribute of a tag, and where its value stands without its quotes. */
export interface AttributeSpan {
  readonly name: string;
  /** Where the name begins. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
}

const tagName = /<([a-zA-Z][^\s/>]*)/y;

/** The name in the tag that begins at an offset, as it is written. */
export function tagNameAt(html: string, at: number): string {
  tagName.lastIndex = at;
  return tagName.exec(html)?.[1] ?? "";
}

/** One attribute, or the end of the tag. */
const part = /[\s/]*(?:(>)|([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?)/y;

/**
 * Where the tag ends whose attributes begin at an offset. A `>` that ends a part ends the tag:
 * elsewhere it stands in quotes.
 */
export function tagEnd(html: string, from: number): number {
  part.lastIndex = from;
  while (part.test(html)) if (html[part.lastIndex - 1] === ">") return part.lastIndex;
  return html.length;
}

/** The attributes of the tag whose first attribute may begin at an offset. */
export function readAttributes(html: string, from: number): readonly AttributeSpan[] {
  const found: AttributeSpan[] = [];
  part.lastIndex = from;
  for (
    let match = part.exec(html);
    match !== null && match[1] === undefined;
    match = part.exec(html)
  ) {
    const [, , name = "", double, single, bare] = match;
    const quoted = double ?? single;
    const value = quoted ?? bare ?? "";
    const to = quoted === undefined ? part.lastIndex : part.lastIndex - 1;
    found.push({
      name,
      at: match.index,
      from: to - value.length,
      to,
      quoted: quoted !== undefined,
    });
  }
  return found;
}
