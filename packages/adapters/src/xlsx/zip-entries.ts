import { InputError } from "@wellsent/core/errors";

/** One file in an archive, as its directory declares it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly inflatedSize: number;
  readonly bytes: Uint8Array;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const endLength = 22;
const longestComment = 65_535;
/** A workbook has some dozens. */
const mostEntries = 2_000;

/**
 * The directory of a ZIP archive (APPNOTE 4.3). Entries that are encrypted, larger than 4 GB or
 * beside each other's bytes are refused.
 *
 * @throws InputError `INPUT_FILE_NOT_XLSX`
 */
export function zipEntries(file: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = findEnd(view);
  if (end < 0) throw notXlsx();
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > mostEntries) throw notXlsx();
  const entries: ZipEntry[] = [];
  const places: (readonly [begin: number, end: number])[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > file.length || view.getUint32(at, true) !== entryMark) throw notXlsx();
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const inflatedSize = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw notXlsx();
    if (local + 30 > file.length || view.getUint32(local, true) !== localMark) throw notXlsx();
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (begin + size > file.length) throw notXlsx();
    const name = new TextDecoder().decode(file.subarray(at + 46, at + 46 + nameLength));
    entries.push({ name, method, inflatedSize, bytes: file.subarray(begin, begin + size) });
    places.push([local, begin + size]);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  places.sort((a, b) => a[0] - b[0]);
  // Entries that share their bytes are the better bombs: few bytes, inflated again and again.
  for (const [index, [begin]] of places.entries())
    if (index > 0 && begin < (places[index - 1]?.[1] ?? 0)) throw notXlsx();
  return entries;
}

function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - endLength - longestComment);
  for (let at = view.byteLength - endLength; at >= lowest; at--)
    if (view.getUint32(at, true) === endMark) return at;
  return -1;
}

export function notXlsx(cause?: unknown): InputError {
  return new InputError("INPUT_FILE_NOT_XLSX", "The file is no workbook that can be read.", {
    remedy: "Save it as .xlsx without a password, or as CSV.",
    ...(cause !== undefined && { cause }),
  });
}
