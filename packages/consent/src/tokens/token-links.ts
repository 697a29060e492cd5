import type { Channel, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { MessageLinks, TokenSubject } from "@wellsent/core/ports";
import { isOwnMachine } from "../own-machine.js";
import type { TokenCodec } from "./token-codec.js";
import type { ClickToken, ConfirmToken, MessageToken, Token, TokenUse } from "./token-payload.js";

/** One letter of the path says what a link is for. Its token says so too, by its MAC. */
const letters: Readonly<Record<TokenUse, string>> = {
  unsubscribe: "u",
  preferences: "p",
  confirm: "c",
  view: "w",
  click: "l",
  open: "o",
};

function readUse(letter: string | undefined): TokenUse | undefined {
  for (const use of ["unsubscribe", "preferences", "confirm", "view", "click", "open"] as const) {
    if (letters[use] === letter) return use;
  }
  return undefined;
}

/**
 * @throws InputError `INPUT_BASE_URL` unless it is https, or http on one's own machine, without
 * query, fragment or user.
 */
function secureBase(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : null;
  if (
    url === null ||
    !(url.protocol === "https:" || isOwnMachine(url)) ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== ""
  ) {
    throw new InputError(
      "INPUT_BASE_URL",
      "The base of the links is not an https URL without query and fragment.",
      {
        path: "baseUrl",
        remedy:
          "Pass one like https://mail.example.com/c/; http is for localhost, 127.0.0.1 and [::1].",
      },
    );
  }
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

export interface TokenLinks {
  /**
   * Every link of a mail from one HMAC; the confirmation link, where there is one, takes a second,
   * and so do the clicks of a text message. Each opens its own kind of page alone.
   */
  links(
    message: MessageToken,
    confirm?: ConfirmToken,
    /** In a text message the clicks have a token of their own, less than half as long. */
    channel?: Channel,
  ): Omit<MessageLinks, "headers" | "wording">;
  /**
   * What a path below the base means. Null for everything that no link of ours can be: one answer
   * for all of it.
   */
  open(path: string, tenant?: TenantId): TokenSubject | null;
  /** The address of any other page below the base. */
  url(path: string): string;
}

function readSubject(
  kind: TokenUse,
  token: Exclude<Token, ClickToken>,
  link: number | undefined,
): TokenSubject {
  return {
    kind,
    tenant: token.tenant,
    fingerprint: token.fingerprint,
    message: token.message,
    purpose: token.purpose,
    ...(token.topic === undefined ? {} : { topic: token.topic }),
    issuedAt: token.issuedAt,
    ...(link === undefined ? {} : { link }),
    ...(token.kind === "message"
      ? {}
      : {
          request: {
            eventId: token.request,
            noticeDigest: token.noticeDigest,
            nonce: token.nonce,
            expiresAt: token.expiresAt,
          },
        }),
  };
}

/**
 * Links of messages, and back. A token opens under the path that it was made for alone: whoever
 * sees a tracked link can neither unsubscribe its reader, nor see or confirm anything by it.
 */
export function tokenLinks(codec: TokenCodec, base: string): TokenLinks {
  const root = secureBase(base);
  return {
    url: (path) => `${root}${path}`,
    links: (message, confirm, channel = "email") => {
      const { tenant, message: key } = message;
      const sealed = codec.seal(message);
      const link = (use: Exclude<TokenUse, "confirm">): string =>
        `${root}${letters[use]}/${sealed(use)}`;
      return {
        unsubscribe: link("unsubscribe"),
        preferences: link("preferences"),
        view: link("view"),
        ...(confirm === undefined
          ? {}
          : { confirm: `${root}${letters.confirm}/${codec.seal(confirm)("confirm")}` }),
        clickBase:
          channel === "sms"
            ? `${root}${letters.click}/${codec.seal({ kind: "click", tenant, message: key })("click")}/`
            : `${link("click")}/`,
        openPixel: link("open"),
      };
    },
    open: (path, tenant) => {
      const [letter, text, index, ...rest] = path.split("/");
      const use = readUse(letter);
      if (use === undefined || text === undefined || rest.length > 0) return null;
      const wellFormed =
        use === "click"
          ? index !== undefined && /^(0|[1-9][0-9]{0,4})$/.test(index)
          : index === undefined;
      if (!wellFormed) return null;
      const opened = codec.open(text, use, tenant);
      if (!opened.ok) return null;
      const { token } = opened;
      const link = use === "click" ? Number(index) : undefined;
      if (token.kind !== "click") return readSubject(use, token, link);
      const { tenant: of, message } = token;
      return {
        ...{ kind: use, tenant: of, fingerprint: "", message, purpose: "" },
        ...(link === undefined ? {} : { link }),
      };
    },
  };
}
