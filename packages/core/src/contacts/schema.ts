import { DefinitionError } from "../errors/index.js";
import type { OneKnown } from "../known.js";
import type { AttributeNotes } from "./attribute-note.js";
import type { OutputOf, StandardSchema } from "./schema-standard.js";

export interface PurposeDefinition {
  /** What a preference centre offers one by one. None: the purpose is taken or left whole. */
  readonly topics?: readonly string[];
}

/**
 * What a host says once about its contacts; everything that names an attribute, event, purpose or
 * topic is checked against it.
 */
export interface Schema<
  Attributes extends StandardSchema = StandardSchema,
  Events extends Readonly<Record<string, StandardSchema>> = Readonly<
    Record<string, StandardSchema>
  >,
  Purposes extends Readonly<Record<string, PurposeDefinition>> = Readonly<
    Record<string, PurposeDefinition>
  >,
> {
  readonly attributes: Attributes;
  readonly events: Events;
  readonly purposes: Purposes;
  /** Counts the host's changes of the attributes, from 1. */
  readonly version?: number | undefined;
  readonly notes?: AttributeNotes | undefined;
}

/** A contact's attributes as they are kept: the schema's output. */
export type AttributesOf<S extends Schema> = OutputOf<S["attributes"]>;
/** By way of a condition, so that the compiler prints the names and not the whole schema. */
export type EventNameOf<S extends Schema> = Names<S["events"]>;
/** Every event's data by event name. */
export type EventsOf<S extends Schema> = {
  readonly [Name in EventNameOf<S>]: OutputOf<S["events"][Name]>;
};
export type PurposeOf<S extends Schema> = Names<S["purposes"]>;
type Names<Table> = [Table] extends [object] ? keyof Table & string : never;
/** An event's data; `never` of one that the schema does not know. */
export type EventDataOf<S extends Schema, Name extends string> = EventsOf<S>[Name & EventNameOf<S>];
/** The topics of one purpose, or of all of them; `never` for a purpose without any. */
export type TopicOf<S extends Schema, P extends PurposeOf<S> = PurposeOf<S>> = P extends unknown
  ? S["purposes"][P] extends { readonly topics?: infer Topics }
    ? NonNullable<Topics> extends readonly (infer Topic extends string)[]
      ? Topic
      : never
    : never
  : never;

/** {@link OneKnown} for a topic of this purpose; of any purpose where none is named. */
export type KnownTopic<S extends Schema, P extends string, Topic> = [P] extends [never]
  ? OneKnown<"topic", Topic, TopicOf<S>>
  : [P] extends [PurposeOf<S>]
    ? OneKnown<"topic", Topic, TopicOf<S, P>, ` of “${P}”`>
    : Topic;

/**
 * Names travel in URLs, headers and SQL, so they stay plain: `order.placed`,
 * `marketing.newsletter`, `spring-offers`.
 */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/**
 * Describes contacts, events and purposes once, with zod or any other Standard Schema.
 *
 * @throws DefinitionError `DEFINITION_SCHEMA` where a part is no Standard Schema v1,
 * `DEFINITION_NAME` for a name that is not plain, `DEFINITION_TOPIC_TWICE`, `DEFINITION_VERSION`,
 * `DEFINITION_NOTE`.
 * @example
 * const schema = defineSchema({
 *   attributes: z.object({ firstName: z.string().optional() }),
 *   events: { "order.placed": z.object({ total: z.number() }) },
 *   purposes: { "marketing.news": { topics: ["offers"] } },
 * });
 */
export function defineSchema<
  Attributes extends StandardSchema<unknown, object>,
  const Events extends Readonly<Record<string, StandardSchema>> = Record<never, never>,
  const Purposes extends Readonly<Record<string, PurposeDefinition>> = Record<never, never>,
>(definition: {
  readonly attributes: Attributes;
  readonly events?: Events;
  readonly purposes?: Purposes;
  readonly version?: number | undefined;
  readonly notes?: AttributeNotes<keyof OutputOf<Attributes> & string> | undefined;
}): Schema<Attributes, Events, Purposes>;
export function defineSchema(definition: {
  readonly attributes: StandardSchema;
  readonly events?: Readonly<Record<string, StandardSchema>>;
  readonly purposes?: Readonly<Record<string, PurposeDefinition>>;
  readonly version?: number | undefined;
  readonly notes?: AttributeNotes | undefined;
}): Schema {
  const { attributes, events = {}, purposes = {}, version, notes } = definition;
  checkStandard(attributes, "attributes");
  checkVersion(version);
  checkNotes(notes);
  for (const [name, schema] of Object.entries(events)) {
    checkName(name, "events");
    checkStandard(schema, `events.${name}`);
  }
  for (const [name, { topics = [] }] of Object.entries(purposes)) {
    checkName(name, "purposes");
    for (const topic of topics) checkName(topic, `purposes.${name}.topics`);
    if (new Set(topics).size < topics.length) {
      throw new DefinitionError(
        "DEFINITION_TOPIC_TWICE",
        `The purpose ${name} names a topic twice.`,
        {
          path: `purposes.${name}.topics`,
        },
      );
    }
  }
  return Object.freeze({
    attributes,
    events: Object.freeze({ ...events }),
    purposes: Object.freeze({ ...purposes }),
    ...(version === undefined ? {} : { version }),
    ...(notes === undefined ? {} : { notes: Object.freeze({ ...notes }) }),
  });
}

function checkVersion(version: number | undefined): void {
  if (version === undefined || (Number.isSafeInteger(version) && version > 0)) return;
  throw new DefinitionError("DEFINITION_VERSION", "A schema's version is no whole number from 1.", {
    path: "version",
    remedy: "Begin with 1 and add 1 for each change of the attributes.",
  });
}

function checkNotes(notes: AttributeNotes = {}): void {
  for (const [name, note] of Object.entries(notes)) {
    if (note?.retention === undefined || /^[1-9]\d{0,4}[dmy]$/.test(note.retention)) continue;
    throw new DefinitionError("DEFINITION_NOTE", "A retention is no count of days or more.", {
      path: `notes.${name}.retention`,
      remedy: "Write a whole number and d, m or y: 90d, 6m, 3y.",
    });
  }
}

function checkStandard(schema: StandardSchema, path: string): void {
  if (schema?.["~standard"]?.version !== 1) {
    throw new DefinitionError("DEFINITION_SCHEMA", "This is no Standard Schema, version 1.", {
      path,
      remedy:
        "Describe it with zod, Valibot, ArkType or another library that follows Standard Schema.",
    });
  }
}

function checkName(name: string, path: string): void {
  if (!plainName.test(name)) {
    throw new DefinitionError("DEFINITION_NAME", `${JSON.stringify(name)} is no plain name.`, {
      path,
      remedy:
        "Use up to 128 letters, digits, dots, colons, hyphens and underscores, and begin with a letter or digit.",
    });
  }
}
