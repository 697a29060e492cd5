import { InputError } from "@wellsent/core/errors";
import { type FileSource, joined, openBytes, takeFirst } from "./byte-source.js";
import { decode, detectEncoding, type TextEncoding } from "./text-encoding.js";

export interface TextLine {
  /** The first line is 1. */
  readonly line: number;
  readonly text: string;
}

export interface TextLinesOptions {
  /** Absent: found out from the file's first 256 KiB. */
  readonly encoding?: TextEncoding;
  /** Longest line in characters. Default: 262,144. */
  readonly maxLineLength?: number;
  readonly signal?: AbortSignal;
}

export const longestLine = 262_144;

/**
 * The lines of a text file, ended by any mixture of CRLF, LF and bare CR, in bounded memory.
 *
 * @throws InputError `INPUT_FILE_MISSING`, `INPUT_FILE_DIRECTORY`, `INPUT_FILE_UNREADABLE`,
 * `INPUT_FILE_EMPTY`, `INPUT_FILE_NOT_TEXT`, `INPUT_RECORD_TOO_LONG`
 */
export async function* textLines(
  source: FileSource,
  options: TextLinesOptions = {},
): AsyncGenerator<TextLine, void, undefined> {
  const { maxLineLength = longestLine, signal } = options;
  const bytes = openBytes(source);
  try {
    const begun = await takeFirst(bytes);
    const first = Buffer.concat(begun);
    if (first.length === 0) throw emptyFile();
    const encoding = options.encoding ?? detectEncoding(first);
    let line = 1;
    let rest = "";
    let afterReturn = false;
    let atStart = true;
    for await (const decoded of decode(joined(begun, bytes), encoding)) {
      signal?.throwIfAborted();
      let piece: string = atStart ? decoded.replace(/^\ufeff+/, "") : decoded;
      atStart &&= piece === "";
      if (afterReturn && piece.startsWith("\n")) piece = piece.slice(1);
      afterReturn = decoded.endsWith("\r");
      const parts = piece.split(/\r\n|\r|\n/);
      for (const [index, part] of parts.entries()) {
        rest = index === 0 ? rest + part : part;
        if (rest.length > maxLineLength) throw tooLong(line);
        if (index === parts.length - 1) break;
        yield { line: line++, text: rest };
        rest = "";
      }
    }
    if (rest !== "") yield { line, text: rest };
  } finally {
    await bytes.return();
  }
}

function tooLong(line: number): InputError {
  return new InputError("INPUT_RECORD_TOO_LONG", "A record is longer than the limit.", {
    path: `line ${line}`,
    remedy: "Look whether the file has line ends, or raise the limit.",
  });
}

export function emptyFile(): InputError {
  return new InputError("INPUT_FILE_EMPTY", "The file holds nothing.", {
    remedy: "Export it again.",
  });
}
