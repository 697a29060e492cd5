import { InputError } from "@wellsent/core/errors";
import { type Info, type Options, type Parser, parse } from "csv-parse";

interface ParsedRecord {
  readonly info: Info;
  readonly record: readonly string[];
}

/** The records of a text, parsed piece by piece and only as far as they are asked for. */
export interface RecordReader {
  /** The next record if its piece has been parsed; else `null`. */
  waiting(): ParsedRecord | null;
  /** The next record; `null` behind the last one. */
  next(): Promise<ParsedRecord | null>;
  /** Lets go of the input without reading on. */
  close(): Promise<void>;
}

/**
 * Drives the parser by hand: a pipeline and the parser's own iterator cost a promise and several
 * calls for each record.
 */
export function recordReader(
  input: AsyncGenerator<string, void, undefined>,
  settings: Options,
  signal: AbortSignal | undefined,
): RecordReader {
  // Records of one piece wait together, so the parser must take each piece whole.
  const options = { ...settings, readableHighWaterMark: Number.MAX_SAFE_INTEGER };
  const parser = parse(options);
  // Failures are answers of `written`.
  parser.on("error", () => {});
  let ended = false;
  const waiting = (): ParsedRecord | null => parser.read();
  return {
    waiting,
    async next() {
      try {
        for (;;) {
          const record = waiting();
          if (record !== null || ended) return record;
          signal?.throwIfAborted();
          const piece = await input.next();
          ended = piece.done === true;
          await written(parser, piece.done === true ? null : piece.value);
        }
      } catch (error) {
        await input.return();
        rethrow(error, signal);
      }
    },
    async close() {
      ended = true;
      parser.destroy();
      await input.return();
    },
  };
}

function written(parser: Parser, piece: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void =>
      error === undefined || error === null ? resolve() : reject(error);
    if (piece === null) parser.end(settle);
    else parser.write(piece, settle);
  });
}

/** The parser's own messages quote the file's content: only code and line are carried over. */
function rethrow(error: unknown, signal: AbortSignal | undefined): never {
  signal?.throwIfAborted();
  if (!(error instanceof Error)) throw error;
  const lines = "lines" in error ? error.lines : undefined;
  const line = typeof lines === "number" ? ` near line ${lines}` : "";
  if ("code" in error && error.code === "CSV_MAX_RECORD_SIZE") {
    throw new InputError("INPUT_RECORD_TOO_LONG", `A record is longer than the limit${line}.`, {
      remedy: "Look for a quote that is never closed, or raise maxRecordLength.",
    });
  }
  if ("code" in error && error.code === "CSV_QUOTE_NOT_CLOSED") {
    throw new InputError("INPUT_QUOTE_OPEN", `A quote is opened and never closed${line}.`, {
      remedy: "Close it, or write it twice if it is part of the value.",
    });
  }
  throw error;
}
