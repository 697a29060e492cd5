/**
 * Quoted-printable the slow and obvious way: the text as atoms that must not be cut, then lines
 * filled with them.
 */
export function slowQuotedPrintable(text: string, column: number): string {
  const lines = text.replace(/\r\n?|\n/g, "\n").split("\n");
  const written: string[] = [];
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    written.push(fill(line, index === 0 ? column : 0), isLast ? "" : "\r\n");
  }
  return written.join("");
}

function fill(line: string, column: number): string {
  let out = "";
  let width = column;
  const characters = [...line];
  for (const [index, character] of characters.entries()) {
    for (const atom of listAtoms(character, index === characters.length - 1)) {
      const begins = width === 0 || width + 1 > 75;
      const mark =
        begins && (atom === "." || (atom === "F" && /^r|^$/.test(characters[index + 1] ?? "")));
      const unit = mark ? hex(atom.charCodeAt(0)) : atom;
      if (atom.length === 1 && width + 1 > 75) {
        out += "=\r\n";
        width = 0;
      }
      if (width + unit.length > 75) {
        out += "=\r\n";
        width = 0;
      }
      out += unit;
      width += unit.length;
    }
  }
  return out;
}

function hex(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

function listAtoms(character: string, isLast: boolean): readonly string[] {
  if (/^[!-<>-~]$/.test(character) || (/^[ \t]$/.test(character) && !isLast)) return [character];
  return Array.from(new TextEncoder().encode(character), hex);
}

/**
 * Strict RFC 2045 section 6.7: throws on what a strict reader would refuse, or could read
 * differently.
 */
export function strictlyDecoded(encoded: string): Uint8Array {
  const bytes: number[] = [];
  const lines = encoded.split("\r\n");
  for (const [index, line] of lines.entries()) {
    if (!/^[\t\x20-\x7e]*$/.test(line)) throw new Error(`line ${index} holds what must be encoded`);
    if (line.length > 76) throw new Error(`line ${index} has ${line.length} characters`);
    if (/[ \t]$/.test(line)) throw new Error(`line ${index} ends in white space`);
    const soft = line.endsWith("=");
    const body = soft ? line.slice(0, -1) : line;
    if (/=(?![0-9A-F]{2})/.test(body)) throw new Error(`line ${index} holds a bare =`);
    for (const atom of body.match(/=[0-9A-F]{2}|[^=]/g) ?? []) {
      bytes.push(atom.length === 3 ? Number.parseInt(atom.slice(1), 16) : atom.charCodeAt(0));
    }
    if (!soft && index < lines.length - 1) bytes.push(13, 10);
  }
  return Uint8Array.from(bytes);
}
