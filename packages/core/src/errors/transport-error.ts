import { WellsentError, type WellsentErrorOptions } from "./wellsent-error.js";

export type TransportErrorKind =
  | "auth"
  | "config"
  | "unsupported"
  | "invalid_message"
  | "invalid_recipient"
  | "suppressed"
  | "rate_limited"
  | "quota"
  | "provider"
  | "network"
  | "timeout"
  | "aborted"
  | "protocol";

export interface TransportErrorOptions extends WellsentErrorOptions {
  readonly transport: string;
  /**
   * What is broken. `domain`: mail to the recipient's domain waits, other mail goes on. `account`
   * and `provider`: the next message will fare no better, whoever it is for.
   */
  readonly scope: "recipient" | "message" | "domain" | "account" | "provider";
  readonly retry: "never" | "after" | "same_key_only";
  readonly retryAfterMs?: number;
  readonly httpStatus?: number;
  readonly smtpCode?: number;
  /** RFC 3463, such as `5.1.1`. */
  readonly enhancedCode?: string;
  readonly requestId?: string;
}

/**
 * Why a hand-off did not end in acceptance. Classified by code, never by the words of a message.
 */
export class TransportError extends WellsentError {
  readonly kind: TransportErrorKind;
  readonly transport: string;
  readonly scope: TransportErrorOptions["scope"];
  readonly retry: TransportErrorOptions["retry"];
  readonly retryAfterMs: number | undefined;
  readonly httpStatus: number | undefined;
  readonly smtpCode: number | undefined;
  readonly enhancedCode: string | undefined;
  readonly requestId: string | undefined;

  constructor(kind: TransportErrorKind, message: string, options: TransportErrorOptions) {
    super(`TRANSPORT_${kind.toUpperCase()}`, message, options);
    this.kind = kind;
    this.transport = options.transport;
    this.scope = options.scope;
    this.retry = options.retry;
    this.retryAfterMs = options.retryAfterMs;
    this.httpStatus = options.httpStatus;
    this.smtpCode = options.smtpCode;
    this.enhancedCode = options.enhancedCode;
    this.requestId = options.requestId;
  }
}
