import type { ListId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel, ConsentGate, Decision } from "../ports/consent-gate.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { OutboxDraft } from "../ports/store/outbox.js";
import type { DueEnrollment, StepResult, Store, TickReport } from "../ports/store/store.js";
import {
  pendingInputs,
  type SendEffect,
  type SendQuestion,
  transition,
  type WorkflowDefinition,
  type WorkflowEffect,
} from "../workflows/index.js";
import { advanceNeeds, type Catalogue, versionKey } from "./catalogue.js";
import type { SenderSettings } from "./sender-settings.js";

export interface AdvanceParts {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly catalogue: Catalogue;
  readonly processorOf: (channel: Channel) => string | null;
}

/** Moves every due run on, and commits state, messages and log together. */
export const advanceWorkflows = (
  parts: AdvanceParts,
  scope: { readonly tenant: TenantId; readonly now: Instant; readonly limit: number },
  sender: SenderSettings,
  options: CallOptions = {},
): Promise<TickReport> =>
  parts.store.advance(
    { ...scope, needs: advanceNeeds(parts.catalogue) },
    (due) => due.map((entry) => step(parts, entry, scope.now, sender)),
    options,
  );

const step = (
  parts: AdvanceParts,
  { enrollment, facts }: DueEnrollment,
  now: Instant,
  sender: SenderSettings,
): StepResult => {
  const definition = parts.catalogue.versions.get(
    versionKey(enrollment.workflow, enrollment.version),
  );
  // A run whose definition is gone is parked, not ended: putting the version back lets it go on.
  if (!definition)
    return {
      enrollment: { ...enrollment, revision: enrollment.revision + 1, wakeAt: null },
      outbox: [],
      log: [],
    };
  const {
    enrollment: next,
    effects,
    log,
  } = transition(definition, enrollment, pendingInputs(enrollment), facts, {
    now,
    zone: sender.timeZone,
    decide: (question) => decide(parts, facts, question, now),
  });
  const contact = contactChanges(effects);
  return {
    enrollment: next,
    outbox: effects.flatMap((effect) =>
      effect.kind === "send" ? [draftOf(effect, definition, enrollment, facts)] : [],
    ),
    log,
    ...(contact === null ? {} : { contact }),
  };
};

const noSuchPoint: Decision = {
  allowed: false,
  reasons: [
    { code: "ADDRESS_GONE", effect: "deny", rule: "the contact no longer has this address" },
  ],
  obligations: [],
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "none", digest: "" },
};

const decide = (
  parts: AdvanceParts,
  facts: ContactFacts,
  asked: SendQuestion,
  now: Instant,
): Decision => {
  const point = facts.contact.points.find(({ id }) => id === asked.contactPoint);
  const consent = facts.consent.find(({ contactPoint }) => contactPoint === asked.contactPoint);
  if (!point || !consent) return noSuchPoint;
  const { channel, purpose, topic = null, messageClass } = asked;
  const { tenant } = facts.contact;
  const processor = parts.processorOf(channel);
  const subject = {
    tenant,
    contact: facts.contact,
    point,
    channel,
    purpose,
    topic,
    messageClass,
    processor,
  };
  return parts.gate.decide(questionFor(subject, "send", now), consent);
};

const draftOf = (
  effect: SendEffect,
  definition: WorkflowDefinition,
  enrollment: DueEnrollment["enrollment"],
  facts: ContactFacts,
): OutboxDraft => ({
  tenant: enrollment.tenant,
  key: effect.key,
  contact: facts.contact.id,
  contactPoint: effect.contactPoint,
  channel: effect.channel,
  lane: effect.channel,
  template: effect.template,
  purpose: effect.purpose,
  topic: effect.topic,
  messageClass: effect.messageClass,
  data: effect.data,
  origin: {
    kind: "workflow",
    enrollment: enrollment.id,
    workflow: definition.id,
    version: definition.version,
    step: effect.node,
  },
  dueAt: effect.dueAt,
  decision: effect.decision,
});

/** The step's changes to the contact, later ones over earlier ones. */
const contactChanges = (
  effects: readonly WorkflowEffect[],
): NonNullable<StepResult["contact"]> | null => {
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
};
