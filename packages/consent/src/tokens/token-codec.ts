import type { TenantId } from "@wellsent/core";
import { equalBytes, fromBase64Url, toBase64Url, utf8 } from "../encoding/index.js";
import { hmacSha256 } from "../hash/index.js";
import { type NamedKey, namedKeys } from "./token-key.js";
import { decodePayload, encodePayload, isClick, type Token } from "./token-payload.js";

/**
 * 128 bits of HMAC-SHA-256, RFC 2104 section 5; 64 for the click of a text message: forging that
 * takes some 2^63 requests, and gains a redirect to where the message's own reader was sent.
 */
const macBytes = (payload: Uint8Array): number => (isClick(payload) ? 8 : 16);
const maxChars = 2048;

export interface TokenKeys {
  /** Makes tokens. MUST be another secret than the suppression keys. */
  readonly current: NamedKey;
  /** Verify only: mail is read for years, so keep them as long as any mail they signed may be. */
  readonly previous?: readonly NamedKey[];
}

export type OpenedToken =
  | { readonly ok: true; readonly token: Token }
  | {
      readonly ok: false;
      /** For logs and metrics. Whoever asked from outside MUST get one answer for all of them. */
      readonly code:
        | "TOKEN_MALFORMED"
        | "TOKEN_UNKNOWN_KEY"
        | "TOKEN_FORGED"
        | "TOKEN_FOREIGN_TENANT";
    };

export interface TokenCodec {
  /** @throws InputError `INPUT_TOKEN_FIELD`. */
  seal(token: Token): string;
  /** Never throws. `tenant`: the one whose address the request came to, where each has its own. */
  open(text: string, tenant?: TenantId): OpenedToken;
}

const macOf = (secret: Uint8Array, signed: string, payload: Uint8Array): Uint8Array =>
  hmacSha256(secret, utf8(`wellsent.token.${signed}`)).subarray(0, macBytes(payload));

/**
 * Makes and opens tokens: `v1.<key>.<payload>.<mac>`. Who holds one can be trusted to have had the
 * mail, no more: a forwarded mail carries it along. So a message token may only ever restrict, and
 * only a confirm token widens.
 *
 * @throws InputError `INPUT_KEY`.
 */
export const tokenCodec = ({ current, previous = [] }: TokenKeys): TokenCodec => {
  const keys = namedKeys([current, ...previous]);
  return {
    seal: (token) => {
      const payload = encodePayload(token);
      const signed = `v1.${current.kid}.${toBase64Url(payload)}`;
      const mac = macOf(keys.get(current.kid) ?? current.secret, signed, payload);
      return `${signed}.${toBase64Url(mac)}`;
    },
    open: (text, tenant) => {
      const [version, kid, payload, mac, ...rest] = text.length > maxChars ? [] : text.split(".");
      if (
        version !== "v1" ||
        kid === undefined ||
        payload === undefined ||
        mac === undefined ||
        rest.length > 0
      ) {
        return { ok: false, code: "TOKEN_MALFORMED" };
      }
      const bytes = fromBase64Url(payload);
      const given = fromBase64Url(mac);
      if (bytes === null || given === null) return { ok: false, code: "TOKEN_MALFORMED" };
      const secret = keys.get(kid);
      if (secret === undefined) return { ok: false, code: "TOKEN_UNKNOWN_KEY" };
      if (!equalBytes(macOf(secret, `v1.${kid}.${payload}`, bytes), given))
        return { ok: false, code: "TOKEN_FORGED" };
      const token = decodePayload(bytes);
      if (token === null) return { ok: false, code: "TOKEN_MALFORMED" };
      if (tenant !== undefined && token.tenant !== tenant)
        return { ok: false, code: "TOKEN_FOREIGN_TENANT" };
      return { ok: true, token };
    },
  };
};
