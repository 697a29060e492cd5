import type {
  EventNameOf,
  EventsOf,
  NumberPathOf,
  PurposeOf,
  QuietHours,
  Schema,
  Segment,
  SegmentReference,
  TopicOf,
  WorkflowDefinition,
} from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import type { TemplateSource } from "@wellsent/templates/define";
import type { SmsSource } from "@wellsent/templates/sms";
import type { Form } from "../app/form.js";
import type { MailLayout } from "./mail-layout.js";
import type { WordChanges } from "./mail-words.js";

/** The options that every ready-made workflow has. */
export interface ReadyMadeOptions<in out S extends Schema, Mail extends string> {
  /** The id of the workflow, and the beginning of those of its templates and segments. */
  readonly id?: string;
  /** What its mails are sent for. */
  readonly purpose: PurposeOf<S>;
  /** A list within the purpose. */
  readonly topic?: TopicOf<S>;
  /** Where the buttons lead: an absolute address. */
  readonly link: string;
  /** Other words, and further languages, by language and mail. */
  readonly words?: WordChanges<Mail>;
  /** Templates of your own, each in place of the mail of that name. */
  readonly templates?: { readonly [Name in Mail]?: TemplateSource };
  /** Makes the MJML of all mails. Default: one plain column. */
  readonly layout?: MailLayout;
  /** When nothing is sent, in the person's zone. Default: from 20:00 to 08:00. */
  readonly quietHours?: readonly QuietHours[];
  /** Who is never in it, such as staff. Whoever comes into that segment leaves the workflow. */
  readonly except?: SegmentReference;
  /** The share, from 0 to 1, that gets nothing, to compare with. */
  readonly holdout?: number;
  /** Default 1. Say 2 when you change an option that has run before. */
  readonly version?: number;
}

/** The event of the schema that says that somebody has bought something. */
export interface OrderOptions<in out S extends Schema, Order extends EventNameOf<S>> {
  readonly order: Order;
  /** Where its data has what the order was worth, as a number. */
  readonly total?: NumberPathOf<EventsOf<S>[Order]>;
}

/** What the host has to have for a workflow to do something. */
export interface ReadyMadeNeeds {
  /** Events that the app tracks. */
  readonly events: readonly string[];
  readonly attributes: readonly string[];
  readonly purposes: readonly string[];
  /** Pools of codes that have to be filled. */
  readonly pools: readonly string[];
  /** Verbs of the catalog that have to answer. */
  readonly catalog: readonly ("products" | "recommend" | "places")[];
}

/** A workflow with all that it consists of, as plain values: `app.add` takes it as it is. */
export interface ReadyMade {
  /** The id of the workflow. */
  readonly id: string;
  readonly workflow: WorkflowDefinition;
  /** The workflow, and those that go with it. */
  readonly workflows: readonly WorkflowDefinition[];
  readonly templates: readonly (TemplateSource | SmsSource)[];
  readonly segments: readonly Segment[];
  readonly forms: readonly Form[];
  readonly needs: ReadyMadeNeeds;
}

/**
 * The definitions of several ready-made workflows as one, to be spread into the options of an app.
 * @throws DefinitionError `DEFINITION_READY_MADE_TWICE` where two have the same id
 * @example
 * const app = await wellsent({ ...options, ...joined(welcome, lapsed) });
 */
export function joined(
  ...all: readonly ReadyMade[]
): Pick<ReadyMade, "templates" | "segments" | "forms" | "workflows"> {
  const ids = all.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) {
    throw new DefinitionError("DEFINITION_READY_MADE_TWICE", `Two workflows are called ${twice}.`, {
      path: "id",
      remedy: "Give one of them another id.",
    });
  }
  return {
    templates: all.flatMap(({ templates }) => templates),
    segments: all.flatMap(({ segments }) => segments),
    forms: all.flatMap(({ forms }) => forms),
    workflows: all.flatMap(({ workflows }) => workflows),
  };
}

/** Puts the parts of a ready-made workflow together. */
export function readyMade(
  parts: Pick<ReadyMade, "workflow" | "templates"> & {
    readonly segments?: readonly Segment[];
    readonly forms?: readonly Form[];
    /** Those beside the one. */
    readonly others?: readonly WorkflowDefinition[];
    readonly needs: Partial<Omit<ReadyMadeNeeds, "purposes">>;
  },
): ReadyMade {
  const { workflow, others = [], templates, segments = [], forms = [], needs } = parts;
  const { events = [], attributes = [], pools = [], catalog = [] } = needs;
  const purposes = templates.flatMap(({ purpose }) => purpose ?? []);
  return Object.freeze({
    ...{ id: workflow.id, workflow, templates, segments, forms },
    workflows: [workflow, ...others],
    needs: {
      ...{ events, attributes, pools, catalog },
      purposes: [...new Set(purposes)],
    },
  });
}
