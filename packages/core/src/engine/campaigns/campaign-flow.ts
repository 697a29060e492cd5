import type { Instant, Milliseconds } from "../../instant.js";
import { ratePerSecond } from "../../pacing/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { Store } from "../../ports/store/store.js";

/** So long before its turn a message of a campaign with a rate enters the outbox, at most. */
const ahead: Milliseconds = 60_000;
/** And never fewer than these, so that a refused one does not leave a gap. */
const fewest = 10;

/**
 * How many people of a campaign may enter the outbox now. With a rate of its own it is as many as
 * leave soon: a message that waits there would be claimed and put back over and over, and a person
 * who waits in the audience costs nothing. `null`: none before the campaign is due again.
 */
export async function expansion(
  store: Pick<Store, "readFigures">,
  { tenant, id, definition, dueAt }: CampaignRecord,
  now: Instant,
  batch: number,
  options: CallOptions,
): Promise<{ readonly limit: number; readonly notBefore?: Instant } | null> {
  const rate = ratePerSecond(definition.rate ?? "");
  if (rate === null) return { limit: batch };
  const figures = await store.readFigures({ tenant, id }, options);
  const { queued = 0, claimed = 0 } = figures?.messages ?? {};
  const room = Math.max(fewest, Math.ceil((rate * ahead) / 1_000)) - queued - claimed;
  if (room <= 0 && dueAt !== null && dueAt > now) return null;
  if (room >= batch) return { limit: batch };
  // Where there is no room it is one for each turn that passes.
  const turn = Math.ceil(1_000 / rate);
  return { limit: Math.max(1, room), notBefore: now + Math.max(turn, 1_000) };
}
