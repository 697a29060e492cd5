import type { Comparison } from "./comparison.js";

/**
 * The contact's own zone (the workspace's if it is unknown), the workspace's, or one fixed zone for
 * all contacts.
 */
export type ZoneRule = "contact" | "workspace" | `fixed:${string}`;

export interface Noted {
  /** Why the clause is there. The evaluator ignores it. */
  readonly note?: string;
}

/**
 * The result of a clause if the contact lacks the attribute, or its value is of a kind that the
 * comparison cannot read.
 */
export type MissingPolicy = "unknown" | "match" | "nomatch";

export interface AttributeNode extends Noted {
  readonly op: "attr";
  /**
   * A dotted path, such as `address.city`. `$locale`, `$timeZone`, `$jurisdiction`, `$createdAt`,
   * `$channels` and `$lastOpenDay` are the contact's own fields.
   */
  readonly path: string;
  readonly is: Comparison;
  /** `unknown` by default. */
  readonly missing?: MissingPolicy;
}

/** A condition on an event's data. Only events that definitely meet it count. */
export type EventPredicate =
  | { readonly op: "and"; readonly of: readonly EventPredicate[] }
  | { readonly op: "or"; readonly of: readonly EventPredicate[] }
  | { readonly op: "not"; readonly of: EventPredicate }
  | AttributeNode;
