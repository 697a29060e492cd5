import assert from "node:assert/strict";
import type { Contest, Effort } from "../contest.ts";
import {
  type CampaignOptions,
  type CampaignWorld,
  maxConnections,
  openCampaignWorld,
} from "./campaign-world.ts";

interface Campaign extends Pick<CampaignOptions, "activities" | "readyMade"> {
  readonly name: string;
  readonly goal: number;
  readonly note: string;
}

const campaigns: readonly Campaign[] = [
  {
    name: "campaign over SMTP with all checks, tracking off",
    goal: 0.95,
    note: "rendered and composed",
    activities: ["send"],
    readyMade: false,
  },
  {
    name: "campaign over SMTP with all checks, tracking on",
    goal: 0.95,
    note: "rendered and composed",
    activities: ["send", "track.open", "track.click"],
    readyMade: false,
  },
  {
    name: "campaign over SMTP with all checks, ready-made MIME",
    goal: 1.5,
    note: "rendered to whole messages by withMessages",
    activities: ["send"],
    readyMade: true,
  },
];

/**
 * A campaign as an engine drains it: claimed, judged, looked at again, rendered, handed over and
 * settled on a SQLite file. The peer knows everything beforehand and only sends: the same mails in
 * the same parts, over as many connections.
 */
export function campaignContests(folder: string, { quick }: Effort): readonly Contest[] {
  return campaigns.map(({ name, goal, note, activities, readyMade }): Contest => {
    const size = quick ? 100 : 1_000;
    let opened: CampaignWorld | undefined;
    const world = (): CampaignWorld => {
      assert(opened !== undefined);
      return opened;
    };
    const times = (step: () => Promise<void>) => async (iterations: number) => {
      for (let done = 0; done < iterations; done++) await step();
    };
    return {
      name,
      // Campaigns that wait one behind the other are drained by the first of these.
      ours: times(() => world().drain()),
      peer: times(() => world().sendAll()),
      peerName: "nodemailer's pool, sendMail and nothing else",
      goal,
      unit: `campaign of ${size} mails`,
      note: `${note}; ${maxConnections} connections each, the relay in another thread`,
      prepare: async (who, iterations) => {
        if (who === "ours") await times(() => world().queue())(iterations);
      },
      check: async () => {
        opened = await openCampaignWorld({ folder, activities, readyMade, size });
      },
      release: () => world().close(),
    };
  });
}
