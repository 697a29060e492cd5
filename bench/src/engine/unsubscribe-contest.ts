import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "@wellsent/adapters/in-process";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { webHandler } from "@wellsent/adapters/web";
import { campaignSendKey } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import type { Contest } from "../contest.ts";
import { type Person, purpose, tenant } from "./people.ts";
import { baseUrl, openShop, pages, type Shop, template } from "./shop.ts";

/** How a post comes in: to the engine itself, or as a request of the web to its handler. */
type Road = "engine.respond" | "webHandler";

/**
 * One-click posts out of mails that are on record, each by somebody else. The answer leaves when
 * the withdrawal is on disk. The peer is a server without HTTP, tokens or law: one durable write a
 * post.
 */
export function unsubscribeContests(folder: string): readonly Contest[] {
  return [
    unsubscribeContest(folder, "engine.respond", 1),
    unsubscribeContest(folder, "engine.respond", 16),
    unsubscribeContest(folder, "webHandler", 16),
  ];
}

function unsubscribeContest(folder: string, road: Road, atOnce: number): Contest {
  const name = `${road}-${atOnce}`;
  const store = sqliteStore({ path: join(folder, `unsubscribe-${name}.db`) });
  const clock = systemClock();
  const renderer = fakeRenderer({ [template]: { text: "News" } });
  const shop = openShop({ store, clock, renderer });
  const bare = bareServer(join(folder, `unsubscribe-bare-${name}.db`));
  const post = postOver(shop, road);
  let campaigns = 0;
  let paths: readonly string[] = [];

  const layIn = async (count: number): Promise<readonly Person[]> => {
    campaigns += 1;
    const people = await shop.admit(count);
    await shop.queue(`c${campaigns}`, people);
    paths = people.map((person) => createPath(person, `c${campaigns}`, clock.now()));
    return people;
  };
  const postAll = async (): Promise<void> => {
    for (let from = 0; from < paths.length; from += atOnce) {
      const statuses = await Promise.all(paths.slice(from, from + atOnce).map(post));
      assert(statuses.every((status) => status === 200));
    }
  };

  return {
    name: `unsubscribe posts by ${road}, ${atOnce === 1 ? "one by one" : `${atOnce} at once`}`,
    ours: postAll,
    peer: async (iterations) => {
      for (let from = 0; from < iterations; from += atOnce) {
        const some = Math.min(atOnce, iterations - from);
        await Promise.all(Array.from({ length: some }, (_, place) => bare.post(from + place)));
      }
    },
    peerName: "a bare loop with one durable write a post",
    goal: 0.5,
    unit: "post",
    note: "SQLite files; the engine's post also credits the mail",
    prepare: async (who, iterations) => {
      if (who === "ours") await layIn(iterations);
    },
    check: async () => {
      const people = await layIn(40);
      const before = (await store.readLedgerHead(tenant)).size;
      await postAll();
      assert.equal((await store.readLedgerHead(tenant)).size, before + people.length);
      for (const { point } of people) {
        const decision = await shop.engine.decide({ tenant, contactPoint: point, purpose });
        assert.equal(decision.allowed, false);
        assert(decision.reasons.some(({ code }) => code === "WITHDRAWN"));
      }
      for (let place = 0; place < people.length; place++) await bare.post(place);
      assert.equal(bare.written(), people.length);
    },
    release: async () => {
      await store.close();
      bare.close();
    },
  };
}

/** Where the button of a mailbox provider leads for one mail of a campaign. */
function createPath({ contact, point, record }: Person, campaign: string, at: number): string {
  const [address] = record.points;
  const { unsubscribe } = pages.links({
    ...{ tenant, purpose, at, contactPoint: point },
    fingerprint: address?.fingerprints[0] ?? "",
    message: campaignSendKey(campaign, contact),
    messageClass: "marketing",
  });
  assert(unsubscribe.startsWith(baseUrl));
  return unsubscribe.slice(baseUrl.length);
}

function postOver(shop: Shop, road: Road): (path: string) => Promise<number> {
  const { engine, clock } = shop;
  if (road === "engine.respond") {
    const evidence = { method: "POST", userAgent: "Mailbox/1.0", acceptLanguage: null };
    return async (path) => {
      const body = { "List-Unsubscribe": "One-Click" };
      const request = { method: "POST", path, query: {}, body, locale: "en", at: clock.now() };
      return (await engine.respond(request, evidence)).status;
    };
  }
  const handle = webHandler(engine, { basePath: "/m", now: () => clock.now() });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = "List-Unsubscribe=One-Click";
  return async (path) =>
    (await handle(new Request(`${baseUrl}${path}`, { method: "POST", headers, body }))).status;
}

function bareServer(path: string) {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE unsubscribed (id INTEGER PRIMARY KEY, token TEXT NOT NULL, at INTEGER NOT NULL)`);
  const insert = database.prepare("INSERT INTO unsubscribed (token, at) VALUES (?, ?)");
  return {
    // As long as a real token, and as asynchronous as any server's handler.
    post: async (place: number): Promise<void> => {
      insert.run(`u/${String(place).padStart(120, "x")}`, Date.now());
    },
    written: (): number =>
      Number(database.prepare("SELECT count(*) AS count FROM unsubscribed").get()?.["count"]),
    close: () => database.close(),
  };
}
