import type { ConsentScope } from "@wellsent/consent";
import type { HistoryEvent, MadeEventType } from "@wellsent/consent/ledger";
import { contactPointId } from "@wellsent/core";
import { randomSource } from "../random.ts";

type MadeEvent = HistoryEvent<MadeEventType>;

const day = 86_400_000;
const start = Date.UTC(2025, 5, 2, 8);
/** After every event, and well inside the two years that a German consent lasts. */
export const now: number = Date.UTC(2026, 10, 2, 12);

const point = contactPointId("cp_5f0d2c91");
const notice = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9";
const newsletter: ConsentScope = {
  channel: "email",
  purpose: "marketing.newsletter",
  activity: "send",
};
const scopes: readonly ConsentScope[] = [
  newsletter,
  newsletter,
  newsletter,
  { channel: "email", purpose: "marketing.newsletter", activity: "track.open" },
  { channel: "email", purpose: "marketing.newsletter", activity: "track.click" },
  { channel: "email", purpose: "marketing.offers", activity: "send" },
  { channel: "email", purpose: "marketing.offers", activity: "send", topic: "shoes" },
];
const denied: readonly ConsentScope[] = [
  { channel: "email", purpose: "marketing.offers" },
  { channel: "email", purpose: "marketing.newsletter" },
  { channel: "sms" },
  { channel: "email", purpose: "marketing.offers", topic: "shoes" },
];

/**
 * What one address may go through in a year and a half: mostly questions and answers, now and then
 * a no.
 */
export function drawHistory(seed: number, length: number): readonly MadeEvent[] {
  const random = randomSource(seed);
  const pick = <T>(from: readonly [T, ...T[]] | readonly T[]): T => from[random(from.length)] as T;
  const events: MadeEvent[] = [];
  let at = start;
  let asked: MadeEvent | undefined;
  while (events.length < length) {
    at += Math.floor((random(1000) / 1000) * ((400 * day) / length));
    const common = {
      id: `ev_${seed.toString(36)}_${events.length}`,
      contactPoint: point,
      effectiveAt: at,
      recordedAt: at + random(3) * 40,
    };
    const subject = { kind: "subject" } as const;
    const dice = random(100);
    if (asked?.scope !== undefined && dice < 55) {
      events.push({
        ...common,
        type: "consent.confirmed",
        actor: subject,
        scope: asked.scope,
        method: "double_opt_in_post",
        notice,
        caused: [asked.id],
        detail: { strength: "express" },
      });
      asked = undefined;
    } else if (dice < 70) {
      asked = {
        ...common,
        type: "consent.requested",
        actor: subject,
        scope: pick(scopes),
        method: "form",
        notice,
        detail: { strength: "express", attempt: 1 },
      };
      events.push(asked);
    } else if (dice < 80) {
      const actor = random(2) === 0 ? subject : ({ kind: "import" } as const);
      events.push({
        ...common,
        type: "consent.granted",
        actor,
        scope: pick(scopes),
        method: "form",
        detail: {},
      });
    } else if (dice < 90) {
      events.push({
        ...common,
        type: "consent.withdrawn",
        actor: subject,
        scope: pick(denied),
        method: "one_click",
        detail: {},
      });
    } else if (dice < 96) {
      events.push({
        ...common,
        type: "notice.served",
        actor: { kind: "system" },
        scope: pick(scopes),
        notice,
        detail: {},
      });
    } else if (dice < 98) {
      events.push({
        ...common,
        type: "restriction.set",
        actor: subject,
        detail: { ground: "accuracy" },
      });
      events.push({
        ...common,
        id: `${common.id}x`,
        effectiveAt: at + 1000,
        recordedAt: at + 1000,
        type: "restriction.lifted",
        caused: [common.id],
        actor: subject,
        detail: {},
      });
    } else {
      events.push({
        ...common,
        type: "suppression.added",
        actor: { kind: "provider" },
        scope: { channel: "email" },
        detail: { reason: random(2) === 0 ? "hard_bounce" : "complaint" },
      });
    }
  }
  return events.slice(0, length);
}
