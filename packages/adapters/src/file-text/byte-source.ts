import { open } from "node:fs/promises";
import { InputError } from "@wellsent/core/errors";

/** A path, or bytes from anywhere: an upload, a request's body, an object store. */
export type FileSource = string | URL | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

const encodingSample = 262_144;
const readSize = 65_536;
/** What is parsed at a time: all rows of a piece are in memory at once, and parsed in one turn. */
const pieceSize = 4_096;

/**
 * The source's bytes, in small pieces; what the file system says comes out as our own errors. A
 * piece is good until the next one is asked for.
 */
export async function* openBytes(source: FileSource): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks: AsyncIterable<Uint8Array> =
    typeof source === "string" || source instanceof URL
      ? fileBytes(source)
      : "getReader" in source
        ? readableBytes(source)
        : source;
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += pieceSize) yield chunk.subarray(at, at + pieceSize);
    }
  } catch (cause) {
    throw readingFault(cause);
  }
}

/** Into one buffer: a new one a read would be as much garbage as the file is long. */
async function* fileBytes(path: string | URL): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(readSize);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, readSize, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** `ReadableStream` is iterable in Node but not in every library's types. */
async function* readableBytes(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The bytes that tell the encoding. */
export async function takeFirst(bytes: AsyncIterator<Uint8Array>): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for (let length = 0; length < encodingSample; ) {
    const next = await bytes.next();
    if (next.done) break;
    chunks.push(new Uint8Array(next.value));
    length += next.value.length;
  }
  return chunks;
}

export async function* joined(
  begun: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* begun;
    yield* rest;
  } finally {
    await rest.return();
  }
}

function readingFault(cause: unknown): unknown {
  if (!(cause instanceof Error) || !("code" in cause)) return cause;
  switch (cause.code) {
    case "ENOENT":
    case "ENOTDIR":
      return new InputError("INPUT_FILE_MISSING", "There is no such file.", {
        remedy: "Check the path.",
        cause,
      });
    case "EISDIR":
      return new InputError("INPUT_FILE_DIRECTORY", "This is a directory, not a file.", {
        remedy: "Name one file in it.",
        cause,
      });
    case "EACCES":
    case "EPERM":
      return new InputError("INPUT_FILE_UNREADABLE", "The file may not be read by this user.", {
        remedy: "Give the process read permission.",
        cause,
      });
    case "EIO":
    case "EBUSY":
    case "ENAMETOOLONG":
    case "ELOOP":
      return new InputError("INPUT_FILE_UNREADABLE", "The file could not be read.", { cause });
    default:
      return cause;
  }
}
