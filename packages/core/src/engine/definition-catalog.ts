import { attributeNames, type Schema } from "../contacts/index.js";
import { DefinitionError } from "../errors/index.js";
import type { ListId, SegmentId } from "../identifiers.js";
import type { Holidays } from "../ports/holidays.js";
import type { Renderer } from "../ports/renderer.js";
import type { CallKind } from "../ports/store/calls.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { mergeNeeds, orderSegments, type Segment, segmentNeeds } from "../segments/index.js";
import {
  asksPermission,
  assertWorkflow,
  type EntryTrigger,
  isTimed,
  type WorkflowDefinition,
  workflowNeeds,
} from "../workflows/index.js";
import { stepFaults } from "./attribute-faults.js";

/**
 * The definitions that an engine was given, indexed by what triggers them. A catalog never changes:
 * an addition makes a new one.
 */
export interface DefinitionCatalog {
  /** Each segment comes after the segments that it refers to. */
  readonly segments: readonly Segment[];
  /** The current version of each workflow: new runs begin on it. */
  readonly current: ReadonlyMap<string, WorkflowDefinition>;
  /** The facts that an evaluation of the segments may need, including those for workflow entry. */
  readonly segmentNeeds: FactsNeeded;
  /** The facts that are needed to start a run by an event or by hand. */
  readonly entryNeeds: FactsNeeded;
  /** Lists that some workflow begins by. */
  readonly triggerLists: ReadonlySet<ListId>;
  /** The workflows that begin by dates or schedules. */
  readonly timed: readonly WorkflowDefinition[];
  /** Whether some workflow waits for the best hour, so that what is sent is counted by its hour. */
  readonly countsHours: boolean;
  /** What schedules keep. */
  readonly holidays?: Holidays | undefined;
}

export interface DefinitionSources {
  readonly schema: Schema;
  readonly renderer: Renderer;
  readonly segments: readonly Segment[];
  readonly workflows: readonly WorkflowDefinition[];
  readonly holidays?: Holidays | undefined;
  /** The calls to the outside that the engine makes. */
  readonly calls: readonly CallKind[];
}

/**
 * @throws DefinitionError `DEFINITION_DUPLICATE`, `DEFINITION_SEGMENT_UNKNOWN`, what ordering the
 * segments throws, and what `checkWorkflow` finds: among it `DEFINITION_CLASS_LAXER`,
 * `DEFINITION_CHANNEL`, `DEFINITION_PURPOSE` and `DEFINITION_TEMPLATE_WAY_OUT` where a step
 * contradicts its template, and `DEFINITION_ATTRIBUTE` where one sets what the schema refuses.
 */
export function createDefinitionCatalog(sources: DefinitionSources): DefinitionCatalog {
  const { schema, renderer, segments, workflows } = sources;
  const names = new Set<string>();
  const known = new Set<SegmentId>(segments.map(({ id }) => id));
  const named = new Map<string, WorkflowDefinition>(workflows.map((one) => [one.id, one]));
  for (const workflow of workflows) {
    assertWorkflow(workflow, {
      // Those that other engines publish are not known here.
      workflow: (id) => named.get(id),
      template: (id) => renderer.template(id),
      attributes: (set, unset) => stepFaults(schema, set, unset),
      dateAttribute: (name) => dateKind(schema, name),
    });
    checkHolidays(workflow, sources.holidays);
    checkCalls(workflow, sources.calls);
    if (names.has(workflow.id)) {
      throw new DefinitionError(
        "DEFINITION_DUPLICATE",
        `Two workflows are called ${workflow.id}.`,
        {
          path: `workflows.${workflow.id}`,
          remedy: "Give the engine one version; older ones come from the store.",
        },
      );
    }
    for (const [index, trigger] of workflow.entry.triggers.entries()) {
      const segment = readSegment(trigger);
      if (segment === null || known.has(segment)) continue;
      throw new DefinitionError(
        "DEFINITION_SEGMENT_UNKNOWN",
        `Workflow ${workflow.id} starts by a segment the engine lacks.`,
        {
          path: `workflows.${workflow.id}.entry.triggers[${index}].segment`,
          remedy: "Give the segment among `segments` as well, to wellsent or to createEngine.",
        },
      );
    }
    names.add(workflow.id);
  }
  return indexed(orderSegments(segments), workflows, sources.holidays);
}

/**
 * The same with further workflows, which were checked when they were published. One whose id is
 * there already is left out.
 */
export function withWorkflows(
  { segments, current, holidays }: DefinitionCatalog,
  added: readonly WorkflowDefinition[],
): DefinitionCatalog {
  const own = added.filter(({ id }) => !current.has(id));
  return indexed(segments, [...current.values(), ...own], holidays);
}

function indexed(
  segments: readonly Segment[],
  workflows: readonly WorkflowDefinition[],
  holidays: Holidays | undefined,
): DefinitionCatalog {
  return {
    segments,
    current: new Map(workflows.map((workflow) => [workflow.id, workflow])),
    segmentNeeds: mergeNeeds([needsOfEntry(workflows, isLookedFor), ...segments.map(segmentNeeds)]),
    entryNeeds: needsOfEntry(workflows, (trigger) => !isLookedFor(trigger)),
    timed: workflows.filter(({ entry }) => entry.triggers.some(isTimed)),
    countsHours: workflows.some((one) => workflowNeeds(one).hours === true),
    ...(holidays === undefined ? {} : { holidays }),
    triggerLists: new Set(
      workflows.flatMap(({ entry }) =>
        entry.triggers.flatMap((trigger) => (trigger.on === "list" ? trigger.list : [])),
      ),
    ),
  };
}

/** Whether a look at the contact's segments finds that it starts. */
function isLookedFor(trigger: EntryTrigger): boolean {
  return trigger.on === "segment" || isTimed(trigger);
}

function readSegment(trigger: EntryTrigger): SegmentId | null {
  return trigger.on === "segment" || trigger.on === "schedule" ? (trigger.segment ?? null) : null;
}

/** Schedules that keep holidays need to be told of some. */
export function checkHolidays(
  { id, entry }: WorkflowDefinition,
  holidays: Holidays | undefined,
): void {
  if (holidays !== undefined) return;
  const index = entry.triggers.findIndex(
    (trigger) =>
      trigger.on === "schedule" && (trigger.recurrence.holiday?.action ?? "send") !== "send",
  );
  if (index === -1) return;
  throw new DefinitionError(
    "DEFINITION_HOLIDAYS",
    `Workflow ${id} keeps holidays, and the engine knows none.`,
    {
      path: `workflows.${id}.entry.triggers[${index}].recurrence.holiday`,
      remedy: "Give the engine calendars of holidays, or take the rule out.",
    },
  );
}

/** A run would wait for an answer to what nobody asks, or a colleague for a mail. */
export function checkCalls({ id, nodes }: WorkflowDefinition, calls: readonly CallKind[]): void {
  for (const [step, node] of Object.entries(nodes)) {
    const path = `workflows.${id}.nodes.${step}`;
    if (node.kind === "webhook" && !calls.includes("webhook"))
      throw new DefinitionError(
        "DEFINITION_WEBHOOKS",
        `Workflow ${id} calls a webhook, and nobody has said which hosts may be called.`,
        {
          path,
          remedy:
            "Give `webhooks` to wellsent or to createEngine, with the hosts that may be called.",
        },
      );
    if (node.kind === "notify" && node.mail === true && !calls.includes("notice"))
      throw new DefinitionError(
        "DEFINITION_COLLEAGUES",
        `Workflow ${id} tells a colleague by mail, and nobody has said at which address.`,
        {
          path: `${path}.mail`,
          remedy:
            "Give `colleagues` and `email` to wellsent or to createEngine, or leave mail out.",
        },
      );
  }
}

/** What the schema tells of an attribute that is to hold a date. */
export function dateKind(schema: Schema, name: string): "date" | "other" | "unknown" {
  const names = attributeNames(schema);
  if (names.length > 0 && !names.includes(name)) return "unknown";
  const takes = (value: string | number): boolean =>
    !stepFaults(schema, { [name]: value }, []).includes(name);
  return dateSamples.some(takes) ? "date" : "other";
}

/** One of each form that dates have in data. */
const dateSamples = ["2000-02-29", "2000-02-29T12:00", "2000-02-29T12:00:00Z", 951_825_600_000];

/**
 * These facts are read for a whole batch, so they are asked for only where an entry of the kind
 * needs them.
 */
function needsOfEntry(
  workflows: readonly WorkflowDefinition[],
  by: (trigger: EntryTrigger) => boolean,
): FactsNeeded {
  const entered = workflows.filter((workflow) => workflow.entry.triggers.some(by));
  return {
    events: {},
    messages: 0,
    consent: entered.some(asksPermission),
    ...(entered.length === 0 ? { memberships: false } : {}),
  };
}
