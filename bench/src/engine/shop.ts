import { systemRandom } from "@wellsent/adapters/in-process";
import { consentGate, consentPages, noticeDigest, suppressionKeys } from "@wellsent/consent";
import { euRules, frRules } from "@wellsent/consent/rules";
import {
  type Activity,
  type Clock,
  type ConsentGate,
  type ConsentPages,
  defineSchema,
  type EmailTransport,
  type IdSource,
  type Renderer,
  type Store,
  type WorkflowDefinition,
} from "@wellsent/core";
import { createEngine, type Engine, sortableIds } from "@wellsent/core/engine";
import { type CampaignFaces, campaigns } from "@wellsent/core/engine/campaigns";
import * as z from "zod";
import {
  createGrants,
  type Person,
  personAt,
  purpose,
  splitIntoBatches,
  tenant,
  writePeople,
} from "./people.ts";

export const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    plan: z.enum(["free", "pro"]).optional(),
  }),
  purposes: { [purpose]: {} },
});

export const gate: ConsentGate = consentGate({
  rules: [euRules, frRules],
  keys: suppressionKeys({ current: { kid: "s1", secret: new Uint8Array(32).fill(1) } }),
});

export const baseUrl = "https://shop.example/m/";

const notice = noticeDigest({
  id: "form",
  version: "1",
  locale: "en",
  purposes: [purpose],
  channels: ["email"],
  activities: ["send", "track.open", "track.click"],
  controller: "Shop",
  recipients: [],
  text: "Yes, write to me.",
  withdrawal: "By the link in each mail",
});

export const pages: ConsentPages = consentPages({
  baseUrl,
  tokens: { current: { kid: "t1", secret: new Uint8Array(32).fill(2) } },
  notice,
  brand: { name: "Shop", listDomain: "lists.shop.example" },
  purposes: [{ purpose, label: "News" }],
});

export interface ShopOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly renderer: Renderer;
  readonly email?: EmailTransport;
  readonly workflows?: readonly WorkflowDefinition[];
  /** Where the person of a number lives. Default: everybody in Paris. */
  readonly zoneFor?: (index: number) => string;
}

/** A host with everything that is real: gate, pages, ids. */
export interface Shop {
  readonly engine: Engine<typeof schema> & CampaignFaces;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: IdSource;
  /**
   * So many more people, who have said yes to these, written in batches. Nothing of theirs is
   * waiting afterwards.
   */
  readonly admit: (
    count: number,
    activities?: readonly Activity[],
    batch?: number,
  ) => Promise<readonly Person[]>;
  /** Queues one mail to each, in the batches a campaign is queued in. */
  readonly queue: (campaign: string, people: readonly Person[]) => Promise<void>;
}

export const template = "news";

export function openShop({
  store,
  clock,
  renderer,
  email,
  workflows = [],
  zoneFor = () => "Europe/Paris",
}: ShopOptions): Shop {
  const ids = sortableIds(clock, systemRandom);
  const engine = createEngine({
    ...{ schema, store, clock, renderer, workflows, pages, consent: gate },
    ...(email === undefined ? {} : { email }),
    parts: [campaigns()],
    random: systemRandom,
    senderFor: () => ({
      from: { address: "news@shop.example", name: "Shop" },
      timeZone: "Europe/Paris",
    }),
  });
  let admitted = 0;
  return {
    ...{ engine, store, clock, ids },
    async admit(count, activities = ["send"], batch = 500) {
      const now = clock.now();
      const people = Array.from({ length: count }, (_, index) =>
        personAt(gate, admitted + index, now, zoneFor(admitted + index)),
      );
      admitted += count;
      await writePeople(store, people, now, batch);
      for (const some of splitIntoBatches(people, batch)) {
        await engine.record(
          tenant,
          some.flatMap((person) => createGrants(ids, person, activities, now)),
        );
      }
      // Segments of new people are looked at once; that is not what is measured.
      await engine.drain(tenant);
      return people;
    },
    async queue(campaign, people) {
      for (const some of splitIntoBatches(people, 500)) {
        const sent = await engine.sendMany(
          some.map(({ contact }) => ({ tenant, contact, id: campaign, template, purpose })),
        );
        const refused = sent.find(({ queued }) => !queued);
        if (refused === undefined) continue;
        throw new Error(`A mail of ${campaign} was not queued: ${JSON.stringify(refused)}`);
      }
    },
  };
}
