import { type ByteWriter, byteWriter } from "../encode/utf8-writer.js";
import { type QuotedPrintableSink, quotedPrintableSink } from "./quoted-printable-sink.js";
import { type StringSink, stringSink } from "./sink.js";
import { type Utf8Sink, utf8Sink } from "./utf8-sink.js";

/** Reusable memory for messages. Use one for each worker. */
export interface MessageBuffer {
  /** @internal */
  readonly out: ByteWriter;
  /** @internal */
  readonly plain: ByteWriter;
  /** @internal */
  readonly subjectSink: StringSink;
  /** @internal */
  readonly quotedPrintableSink: QuotedPrintableSink;
  /** @internal */
  readonly utf8Sink: Utf8Sink;
}

export function messageBuffer(capacity = 262_144): MessageBuffer {
  const out = byteWriter(capacity);
  const plain = byteWriter(capacity >> 1);
  return {
    out,
    plain,
    subjectSink: stringSink(),
    quotedPrintableSink: quotedPrintableSink({ out, column: 0 }),
    utf8Sink: utf8Sink(plain),
  };
}
