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
import type { Channel, ConsentState } from "../ports/consent-gate.js";
import {
  type AnyClause,
  type AttributeOptions,
  type AttributePathOf,
  attributeClause,
  type ClauseFor,
  type DataPathOf,
  type DateClause,
  dateClause,
  type ListClause,
  type TextClause,
  type ValueAt,
} from "./attribute-clause.js";
import type { ContactField } from "./attribute-reader.js";
import type { NumberComparison } from "./comparison.js";
import { type SameOption, toSameKey } from "./key-paths.js";
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
 * Makes the clauses of a segment, checked against a schema: what it does not know does not compile.
 */
export interface ConditionBuilder<in out S extends Schema> {
  attribute<const Path extends OneOf<AttributePathOf<S>>>(
    path: OneKnown<"attribute", Path, AttributePathOf<S>>,
    options?: AttributeOptions,
  ): ClauseFor<ValueAt<AttributesOf<S>, Path>>;
  /** What every contact has: locale, jurisdiction, since when, by which channels. */
  contact<const Field extends OneOf<ContactField>>(
    field: OneKnown<"field", Field, ContactField, " of every contact">,
    options?: AttributeOptions,
  ): ContactClause<Field>;
  /** Several events count as one kind. */
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
    readonly channel: Channel;
    readonly purpose: OneKnown<"purpose", P, PurposeOf<S>>;
    readonly topic?: KnownTopic<S, P, Topic>;
  }): { is(state: ConsentState): ConsentNode };
  /** Of another segment, by id. */
  member(segment: string): MemberNode;
  list(list: string): ListMemberNode;
  /** A stable share of all contacts, `[from, to)` of `[0, 1)`; another salt deals anew. */
  sample(salt: string, from: number, to: number): SampleNode;
  everyone(): ConstNode;
}

type ContactClause<Field> = [Field] extends ["createdAt" | "lastOpenDay"]
  ? DateClause<DateNode>
  : [Field] extends ["channels"]
    ? ListClause<Channel>
    : TextClause;

export interface ClauseOptions {
  /** Whose days a calendar window counts; the segment's by default. */
  readonly zone?: ZoneRule;
  readonly note?: string;
}

export interface MessageSubject<S extends Schema, P extends string = PurposeOf<S>> {
  readonly channel?: Channel;
  readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>>;
  readonly template?: string;
  /** False counts opens and clicks by machines, too. */
  readonly humanOnly?: boolean;
}

export interface AmountClause<Node> {
  is(value: number): Node;
  isNot(value: number): Node;
  moreThan(value: number): Node;
  atLeast(value: number): Node;
  lessThan(value: number): Node;
  atMost(value: number): Node;
  /** Both ends included. */
  between(low: number, high: number): Node;
}

/** Windows are for ever where none is given. */
export interface OccurrenceClause<Node> {
  none(window?: Window): Node;
  some(window?: Window): Node;
  count(window?: Window): AmountClause<Node>;
}

export interface EventClause<in out Data, in out S extends Schema = Schema>
  extends OccurrenceClause<EventNode> {
  /** Only events whose data meets this. */
  where(build: (data: DataBuilder<Data>) => EventPredicate): EventClause<Data, S>;
  /** Only events that another one with the same key goes with: carts that were ordered. */
  with<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    pairing: PairingOptions<Data, EventDataOf<S, Name>>,
  ): EventClause<Data, S>;
  /** Only events that none with the same key goes with: carts that were not ordered. */
  without<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    pairing: PairingOptions<Data, EventDataOf<S, Name>>,
  ): EventClause<Data, S>;
  sum(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  least(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  greatest(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  average(path: NumberPathOf<Data>, window?: Window): AmountClause<EventNode>;
  /** How many different values. */
  distinct(path: FieldOf<Data>, window?: Window): AmountClause<EventNode>;
  first(window?: Window): DateClause<EventNode>;
  latest(window?: Window): DateClause<EventNode>;
}

export interface PairingOptions<in out Own, in out Other> {
  /** The field that both have, or one each: `"cartId"`, `{ own: "cartId", other: "cart.id" }`. */
  readonly same: SameOption<Own, Other>;
  /** Only others whose data meets this. */
  readonly where?: (data: DataBuilder<Other>) => EventPredicate;
  /** Only others that happened at the same time or later. */
  readonly later?: boolean;
}

/** Dates in an event's data are compared as text: windows are the place for time. */
export interface DataBuilder<in out Data> {
  data<const Path extends OneOf<FieldOf<Data>>>(
    path: OneKnown<"field", Path, FieldOf<Data>, " of the event">,
  ): Omit<ClauseFor<ValueAt<Data, Path>>, DateWord<ValueAt<Data, Path>>>;
}

type DateWord<Value> = [Value] extends [number] ? never : keyof DateClause<never>;

/** Of an event that is not there, any: that it is not there is said already. */
type FieldOf<Data> = [Data] extends [never] ? string : DataPathOf<Data>;
type NumberPathOf<Data> = {
  [Path in FieldOf<Data>]: [ValueAt<Data, Path>] extends [number] ? Path : never;
}[FieldOf<Data>];

/** What stands behind every {@link ConditionBuilder}: one value, whatever the schema. */
export interface AnyBuilder
  extends Omit<ConditionBuilder<Schema>, "attribute" | "contact" | "event"> {
  attribute(path: string, options?: AttributeOptions): AnyClause;
  contact(field: string, options?: AttributeOptions): AnyClause;
  event(name: string | readonly string[], options?: ClauseOptions): AnyEventClause;
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
    where: (build) => eventClause({ ...subject, where: built(build) }),
    with: (event, pairing) =>
      eventClause({ ...subject, paired: pairingOf("with", event, pairing) }),
    without: (event, pairing) =>
      eventClause({ ...subject, paired: pairingOf("without", event, pairing) }),
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

function pairingOf(is: Pairing["is"], event: string, { same, where, later }: AnyPairing): Pairing {
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

function amountClause<Node>(node: (is: NumberComparison) => Node): AmountClause<Node> {
  return {
    is: (eq) => node({ eq }),
    isNot: (ne) => node({ ne }),
    moreThan: (gt) => node({ gt }),
    atLeast: (gte) => node({ gte }),
    lessThan: (lt) => node({ lt }),
    atMost: (lte) => node({ lte }),
    between: (low, high) => node({ between: [low, high] }),
  };
}

/** Every one of the conditions. */
export function all(...of: readonly [EventPredicate, ...EventPredicate[]]): EventPredicate;
export function all(...of: readonly [SegmentNode, ...SegmentNode[]]): AndNode;
export function all(...of: readonly SegmentNode[]): SegmentNode {
  return { op: "and", of };
}

/** At least one of the conditions. */
export function any(...of: readonly [EventPredicate, ...EventPredicate[]]): EventPredicate;
export function any(...of: readonly [SegmentNode, ...SegmentNode[]]): OrNode;
export function any(...of: readonly SegmentNode[]): SegmentNode {
  return { op: "or", of };
}

/** Definitely not: what is not known stays so. */
export function not(of: EventPredicate): EventPredicate;
export function not(of: SegmentNode): NotNode;
export function not(of: SegmentNode): SegmentNode {
  return { op: "not", of };
}
