import type { RejectionReason } from "@wellsent/core";
import type { TransportErrorKind, TransportErrorOptions } from "@wellsent/core/errors";
import type { ServerReply, Stage } from "./server-reply.js";

/** What a reply means. With a reason the message was refused for good; else it may come again. */
export interface ReplyMeaning {
  readonly reason?: RejectionReason;
  readonly kind: TransportErrorKind;
  readonly scope: TransportErrorOptions["scope"];
  /** Absent: never. */
  readonly retryAfterMs?: number;
}

interface Row extends ReplyMeaning {
  /** Absent: at any stage. */
  readonly at?: readonly Stage[];
  /** The reply codes, each as a number or a class such as `4`. */
  readonly codes: readonly number[];
  /** Subject and detail of the enhanced code. Absent: any, or none. */
  readonly status?: RegExp;
}

const second = 1_000;
const minute = 60 * second;
const about = { mail: ["recipient", "data"], setUp: ["session", "login", "sender"] } as const;

/**
 * The first row that fits decides. By code and stage, never by words: those are anybody's, in any
 * language. Each message has one recipient, so what is said about an address after the message
 * means the same as at RCPT.
 */
const rows: readonly Row[] = [
  // A password that is wrong, or asked for. 454: it cannot be checked right now.
  { at: ["login"], codes: [5], kind: "auth", scope: "account" },
  { codes: [530], kind: "auth", scope: "account" },
  { codes: [454], kind: "provider", scope: "provider", retryAfterMs: minute },

  // 421 ends the session. Said to a recipient or a message, it is their domain's trouble.
  {
    at: about.mail,
    codes: [421],
    kind: "rate_limited",
    scope: "domain",
    retryAfterMs: minute,
  },
  { codes: [421], kind: "rate_limited", scope: "provider", retryAfterMs: minute },

  // Not now. Before the recipient was named, it concerns everybody.
  {
    at: about.setUp,
    codes: [4],
    status: /^7\./,
    kind: "rate_limited",
    scope: "provider",
    retryAfterMs: minute,
  },
  { at: about.setUp, codes: [4], kind: "provider", scope: "provider", retryAfterMs: minute },
  // X.3 is the receiving system, X.4 the way there.
  {
    codes: [4],
    status: /^4\.5$/,
    kind: "rate_limited",
    scope: "domain",
    retryAfterMs: 5 * minute,
  },
  { codes: [4], status: /^[34]\./, kind: "provider", scope: "domain", retryAfterMs: 5 * minute },
  {
    at: ["recipient"],
    codes: [4],
    status: /^2\.2$/,
    kind: "provider",
    scope: "recipient",
    retryAfterMs: 30 * minute,
  },
  {
    at: ["recipient"],
    codes: [452],
    kind: "provider",
    scope: "recipient",
    retryAfterMs: 30 * minute,
  },
  // Greylisting says 450 or 451, some with X.7.
  {
    at: ["recipient"],
    codes: [4],
    status: /^7\./,
    kind: "rate_limited",
    scope: "recipient",
    retryAfterMs: 5 * minute,
  },
  { at: ["recipient"], codes: [4], kind: "provider", scope: "recipient", retryAfterMs: 5 * minute },
  {
    codes: [4],
    status: /^7\./,
    kind: "rate_limited",
    scope: "message",
    retryAfterMs: 5 * minute,
  },
  { codes: [4], kind: "provider", scope: "message", retryAfterMs: 5 * minute },

  // Never. Two that are about the dialogue, not about the mail.
  { codes: [503], kind: "protocol", scope: "provider", retryAfterMs: 5 * minute },
  { at: ["session"], codes: [5], kind: "protocol", scope: "provider", retryAfterMs: 5 * minute },
  // Too big is the message's fault wherever it is said.
  {
    codes: [5],
    status: /^(?:3\.4|2\.3)$/,
    reason: "policy",
    kind: "invalid_message",
    scope: "message",
  },
  {
    at: ["sender", "data"],
    codes: [552],
    status: /^$/,
    reason: "policy",
    kind: "invalid_message",
    scope: "message",
  },
  { at: ["sender"], codes: [5], kind: "config", scope: "account" },
  // RFC 7504: the domain takes no mail.
  { codes: [556], reason: "invalid_address", kind: "invalid_recipient", scope: "recipient" },
  // X.1.7 and X.1.8 are about the sender's address, the others about the recipient's.
  { codes: [5], status: /^1\.[789]$/, reason: "blocked", kind: "provider", scope: "account" },
  {
    codes: [5],
    status: /^(?:1\.\d+|4\.4)$/,
    reason: "invalid_address",
    kind: "invalid_recipient",
    scope: "recipient",
  },
  {
    at: ["recipient"],
    codes: [5],
    status: /^7\./,
    reason: "blocked",
    kind: "provider",
    scope: "account",
  },
  { codes: [5], status: /^7\./, reason: "blocked", kind: "invalid_message", scope: "message" },
  { codes: [5], status: /^2\./, reason: "policy", kind: "provider", scope: "recipient" },
  {
    at: ["recipient"],
    codes: [552],
    status: /^$/,
    reason: "policy",
    kind: "provider",
    scope: "recipient",
  },
  {
    at: ["recipient"],
    codes: [5],
    status: /./,
    reason: "policy",
    kind: "provider",
    scope: "recipient",
  },
  { codes: [5], status: /./, reason: "policy", kind: "invalid_message", scope: "message" },
  // No code that speaks: a listed sender, a failed verification and a dead mailbox look the same.
  { at: ["recipient"], codes: [5], reason: "undetermined", kind: "provider", scope: "recipient" },
  { codes: [5], reason: "undetermined", kind: "provider", scope: "message" },
];

export function replyMeaning({ stage, smtpCode, status }: ServerReply): ReplyMeaning {
  const found = rows.find(
    (row) =>
      (row.at === undefined || row.at.includes(stage)) &&
      row.codes.some((code) => code === smtpCode || code === Math.floor(smtpCode / 100)) &&
      (row.status === undefined || row.status.test(status)),
  );
  return found ?? { kind: "protocol", scope: "provider", retryAfterMs: 5 * minute };
}
