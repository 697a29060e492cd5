// The purchases once more, through Wellsent: each at its time, on a clock that is moved by hand.
import { memoryStore } from "@wellsent/adapters/memory";
import { simulatedClock } from "@wellsent/core/testing";
import * as defined from "./definitions.ts";
import type { Mail, Member, Outcome, Run } from "./outcome.ts";
import { monthStart, type Person } from "./people.ts";
import { openShop, tenant } from "./shop.ts";

/** `looks`: when it is asked who is in the segments. */
export async function replay(
  people: readonly Person[],
  looks: readonly number[],
  end: number,
): Promise<Outcome> {
  const clock = simulatedClock(monthStart(0));
  const store = memoryStore();
  const mails: Mail[] = [];
  const shop = await openShop(store, clock, (person, template) => {
    mails.push({ person, template, at: clock.now() });
  });
  const { acme } = shop;

  const members: Member[] = [];
  const look = async (at: number) => {
    for (const { id: segment } of defined.segments)
      for await (const { key } of acme.members(segment)) members.push({ at, segment, person: key });
  };

  const happenings = people.flatMap((one) => one.happenings).sort((a, b) => a.at - b.at);
  const ahead = [...looks];
  for (let index = 0; ; ) {
    // What `app.start()` does by itself, in seconds instead of months.
    const work = Math.max((await acme.nextWork()) ?? end, clock.now());
    const next = Math.min(happenings[index]?.at ?? end, ahead[0] ?? end, work);
    if (next >= end) break;
    clock.advanceTo(next);
    for (let one = happenings[index]; one?.at === next; one = happenings[++index])
      await shop.perform(one);
    await acme.drain();
    if (ahead[0] === next) await look(ahead.shift() ?? next);
  }
  const runs = await runsIn(store, shop.personFor);
  await shop.close();
  return { runs, mails, members };
}

async function runsIn(
  store: ReturnType<typeof memoryStore>,
  personFor: (contact: string) => string,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.readEnrollments({
      ...{ tenant, limit: 1000 },
      ...(after === undefined ? {} : { after }),
    });
    for (const { workflow, contact, startedAt, endedAt, outcome } of page.items)
      runs.push({ workflow, person: personFor(contact), startedAt, endedAt, outcome });
    after = page.next;
  }
  return runs;
}
