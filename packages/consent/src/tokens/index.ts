export { type OpenedToken, type TokenCodec, type TokenKeys, tokenCodec } from "./token-codec.js";
export { type NamedKey, namedKeys } from "./token-key.js";
export { type TokenLinks, tokenLinks } from "./token-links.js";
export type {
  ClickToken,
  ConfirmToken,
  MessageToken,
  Token,
  TokenUse,
  UseOf,
} from "./token-payload.js";
