import type { TokenSubject } from "@wellsent/core";
import type { ClickToken, ConfirmToken, Token } from "./token-payload.js";

/** What a link is for. Its token is bound to that: it opens nothing else. */
export type TokenUse = TokenSubject["kind"];

/** What a token can be sealed for. */
export type UseOf<T extends Token> = T extends ConfirmToken
  ? "confirm"
  : T extends ClickToken
    ? "click"
    : Exclude<TokenUse, "confirm">;

/** The uses of each kind of token. */
export const usesOf: Readonly<Record<Token["kind"], readonly TokenUse[]>> = {
  message: ["unsubscribe", "preferences", "view", "click", "open"],
  confirm: ["confirm"],
  click: ["click"],
};
