import type { ListId, SegmentId } from "../identifiers.js";
import type { Spelled } from "../known.js";
import type { Channel, ConsentChannel, ConsentState } from "../ports/consent-gate.js";
import type {
  EngagementNode,
  LapsedNode,
  RegularNode,
  ReturnedNode,
  RfmNode,
  SequenceNode,
} from "./behavior-nodes.js";
import type { NumberComparison } from "./comparison.js";
import type { DateComparison } from "./date-comparison.js";
import type {
  AttributeNode,
  EventPredicate,
  MissingPolicy,
  Noted,
  ZoneRule,
} from "./event-predicate.js";
import type { GeoNode, PostalNode, RegionNode } from "./place-nodes.js";
import type { SameKey } from "./same-key.js";
import type { Window } from "./window.js";

export type { AttributeNode, EventPredicate, MissingPolicy, ZoneRule } from "./event-predicate.js";

/**
 * A condition on one contact, as data: a segment built in code and one loaded from JSON are the
 * same value.
 *
 * Conditions are three-valued (Kleene): an unknown condition is neither met nor unmet, and `not`
 * leaves it unknown. A contact is a member if the whole condition is met.
 */
export interface Segment {
  readonly v: 1;
  readonly id: SegmentId;
  /** Shown to people; the id by default. */
  readonly name?: string;
  readonly where: SegmentNode;
  /** The time zone of calendar days and local dates. `contact` by default. */
  readonly zone?: ZoneRule;
}

export type SegmentNode =
  | AndNode
  | OrNode
  | NotNode
  | ConstNode
  | AttributeNode
  | DateNode
  | EventNode
  | SequenceNode
  | RegularNode
  | LapsedNode
  | ReturnedNode
  | RfmNode
  | MessageNode
  | EngagementNode
  | GeoNode
  | RegionNode
  | PostalNode
  | ConsentNode
  | MemberNode
  | ListMemberNode
  | SampleNode;

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
 * Compares an attribute that holds a date in a form that `readDate` reads. Dates and times without
 * an offset are read in the zone.
 */
export interface DateNode extends Noted {
  readonly op: "date";
  readonly path: string;
  readonly is: DateComparison;
  readonly zone?: ZoneRule;
  readonly missing?: MissingPolicy;
}

/**
 * How the occurrences in the window become one value. With no occurrences, `count`, `sum` and
 * `distinct` are 0; `min`, `max`, `avg`, `first` and `last` are unknown. Values that are not
 * numbers are left out of `sum`, `min`, `max` and `avg`.
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

/**
 * Requires a counterpart of each event, or the absence of one: a cart without an order of that
 * cart. All counterparts up to now are considered, however old. An event that lacks the key never
 * counts.
 */
export interface Pairing {
  readonly is: "with" | "without";
  readonly event: string;
  /** Only counterparts with data that definitely meets this condition. */
  readonly where?: EventPredicate;
  readonly same: SameKey;
  /** Only counterparts that happened at the same time or later. */
  readonly later?: true;
}

export interface EventNode extends Noted {
  readonly op: "event";
  readonly event: string | readonly string[];
  readonly where?: EventPredicate;
  readonly paired?: Pairing;
  readonly agg: Aggregate;
  readonly window: Window;
  /** A date comparison for `first` and `last`, a number comparison for all other aggregates. */
  readonly is: NumberComparison | DateComparison;
  readonly zone?: ZoneRule;
}

export type MessageKind = Spelled<
  "sent" | "delivered" | "opened" | "clicked" | "bounced" | "complained"
>;

/** The number of messages that reached this status. Each message counts once, at its first time. */
export interface MessageNode extends Noted {
  readonly op: "message";
  readonly kind: MessageKind;
  readonly channel?: Channel;
  readonly purpose?: string;
  readonly template?: string;
  /** Leaves out opens and clicks by machines, such as prefetchers and scanners. True by default. */
  readonly humanOnly?: boolean;
  readonly window: Window;
  readonly is: NumberComparison;
  readonly zone?: ZoneRule;
}

export interface ConsentNode extends Noted {
  readonly op: "consent";
  readonly channel: ConsentChannel;
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
 * A stable share of all contacts: those for whom murmur3(salt/contact id) falls in `[from, to)` of
 * `[0, 1)`.
 */
export interface SampleNode extends Noted {
  readonly op: "sample";
  readonly salt: string;
  readonly from: number;
  readonly to: number;
}

/** A clause without nested clauses. */
export type SegmentLeaf = Exclude<SegmentNode, AndNode | OrNode | NotNode>;
