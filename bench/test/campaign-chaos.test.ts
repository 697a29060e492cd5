import { expect, it } from "vitest";
import { runCampaignChaos } from "../src/chaos/campaign-run.ts";

// `npm run chaos -- --campaigns --workers 4 --kills 100` is the long form.
it("campaigns, a series and a workflow hold while their processes are killed", async () => {
  const { faults, figures } = await runCampaignChaos({ kills: 3, workers: 2, people: 16, seed: 1 });
  expect(faults).toEqual([]);
  expect(figures["messages"]).toBeGreaterThan(3 * 16);
}, 120_000);
