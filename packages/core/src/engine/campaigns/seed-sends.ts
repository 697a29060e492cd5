import { murmur3 } from "../../hash/murmur3.js";
import type { ContactId, ListId, TenantId } from "../../identifiers.js";
import type { JsonObject } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Renderer } from "../../ports/renderer.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { Store } from "../../ports/store/store.js";
import type { SendResult } from "../send-result.js";

/** A test of a campaign to one contact. */
export interface TestSend {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** Begins with `t-`, as no host's own id does. */
  readonly id: string;
  readonly template: string;
  readonly data: JsonObject;
}

export type SendTests = (
  sends: readonly TestSend[],
  options: CallOptions,
) => Promise<readonly SendResult[]>;

interface SeedDependencies {
  readonly store: Pick<Store, "readContacts">;
  readonly renderer: Renderer;
  readonly sendTests: SendTests;
}

/** A seed list is a handful of colleagues and test mailboxes: what is longer was no seed list. */
const mostSeeds = 200;

/**
 * Sends a copy of each variant to the members of the campaign's seed lists. The same campaign gives
 * each of them one, however often this is repeated.
 */
export async function sendSeeds(
  { store, renderer, sendTests }: SeedDependencies,
  { tenant, id, definition }: CampaignRecord,
  options: CallOptions,
): Promise<void> {
  const { seeds = [], content } = definition;
  if (seeds.length === 0) return;
  const contacts = new Set<ContactId>();
  for (const list of seeds)
    for (const contact of await readMembers(store, tenant, list, options)) contacts.add(contact);
  const { variants, data = {} } = content;
  const sends = variants
    // Another engine may have it; what is a copy only keeps nobody waiting.
    .filter(({ template }) => renderer.template(template) !== undefined)
    .flatMap((variant) => {
      const send = { tenant, data, id: seedId(`${id}/${variant.id}`), template: variant.template };
      return [...contacts].map((contact): TestSend => ({ ...send, contact }));
    });
  if (sends.length > 0) await sendTests(sends, options);
}

async function readMembers(
  store: SeedDependencies["store"],
  tenant: TenantId,
  list: ListId,
  options: CallOptions,
): Promise<readonly ContactId[]> {
  const { items } = await store.readContacts({ tenant, list, limit: mostSeeds }, options);
  return items.map(({ id }) => id);
}

function seedId(of: string): string {
  const words = [0, 1].map((seed) => murmur3(of, seed).toString(16).padStart(8, "0"));
  return `t-seed-${words.join("")}`;
}
