import { type IssueRecord, listId, type Store } from "@wellsent/core";
import type { CampaignFaces, SeriesInput } from "@wellsent/core/engine/campaigns";
import type { Recurrence } from "@wellsent/core/recurrence";
import { campaignWorld } from "./campaign-world.js";
import { tenant, type WorldOptions } from "./world.js";

export const day = 86_400_000;

/** Every day at nine in Berlin, from before the world begins. */
export const daily = {
  ...{ v: 1, start: "2026-03-01", time: "09:00", zone: "Europe/Berlin" },
  every: "day",
} as const satisfies Recurrence;

export const weekly = {
  ...{ v: 1, start: "2026-03-01", time: "09:00", zone: "Europe/Berlin" },
  ...{ every: "week", on: ["tue"] },
} as const satisfies Recurrence;

export function letter(more: Partial<SeriesInput> = {}): SeriesInput {
  return {
    ...{ id: "letter", recurrence: weekly, content: "host", approval: "none" },
    campaign: {
      channel: "email",
      audience: { in: [{ list: listId("all") }], when: "start" },
      content: { variants: [{ id: "a", template: "spring", weight: 1 }] },
    },
    ...more,
  };
}

/** A shop whose editors have something new for every issue. */
export async function seriesWorld(
  people: number,
  options: WorldOptions & { readonly store?: Store } = {},
) {
  const seriesContent: NonNullable<WorldOptions["more"]>["seriesContent"] = async ({ issue }) => ({
    data: { issue },
  });
  const more = { seriesContent, ...options.more };
  const world = await campaignWorld(people, { ...options, more });
  const { engine, clock } = world;
  return {
    ...world,
    series: engine.series,
    /** What became of each occurrence: the state of its campaign, or why there is none. */
    issues: () => readIssues(engine),
    /** To a moment, ticking whenever there is something to do. */
    until: async (text: string, by: Pick<typeof engine, "drain" | "nextWork"> = engine) => {
      const end = Date.parse(text);
      for (;;) {
        await by.drain(tenant);
        const next = await by.nextWork(tenant);
        if (next === null || next > end) break;
        clock.advanceTo(Math.max(next, clock.now() + 1));
      }
      clock.advanceTo(Math.max(end, clock.now()));
      await by.drain(tenant);
    },
  };
}

export async function readIssues(
  engine: CampaignFaces,
  id = "letter",
): Promise<Readonly<Record<string, string>>> {
  const { items } = await engine.series.issues(tenant, id, { limit: 1_000 });
  const shown = await Promise.all(items.map((one) => became(engine, one)));
  return Object.fromEntries(shown);
}

async function became(
  { campaigns }: Pick<CampaignFaces, "campaigns">,
  { issue, campaign, why }: IssueRecord,
): Promise<readonly [string, string]> {
  if (campaign === null) return [issue, why ?? ""];
  const found = await campaigns.read(tenant, campaign);
  return [issue, found.why === null ? found.state : `${found.state} ${found.why}`];
}
