import { describeIssues, parseAttributes, type Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import type { ListId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import { workflowLine, workflowQueue } from "../messages/index.js";
import { isPendingStart } from "../pending-start.js";
import type { BestHours } from "../ports/best-hours.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Renderer } from "../ports/renderer.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import type { OutboxDraft } from "../ports/store/outbox.js";
import type {
  Definition,
  DueEnrollment,
  StepResult,
  Store,
  TickReport,
  WorkflowVersion,
} from "../ports/store/store.js";
import { mergeNeeds } from "../segments/index.js";
import {
  keptGoing,
  pendingInputs,
  type SendEffect,
  sentTemplates,
  standStill,
  startedBy,
  transition,
  type WorkflowDefinition,
  type WorkflowEffect,
  wakesBy,
  workflowNeeds,
} from "../workflows/index.js";
import { attributeFaults, changedAttributes } from "./attribute-faults.js";
import { noticeDraft, webhookDraft } from "./calls/index.js";
import { type ChildDependencies, childStarts } from "./child-starts.js";
import { deciderFor } from "./decider.js";
import { storedWorkflows } from "./definitions.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { ReactionsFor } from "./reactions.js";
import { segmentContext } from "./refresh-segments.js";
import type { SenderSettings } from "./sender-settings.js";
import { startPending } from "./start-pending.js";
import { standingsIn } from "./tenant-standings.js";

export interface AdvanceDependencies extends Omit<ChildDependencies, "catalog"> {
  readonly store: Store;
  readonly schema: Schema;
  readonly catalog: LiveCatalog;
  readonly renderer: Pick<Renderer, "template">;
  readonly reactions: ReactionsFor;
  readonly bestHours?: BestHours | undefined;
}

export interface AdvanceReport extends TickReport {
  /** The versions that have waiting runs and that this engine cannot run. Other engines may. */
  readonly left: readonly WorkflowVersion[];
}

const nothing: FactsNeeded = { events: {}, messages: 0, consent: false };

/**
 * Moves every due run forward by the definition in its tenant's store, and commits state, messages
 * and log together. A run whose version cannot be read stays as it is, and the rest of the call
 * skips it.
 */
export async function advanceWorkflows(
  deps: AdvanceDependencies,
  scope: { readonly tenant: TenantId; readonly now: Instant; readonly limit: number },
  sender: SenderSettings,
  options: CallOptions = {},
): Promise<AdvanceReport> {
  const given = deps.catalog.now().current;
  const catalog = deps.catalog.forTenant(scope.tenant);
  // What a tenant published may need a text that only engines of a later release have.
  const read = storedWorkflows(
    catalog,
    (definition) => given.has(definition.id) || hasTemplates(definition, deps.renderer),
  );
  const readAll = (definitions: readonly Definition[]): readonly WorkflowDefinition[] =>
    definitions.flatMap((definition) => read(definition) ?? []);
  const left: WorkflowVersion[] = [];
  let sum: TickReport = { processed: 0, quarantined: 0, more: false };
  for (;;) {
    const done = await deps.store.advance(
      { ...scope, except: [...left] },
      {
        needs: (definitions) => mergeNeeds([nothing, ...readAll(definitions).map(workflowNeeds)]),
        starts: (definitions) =>
          readAll(definitions)
            .flatMap(startedBy)
            // A publication that broke off leaves a version that nobody is to run.
            .filter((id) => !catalog.current.has(id) && !deps.catalog.isDrafted(scope.tenant, id)),
        step: (due) => {
          const definition = due.definition === null ? null : read(due.definition);
          if (isPendingStart(due.enrollment))
            return startPending({ ...deps, catalog }, definition, due, scope.now);
          return definition === null
            ? null
            : step({ ...deps, catalog }, definition, due, { ...scope, sender, read });
        },
        lists: deps.reactions(scope),
      },
      options,
    );
    sum = {
      processed: sum.processed + done.processed,
      quarantined: sum.quarantined + done.quarantined,
      more: done.more,
    };
    const unseen = done.left.filter((version) => !left.some((one) => sameVersion(one, version)));
    left.push(...unseen);
    // Skipped runs stay due. The runs behind them are found only if a call looks past the skipped
    // ones.
    if (unseen.length === 0 || !done.more) return { ...sum, left };
  }
}

function hasTemplates(
  definition: WorkflowDefinition,
  renderer: Pick<Renderer, "template">,
): boolean {
  return sentTemplates(definition).every((template) => renderer.template(template) !== undefined);
}

function sameVersion(a: WorkflowVersion, b: WorkflowVersion): boolean {
  return a.workflow === b.workflow && a.version === b.version;
}

interface StepScope {
  readonly now: Instant;
  readonly sender: SenderSettings;
  readonly read: (definition: Definition) => WorkflowDefinition | null;
}

function step(
  deps: Omit<AdvanceDependencies, "catalog"> & ChildDependencies,
  definition: WorkflowDefinition,
  due: DueEnrollment,
  { now, sender, read }: StepScope,
): StepResult | null {
  const { enrollment, facts } = due;
  const standings = standingsIn(due.standing);
  const standing = standings.get(definition.id);
  const still = standing === undefined ? null : standStill(definition, enrollment, facts, standing);
  if (still !== null) return { enrollment: still, outbox: [], log: [] };
  const children = childStarts(deps, due, standings, now, read);
  const { consentState } = segmentContext(deps.gate, facts, now, sender.timeZone, () => false);
  const decide = deciderFor(deps, facts, now);
  const {
    enrollment: next,
    effects,
    log,
  } = transition(definition, enrollment, pendingInputs(enrollment), facts, {
    now,
    zone: sender.timeZone,
    decide: (question) => decide(question),
    start: children.start,
    mayProfile: (question) => decide(question, "profile").allowed,
    ...(deps.bestHours === undefined ? {} : { bestHours: deps.bestHours }),
    ...(consentState === undefined ? {} : { consentState }),
  });
  if (children.isForeign()) return null;
  const calls = effects.flatMap((effect) => {
    if (effect.kind === "webhook") return [webhookDraft(effect, definition, enrollment)];
    return effect.kind === "notify" && effect.mail
      ? [noticeDraft(effect, definition, enrollment)]
      : [];
  });
  const tasks = effects.flatMap((effect) => {
    if (effect.kind !== "notify") return [];
    const { key, node, owner, title, text, details, dueAt, mail } = effect;
    return [{ key, node, owner, title, text, details, dueAt, mail }];
  });
  const turns = effects.flatMap((effect) => {
    if (effect.kind !== "turn") return [];
    const { key, throttle, max, perMs, over } = effect;
    return [{ key, throttle, max, perMs, over }];
  });
  const wake = wakesBy(effects, now);
  const contact = contactChanges(effects);
  if (contact?.attributes !== undefined)
    refuseFaults(deps.schema, facts.contact.attributes, contact.attributes);
  return {
    enrollment: standing === undefined ? next : keptGoing(next, standing),
    outbox: effects.flatMap((effect) => {
      if (effect.kind !== "send") return [];
      const draft = draftMessage(effect, definition, { enrollment, facts });
      // While the workflow is paused, its service mail waits at the workflow's own gate as well.
      return standing?.state === "paused"
        ? [{ ...draft, queue: workflowQueue(definition.id) }]
        : [draft];
    }),
    log,
    ...(calls.length === 0 ? {} : { calls }),
    ...(turns.length === 0 ? {} : { turns }),
    ...(tasks.length === 0 ? {} : { tasks }),
    ...(children.started.length === 0 ? {} : { start: children.started, startLog: children.log }),
    ...(wake.length === 0 ? {} : { wake }),
    ...(contact === null ? {} : { contact }),
  };
}

/** A step must not write attributes that every later `identify` would be refused for. */
function refuseFaults(schema: Schema, before: JsonObject, changes: JsonObject): void {
  const [fault] = attributeFaults(schema, before, changes);
  if (fault === undefined) return;
  const after = parseAttributes(schema, changedAttributes(before, changes));
  const issues = after.ok ? [] : after.issues.filter(({ path }) => path.startsWith(fault));
  const said = ["A step sets what the schema refuses.", describeIssues(issues)].join(" ").trimEnd();
  throw new InputError("INPUT_ATTRIBUTES", said, {
    path: fault === "*" ? "attributes" : `attributes.${fault}`,
    remedy: "Publish a version of the workflow that sets what the schema takes.",
  });
}

/** The message that a step's effect asks for. */
export function draftMessage(
  effect: SendEffect,
  { id, version, policy }: WorkflowDefinition,
  {
    enrollment,
    facts,
  }: {
    readonly enrollment: Pick<DueEnrollment["enrollment"], "tenant" | "id">;
    readonly facts: DueEnrollment["facts"];
  },
): OutboxDraft {
  const { queue, priority } = workflowLine(effect, id, policy.priority);
  // Written out rather than spread, because every send makes one.
  const draft: OutboxDraft = {
    tenant: enrollment.tenant,
    key: effect.key,
    contact: facts.contact.id,
    contactPoint: effect.contactPoint,
    channel: effect.channel,
    lane: effect.channel,
    queue,
    priority,
    template: effect.template,
    purpose: effect.purpose,
    topic: effect.topic,
    messageClass: effect.messageClass,
    data: effect.data,
    origin: {
      kind: "workflow",
      enrollment: enrollment.id,
      workflow: id,
      version,
      step: effect.node,
    },
    dueAt: effect.dueAt,
    decision: effect.decision,
  };
  return Object.keys(effect.policy).length === 0 ? draft : { ...draft, policy: effect.policy };
}

/** The step's changes to the contact. A later change of an attribute wins. */
function contactChanges(
  effects: readonly WorkflowEffect[],
): NonNullable<StepResult["contact"]> | null {
  let attributes: JsonObject = {};
  const lists = new Map<ListId, boolean>();
  for (const effect of effects) {
    if (effect.kind === "update") attributes = { ...attributes, ...effect.attributes };
    if (effect.kind !== "list") continue;
    for (const list of effect.remove) lists.set(list, false);
    for (const list of effect.add) lists.set(list, true);
  }
  if (Object.keys(attributes).length === 0 && lists.size === 0) return null;
  const picked = (wanted: boolean) =>
    [...lists].flatMap(([list, added]) => (added === wanted ? [list] : []));
  return { attributes, addLists: picked(true), removeLists: picked(false) };
}
