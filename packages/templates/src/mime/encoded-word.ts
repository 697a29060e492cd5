import { base64 } from "../encode/base64.js";

const encoder = new TextEncoder();
/** RFC 2047 section 2: at most 75 characters; `=?UTF-8?B?` and `?=` take 12, which leaves 60 of base64, so 45 bytes. */
const mostBytes = 45;

/** True where a header value can stand as it is: printable ASCII that nothing would take for an encoded word. */
export function isPlainHeader(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value) && !value.includes("=?");
}

/** RFC 2047 encoded words, base64, never splitting a character; to be joined by folding white space. */
export function encodedWords(value: string): readonly string[] {
  const words: string[] = [];
  let chunk = "";
  let size = 0;
  const flush = (): void => {
    if (chunk !== "") words.push(`=?UTF-8?B?${base64(encoder.encode(chunk))}?=`);
    chunk = "";
    size = 0;
  };
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (size + bytes > mostBytes) flush();
    chunk += character;
    size += bytes;
  }
  flush();
  return words;
}
