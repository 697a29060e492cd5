const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads what a byte writer wrote. Null wherever the bytes end too soon or are no UTF-8. */
export interface ByteReader {
  byte(): number | null;
  bytes(length: number): Uint8Array | null;
  text(): string | null;
  instant(): number | null;
  /** Whether all was read. */
  done(): boolean;
}

export function byteReader(source: Uint8Array): ByteReader {
  let at = 0;
  const bytes = (length: number): Uint8Array | null => {
    if (at + length > source.length) return null;
    at += length;
    return source.slice(at - length, at);
  };
  const byte = (): number | null => bytes(1)?.[0] ?? null;
  return {
    byte,
    bytes,
    text: () => {
      const length = byte();
      const read = length === null ? null : bytes(length);
      if (read === null) return null;
      try {
        return decoder.decode(read);
      } catch {
        return null;
      }
    },
    instant: () => bytes(6)?.reduce((value, next) => value * 256 + next, 0) ?? null,
    done: () => at === source.length,
  };
}
