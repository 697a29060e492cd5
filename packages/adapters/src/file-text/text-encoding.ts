import { InputError } from "@wellsent/core/errors";

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** Stands where bytes were no text of the encoding: how a row learns that it is damaged. */
export const replacement = "\ufffd";

/**
 * Decides once for the whole file, from its first bytes: a byte order mark, else UTF-16 where zeros
 * stand beside plain letters, else UTF-8, else windows-1252.
 *
 * A file that is UTF-8 but for a few damaged rows stays UTF-8: letters of windows-1252 hardly ever
 * form valid UTF-8 by accident, so whichever kind there is more of is what the file was written in.
 *
 * @throws InputError `INPUT_FILE_NOT_TEXT` for what is no text: a picture, a spreadsheet, an
 * archive.
 */
export function detectEncoding(sample: Uint8Array): TextEncoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf-16le";
  if (sample[0] === 0xfe && sample[1] === 0xff) return "utf-16be";
  const wide = sample.includes(0) ? unmarkedUtf16(sample) : null;
  if (wide !== null) return wide;
  if (sample.includes(0) || startsWith(sample, "%PDF-")) {
    throw new InputError("INPUT_FILE_NOT_TEXT", "The file is not text.", {
      remedy:
        "Save it as text: spreadsheets offer CSV under Save As, and xlsxRows reads their own files.",
    });
  }
  // Whatever is damaged behind it: the mark says what the file was written in.
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return "utf-8";
  const text = new TextDecoder("utf-8").decode(sample, { stream: true });
  const damaged = text.split(replacement).length - 1;
  const letters = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0;
  return damaged > letters ? "windows-1252" : "utf-8";
}

/**
 * Decodes chunk by chunk without the byte order mark; what cannot be decoded becomes
 * {@link replacement}.
 */
export async function* decode(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

/**
 * The one of both orders in which the bytes are text with more plain letters: an address, a
 * delimiter and a line end are some in any language. `null`: neither, as in pictures and archives.
 */
function unmarkedUtf16(sample: Uint8Array): TextEncoding | null {
  const even = sample.subarray(0, sample.length - (sample.length % 2));
  let best: TextEncoding | null = null;
  let most = 0;
  for (const encoding of ["utf-16le", "utf-16be"] as const) {
    const text = new TextDecoder(encoding).decode(even, { stream: true });
    const plain = text.match(/[\t\n\r\x20-\x7e]/g)?.length ?? 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what text has none of.
    if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\uffff]/.test(text)) continue;
    if (plain > most && plain * 20 > text.length) [best, most] = [encoding, plain];
  }
  return best;
}

function startsWith(sample: Uint8Array, text: string): boolean {
  return [...text].every((letter, index) => sample[index] === letter.charCodeAt(0));
}
