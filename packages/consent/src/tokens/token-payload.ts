import type { Instant, SendKey, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { TokenSubject } from "@wellsent/core/ports";
import { fromHex, toHex } from "../encoding/index.js";
import { byteReader } from "./byte-reader.js";
import { byteWriter } from "./byte-writer.js";

/**
 * What every link of one message says. Neither the address nor a row's id: it works when all rows
 * are gone.
 */
export interface MessageToken {
  readonly kind: "message";
  readonly tenant: TenantId;
  /** As the suppression keys give it. */
  readonly fingerprint: string;
  readonly message: SendKey;
  readonly purpose: string;
  readonly topic?: string;
  readonly issuedAt: Instant;
}

/**
 * What the one link of a confirmation request says beyond that. A kind of its own, so no other link
 * can stand in for it.
 */
export interface ConfirmToken extends Omit<MessageToken, "kind"> {
  readonly kind: "confirm";
  /** The `consent.requested` event this answers. */
  readonly request: string;
  /** The wording that was shown, hex. */
  readonly noticeDigest: string;
  /** 16 random bytes, hex: known to the mailbox alone. Its SHA-256 stands in the request's leaf. */
  readonly nonce: string;
  readonly expiresAt: Instant;
}

/**
 * What a tracked link in a text message says, where each character is paid for. It opens a click
 * and nothing else.
 */
export interface ClickToken {
  readonly kind: "click";
  readonly tenant: TenantId;
  readonly message: SendKey;
}

export type Token = MessageToken | ConfirmToken | ClickToken;

const kinds = { message: 1, confirm: 2, click: 3 } as const;

/** Whether a payload is that of a {@link ClickToken}, by its first byte. */
export function isClick(payload: Uint8Array): boolean {
  return payload[0] === kinds.click;
}

function wrong(path: string): InputError {
  return new InputError(
    "INPUT_TOKEN_FIELD",
    "A field of the token is empty, too long or malformed.",
    {
      path,
    },
  );
}

function wholeInstant(value: Instant, path: string): Instant {
  if (Number.isSafeInteger(value) && value >= 0 && value < 2 ** 48) return value;
  throw wrong(path);
}

/** The bytes of a token's payload. @throws InputError `INPUT_TOKEN_FIELD`, `INPUT_HEX`. */
export function encodePayload(token: Token): Uint8Array {
  const out = byteWriter();
  const text = (value: string, path: string): void => {
    if (value === "" || !out.text(value)) throw wrong(path);
  };
  out.byte(kinds[token.kind]);
  if (token.kind === "click") {
    text(token.tenant, "tenant");
    text(token.message, "message");
    return out.finish();
  }
  out.instant(wholeInstant(token.issuedAt, "issuedAt"));
  text(token.tenant, "tenant");
  const [kid, key, ...rest] = token.fingerprint.split(":");
  if (kid === undefined || key === undefined || rest.length > 0) throw wrong("fingerprint");
  text(kid, "fingerprint");
  out.bytes(fromHex(key, 32, "fingerprint"));
  text(token.message, "message");
  text(token.purpose, "purpose");
  if (token.topic === "" || !out.text(token.topic ?? "")) throw wrong("topic");
  if (token.kind === "confirm") {
    text(token.request, "request");
    out.bytes(fromHex(token.noticeDigest, 32, "noticeDigest"));
    out.bytes(fromHex(token.nonce, 16, "nonce"));
    out.instant(wholeInstant(token.expiresAt, "expiresAt"));
  }
  return out.finish();
}

/** Null for anything that {@link encodePayload} does not write. */
export function decodePayload(bytes: Uint8Array): Token | null {
  const from = byteReader(bytes);
  const kind = from.byte();
  if (kind === kinds.click) {
    const [tenant, message] = [from.text(), from.text()];
    if (!tenant || !message || !from.done()) return null;
    return { kind: "click", tenant: tenant as TenantId, message: message as SendKey };
  }
  const issuedAt = from.instant();
  const tenant = from.text();
  const kid = from.text();
  const key = from.bytes(32);
  const message = from.text();
  const purpose = from.text();
  const topic = from.text();
  if (
    issuedAt === null ||
    !tenant ||
    !kid ||
    key === null ||
    !message ||
    !purpose ||
    topic === null
  )
    return null;
  const common = {
    tenant: tenant as TenantId,
    fingerprint: `${kid}:${toHex(key)}`,
    message: message as SendKey,
    purpose,
    ...(topic === "" ? {} : { topic }),
    issuedAt,
  };
  if (kind === kinds.message) return from.done() ? { kind: "message", ...common } : null;
  if (kind !== kinds.confirm) return null;
  const request = from.text();
  const notice = from.bytes(32);
  const nonce = from.bytes(16);
  const expiresAt = from.instant();
  if (!request || notice === null || nonce === null || expiresAt === null || !from.done())
    return null;
  return {
    kind: "confirm",
    ...common,
    request,
    noticeDigest: toHex(notice),
    nonce: toHex(nonce),
    expiresAt,
  };
}

/** What a link is for. Its token is bound to that: it opens nothing else. */
export type TokenUse = TokenSubject["kind"];

/** What a token can be sealed for. */
export type UseOf<T extends Token> = T extends ConfirmToken
  ? "confirm"
  : T extends ClickToken
    ? "click"
    : Exclude<TokenUse, "confirm">;

/** The uses of each kind of token. */
export const usesByKind: Readonly<Record<Token["kind"], readonly TokenUse[]>> = {
  message: ["unsubscribe", "preferences", "view", "click", "open"],
  confirm: ["confirm"],
  click: ["click"],
};
