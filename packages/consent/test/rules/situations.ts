import type { ConsentChannel, ConsentDraft } from "@wellsent/core";
import type { RelationshipKind } from "../../src/entries/ledger.js";
import { recordRelationship, stopTexts } from "../../src/index.js";
import { confirmed, event, granted, requested, withdrawn } from "../support/drafts.js";
import { counted, seeded } from "../support/keys.js";
import { day, point } from "../support/ledger.js";

/** When a scenario asks, unless it says otherwise: 2026-11-24T15:00Z, a Tuesday. */
export const askedAt = Date.UTC(2026, 10, 24, 15);

/** What a situation is told: the channel, and the moment the question is asked. */
export interface Telling {
  readonly channel: ConsentChannel;
  readonly at: number;
}

const ids = counted("sit");
function createScope({ channel }: Telling) {
  return { channel, purpose: "marketing.newsletter", activity: "send" } as const;
}

function grant(telling: Telling, ago: number, options: Parameters<typeof granted>[1] = {}) {
  return granted(telling.at - ago * day, { scope: createScope(telling), ...options });
}

const paper = { payload: { evidenceRef: "scan-17" }, salt: "ab".repeat(32) };
const importer = { actor: { kind: "import" } } as const;

interface Related {
  readonly ago: number;
  readonly offered?: boolean;
  readonly similar?: readonly string[];
}

function related(
  { at }: Telling,
  kind: RelationshipKind,
  { ago, offered = false, similar = ["marketing"] }: Related,
): readonly ConsentDraft[] {
  return recordRelationship(
    { ids, random: seeded(), now: at - ago * day },
    { contactPoint: point, kind, similar, optOutOffered: offered },
  );
}

function messageSent({ at }: Telling, ago: number): ConsentDraft {
  return event("softoptin.offered_optout", at - ago * day, {
    scope: {},
    actor: { kind: "system" },
    detail: { where: "message" },
  });
}

function doubleOptIn(telling: Telling, ago: number): readonly ConsentDraft[] {
  const scope = createScope(telling);
  const request = requested(telling.at - ago * day, { scope });
  return [request, confirmed(telling.at - ago * day + 60_000, request, { scope })];
}

/** Agreed in writing, then answered STOP: to a text of some purpose, or to none that is known. */
function stopped(told: Telling, answered?: string): readonly ConsentDraft[] {
  return [
    grant(told, 30, { detail: { strength: "express_written" } }),
    stopTexts(
      { ids, random: seeded(), now: told.at - day },
      { contactPoint: point, ...(answered === undefined ? {} : { answered }) },
    ),
  ];
}

/** What the ledger holds of somebody when the question is asked, by name. */
export const situations = {
  "nothing known": () => [],
  "asked, not answered": (told) => [requested(told.at - day, { scope: createScope(told) })],
  "single opt-in": (told) => [grant(told, 30)],
  "confirmed opt-in": (told) => doubleOptIn(told, 30),
  "confirmed opt-in five years ago": (told) => doubleOptIn(told, 5 * 365),
  "written opt-in": (told) => [grant(told, 30, { detail: { strength: "express_written" } })],
  "signed paper with scan": (told) => [
    grant(told, 30, { method: "paper", actor: { kind: "operator" }, ...paper }),
  ],
  "import without evidence": (told) => [grant(told, 30, { ...importer, method: "api" })],
  "import with evidence": (told) => [
    grant(told, 30, { ...importer, method: "double_opt_in_post", ...paper }),
  ],
  "sale with offer": (told) => related(told, "sale", { ago: 60, offered: true }),
  "sale without offer": (told) => related(told, "sale", { ago: 60 }),
  "sale of something else": (told) =>
    related(told, "sale", { ago: 60, offered: true, similar: ["other"] }),
  /** Thirteen months ago, and nothing was sent since. */
  "sale and silence": (told) => related(told, "sale", { ago: 396, offered: true }),
  /** The same, but a message three months ago offered the way out. */
  "sale and messages": (told) => [
    ...related(told, "sale", { ago: 396, offered: true }),
    messageSent(told, 90),
  ],
  /** Three years ago. */
  "sale long ago": (told) => related(told, "sale", { ago: 1096, offered: true }),
  "contract with offer": (told) => related(told, "contract", { ago: 60, offered: true }),
  contract: (told) => related(told, "contract", { ago: 60 }),
  "negotiation with offer": (told) => related(told, "negotiation", { ago: 60, offered: true }),
  negotiation: (told) => related(told, "negotiation", { ago: 60 }),
  "inquiry with offer": (told) => related(told, "inquiry", { ago: 60, offered: true }),
  inquiry: (told) => related(told, "inquiry", { ago: 60 }),
  /** Seven months ago. */
  "inquiry long ago": (told) => related(told, "inquiry", { ago: 215 }),
  membership: (told) => related(told, "membership", { ago: 60 }),
  donation: (told) => related(told, "donation", { ago: 60 }),
  volunteer: (told) => related(told, "volunteer", { ago: 60 }),
  "charity interest with offer": (told) =>
    related(told, "charity_interest", { ago: 60, offered: true }),
  "published address": (told) => related(told, "published", { ago: 60 }),
  "address handed over": (told) => related(told, "disclosed", { ago: 60 }),
  withdrawn: (told) => [
    ...doubleOptIn(told, 30),
    withdrawn(told.at - day, { scope: createScope(told) }),
  ],
  /** Nobody ever agreed: they only said no. */
  "said no": (told) => [withdrawn(told.at - day, { scope: createScope(told) })],
  "withdrawn and bought again": (told) => [
    withdrawn(told.at - 90 * day, { scope: createScope(told) }),
    ...related(told, "sale", { ago: 60, offered: true }),
  ],
  STOP: (told) => stopped(told),
  "STOP to the newsletter": (told) => stopped(told, "marketing.newsletter"),
  "STOP to another programme": (told) => stopped(told, "marketing.offers"),
  /** By a link that machines follow as well. */
  "confirmed by GET": (told) => {
    const scope = createScope(told);
    const request = requested(told.at - 30 * day, { scope });
    return [
      request,
      confirmed(told.at - 29 * day, request, { scope, method: "double_opt_in_get" }),
    ];
  },
} satisfies Readonly<Record<string, (told: Telling) => readonly ConsentDraft[]>>;

export type Situation = keyof typeof situations;
