import { campaignId, listId, segmentId } from "../../identifiers.js";
import type { TaskRunner } from "../../ports/store/campaign.js";
import { equal, rejectsWithCode } from "../expectations.js";
import {
  beginning,
  beginSpring,
  campaign,
  drafting,
  loadStates,
  planning,
  spring,
} from "./campaign-fixtures.js";
import {
  acme,
  add,
  at,
  claimCall,
  consentEvent,
  everything,
  look,
  minute,
  person,
  reactions,
  sending,
  still,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const call = { ...at(t0), id: spring, limit: 100 };
const people = [person("ann"), person("bob"), person("cid")];
const claim = () => claimCall(t0, { lane: "email" });

/** Campaigns: a set of people, each of whom gets one message at most. */
export function campaignCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("moves a campaign only from the epoch that was read, and keeps what it was", async (store) => {
      const made = await store.putCampaign({ ...at(t0), campaign: campaign(acme, "c-spring") });
      equal([made.epoch, made.state], [1, "draft"], "made");
      const moved = await store.putCampaign({ ...at(t0), campaign: { ...made, state: "ready" } });
      equal([moved.epoch, moved.state], [2, "ready"], "moved");
      await rejectsWithCode(
        () => store.putCampaign({ ...at(t0), campaign: made }),
        "STORE_REVISION_CONFLICT",
        "a second move from the same epoch",
      );
      equal(await store.readCampaign({ tenant: acme, id: spring }), moved, "as it was left");
    }),
    test("logs each write of a campaign and each move of its own, with what was said", async (store) => {
      await add(store, ...people);
      const said = { verb: "begin", by: "ann", reason: "it is spring" } as const;
      const begun = campaign(acme, "c-spring", { state: "preparing" });
      const made = await store.putCampaign({ ...at(t0), campaign: begun, progress: beginning });
      await store.putCampaign({ ...at(t0 + 1), campaign: made, said });
      await store.prepareCampaign({ ...call, limit: 100 }, planning);
      await rejectsWithCode(
        () => store.putCampaign({ ...at(t0), campaign: made, said }),
        "STORE_REVISION_CONFLICT",
        "a write from an epoch that is over",
      );
      const first = await store.readMoves({ tenant: acme, campaign: spring, limit: 2 });
      const rest = {
        tenant: acme,
        campaign: spring,
        ...(first.next === null ? {} : { after: first.next }),
      };
      const { items, next } = await store.readMoves(rest);
      const moves = [...first.items, ...items];
      equal(next, null, "no more");
      equal(
        moves.map(({ epoch, verb, by, reason, from, to }) => [epoch, verb, by, reason, from, to]),
        [
          [1, "create", null, null, null, "preparing"],
          [2, "begin", "ann", "it is spring", "preparing", "preparing"],
          [3, "run", null, null, "preparing", "running"],
        ],
        "the log",
      );
      equal(moves[2]?.figures?.waiting, 3, "figures of the move");
    }),
    test("takes everybody in once, however the audience is cut into pages and repeated", async (store) => {
      await add(store, ...people, person("dan", { createdAt: t0 + 1 }));
      const begun = campaign(acme, "c-spring", { state: "preparing" });
      await store.putCampaign({ ...at(t0), campaign: begun, progress: beginning });
      const seen: boolean[] = [];
      for (let round = 0; round < 6; round++) {
        const { more } = await store.prepareCampaign({ ...call, limit: 1 }, planning);
        seen.push(more);
      }
      equal(await loadStates(store), ["ann waiting", "bob waiting", "cid waiting"], "recipients");
      const found = await store.readCampaign({ tenant: acme, id: spring });
      equal([found?.state, found?.progress.prepared], ["running", 3], "the campaign");
      equal(seen.at(-1), false, "nothing more to take in");
    }),
    test("puts segments and lists together, and leaves out whom it excepts", async (store) => {
      const listed = (name: string) => person(name, { lists: [listId("news")] });
      await add(store, listed("ann"), person("bob"), listed("cid"), person("dan"));
      const segments = { ann: ["vip"], bob: ["vip"], cid: ["bought"], dan: ["late"] };
      await store.refreshSegments({ ...at(t0), limit: 10, needs: everything }, (unit) => {
        const own = Object.entries(segments).find(([name]) => name === unit.facts.contact.key);
        const memberships = (own?.[1] ?? []).map((name) => {
          const since = name === "late" ? t0 + 1 : t0;
          return { segment: segmentId(name), since };
        });
        return still(unit, { memberships });
      });
      const audience = {
        in: [
          { segment: segmentId("vip") },
          { list: listId("news") },
          { segment: segmentId("late") },
        ],
        except: [{ segment: segmentId("bought") }],
        when: "start",
      } as const;
      const { definition } = campaign(acme, "c-spring");
      await beginSpring(store, { definition: { ...definition, audience } });
      for (let round = 0; round < 4; round++) await store.prepareCampaign(call, planning);
      equal(await loadStates(store), ["ann waiting", "bob waiting"], "recipients");
      const figures = await store.readFigures({ tenant: acme, id: spring });
      equal(figures?.waiting, 2, "who is in two parts counts once");
      const asked = { ...at(t0), audience, needs: everything, limit: 1 };
      const names: string[] = [];
      let page = await store.readAudience(asked);
      for (; page.next !== null; page = await store.readAudience({ ...asked, after: page.next }))
        names.push(...page.items.map(({ contact }) => contact.key));
      equal(names, ["ann", "bob"], "who it would be");
    }),
    test("meets of a live audience whoever is in the zones of its hour by then, each once", async (store) => {
      const zones = { ann: "Asia/Tokyo", bob: "Europe/Paris", cid: null, dan: "Asia/Tokyo" };
      const living = (name: string, zone: string | null) => {
        const timeZone = zone === null ? null : ({ name: zone, source: "stated" } as const);
        return person(name, { timeZone, lists: [listId("news")] });
      };
      await add(store, ...Object.entries(zones).map(([name, zone]) => living(name, zone)));
      const moves = { ...at(t0), lookups: [{ id: person("bob").id }] };
      await store.changeContacts(moves, () => [
        { contact: { ...living("bob", "Asia/Tokyo"), revision: 1 } },
      ]);
      const { definition } = campaign(acme, "c-spring");
      const parts = [{ all: true }, { list: listId("news") }] as const;
      for (const [index, part] of parts.entries()) {
        const name = `c-live-${index}`;
        const live = { ...definition, audience: { in: [part], when: "hour" } } as const;
        await store.putCampaign({
          ...at(t0),
          campaign: campaign(acme, name, { state: "running", definition: live }),
          progress: { t0, waves: [t0, t0 + 1] },
        });
        const places = async (zone: string | null, now: number) => {
          const placed: string[] = [];
          for (let round = 0; round < 6; round++)
            await store.prepareCampaign(
              { ...at(now), id: campaignId(name), limit: 2 },
              {
                ...planning,
                meets: (met, { progress }) => met === zone && progress.waves[0] === now,
                place: ({ key }) => {
                  placed.push(key);
                  return { due: t0, variant: "a" };
                },
              },
            );
          return placed.sort();
        };
        equal(await places("Asia/Tokyo", t0), ["ann", "bob", "dan"], "the first hour");
        equal(await places(null, t0 + 1), ["cid"], "the hour of those without a zone");
        const read = await store.readCampaign({ tenant: acme, id: campaignId(name) });
        equal([read?.progress.prepared, read?.progress.waves], [4, []], "the campaign");
      }
    }),
    test("puts each recipient whose time has come into the outbox once", async (store) => {
      await add(store, ...people);
      await beginSpring(
        store,
        {},
        {
          ...planning,
          place: ({ key }) =>
            key === "bob" ? { reason: "HOUR_PASSED", variant: "a" } : { due: t0, variant: "a" },
        },
      );
      const first = await store.expandCampaign({ ...call, limit: 1 }, drafting);
      equal([first.queued, first.more], [1, true], "one of them");
      const rest = await store.expandCampaign(call, drafting);
      equal([rest.queued, rest.more], [1, false], "the other");
      equal((await store.expandCampaign(call, drafting)).queued, 0, "nobody is left");
      equal(await loadStates(store), ["ann out", "bob HOUR_PASSED", "cid out"], "recipients");
      const figures = await store.readFigures({ tenant: acme, id: spring });
      equal(
        [figures?.prepared, figures?.messages.queued, figures?.refused, figures?.variants],
        [3, 2, { HOUR_PASSED: 1 }, { a: 2 }],
        "figures",
      );
    }),
    test("reads the recipients among contacts that are named, each once", async (store) => {
      await add(store, ...people);
      await beginSpring(store);
      const contacts = [people[2], people[0], people[0], person("eve")].flatMap((one) =>
        one === undefined ? [] : [one.id],
      );
      const read = await store.readRecipients({ tenant: acme, campaign: spring, contacts });
      equal(
        [read.items.map(({ contact }) => contact).sort(), read.next],
        [["contact-ann", "contact-cid"], null],
        "those of them that it is for",
      );
      const none = { tenant: acme, campaign: spring, contacts: [] };
      equal((await store.readRecipients(none)).items, [], "nobody named");
    }),
    test("expands nothing of a campaign that is paused, and lets nothing out of it", async (store) => {
      await add(store, ...people);
      const running = await beginSpring(store);
      await store.expandCampaign({ ...call, limit: 1 }, drafting);
      const { claimed } = await store.claimOutbox(claim(), sending);
      equal(claimed.length, 1, "claimed before");
      await store.putCampaign({ ...at(t0), campaign: { ...running, state: "paused" } });
      equal((await store.expandCampaign(call, drafting)).queued, 0, "expanded");
      const { confirmed } = await look(
        store,
        t0,
        claimed.map(({ message }) => message),
      );
      equal(confirmed, [], "what was claimed goes back");
      equal((await store.claimOutbox(claim(), sending)).claimed.length, 0, "claims");
      const paused = await store.readCampaign({ tenant: acme, id: spring });
      if (paused !== null)
        await store.putCampaign({ ...at(t0), campaign: { ...paused, state: "running" } });
      await store.expandCampaign(call, drafting);
      equal((await store.claimOutbox(claim(), sending)).claimed.length, 3, "all of them, once");
    }),
    test("ends only when nobody waits and nothing is in anybody's hands", async (store) => {
      await add(store, ...people);
      await beginSpring(store);
      const stateNow = async (): Promise<string | undefined> =>
        (await store.closeCampaign(call)).campaign?.state;
      equal(await stateNow(), "running", "while they wait");
      await store.expandCampaign(call, drafting);
      equal(await stateNow(), "running", "while messages wait");
      const { claimed } = await store.claimOutbox(claim(), sending);
      equal(await stateNow(), "running", "while they are claimed");
      const results = claimed.map(({ message: { key, attempt } }) => ({
        ...({ key, attempt, outcome: "accepted", providerMessageId: null } as const),
      }));
      await store.settle({ ...at(t0), results }, reactions());
      equal(await stateNow(), "finished", "once all have left");
      const figures = await store.readFigures({ tenant: acme, id: spring });
      equal(figures?.messages.accepted, 3, "figures of the end");
    }),
    test("cancels what has not left, and nothing that is in somebody's hands", async (store) => {
      await add(store, ...people);
      await beginSpring(store);
      await store.expandCampaign({ ...call, limit: 2 }, drafting);
      const { claimed } = await store.claimOutbox({ ...claim(), limit: 1 }, sending);
      const messages = claimed.map(({ message }) => message);
      await look(store, t0, messages);
      const running = await store.readCampaign({ tenant: acme, id: spring });
      if (running === null) throw new TypeError("the campaign is there");
      await store.putCampaign({ ...at(t0), campaign: { ...running, state: "cancelled" } });
      await store.closeCampaign(call);
      const results = messages.map(({ key, attempt }) => ({
        ...({ key, attempt, outcome: "accepted", providerMessageId: null } as const),
      }));
      const settled = await store.settle({ ...at(t0), results }, reactions());
      equal(settled.applied, 1, "what was in hands is settled");
      const { campaign: over } = await store.closeCampaign(call);
      equal(
        [over?.figures?.messages.accepted, over?.figures?.refused],
        [1, { CANCELLED: 2 }],
        "figures",
      );
    }),
    test("a task reaches each recipient once, page by page, and messages that have not left", async (store) => {
      await add(store, ...people);
      const running = await beginSpring(store);
      await store.expandCampaign({ ...call, limit: 2 }, drafting);
      const task = { kind: "shift", by: minute, goesOn: true } as const;
      const halted = { ...running, state: "paused" } as const;
      const { epoch } = (await store.readCampaign({ tenant: acme, id: spring })) ?? running;
      const shifting = { ...at(t0), campaign: { ...halted, epoch }, progress: { task } };
      await store.putCampaign(shifting);
      const runner: TaskRunner = {
        change: () => ({ shift: minute }),
        done: (done) => ({ ...done, state: "running" }),
      };
      for (let round = 0; round < 6; round++)
        await store.runCampaignTask({ ...call, limit: 1 }, runner);
      const { items } = await store.readRecipients({ tenant: acme, campaign: spring });
      equal(
        items.map(({ due }) => due),
        [null, null, t0 + minute],
        "those that wait",
      );
      const outbox = await store.readOutbox({ tenant: acme });
      equal(
        outbox.items.map(({ plannedAt, dueAt }) => [plannedAt, dueAt]),
        [
          [t0 + minute, t0 + minute],
          [t0 + minute, t0 + minute],
        ],
        "messages",
      );
      equal((await store.readCampaign({ tenant: acme, id: spring }))?.state, "running", "done");
    }),
    test("says when a tick has to look at a campaign next", async (store) => {
      await add(store, ...people);
      await store.refreshSegments({ ...at(t0), limit: 10, needs: everything }, (unit) =>
        still(unit),
      );
      equal(await store.nextWork(acme), null, "without one");
      const due = { state: "scheduled", dueAt: t0 + minute } as const;
      await store.putCampaign({ ...at(t0), campaign: campaign(acme, "c-spring", due) });
      equal(await store.nextWork(acme), t0 + minute, "its time");
      const reach = { lanes: [], exceptVersions: [], graceMs: 0, exceptCampaigns: true } as const;
      equal(await store.nextWork(acme, { reach }), null, "for who leaves campaigns to others");
      const found = await store.readCampaigns({ tenant: acme, dueBy: t0 });
      equal(found.items.length, 0, "not yet");
    }),
    test("erases a recipient with the contact, and keeps the count", async (store) => {
      await add(store, ...people);
      await beginSpring(store);
      await store.expandCampaign(call, drafting);
      const erasure = { ...at(t0), contact: person("ann").id };
      await store.eraseContact(
        { ...erasure, suppress: [consentEvent("ann", "erase", "erased")] },
        reactions(),
      );
      equal(await loadStates(store), ["bob out", "cid out"], "recipients");
      const figures = await store.readFigures({ tenant: acme, id: spring });
      equal([figures?.prepared, figures?.messages.queued], [3, 2], "figures");
    }),
  ];
}
