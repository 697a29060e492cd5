// A process of the campaigns' chaos run: ticks, and says verbs to campaigns, until it is killed.
import { campaignId } from "@wellsent/core";
import { openCampaignShop, tenant } from "./campaign-shop.ts";

const [, , path = "", log = "", start = "", since = "", stirred = ""] = process.argv;
const { engine } = openCampaignShop({ path, log, start: Number(start), since: Number(since) });
const { campaigns } = engine;
const id = campaignId(stirred);

/** What others have done meanwhile is no fault; everything else is one. */
const expected = /^(STORE_REVISION_CONFLICT|INPUT_CAMPAIGN_(STATE|APPROVAL))$/;

async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const code = String(Reflect.get(Object(error), "code") ?? error);
    if (!expected.test(code)) process.stderr.write(`${code}\n`);
  }
}

for (let turn = 0; ; turn++) {
  const summary = await engine.tick(tenant);
  for (const { part, code } of summary.faults) process.stderr.write(`${part} ${code}\n`);
  if (turn % 12 === 5) {
    await quietly(campaigns.pause(tenant, id));
    const template = Math.random() < 0.5 ? "spring" : "mended";
    await quietly(
      campaigns.edit(tenant, id, { content: { variants: [{ id: "a", template, weight: 1 }] } }),
    );
  }
  if (turn % 4 === 3) {
    await quietly(campaigns.approve(tenant, id));
    await quietly(campaigns.resume(tenant, id, { how: turn % 8 === 3 ? "hold" : "shift" }));
  }
  await new Promise((done) => setTimeout(done, 10));
}
