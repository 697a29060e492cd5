import { Readable } from "node:stream";

const chunk = 16_384;

/**
 * A message on its way into a connection. nodemailer begins to read when the server has asked for
 * the message, and writes the final dot only when it has read the end: so what was read tells
 * whether the message can have been taken.
 */
export class MessageBody extends Readable {
  readonly #bytes: Uint8Array;
  #at = 0;
  #stopped = false;
  /** The server asked for the message. */
  begun = false;
  /** The end was read: from here on the message may have been taken. */
  ended = false;

  constructor(bytes: Uint8Array) {
    super({ highWaterMark: chunk });
    this.#bytes = bytes;
  }

  override _read(): void {
    if (this.#stopped) return;
    this.begun = true;
    const from = this.#at;
    this.#at = Math.min(from + chunk, this.#bytes.length);
    if (this.#at === this.#bytes.length) this.ended = true;
    this.push(this.#bytes.subarray(from, this.#at));
    if (this.ended) this.push(null);
  }

  /** Keeps the rest from leaving. What has ended stays ended. */
  stop(): void {
    this.#stopped = true;
  }
}
