// What goes to many people at once: a newsletter every week, and one invitation. A second run finds
// both, and goes on where the first one was.
import type { Tenant } from "@wellsent/adapters/app";
import { arrivals, openDay, subscribers } from "./marketing.ts";

const day = 86_400_000;
const invitation = "Open day";

/** From the tenth day on, every Thursday at nine where each reader lives. */
export async function sayNewsletter(
  shop: Pick<Tenant, "series">,
  startedAt: number,
): Promise<void> {
  const start = dateAt(startedAt + 10 * day);
  await shop.series({
    id: "arrivals",
    recurrence: { v: 1, start, time: "09:00", zone: "contact", every: "week", on: ["thu"] },
    campaign: {
      channel: "email",
      audience: { in: [{ segment: subscribers.id }], when: "hour" },
      content: { variants: [{ id: "a", template: arrivals.id, weight: 1 }] },
    },
    content: ({ issue }) => ({ data: { week: issue } }),
    approval: "none",
  });
}

/** On the twentieth day, to everybody in the segment by then. Whoever died on the way goes on. */
export async function inviteAll(
  shop: Pick<Tenant, "campaign" | "campaigns">,
  startedAt: number,
): Promise<void> {
  let known = null;
  for await (const one of shop.campaigns.list())
    if (one.definition.name === invitation) known = one.id;
  const campaign =
    known === null
      ? await shop.campaign({
          name: invitation,
          channel: "email",
          audience: { in: [{ segment: subscribers.id }], when: "start" },
          content: { variants: [{ id: "a", template: openDay.id, weight: 1 }] },
          schedule: { at: startedAt + 20 * day },
        })
      : shop.campaigns.get(known);
  if ((await campaign.read()).state === "draft") await campaign.check();
  if ((await campaign.read()).state === "ready") await campaign.approve();
  if ((await campaign.read()).state === "approved") await campaign.schedule();
}

/** What became of each of them, with the counts that a campaign keeps. */
export async function campaignRows(
  shop: Pick<Tenant, "campaigns">,
): Promise<readonly (readonly (string | number)[])[]> {
  const rows: (readonly (string | number)[])[] = [];
  for await (const { id, definition, state, why } of shop.campaigns.list()) {
    const { prepared, messages } = await shop.campaigns.get(id).figures();
    const name = definition.name ?? `${definition.series} ${definition.issue}`;
    rows.push([name, why ?? state, prepared, messages.accepted, messages.skipped]);
  }
  return rows;
}

function dateAt(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
