import type { CampaignDefinition } from "../campaigns/definition.js";
import { beforeLocalHour, localTime } from "../campaigns/due.js";
import { murmur3 } from "../hash/murmur3.js";
import { campaignId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { TemplateInfo } from "../ports/renderer.js";
import type { Occurrence } from "../timing/recurrence/index.js";
import type { SeriesDefinition } from "./definition.js";

/** The campaign of an issue: its id follows from series and date, so that there is one. */
export function issueCampaign(
  { id, recurrence, campaign, unknownZone, passed = "send" }: SeriesDefinition,
  { at, date, planned }: Occurrence,
): { readonly definition: CampaignDefinition; readonly beginsAt: Instant } {
  const local = `${date}T${recurrence.time}`;
  const zoned = recurrence.zone === "contact";
  const named = unknownZone === undefined ? {} : { unknownZone };
  const definition: CampaignDefinition = {
    ...campaign,
    v: 1,
    id: campaignId(`c-${id}-${planned}`),
    schedule: zoned ? { local, passed, ...named } : { at },
    series: id,
    issue: planned,
  };
  return { definition, beginsAt: zoned ? localTime(local) - beforeLocalHour : at };
}

/**
 * A digest of a campaign's content, of 16 characters: it changes with the text of a template, its
 * data or the variants. `null`: unknown, since the renderer gives no digests.
 */
export function contentDigest(
  { content }: Pick<CampaignDefinition, "content">,
  template: (id: string) => TemplateInfo | undefined,
): string | null {
  const digests = content.variants.map((variant) => template(variant.template)?.digest);
  if (digests.includes(undefined)) return null;
  const text = JSON.stringify([content.variants, content.data ?? {}, digests], inOrder);
  return [0, 1].map((seed) => murmur3(text, seed).toString(16).padStart(8, "0")).join("");
}

/** Equal objects give the same text, whatever the order of their members. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
