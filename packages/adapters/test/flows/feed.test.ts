import { euRules } from "@wellsent/consent/rules";
import { defineSchema, type FeedEntry } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { expect, it } from "vitest";
import * as z from "zod";
import { wellsent } from "../../src/app/index.js";
import { secret, sender } from "../app/shop.js";

const schema = defineSchema({ attributes: z.object({ plan: z.string().optional() }) });

async function made() {
  const clock = simulatedClock(Date.UTC(2026, 4, 1));
  const app = await wellsent({ ...{ secret, schema, sender, clock }, rules: [euRules] });
  return app.tenant("acme");
}

it("the feed waits for news until its signal is aborted", async () => {
  const acme = await made();
  await acme.identify({ key: "k-1", email: "ann@mail.example" });
  const after = await acme.feedEnd();
  const ending = new AbortController();
  const seen: FeedEntry[] = [];
  const reading = (async () => {
    for await (const entry of acme.feed({ after, signal: ending.signal, everyMs: 1 })) {
      seen.push(entry);
      if (entry.kind === "erased") ending.abort();
    }
  })();
  const ann = await acme.identify({ key: "k-1", attributes: { plan: "pro" } });
  await acme.withdraw(ann);
  await acme.erase(ann);
  await reading;
  const kinds = new Set(seen.map(({ kind }) => kind));
  expect(kinds.has("erased")).toBe(true);
  expect(kinds.has("consent")).toBe(true);
});

it("the feed goes on behind any entry, and ends with what there is", async () => {
  const acme = await made();
  for (const key of ["k-1", "k-2", "k-3"]) await acme.identify({ key });
  const read = async (after?: string) => {
    const found: FeedEntry[] = [];
    const from = after === undefined ? {} : { after };
    for await (const entry of acme.feed({ ...from, limit: 2 })) found.push(entry);
    return found;
  };
  const whole = (await read()).filter(({ kind }) => kind === "contact");
  expect(whole).toHaveLength(3);
  const rest = (await read(whole[0]?.cursor)).filter(({ kind }) => kind === "contact");
  expect(rest).toEqual(whole.slice(1));
  expect(await read(await acme.feedEnd())).toEqual([]);
});
