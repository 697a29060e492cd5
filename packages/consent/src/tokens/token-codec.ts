import type { TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { equalBytes, fromBase64Url, toBase64Url, utf8 } from "../encoding/index.js";
import { hmacSha256Under, sha256 } from "../hash/index.js";
import { type NamedKey, namedKeys } from "./token-key.js";
import {
  decodePayload,
  encodePayload,
  isClick,
  type Token,
  type TokenUse,
  type UseOf,
  usesByKind,
} from "./token-payload.js";

/**
 * 128 bits, as RFC 2104 section 5 lets a MAC be cut; 64 for the click of a text message: forging
 * that takes some 2^63 requests, and gains a redirect to where the message's own reader was sent.
 */
function macBytes(payload: Uint8Array): number {
  return isClick(payload) ? 8 : 16;
}
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
  /**
   * Signs a token once and gives its text for each use of it.
   *
   * @throws InputError `INPUT_TOKEN_FIELD`; so does the function for a use that the kind of token
   * does not have.
   */
  seal<T extends Token>(token: T): (use: UseOf<T>) => string;
  /**
   * Never throws. A text that was made for another use is as good as forged.
   *
   * @param tenant The one whose address the request came to, where each has its own.
   */
  open(text: string, use: TokenUse, tenant?: TenantId): OpenedToken;
}

const version = "v2";

/**
 * The MAC of one use. All uses of a token share one HMAC, which nobody gets to see; each MAC is
 * derived from it by the one-step key derivation of NIST SP 800-56C rev. 2, section 4.1, with the
 * use as its fixed information. So no use's MAC tells another's.
 */
function deriveMacs(secret: Mac, signed: string, payload: Uint8Array): (use: string) => Uint8Array {
  const shared = secret(utf8(`wellsent.token.${signed}`));
  return (use) => {
    const derived = sha256(Uint8Array.of(0, 0, 0, 1, ...shared, ...utf8(use)));
    return derived.subarray(0, macBytes(payload));
  };
}

type Mac = (message: Uint8Array) => Uint8Array;

/**
 * Makes and opens tokens: `v2.<key>.<payload>.<mac>`. Each text is for one use: the link of a
 * click, which proxies, browser histories and the pages it leads to may see, opens no unsubscribe
 * or preference page. Who holds one can be trusted to have had the mail, no more: a forwarded mail
 * carries it along. So a message token may only ever restrict, and only a confirm token widens.
 *
 * Texts of `v1`, which were bound to no use, are not opened.
 *
 * @throws InputError `INPUT_KEY`.
 */
export function tokenCodec({ current, previous = [] }: TokenKeys): TokenCodec {
  const keys = new Map(
    [...namedKeys([current, ...previous])].map(([kid, secret]) => [kid, hmacSha256Under(secret)]),
  );
  const signing = keys.get(current.kid) ?? hmacSha256Under(current.secret);
  return {
    seal: (token) => {
      const payload = encodePayload(token);
      const signed = `${version}.${current.kid}.${toBase64Url(payload)}`;
      const macFor = deriveMacs(signing, signed, payload);
      const uses = usesByKind[token.kind];
      return (use) => {
        if (uses.includes(use)) return `${signed}.${toBase64Url(macFor(use))}`;
        throw new InputError("INPUT_TOKEN_FIELD", "A token of this kind has no such use.", {
          path: "use",
          remedy: `Seal it for one of: ${uses.join(", ")}.`,
        });
      };
    },
    open: (text, use, tenant) => {
      const [format, kid, payload, mac, ...rest] = text.length > maxChars ? [] : text.split(".");
      if (
        format !== version ||
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
      const macFor = deriveMacs(secret, `${version}.${kid}.${payload}`, bytes);
      if (!equalBytes(macFor(use), given)) return { ok: false, code: "TOKEN_FORGED" };
      const token = decodePayload(bytes);
      if (token === null) return { ok: false, code: "TOKEN_MALFORMED" };
      if (tenant !== undefined && token.tenant !== tenant)
        return { ok: false, code: "TOKEN_FOREIGN_TENANT" };
      return { ok: true, token };
    },
  };
}
