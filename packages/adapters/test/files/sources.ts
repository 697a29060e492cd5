import type { ImportRow } from "@wellsent/core/import";

/** The bytes in pieces of the given size, as an upload brings them. */
export async function* bytesOf(
  content: string | Uint8Array,
  size = 65_536,
): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function allRows(rows: AsyncIterable<ImportRow>): Promise<readonly ImportRow[]> {
  const all: ImportRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
