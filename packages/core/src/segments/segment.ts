import type { ListId, SegmentId } from "../identifiers.js";
import type { Spelled } from "../known.js";
import type { Channel, ConsentState } from "../ports/consent-gate.js";
import type { Comparison, NumberComparison } from "./comparison.js";
import type { DateComparison } from "./date-comparison.js";
import type { SameKey } from "./same-key.js";
import type { Window } from "./window.js";

/**
 * A condition over one contact, as data: what is built in code and what is loaded from JSON are the
 * same value.
 *
 * Conditions are three-valued (Kleene): what is not known is neither met nor unmet, and `not`
 * leaves it unknown. A contact is a member where the whole is met.
 */
export interface Segment {
  readonly v: 1;
  readonly id: SegmentId;
  /** For people; the id where absent. */
  readonly name?: string;
  readonly where: SegmentNode;
  /** Whose calendar days and local dates count. `contact` by default. */
  readonly zone?: ZoneRule;
}

/**
 * The contact's own zone (the workspace's where it is not known), the workspace's, or one zone for
 * all.
 */
export type ZoneRule = "contact" | "workspace" | `fixed:${string}`;

export type SegmentNode =
  | AndNode
  | OrNode
  | NotNode
  | ConstNode
  | AttributeNode
  | DateNode
  | EventNode
  | MessageNode
  | ConsentNode
  | MemberNode
  | ListMemberNode
  | SampleNode;

interface Noted {
  /** Why the clause is there. Means nothing to the evaluator. */
  readonly note?: string;
}

export interface AndNode extends Noted {
  readonly op: "and";
  readonly of: readonly SegmentNode[];
}

export interface OrNode extends Noted {
  readonly op: "or";
  readonly of: readonly SegmentNode[];
}

export interface NotNode extends Noted {
  readonly op: "not";
  readonly of: SegmentNode;
}

export interface ConstNode extends Noted {
  readonly op: "const";
  readonly value: boolean;
}

/**
 * What a clause is where the contact lacks the attribute, or it is of a kind the comparison cannot
 * read.
 */
export type MissingPolicy = "unknown" | "match" | "nomatch";

export interface AttributeNode extends Noted {
  readonly op: "attr";
  /**
   * Dotted: `address.city`; `$locale`, `$timeZone`, `$jurisdiction`, `$createdAt`, `$channels` and
   * `$lastOpenDay` are the contact's own.
   */
  readonly path: string;
  readonly is: Comparison;
  /** `unknown` by default. */
  readonly missing?: MissingPolicy;
}

/**
 * An attribute that holds a date, as `readDate` reads it: dates and times without an offset count
 * in the zone.
 */
export interface DateNode extends Noted {
  readonly op: "date";
  readonly path: string;
  readonly is: DateComparison;
  readonly zone?: ZoneRule;
  readonly missing?: MissingPolicy;
}

/**
 * What is made of the occurrences in the window. `count`, `sum` and `distinct` of nothing are 0;
 * `min`, `max`, `avg`, `first` and `last` of nothing are unknown. Occurrences whose value is no
 * number do not enter sums.
 */
export type Aggregate =
  | "count"
  | "first"
  | "last"
  | { readonly sum: string }
  | { readonly min: string }
  | { readonly max: string }
  | { readonly avg: string }
  | { readonly distinct: string };

/** Over an event's data. Only events that definitely meet it count. */
export type EventPredicate =
  | { readonly op: "and"; readonly of: readonly EventPredicate[] }
  | { readonly op: "or"; readonly of: readonly EventPredicate[] }
  | { readonly op: "not"; readonly of: EventPredicate }
  | AttributeNode;

/**
 * An event that another one goes with, or does not: a cart without an order of that cart. Decided
 * by what has happened up to now, however far back. An event that lacks the key does not count
 * either way.
 */
export interface Pairing {
  readonly is: "with" | "without";
  readonly event: string;
  /** Only others whose data definitely meets it. */
  readonly where?: EventPredicate;
  readonly same: SameKey;
  /** Only others that happened at the same time or later. */
  readonly later?: true;
}

export interface EventNode extends Noted {
  readonly op: "event";
  readonly event: string | readonly string[];
  readonly where?: EventPredicate;
  readonly paired?: Pairing;
  readonly agg: Aggregate;
  readonly window: Window;
  /** A date comparison for `first` and `last`, a number comparison for all others. */
  readonly is: NumberComparison | DateComparison;
  readonly zone?: ZoneRule;
}

export type MessageKind = Spelled<
  "sent" | "delivered" | "opened" | "clicked" | "bounced" | "complained"
>;

/** How many messages this has happened to, each counted once, when it first happened. */
export interface MessageNode extends Noted {
  readonly op: "message";
  readonly kind: MessageKind;
  readonly channel?: Channel;
  readonly purpose?: string;
  readonly template?: string;
  /** Leaves out opens and clicks by machines: prefetchers, scanners. True by default. */
  readonly humanOnly?: boolean;
  readonly window: Window;
  readonly is: NumberComparison;
  readonly zone?: ZoneRule;
}

export interface ConsentNode extends Noted {
  readonly op: "consent";
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  readonly state: ConsentState;
}

export interface MemberNode extends Noted {
  readonly op: "member";
  readonly segment: SegmentId;
}

export interface ListMemberNode extends Noted {
  readonly op: "list";
  readonly list: ListId;
}

/**
 * A stable share of all contacts: those whose murmur3(salt/contact id) falls in `[from, to)` of
 * `[0, 1)`.
 */
export interface SampleNode extends Noted {
  readonly op: "sample";
  readonly salt: string;
  readonly from: number;
  readonly to: number;
}

/** A clause without clauses in it. */
export type SegmentLeaf = Exclude<SegmentNode, AndNode | OrNode | NotNode>;
