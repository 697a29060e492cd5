import type { Schema } from "../contacts/index.js";
import { InputError, WellsentError } from "../errors/index.js";
import { contactPointId, type TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import { campaignSendKey, directLine } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Decision } from "../ports/consent-gate.js";
import type { Renderer } from "../ports/renderer.js";
import type { Clock } from "../ports/sources.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { OutboxDraft } from "../ports/store/outbox.js";
import type { Store } from "../ports/store/store.js";
import { durationPattern } from "../timing/duration.js";
import { chooseTarget, refusedDecision } from "../workflows/index.js";
import type { TestSend } from "./campaigns/seed-sends.js";
import { checkData } from "./check-input.js";
import { deciderFor, type GateDependencies } from "./decider.js";
import type { SendSubject } from "./engine.js";
import type { SendResult } from "./send-result.js";
import { type ChosenTemplate, chooseTemplate } from "./template-choice.js";

export interface DirectSendDependencies extends GateDependencies {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly schema: Pick<Schema, "purposes">;
}

/** What the caller asked for, independent of the schema. */
type DirectSend = SendSubject & { readonly purpose?: string; readonly topic?: string };

interface Wanted {
  readonly input: DirectSend;
  readonly chosen: ChosenTemplate;
  readonly kind: "direct" | "test";
}

const day: Milliseconds = 86_400_000;
const furthest: Milliseconds = 3_653 * day;

/**
 * Messages outside any workflow, decided and written in one commit a tenant, so that what comes
 * back is what stands there. All inputs are looked at before anything is written.
 */
export function sendDirect(
  deps: DirectSendDependencies,
  inputs: readonly DirectSend[],
  options: CallOptions = {},
): Promise<readonly SendResult[]> {
  return sendAny(deps, inputs, options, "direct");
}

async function sendAny(
  deps: DirectSendDependencies,
  inputs: readonly DirectSend[],
  options: CallOptions,
  kind: "direct" | "test",
): Promise<readonly SendResult[]> {
  const now = deps.clock.now();
  const wanted = inputs.map((input, index): Wanted => {
    const path = (member: string): string =>
      inputs.length === 1 ? member : `[${index}].${member}`;
    if (kind === "direct") checkId(input.id, path("id"));
    checkDue(input.dueAt, now, path("dueAt"));
    checkLate(input.lateAfter, path("lateAfter"));
    checkData(input.data ?? {}, path("data"));
    return { input, kind, chosen: chooseTemplate(deps, input, path) };
  });
  const results: SendResult[] = [];
  for (const tenant of new Set(inputs.map((input) => input.tenant))) {
    const places = [...wanted.keys()].filter((index) => wanted[index]?.input.tenant === tenant);
    const own = places.flatMap((index) => wanted[index] ?? []);
    const sent = await sendFor(deps, { tenant, now }, own, options);
    for (const [at, index] of places.entries()) results[index] = sent[at] ?? unknownContact;
  }
  return results;
}

/** Tests of a campaign: their ids are of a kind that no host can name. */
export function sendTests(
  deps: DirectSendDependencies,
  inputs: readonly TestSend[],
  options: CallOptions = {},
): Promise<readonly SendResult[]> {
  return sendAny(deps, inputs, options, "test");
}

/** The messages of one tenant, in one call. */
async function sendFor(
  deps: DirectSendDependencies,
  scope: { readonly tenant: TenantId; readonly now: Instant },
  wanted: readonly Wanted[],
  options: CallOptions,
): Promise<readonly SendResult[]> {
  const decisions: Decision[] = [];
  // The contact exists and cannot be read.
  const faults: (string | null)[] = wanted.map(() => "STORE_CORRUPT");
  const { results } = await deps.store.enqueue(
    {
      ...scope,
      contacts: wanted.map(({ input }) => input.contact),
      needs: { events: {}, messages: 0, consent: true, memberships: false, enrolled: false },
    },
    (facts, index) => {
      const one = wanted[index];
      faults[index] = null;
      if (one === undefined || facts === null) return null;
      try {
        const draft = draftFor(deps, one, facts, scope.now);
        decisions[index] = draft.decision;
        return draft;
      } catch (error) {
        faults[index] = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
        throw error;
      }
    },
    options,
  );
  return wanted.map((_, index): SendResult => {
    const fault = faults[index] ?? null;
    if (fault !== null) return unreadable(fault);
    const decision = decisions[index];
    const status = results[index] ?? null;
    if (decision === undefined || status === null) return unknownContact;
    return { queued: status === "queued", status, decision };
  });
}

function draftFor(
  deps: DirectSendDependencies,
  { input, chosen, kind }: Wanted,
  facts: ContactFacts,
  now: Instant,
): OutboxDraft {
  const { tenant, contact, contactPoint: only, id, data = {}, dueAt = now, lateAfter } = input;
  const { template, channel, purpose, topic, messageClass } = chosen;
  const decide = deciderFor(deps, facts, now);
  const points = facts.contact.points.filter(({ id: point }) => (only ?? point) === point);
  // A point that was named is taken as it is.
  const asked = only === undefined ? purpose : null;
  const reach = { ...facts.contact, points };
  const { contactPoint, decision } = chooseTarget(
    reach,
    { channel, purpose: asked },
    now,
    (point) =>
      decide({
        ...{ contactPoint: point, channel, purpose, messageClass },
        ...(topic === null ? {} : { topic }),
      }),
  );
  return {
    ...{ tenant, key: campaignSendKey(id, contact), contact },
    // Without an address there is nothing to send to. The refusal is recorded all the same.
    contactPoint: contactPoint ?? contactPointId(""),
    ...{ channel, lane: channel, ...directLine({ messageClass }) },
    ...{ template, purpose, topic, messageClass, data },
    origin: { kind: messageClass === "confirmation_request" ? "confirmation" : kind },
    ...{ dueAt, decision },
    ...(lateAfter === undefined ? {} : { policy: { lateAfter } }),
  };
}

const unknownContact: SendResult = {
  queued: false,
  status: "unknown_contact",
  decision: refusedDecision("CONTACT_UNKNOWN", "this tenant has no such contact"),
};

function unreadable(code: string): SendResult {
  return {
    queued: false,
    status: "unreadable",
    decision: refusedDecision(code, "the contact cannot be read or decided about now"),
  };
}

function checkId(id: unknown, path: string): void {
  const isReserved = typeof id === "string" && /^[cdt]-/.test(id);
  if (!isReserved && typeof id === "string" && /^[A-Za-z0-9-]{1,30}$/.test(id)) return;
  throw new InputError("INPUT_SEND_ID", `The id of a send ${idFault(id)}.`, {
    path,
    remedy: "Use up to 30 letters, digits and hyphens: it is part of a provider's reference.",
  });
}

function idFault(id: unknown): string {
  if (typeof id !== "string") return "is no text";
  if (id === "") return "is empty";
  if (/^[cdt]-/.test(id)) return "begins with c-, d- or t-, which are for campaigns";
  return id.length > 30
    ? `has ${id.length} characters, where 30 are the most`
    : "has other characters than letters, digits and hyphens";
}

function checkDue(dueAt: unknown, now: Instant, path: string): void {
  if (dueAt === undefined) return;
  const sound = typeof dueAt === "number" && Number.isSafeInteger(dueAt);
  if (sound && dueAt >= now - day && dueAt <= now + furthest) return;
  throw new InputError("INPUT_DUE_AT", "This is no time at which a message could be due.", {
    path,
    remedy: "Give milliseconds since 1970, from a day ago to ten years ahead.",
  });
}

function checkLate(lateAfter: unknown, path: string): void {
  if (lateAfter === undefined) return;
  if (typeof lateAfter === "string" && durationPattern.test(lateAfter)) return;
  throw new InputError("INPUT_LATE_AFTER", "This is no duration, such as 5m, 4h or 2d.", {
    path,
    remedy: "Write how long after it was due the message is still worth sending.",
  });
}
