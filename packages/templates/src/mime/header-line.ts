import type { ByteWriter } from "../encode/utf8-writer.js";
import { writeAscii } from "../encode/utf8-writer.js";

/** RFC 5322 section 2.1.1 asks for 78; encoded words want 76. */
export const preferredLength = 76;

/** The header being written: it is folded between tokens, and these are never cut. */
export interface HeaderLine {
  readonly out: ByteWriter;
  /** Characters on the line so far. */
  column: number;
  /** True until the first token. */
  bare: boolean;
}

export function beginHeader(line: HeaderLine, name: string): void {
  writeAscii(line.out, name);
  writeAscii(line.out, ":");
  line.column = name.length + 1;
  line.bare = true;
}

/**
 * Makes the place for a token of so many characters, which the caller writes. A first token that is
 * too long for any line stays behind the name: folding would not make it shorter.
 */
export function beginToken(line: HeaderLine, length: number): void {
  const over = line.column + 1 + length > preferredLength;
  if (over && (!line.bare || length < preferredLength)) {
    writeAscii(line.out, "\r\n ");
    line.column = 0;
  } else {
    writeAscii(line.out, " ");
  }
  line.column += 1 + length;
  line.bare = false;
}

export function endHeader(line: HeaderLine): void {
  writeAscii(line.out, "\r\n");
}

/**
 * A header of one token that the caller knows to be ASCII. Never folded: some receivers do not find
 * a Message-ID that is.
 */
export function plainHeader(line: HeaderLine, name: string, value: string): void {
  beginHeader(line, name);
  writeAscii(line.out, " ");
  writeAscii(line.out, value);
  endHeader(line);
}
