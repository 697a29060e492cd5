import { type AttributesOf, attributeNames, type Schema } from "../contacts/index.js";
import { DefinitionError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { Channel } from "../ports/consent-gate.js";
import { type FlowConversion, ownConversions } from "./convert.js";
import type { HostTable } from "./host-table.js";

/**
 * `both`: what one side changes reaches the other. `out`: the host's table follows. `inBeforeSend`:
 * the host's values are read when the flow is run, and again right before each message.
 */
export type FlowDirection = "both" | "out" | "inBeforeSend";

/** What of a contact a flow carries. */
export type FlowPath<S extends Schema = Schema> =
  | `attributes.${keyof AttributesOf<S> & string}`
  | "email"
  | "phone"
  | "locale"
  | "timeZone"
  | "jurisdiction";

export interface FlowField {
  /** The column of the host's table. */
  readonly column: string;
  /**
   * Who wins where both sides changed the value since they last agreed; what one side alone changed
   * is taken as it is. `newest`: by the row's `changedAt` and the value's origin. Default: `host`;
   * in a flow that only goes out, `wellsent`.
   */
  readonly master?: "host" | "wellsent" | "newest";
  /** `same`, `text`, `number`, `boolean`, `date`, or one of the flow's own. Default: `same`. */
  readonly convert?: string;
}

/**
 * A column that says that a person does not want mail. Coming in, a yes becomes a withdrawal, and a
 * no says nothing: it neither grants nor takes a denial back. Going out, only a yes is written.
 */
export interface FlowDenial {
  readonly column: string;
  /** What is denied. None of the three: everything. */
  readonly purpose?: string;
  readonly topic?: string;
  readonly channel?: Channel;
}

/** A data flow between a tenant's contacts and a table of the host. */
export interface Flow {
  readonly id: string;
  readonly direction: FlowDirection;
  readonly source: HostTable | ((tenant: TenantId) => HostTable);
  /** What the rows' keys are. Default: `key`, the contacts' own. */
  readonly match?: "key" | "email";
  readonly fields: Readonly<Record<string, FlowField>>;
  readonly denials?: readonly FlowDenial[];
  readonly conversions?: Readonly<Record<string, FlowConversion>>;
  /** Whether rows without a contact make one, and contacts without a row one. Default: yes. */
  readonly create?: boolean;
  /**
   * What becomes of messages while the host's table cannot be read before sending: they go with the
   * values there are, wait a minute, or are not sent. Default: `send`.
   */
  readonly whenDown?: "send" | "defer" | "skip";
  /** How long a message waits for the host's table at most. Default: 5,000. */
  readonly timeoutMs?: Milliseconds;
}

/** {@link Flow} as `defineFlow` takes it: typed by the schema. */
export interface FlowInput<S extends Schema> extends Omit<Flow, "fields" | "denials"> {
  readonly fields: { readonly [Path in FlowPath<S>]?: FlowField };
  readonly denials?: readonly (FlowDenial & { readonly purpose?: keyof S["purposes"] & string })[];
}

interface UntypedInput extends Omit<Flow, "fields"> {
  readonly fields: Readonly<Record<string, FlowField | undefined>>;
}

const others: ReadonlySet<string> = new Set([
  ...["email", "phone", "locale", "timeZone", "jurisdiction"],
]);

/**
 * Describes a data flow once. Everything but `source` and `conversions` is plain data.
 * @throws DefinitionError `DEFINITION_FLOW` for what cannot work, with the path of the fault
 * @example
 * const crm = defineFlow(schema, {
 *   id: "crm",
 *   direction: "both",
 *   source: customers,
 *   fields: {
 *     email: { column: "mail" },
 *     "attributes.firstName": { column: "first_name", master: "newest" },
 *   },
 *   denials: [{ column: "unsubscribed" }],
 * });
 */
export function defineFlow<S extends Schema>(schema: S, input: FlowInput<S>): Flow;
export function defineFlow(schema: Schema, flow: UntypedInput): Flow {
  const { id, direction, source, denials = [], conversions = {}, match = "key" } = flow;
  const fields: Record<string, FlowField> = {};
  for (const [path, field] of Object.entries(flow.fields))
    if (field !== undefined) fields[path] = field;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id)) throw fault("This is no name.", "id");
  if (!["both", "out", "inBeforeSend"].includes(direction))
    throw fault("There is no such direction.", "direction");
  const known = attributeNames(schema);
  const columns = new Set<string>();
  for (const [path, { column, convert = "same" }] of Object.entries(fields)) {
    const name = path.startsWith("attributes.") ? path.slice("attributes.".length) : null;
    if (name === null ? !others.has(path) : known.length > 0 && !known.includes(name))
      throw fault("The schema has no such value.", `fields.${path}`);
    if (!Object.hasOwn(ownConversions, convert) && !Object.hasOwn(conversions, convert))
      throw fault("There is no such conversion.", `fields.${path}.convert`);
    if (columns.has(column)) throw fault("A column is named twice.", `fields.${path}.column`);
    columns.add(column);
  }
  for (const [index, { column, purpose }] of denials.entries()) {
    const path = `denials[${index}]`;
    if (columns.has(column)) throw fault("A column is named twice.", `${path}.column`);
    columns.add(column);
    if (purpose !== undefined && !Object.hasOwn(schema.purposes, purpose))
      throw fault("The schema has no such purpose.", `${path}.purpose`);
  }
  if (columns.size === 0) throw fault("The flow carries nothing.", "fields");
  if (match === "email" && Object.hasOwn(fields, "email"))
    throw fault("The rows' keys are the addresses: they are no column.", "fields.email");
  const writes = typeof source === "function" || source.write !== undefined;
  if (direction !== "inBeforeSend" && !writes)
    throw fault("The host's table cannot be written.", "source.write");
  return Object.freeze({ ...flow, fields: Object.freeze(fields) });
}

function fault(message: string, path: string): DefinitionError {
  return new DefinitionError("DEFINITION_FLOW", message, {
    path,
    remedy: "See docs/guides/data-flows.md.",
  });
}
