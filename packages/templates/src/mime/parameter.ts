import { InputError } from "@wellsent/core/errors";

const encoder = new TextEncoder();
const token = /^[A-Za-z0-9!#$&+.^_`{|}~-]+$/;
function hex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/**
 * `; name=value` lines for a Content-Type or Content-Disposition: a quoted string where ASCII
 * suffices, otherwise RFC 2231 with continuations, each on a line of its own.
 *
 * @throws InputError `INPUT_PARAMETER` for a value with a control character.
 */
export function parameter(name: string, value: string): string {
  if (/\p{Cc}/u.test(value)) {
    throw new InputError(
      "INPUT_PARAMETER",
      "A file name or content id holds a control character.",
      { path: name },
    );
  }
  if (/^[\x20-\x7e]*$/.test(value) && value.length <= 60) {
    return `;\r\n ${name}=${token.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  }
  const pieces: string[] = [];
  let piece = "UTF-8''";
  for (const byte of encoder.encode(value)) {
    const character = String.fromCharCode(byte);
    const next = /[A-Za-z0-9._~-]/.test(character) ? character : hex(byte);
    if (piece.length + next.length > 60) {
      pieces.push(piece);
      piece = "";
    }
    piece += next;
  }
  pieces.push(piece);
  if (pieces.length === 1) return `;\r\n ${name}*=${pieces[0]}`;
  return pieces.map((part, index) => `;\r\n ${name}*${index}*=${part}`).join("");
}
