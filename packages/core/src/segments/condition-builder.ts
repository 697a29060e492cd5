import type {
  AttributesOf,
  EventDataOf,
  EventNameOf,
  KnownTopic,
  PurposeOf,
  Schema,
} from "../contacts/schema.js";
import { listId, segmentId } from "../identifiers.js";
import type { EachOf, OneKnown, OneOf, Some, SomeKnown } from "../known.js";
import type { Channel, ConsentChannel, ConsentState } from "../ports/consent-gate.js";
import type { DurationText } from "../timing/duration-text.js";
import { type AmountClause, amountClause, type BoundClause, boundClause } from "./amount-clause.js";
import {
  type AnyClause,
  type AttributeOptions,
  type AttributePathOf,
  attributeClause,
  type ClauseFor,
  type DateClause,
  dateClause,
  type ListClause,
  type TextClause,
  type ValueAt,
} from "./attribute-clause.js";
import type { ContactField } from "./attribute-reader.js";
import { type BehaviorClause, behaviorClause } from "./behavior-clause.js";
import type { EngagementNode, EventSubject, SequenceNode } from "./behavior-nodes.js";
import type { NumberComparison } from "./comparison.js";
import type { FieldOf, NumberPathOf } from "./data-paths.js";
import { type SameOption, toSameKey } from "./key-paths.js";
import {
  type PlaceOptions,
  type PositionClause,
  type PostalClause,
  positionClause,
  postalClause,
  type RegionClause,
  regionClause,
} from "./place-clause.js";
import type { SameKey } from "./same-key.js";
import type {
  Aggregate,
  AndNode,
  ConsentNode,
  ConstNode,
  DateNode,
  EventNode,
  EventPredicate,
  ListMemberNode,
  MemberNode,
  MessageKind,
  MessageNode,
  NotNode,
  OrNode,
  Pairing,
  SampleNode,
  SegmentNode,
  ZoneRule,
} from "./segment.js";
import type { Window } from "./window.js";

/**
 * Builds the clauses of a segment, checked against a schema: names that the schema lacks do not
 * compile.
 */
export interface ConditionBuilder<in out S extends Schema> {
  attribute<const Path extends OneOf<AttributePathOf<S>>>(
    path: OneKnown<"attribute", Path, AttributePathOf<S>>,
    options?: AttributeOptions,
  ): ClauseFor<ValueAt<AttributesOf<S>, Path>>;
  /**
   * The fields that every contact has, such as locale, jurisdiction, creation time and channels.
   */
  contact<const Field extends OneOf<ContactField>>(
    field: OneKnown<"field", Field, ContactField, " of every contact">,
    options?: AttributeOptions,
  ): ContactClause<Field>;
  /** Several event names count as one kind of event. */
  event<const Names extends Some<OneOf<EventNameOf<S>>>>(
    names: SomeKnown<"event", Names, EventNameOf<S>>,
    options?: ClauseOptions,
  ): EventClause<EventDataOf<S, EachOf<Names>>, S>;
  message<const P extends OneOf<PurposeOf<S>> = never>(
    kind: MessageKind,
    about?: MessageSubject<S, P>,
    options?: ClauseOptions,
  ): OccurrenceClause<MessageNode>;
  consent<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(about: {
    readonly channel: ConsentChannel;
    readonly purpose: OneKnown<"purpose", P, PurposeOf<S>>;
    readonly topic?: KnownTopic<S, P, Topic>;
  }): { is(state: ConsentState): ConsentNode };
  /**
   * The steps happened in this order, each later than the one before, and the last within a time
   * after the first. Each is made of an event clause: `c.event("order.placed").asStep()`.
   */
  sequence(
    options: SequenceOptions,
    ...steps: readonly [EventSubject, EventSubject, ...EventSubject[]]
  ): SequenceNode;
  /**
   * A score of opens and clicks by people that halves with time, as far as the consent rules let
   * them be recorded.
   */
  engagement(options: EngagementOptions): BoundClause<EngagementNode>;
  /** Where the contact is, by two attributes with degrees. */
  position<
    const Lat extends OneOf<AttributePathOf<S>>,
    const Lng extends OneOf<AttributePathOf<S>>,
  >(
    paths: {
      readonly latitude: OneKnown<"attribute", Lat, AttributePathOf<S>>;
      readonly longitude: OneKnown<"attribute", Lng, AttributePathOf<S>>;
    },
    options?: PlaceOptions,
  ): PositionClause;
  /** The country or its subdivision, by an attribute with an ISO 3166 code. */
  region<const Path extends OneOf<AttributePathOf<S>>>(
    path: OneKnown<"attribute", Path, AttributePathOf<S>>,
    options?: PlaceOptions,
  ): RegionClause;
  postalCode<const Path extends OneOf<AttributePathOf<S>>>(
    path: OneKnown<"attribute", Path, AttributePathOf<S>>,
    options?: PlaceOptions,
  ): PostalClause;
  /** Membership of another segment, by id. */
  member(segment: string): MemberNode;
  list(list: string): ListMemberNode;
  /** A stable share of all contacts, `[from, to)` of `[0, 1)`. Another salt draws another share. */
  sample(salt: string, from: number, to: number): SampleNode;
  everyone(): ConstNode;
}

export interface SequenceOptions extends ClauseOptions {
  /** The longest time from the first step to the last. */
  readonly within: DurationText;
  /** In which all steps lie; the whole history by default. */
  readonly window?: Window;
}

export type EngagementOptions = Pick<EngagementNode, "channel" | "halfLife" | "weights" | "note">;

type ContactClause<Field> = [Field] extends ["createdAt" | "lastOpenDay"]
  ? DateClause<DateNode>
  : [Field] extends ["channels"]
    ? ListClause<Channel>
    : TextClause;

export interface ClauseOptions {
  /** The time zone of a calendar window; the segment's by default. */
  readonly zone?: ZoneRule;
  readonly note?: string;
}

export interface MessageSubject<S extends Schema, P extends string = PurposeOf<S>> {
  readonly channel?: Channel;
  readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>>;
  readonly template?: string;
  /** Set to false to count opens and clicks by machines as well. */
  readonly humanOnly?: boolean;
}

/** Clauses without a window count the whole history. */
export interface OccurrenceClause<Node> {
  none(window?: Window): Node;
  some(window?: Window): Node;
  count(window?: Window): AmountClause<Node>;
}

export interface EventClause<in out Data, in out S extends Schema = Schema>
  extends OccurrenceClause<EventNode>,
    BehaviorClause<Data> {
  /** Only events with data that meets this condition. */
  where(build: (data: DataBuilder<Data>) => EventPredicate): EventClause<Data, S>;
  /** Only events with a counterpart that has the same key, such as carts that were ordered. */
  with<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    pairing: PairingOptions<Data, EventDataOf<S, Name>>,
  ): EventClause<Data, S>;
  /**
   * Only events without a counterpart that has the same key, such as carts that were not ordered.
   */
  without<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    pairing: PairingOptions<Data, EventDataOf<S, Name>>,
  ): EventClause<Data, S>;
  sum(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  least(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  greatest(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  average(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  /** The number of different values. */
  distinct(path: FieldOf<Data>, window?: Window): AmountClause<EventNode>;
  first(window?: Window): DateClause<EventNode>;
  latest(window?: Window): DateClause<EventNode>;
}

export interface PairingOptions<in out Own, in out Other> {
  /**
   * The field that both events have, or one field of each: `"cartId"`, `{ own: "cartId", other:
   * "cart.id" }`.
   */
  readonly same: SameOption<Own, Other>;
  /** Only counterparts with data that meets this condition. */
  readonly where?: (data: DataBuilder<Other>) => EventPredicate;
  /** Only counterparts that happened at the same time or later. */
  readonly later?: boolean;
}

/**
 * Conditions on an event's data. Dates in it are compared as text; use a window for conditions on
 * time.
 */
export interface DataBuilder<in out Data> {
  data<const Path extends OneOf<FieldOf<Data>>>(
    path: OneKnown<"field", Path, FieldOf<Data>, " of the event">,
  ): Omit<ClauseFor<ValueAt<Data, Path>>, DateWord<ValueAt<Data, Path>>>;
}

type DateWord<Value> = [Value] extends [number] ? never : keyof DateClause<never>;

/** The one implementation of {@link ConditionBuilder} for every schema. */
export interface AnyBuilder
  extends Omit<
    ConditionBuilder<Schema>,
    "attribute" | "contact" | "event" | "position" | "region" | "postalCode"
  > {
  attribute(path: string, options?: AttributeOptions): AnyClause;
  contact(field: string, options?: AttributeOptions): AnyClause;
  event(name: string | readonly string[], options?: ClauseOptions): AnyEventClause;
  position(
    paths: { readonly latitude: string; readonly longitude: string },
    options?: PlaceOptions,
  ): PositionClause;
  region(path: string, options?: PlaceOptions): RegionClause;
  postalCode(path: string, options?: PlaceOptions): PostalClause;
}

type AnyWhere = (data: { data(path: string): AnyClause }) => EventPredicate;

interface AnyPairing {
  readonly same: string | SameKey;
  readonly where?: AnyWhere;
  readonly later?: boolean;
}

interface AnyEventClause extends Omit<EventClause<unknown>, "where" | "with" | "without"> {
  where(build: AnyWhere): AnyEventClause;
  with(event: string, pairing: AnyPairing): AnyEventClause;
  without(event: string, pairing: AnyPairing): AnyEventClause;
}

export const conditionBuilder: AnyBuilder = {
  attribute: attributeClause,
  contact: (field, options) => attributeClause(`$${field}`, options),
  event: (event, options = {}) => eventClause({ op: "event", event, ...options }),
  message(kind, about = {}, options = {}) {
    const subject = { op: "message", kind, ...about, ...options } as const;
    return occurrenceClause((window, is) => ({ ...subject, window, is }));
  },
  consent: (about) => ({ is: (state) => ({ op: "consent", ...about, state }) }),
  sequence: ({ window = ever, ...options }, ...steps) => ({
    op: "sequence",
    steps,
    ...options,
    window,
  }),
  engagement: (options) => boundClause((is) => ({ op: "engagement", ...options, is })),
  position: positionClause,
  region: regionClause,
  postalCode: postalClause,
  member: (segment) => ({ op: "member", segment: segmentId(segment) }),
  list: (list) => ({ op: "list", list: listId(list) }),
  sample: (salt, from, to) => ({ op: "sample", salt, from, to }),
  everyone: () => ({ op: "const", value: true }),
};

const ever: Window = { ever: true };

function eventClause(subject: Omit<EventNode, "agg" | "window" | "is">): AnyEventClause {
  const amount = (agg: Aggregate, window: Window = ever) =>
    amountClause((is): EventNode => ({ ...subject, agg, window, is }));
  const dates = (agg: Aggregate, window: Window = ever) =>
    dateClause((is): EventNode => ({ ...subject, agg, window, is }));
  return {
    ...occurrenceClause((window, is): EventNode => ({ ...subject, agg: "count", window, is })),
    ...behaviorClause(subject),
    where: (build) => eventClause({ ...subject, where: built(build) }),
    with: (event, pairing) =>
      eventClause({ ...subject, paired: toPairing("with", event, pairing) }),
    without: (event, pairing) =>
      eventClause({ ...subject, paired: toPairing("without", event, pairing) }),
    sum: (path, window) => amount({ sum: path }, window),
    least: (path, window) => amount({ min: path }, window),
    greatest: (path, window) => amount({ max: path }, window),
    average: (path, window) => amount({ avg: path }, window),
    distinct: (path, window) => amount({ distinct: path }, window),
    first: (window) => dates("first", window),
    latest: (window) => dates("last", window),
  };
}

function built(build: AnyWhere): EventPredicate {
  return build({ data: (path) => attributeClause(path) });
}

function toPairing(is: Pairing["is"], event: string, { same, where, later }: AnyPairing): Pairing {
  return {
    ...{ is, event, same: toSameKey(same) },
    ...(where === undefined ? {} : { where: built(where) }),
    ...(later === true ? { later } : {}),
  };
}

function occurrenceClause<Node>(
  node: (window: Window, is: NumberComparison) => Node,
): OccurrenceClause<Node> {
  return {
    none: (window = ever) => node(window, { eq: 0 }),
    some: (window = ever) => node(window, { gte: 1 }),
    count: (window = ever) => amountClause((is) => node(window, is)),
  };
}

/** Met if every one of the conditions is met. */
export function all(...of: readonly [EventPredicate, ...EventPredicate[]]): EventPredicate;
export function all(...of: readonly [SegmentNode, ...SegmentNode[]]): AndNode;
export function all(...of: readonly SegmentNode[]): SegmentNode {
  return { op: "and", of };
}

/** Met if at least one of the conditions is met. */
export function any(...of: readonly [EventPredicate, ...EventPredicate[]]): EventPredicate;
export function any(...of: readonly [SegmentNode, ...SegmentNode[]]): OrNode;
export function any(...of: readonly SegmentNode[]): SegmentNode {
  return { op: "or", of };
}

/** Met if the condition is definitely not met. An unknown condition stays unknown. */
export function not(of: EventPredicate): EventPredicate;
export function not(of: SegmentNode): NotNode;
export function not(of: SegmentNode): SegmentNode {
  return { op: "not", of };
}
