import type { ConnectionOptions } from "node:tls";
import type { DkimOptions } from "./dkim.js";
import type { NodemailerModules } from "./nodemailer-modules.js";

export interface SmtpTransportOptions {
  /** Shows up in errors, traces and consent questions. Default: `smtp`. */
  readonly id?: string;
  readonly host: string;
  /** Default: 465 with `secure`, else 587. */
  readonly port?: number;
  /** TLS from the first byte. Otherwise STARTTLS where the server offers it. */
  readonly secure?: boolean;
  /**
   * Refuses to go on without TLS. Default: whenever `auth` is given and the host is not loopback: a
   * password never crosses a network in clear.
   */
  readonly requireTls?: boolean;
  readonly tls?: ConnectionOptions;
  readonly auth?: { readonly user: string; readonly pass: string };
  /** What to say in EHLO: this machine's name in DNS. Default: the operating system's. */
  readonly name?: string;
  /** Default: 5. */
  readonly maxConnections?: number;
  /** After this many messages a connection is replaced. Default: 100. */
  readonly maxMessages?: number;
  /** An unused connection is closed after this time. Default: 15,000. */
  readonly idleTimeoutMs?: number;
  /** DNS, TCP and TLS. Default: 15,000. */
  readonly connectTimeoutMs?: number;
  /** Default: 15,000. */
  readonly greetingTimeoutMs?: number;
  /** Silence in the middle of a session. Default: 60,000. */
  readonly socketTimeoutMs?: number;
  /**
   * The longest for one message over a reserved connection, for opening a connection, and for all
   * of a plain `send`, its wait for a connection included. Default: 120,000.
   */
  readonly timeoutMs?: number;
  /** Signs every message, also finished ones. */
  readonly dkim?: DkimOptions;
  /**
   * The server takes addresses with letters beyond ASCII left of the `@` (RFC 6531). Default:
   * false.
   */
  readonly smtputf8?: boolean;
  /** Default: whichever nodemailer 10 is installed. */
  readonly nodemailer?: NodemailerModules;
}

/** What a URL does not say. */
export type SmtpUrlOptions = Omit<SmtpTransportOptions, "host" | "port" | "secure" | "auth">;
