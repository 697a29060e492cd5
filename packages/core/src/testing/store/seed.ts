import { campaignId, enrollmentId, sendKey } from "../../identifiers.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { OutboxDraft } from "../../ports/store/outbox.js";
import type { Store } from "../../ports/store/store.js";
import { campaign, halting, planning, seedCampaigns } from "./campaign-fixtures.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  at,
  claimAll,
  claimCall,
  consentEvent,
  everything,
  judge,
  look,
  mail,
  person,
  queue,
  reactions,
  run,
  start,
  still,
  t0,
} from "./fixtures.js";
import { united } from "./merge-fixtures.js";
import { issue, series } from "./series-fixtures.js";

/**
 * Included in everything that {@link seed} writes: whoever can read it has read that tenant's data.
 */
export const secret = "secret-of-acme";

export const ann: ContactRecord = person("ann", { attributes: { secret } });
function hidden(name: string): OutboxDraft {
  return mail(name, { data: { secret } });
}

/**
 * One record of everything: a contact, a due run, a queued and a claimed message, an event,
 * consent, a definition.
 */
export async function seed(store: Store): Promise<void> {
  await add(store, ann, person("bob"));
  await start(store, run("ann", { state: { secret } }), run("bob", { wakeAt: null }));
  await queue(store, t0, hidden("bob"));
  const claimed = await claimAll(store, t0);
  await look(store, t0, claimed);
  await queue(store, t0, hidden("ann"));
  await store.appendConsent(
    { ...at(t0), drafts: [{ ...consentEvent("ann", "e1"), payload: { secret } }] },
    reactions(),
  );
  await store.putDefinition({
    ...at(t0),
    definition: { kind: "segment", id: "vip", version: 1, body: { secret } },
  });
  await store.putDefinition({
    ...at(t0),
    definition: { kind: "segment", id: "vip", version: 2, body: { secret } },
  });
  await store.loadCodes({ ...at(t0), pool: "spring", codes: ["S-1", "S-2"] });
  const bob = { pool: "spring", for: sendKey("mail-bob"), contact: person("bob").id };
  await store.holdCode({ ...at(t0), ...bob, occasion: secret, until: t0 });
  await store.refreshSegments({ ...at(t0), limit: 1, needs: everything }, (unit) =>
    still(unit, { recheckAt: t0 + 1 }),
  );
  for (const { name, state, progress } of seedCampaigns) {
    const made = campaign(acme, name, { state, author: secret });
    await store.putCampaign({ ...at(t0), campaign: made, progress });
  }
  const weekly = series(acme, "weekly", { author: secret });
  await store.putSeries({ ...at(t0), series: weekly, issues: [issue("weekly", "2026-01-06")] });
  await store.prepareCampaign({ ...at(t0), id: campaignId("c-going"), limit: 10 }, planning);
  await store.prepareCampaign({ ...at(t0), id: campaignId("c-halted"), limit: 10 }, halting);
  // Quarantine entries are data of the tenant, too.
  await queue(store, t0, mail("ann", { key: sendKey("damned"), template: secret }));
  const damning = judge(({ message }) => {
    if (message.key === "damned") throw new Error("no verdict");
    return { verdict: "leave", reasons: [] };
  });
  await store.claimOutbox(claimCall(t0, { worker: "other" }), damning);
  const cora = person("cora", { key: secret, points: [] });
  await add(store, cora);
  await store.mergeContacts({ ...at(t0), id: "m-cora", keep: ann.id, other: cora.id }, united);
  const pair = [ann.id, person("bob").id] as const;
  await store.decidePair({ ...at(t0), pair, decision: { verdict: "later", note: secret } });
  const id = enrollmentId("run-damned");
  await start(store, run("ann", { id, entryKey: "damned", wakeAt: t0 - 1, state: { secret } }));
  await store.advance(
    advanceCall(t0 - 1),
    advancer(() => {
      throw new Error("no step");
    }),
  );
}
