import { type FieldKind, oneOf } from "./field-kind.js";

/**
 * How an event came about. Says how strong a grant is as evidence: only some of these prove the
 * mailbox.
 */
export type ConsentMethod =
  | "form"
  | "double_opt_in_post"
  | "double_opt_in_get"
  | "one_click"
  | "preference_centre"
  | "reply_keyword"
  | "mailto"
  | "api"
  | "paper"
  | "phone"
  | "complaint_fbl"
  | "bounce"
  | "gpc"
  | "retention_job";

export const methodKind: FieldKind<ConsentMethod> = oneOf(
  "form",
  "double_opt_in_post",
  "double_opt_in_get",
  "one_click",
  "preference_centre",
  "reply_keyword",
  "mailto",
  "api",
  "paper",
  "phone",
  "complaint_fbl",
  "bounce",
  "gpc",
  "retention_job",
);
