import assert from "node:assert/strict";
import { join } from "node:path";
import type { OutboxRecord } from "@wellsent/core";
import type { Verdict } from "@wellsent/core/ports";
import type { Contest } from "../contest.ts";
import { type Person, personAt, tenant } from "../engine/people.ts";
import { gate } from "../engine/shop.ts";
import { kitOutbox, type Outbox, type Script } from "../store-kit/outbox-script.ts";
import {
  type CampaignShop,
  copyShop,
  type FilledShop,
  openCampaignShop,
  queueCampaign,
} from "./campaign-shop.ts";

interface Side {
  readonly shop: CampaignShop;
  readonly outbox: Outbox;
}

const script: Script = {
  claim: send,
  look: send,
  end: (key, attempt) => ({ key, attempt, outcome: "accepted", providerMessageId: null }),
};

function send({ decision }: OutboxRecord): Verdict {
  return { verdict: "send", decision };
}

/** Whether a paused campaign in front of others costs these anything. */
export function claimContest(folder: string, filled: FilledShop): Contest {
  const { size } = filled;
  const people: readonly Person[] = Array.from({ length: 1_000 }, (_, n) => personAt(gate, n, 0));
  const sides: { ours?: Side; peer?: Side } = {};
  const sent = { ours: 0, peer: 0 };
  const queue = async (who: "ours" | "peer", count: number): Promise<void> => {
    for (let left = count; left > 0; left -= people.length) {
      sent[who] += 1;
      await sides[who]?.shop.queue(`direct-${sent[who]}`, people.slice(0, left));
    }
  };
  const turns = (who: "ours" | "peer") => async (iterations: number) => {
    let confirmed = 0;
    for (let done = 0; done < iterations; done++)
      confirmed += (await sides[who]?.outbox.turn(script, sides[who].shop.clock.now())) ?? 0;
    assert.equal(confirmed, iterations * 100);
  };
  return {
    name: "claim, look, settle behind a paused campaign",
    ours: turns("ours"),
    peer: turns("peer"),
    peerName: "the same without a campaign",
    goal: 1 / 1.2,
    unit: "hundred messages",
    note: `${size.toLocaleString("en")} messages wait in the paused campaign`,
    prepare: (who, iterations) => queue(who, iterations * 100),
    check: async () => {
      const path = await filled.path();
      for (const who of ["ours", "peer"] as const) {
        const store = copyShop(path, join(folder, `claims-${who}.db`));
        const shop = openCampaignShop(store);
        sides[who] = { shop, outbox: kitOutbox(store) };
      }
      const { shop } = sides.ours ?? {};
      assert(shop !== undefined);
      const { id } = await queueCampaign(shop);
      const { left } = await shop.engine.campaigns.pause(tenant, id);
      assert.equal(left, size);
      for (const who of ["ours", "peer"] as const) {
        await queue(who, 200);
        await turns(who)(2);
        assert.equal(await sides[who]?.outbox.turn(script, shop.clock.now()), 0);
      }
    },
    release: async () => {
      await sides.ours?.shop.store.close();
      await sides.peer?.shop.store.close();
    },
  };
}
