/** One property of a card, as it is written: RFC 6350, section 3.3. */
export interface CardProperty {
  /** In capitals, without the group: `item1.EMAIL` is `EMAIL`. */
  readonly name: string;
  /** By name in capitals. The types of version 2.1, `TEL;HOME`, are under `TYPE`. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** Before escapes are read. */
  readonly value: string;
}

/** `null` for what is no property. */
export function readProperty(line: string): CardProperty | null {
  const [head = "", value] = cutAtColon(line);
  if (value === undefined) return null;
  const [named = "", ...rest] = splitOutside(head, ";");
  const name = named
    .slice(named.lastIndexOf(".") + 1)
    .trim()
    .toUpperCase();
  if (!/^[A-Z][A-Z0-9-]*$/.test(name)) return null;
  const parameters = new Map<string, readonly string[]>();
  for (const part of rest) {
    const at = part.indexOf("=");
    const key = at < 0 ? "TYPE" : part.slice(0, at).trim().toUpperCase();
    const given = splitOutside(at < 0 ? part : part.slice(at + 1), ",").map(unquoted);
    parameters.set(key, [...(parameters.get(key) ?? []), ...given]);
  }
  return { name, parameters, value };
}

/** Whether the value goes on in the next line: versions 2.1 and 3.0 of many phones do so. */
export function isQuotedPrintable({ parameters }: CardProperty): boolean {
  const named = [...(parameters.get("ENCODING") ?? []), ...(parameters.get("TYPE") ?? [])];
  return named.some((one) => one.toUpperCase() === "QUOTED-PRINTABLE");
}

/**
 * The text of a value in quoted-printable (RFC 2045, section 6.7), or as it stands. Bytes that are
 * no text become U+FFFD.
 */
export function decodeValue(property: CardProperty): string {
  if (!isQuotedPrintable(property)) return property.value;
  const bytes: number[] = [];
  const text = new TextEncoder().encode(property.value);
  for (let at = 0; at < text.length; at++) {
    const code = text[at] ?? 0;
    const pair = String.fromCharCode(text[at + 1] ?? 0, text[at + 2] ?? 0);
    if (code === 0x3d && /^[0-9A-F]{2}$/i.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      at += 2;
    } else bytes.push(code);
  }
  const [charset = "utf-8"] = property.parameters.get("CHARSET") ?? [];
  return decoderFor(charset).decode(new Uint8Array(bytes));
}

/** The parts of a value, such as the street and the city of an address, without escapes. */
export function splitValue(value: string, separator: ";" | ","): readonly string[] {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < value.length; at++) {
    const letter = value[at] ?? "";
    if (letter === "\\" && at + 1 < value.length) {
      const next = value[++at] ?? "";
      part += next === "n" || next === "N" ? "\n" : next;
    } else if (letter === separator) {
      parts.push(part.trim());
      part = "";
    } else part += letter;
  }
  return [...parts, part.trim()];
}

/** The whole value without escapes. */
export function plainValue(value: string): string {
  return value
    .replace(/\\([\s\S])/g, (_, letter: string) =>
      letter === "n" || letter === "N" ? "\n" : letter,
    )
    .trim();
}

function cutAtColon(line: string): readonly [string, string?] {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ":" && !quoted) return [line.slice(0, at), line.slice(at + 1)];
  }
  return [line];
}

function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let quoted = false;
  let begun = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(begun, at));
      begun = at + 1;
    }
  }
  return [...parts, text.slice(begun)];
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, "$1");
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
