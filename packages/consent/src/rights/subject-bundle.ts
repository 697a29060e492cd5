import type {
  ConsentQuestion,
  ContactPointId,
  Decision,
  Instant,
  JsonObject,
  JsonValue,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { jsonCopy } from "../canonical/index.js";
import type { RightsKind } from "../events/index.js";
import { type ConsentEvent, formatEventTime } from "../events/index.js";
import type { RulePack } from "../rules/index.js";

export interface BundleRequest {
  readonly case: {
    readonly id: string;
    readonly kind: Extract<RightsKind, "access" | "portability">;
  };
  /** The person: their own reference and their own contact points, no others. */
  readonly subject?: string;
  readonly contactPoints: readonly ContactPointId[];
  readonly at: Instant;
  /** May be a whole tenant's: only the person's own come through. */
  readonly events: readonly ConsentEvent[];
  /** Receipts as {@link consentReceipt} makes them. */
  readonly receipts?: readonly JsonObject[];
  readonly decisions?: readonly {
    readonly question: ConsentQuestion;
    readonly decision: Decision;
  }[];
  /** What each holder's `export` gave, by holder. */
  readonly data?: Readonly<Record<string, Readonly<Record<string, readonly JsonValue[]>>>>;
  readonly recipients: readonly {
    readonly name: string;
    readonly role: "processor" | "third_party";
    readonly country?: string;
  }[];
  readonly retention: readonly {
    readonly dataClass: string;
    readonly period: string;
    readonly startEvent: string;
    readonly legalRef: string;
  }[];
  readonly rules: readonly RulePack[];
}

/** Everything there is about one person, as JSON: GDPR Art. 15(1) and 20(1). */
export interface SubjectBundle {
  readonly format: "wellsent-subject-bundle/1";
  readonly case: string;
  readonly createdAt: string;
  readonly subject?: string;
  readonly contactPoints: readonly string[];
  readonly receipts: readonly JsonObject[];
  /** Oldest first, each with its payload as long as there is one. */
  readonly events: readonly JsonObject[];
  readonly decisions: readonly JsonObject[];
  readonly data: JsonObject;
  readonly recipients: readonly JsonObject[];
  readonly retention: readonly JsonObject[];
  /** Where each rule a decision was taken by is written. */
  readonly rules: readonly JsonObject[];
}

function foreign(path: string): InputError {
  return new InputError(
    "INPUT_EXPORT_SUBJECT",
    "Something in the bundle belongs to another person.",
    {
      path,
      remedy: "Pass only what was asked, decided and issued for this person's contact points.",
    },
  );
}

/**
 * The bundle for a request of access or portability. From the log only the person's own events are
 * taken, and in those nothing that names another: whom they were merged from, whose event an event
 * answers, which operator acted. A request for portability gets no decisions and rules: those are
 * ours, not what the person provided.
 *
 * @throws InputError `INPUT_EXPORT_SUBJECT` for a receipt or a decision about somebody else.
 */
export function subjectBundle(request: BundleRequest): SubjectBundle {
  const {
    subject,
    contactPoints,
    at,
    receipts = [],
    decisions = [],
    data = {},
    recipients,
    retention,
    rules,
  } = request;
  const points = new Set<string>(contactPoints);
  const own = request.events
    .filter((event) => isOwn(event, subject, points))
    .sort((a, b) => a.effectiveAt - b.effectiveAt || a.seq - b.seq);
  const ids = new Set(own.map(({ id }) => id));
  const names = new Set([...points, ...(subject === undefined ? [] : [subject])]);
  for (const [index, receipt] of receipts.entries())
    checkReceipt(receipt, points, `receipts[${index}]`);
  decisions.forEach(({ question }, index) => {
    if (!points.has(question.contactPoint)) throw foreign(`decisions[${index}]`);
  });
  const ported = request.case.kind === "portability";
  const list = (values: readonly object[]): readonly JsonObject[] =>
    values.map((value) => jsonCopy(value));
  return {
    format: "wellsent-subject-bundle/1",
    case: request.case.id,
    createdAt: formatEventTime(at),
    ...(subject === undefined ? {} : { subject }),
    contactPoints: [...points],
    receipts,
    events: own.map((event) => eventJson(event, ids, names)),
    decisions: ported
      ? []
      : list(decisions.map(({ question, decision }) => ({ question, decision }))),
    data: jsonCopy(data),
    recipients: list(recipients),
    retention: list(
      retention.map(({ dataClass, period, startEvent, legalRef }) => ({
        dataClass,
        period,
        startEvent,
        legalRef,
      })),
    ),
    rules: ported
      ? []
      : list(
          rules.flatMap((pack) =>
            pack.rows.map(({ id, rule, cite, verifiedOn }) => ({
              pack: pack.id,
              id,
              rule,
              cite,
              verifiedOn,
            })),
          ),
        ),
  };
}

/**
 * An event that names both a point and a subject is about the point: that is where the mailbox is.
 */
function isOwn(
  event: ConsentEvent,
  subject: string | undefined,
  points: ReadonlySet<string>,
): boolean {
  return event.contactPoint === undefined
    ? subject !== undefined && event.subject === subject
    : points.has(event.contactPoint) &&
        (event.subject === undefined || subject === undefined || event.subject === subject);
}

function eventJson(
  event: ConsentEvent,
  ids: ReadonlySet<string>,
  names: ReadonlySet<string>,
): JsonObject {
  const { effectiveAt, recordedAt, actor, caused, detail, subject, ...rest } = event;
  const answers = caused?.filter((id) => ids.has(id)) ?? [];
  return jsonCopy({
    ...rest,
    effectiveAt: formatEventTime(effectiveAt),
    recordedAt: formatEventTime(recordedAt),
    ...(subject !== undefined && names.has(subject) ? { subject } : {}),
    actor: { kind: actor.kind },
    ...(answers.length === 0 ? {} : { caused: answers }),
    detail:
      event.type === "subject.merged" || event.type === "subject.split"
        ? onlyOwn(detail, names)
        : detail,
  });
}

/** Of a merge or a split, those that are still the person's. */
function onlyOwn(detail: object, names: ReadonlySet<string>): object {
  return Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? value.filter((name) => typeof name === "string" && names.has(name))
        : value,
    ]),
  );
}

const contactPointUrn = "urn:wellsent:contact-point:";

function checkReceipt(receipt: JsonObject, points: ReadonlySet<string>, path: string): void {
  const walk = (value: JsonValue): void => {
    if (typeof value === "string") {
      if (value.startsWith(contactPointUrn) && !points.has(value.slice(contactPointUrn.length)))
        throw foreign(path);
    } else if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === "object" && value !== null)
      for (const item of Object.values(value)) walk(item);
  };
  walk(receipt);
}
