import { utf8 } from "../encoding/index.js";

/**
 * Writes the compact payload of a token: every text with its length before it, so that no two
 * fields can run together.
 */
export interface ByteWriter {
  byte(value: number): void;
  bytes(value: Uint8Array): void;
  /** At most 255 bytes of UTF-8. False when it is longer. */
  text(value: string): boolean;
  /** Milliseconds since 1970 in six bytes, which last until the year 10889. */
  instant(value: number): void;
  finish(): Uint8Array;
}

export function byteWriter(): ByteWriter {
  const out: number[] = [];
  return {
    byte: (value) => void out.push(value),
    bytes: (value) => void out.push(...value),
    text: (value) => {
      const bytes = utf8(value);
      if (bytes.length > 255) return false;
      out.push(bytes.length, ...bytes);
      return true;
    },
    instant: (value) => {
      for (let power = 40; power >= 0; power -= 8) out.push(Math.floor(value / 2 ** power) % 256);
    },
    finish: () => new Uint8Array(out),
  };
}
