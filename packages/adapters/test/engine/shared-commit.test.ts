import {
  type ContactId,
  contactPointId,
  defineSchema,
  defineWorkflow,
  type Store,
} from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import {
  createWorld,
  gate,
  pages,
  recordingTransport,
  schema,
  start,
  tenant,
  thanks,
} from "./world.js";

const writes = ["appendConsent", "ingest", "changeContacts", "enqueue"];

/** A store that tells of each call: `asked` before it happens, `done` once it has. */
function watched(
  store: Store,
  { asked, done }: Readonly<Record<"asked" | "done", (name: string) => void | Promise<void>>>,
): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function" || typeof name !== "string") return value;
      return async (...args: readonly unknown[]) => {
        asked(name);
        const result: unknown = await Reflect.apply(value, target, args);
        await done(name);
        return result;
      };
    },
  });
}

function nobody() {
  return undefined;
}

/** What waits until it is let go. */
function held(): readonly [Promise<void>, () => void] {
  let letGo: () => void = nobody;
  const waits = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return [waits, () => letGo()];
}

/** People who were mailed once, the links of their mails, and an engine that hears their posts. */
async function mailed(
  store: Store,
  count: number,
  {
    more = {},
    asked = nobody,
    done = nobody,
  }: {
    readonly more?: NonNullable<Parameters<typeof createWorld>[0]>["more"];
    readonly asked?: (name: string) => void;
    readonly done?: (name: string) => void | Promise<void>;
  } = {},
) {
  const clock = simulatedClock(start);
  const transport = recordingTransport(clock);
  const world = createWorld({ store, clock, transport, more });
  const people: ContactId[] = [];
  for (let n = 0; n < count; n++) {
    const id = await world.person(`p${n}`);
    await world.subscribe(id);
    await world.buys(id, `order-${n}`);
    people.push(id);
  }
  await world.engine.drain(tenant);
  const findLink = (n: number): string => {
    const mail = transport.sent.find(({ to }) => to === `p${n}@mail.example`);
    return /unsubscribe\/\S+/.exec(mail?.text ?? "")?.[0] ?? "";
  };
  const hearing = createWorld({
    ...{ store, clock, transport, seed: 8 },
    more,
    wrap: (bare, email) => ({ store: watched(bare, { asked, done }), transport: email }),
  });
  const post = (n: number, signal?: AbortSignal) =>
    hearing.engine.respond(
      { method: "POST", path: findLink(n), query: {}, body: {}, locale: "en", at: clock.now() },
      { method: "POST", userAgent: null, acceptLanguage: null },
      signal === undefined ? {} : { signal },
    );
  const hasLeft = async (n: number): Promise<boolean> => {
    const contactPoint = contactPointId(`point-p${n}`);
    const { items } = await store.readLedger({ tenant, contactPoint });
    return items.some(({ type }) => type === "consent.withdrawn");
  };
  /** By telling it again. */
  const isCredited = async (n: number): Promise<boolean> => {
    const message = pages.open(findLink(n))?.message;
    if (message === undefined) throw new Error("no link");
    const dedupeKey = `unsubscribed:${message}`;
    const event = { type: "unsubscribed", dedupeKey, message, at: clock.now() } as const;
    return (await world.engine.report(tenant, [event])).duplicate === 1;
  };
  return { ...world, hearing: hearing.engine, people, post, findLink, hasLeft, isCredited };
}

/** Drafts for an address that the person has beside the one of the link. */
const widening: typeof pages = {
  ...pages,
  respond: (request, subject, facts, context) => {
    const response = pages.respond(request, subject, facts);
    const [draft] = response.drafts;
    const others = context?.others ?? [];
    if (draft === undefined) return response;
    const drafts = others.map(({ contactPoint }) => {
      return { ...draft, id: `${draft.id}:${contactPoint}`, contactPoint };
    });
    return { ...response, drafts: [...response.drafts, ...drafts] };
  },
};

describe.each([
  ["memory", () => memoryStore()],
  ["SQLite", () => sqliteStore({ path: ":memory:", breathe: false })],
] as const)("posts of unsubscribe links over %s", (_, open) => {
  it("share one commit where they come in at one time, and each has its own answer", async () => {
    const calls: string[] = [];
    const world = await mailed(open(), 16, { asked: (name) => calls.push(name) });
    const before = (await world.store.readLedgerHead(tenant)).size;
    const answers = await Promise.all(world.people.map((_, n) => world.post(n)));
    expect(answers.map(({ status }) => status)).toEqual(world.people.map(() => 200));
    expect(calls.filter((name) => writes.includes(name))).toEqual(["appendConsent"]);
    expect((await world.store.readLedgerHead(tenant)).size).toBe(before + 16);
    for (const [n] of world.people.entries())
      expect([n, await world.hasLeft(n), await world.isCredited(n)]).toEqual([n, true, true]);
  });

  it("are answered only once all of it is committed", async () => {
    let committed = false;
    const done = (name: string) => {
      committed ||= name === "appendConsent";
    };
    const world = await mailed(open(), 3, { done });
    await Promise.all(
      world.people.map(async (_, n) => {
        await world.post(n);
        expect(committed).toBe(true);
      }),
    );
  });

  it("of one link are one wish, however many share a commit", async () => {
    const world = await mailed(open(), 1);
    const before = (await world.store.readLedgerHead(tenant)).size;
    const answers = await Promise.all(Array.from({ length: 40 }, () => world.post(0)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await world.store.readLedgerHead(tenant)).size).toBe(before + 1);
  });

  it("fail alone: what one of them breaks is taken back from nobody else", async () => {
    const broken: typeof gate = {
      ...gate,
      append: (state, drafts) => {
        if (drafts.some(({ contactPoint }) => contactPoint === "point-p2" && state.head.size > 5))
          throw new TypeError("cannot be sealed");
        return gate.append(state, drafts);
      },
    };
    const world = await mailed(open(), 6, { more: { consent: broken } });
    const answers = await Promise.allSettled(world.people.map((_, n) => world.post(n)));
    expect(answers.map(({ status }) => status === "fulfilled")).toEqual(
      world.people.map((_, n) => n !== 2),
    );
    for (const [n] of world.people.entries()) expect(await world.hasLeft(n)).toBe(n !== 2);
  });

  it("show where things stand to whom the ledger refused, and thank the others", async () => {
    const strict: typeof gate = {
      ...gate,
      append: (state, drafts) => {
        const refused = drafts.filter(
          ({ contactPoint, type }) => contactPoint === "point-p1" && type === "consent.withdrawn",
        );
        const result = gate.append(
          state,
          drafts.filter((draft) => !refused.includes(draft)),
        );
        return { ...result, refused: refused.map(({ id }) => ({ id, code: "REFUSED" })) };
      },
    };
    const telling: typeof pages = {
      ...pages,
      respond: (request, ...rest) => ({ ...pages.respond(request, ...rest), body: request.method }),
    };
    const world = await mailed(open(), 3, { more: { consent: strict, pages: telling } });
    const answers = await Promise.all(world.people.map((_, n) => world.post(n)));
    expect(answers.map(({ body }) => body)).toEqual(["POST", "GET", "POST"]);
  });

  it("are not given up with the one who gives up", async () => {
    const leaving = new AbortController();
    const reads = { left: 3 };
    // Away between what was read and the commit.
    const asked = (name: string) => {
      if (name === "readMessage") reads.left -= 1;
      if (reads.left === 0) leaving.abort(new Error("gone"));
    };
    const world = await mailed(open(), 3, { asked });
    const answers = await Promise.allSettled(
      world.people.map((_, n) => world.post(n, n === 1 ? leaving.signal : undefined)),
    );
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await Promise.all([0, 1, 2].map((n) => world.hasLeft(n)))).toEqual([true, false, true]);
  });

  it("are given up by whoever will not wait, though the store answers nobody", async () => {
    const [answers, answer] = held();
    const leaving = new AbortController();
    const done = async (name: string): Promise<void> => {
      if (name !== "appendConsent") return;
      leaving.abort(new Error("enough"));
      await answers;
    };
    const world = await mailed(open(), 3, { done });
    const posts = world.people.map((_, n) => world.post(n, n === 1 ? leaving.signal : undefined));
    await expect(posts[1]).rejects.toThrow("enough");
    answer();
    expect((await Promise.all([posts[0], posts[2]])).map((one) => one?.status)).toEqual([200, 200]);
    // As with any answer that is lost: it was too late to take it back.
    expect(await Promise.all([0, 1, 2].map((n) => world.hasLeft(n)))).toEqual([true, true, true]);
  });

  it("are said again where the answer to their commit is lost, one stuck post alone", async () => {
    const [ends, end] = held();
    let appends = 0;
    const done = async (name: string): Promise<void> => {
      if (name !== "appendConsent") return;
      appends += 1;
      if (appends === 1) throw new StoreError("STORE_LOST", "Nobody knows whether it committed.");
      if (appends === 2) await ends;
    };
    const world = await mailed(open(), 4, { done });
    const before = (await world.store.readLedgerHead(tenant)).size;
    const [first, ...others] = world.people.map((_, n) => world.post(n));
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200]);
    end();
    expect((await first)?.status).toBe(200);
    expect((await world.store.readLedgerHead(tenant)).size).toBe(before + 4);
    for (const [n] of world.people.entries())
      expect([n, await world.hasLeft(n), await world.isCredited(n)]).toEqual([n, true, true]);
  });

  it("are heard where the workflows that their news begin cannot be published", async () => {
    const asking = defineSchema({
      attributes: schema.attributes,
      events: { "consent.granted": z.object({ purposes: z.array(z.string()) }) },
      purposes: { news: {} },
    });
    const welcome = defineWorkflow(asking, "welcome", (w) =>
      w.onEvent("consent.granted").wait("1d").send({ id: "reminder" }, { purpose: "news" }),
    );
    let refused = 0;
    const asked = (name: string) => {
      if (!name.endsWith("Definition")) return;
      refused += 1;
      throw new StoreError("STORE_CORRUPT", "A damaged row.");
    };
    const world = await mailed(open(), 2, { asked, more: { workflows: [thanks, welcome] } });
    const answers = await Promise.all(world.people.map((_, n) => world.post(n)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(refused).toBeGreaterThan(0);
    expect(await Promise.all([0, 1].map((n) => world.hasLeft(n)))).toEqual([true, true]);
  });

  it.each(["record", "report"] as const)(
    "are heard so as well where the host brings them: %s",
    async (verb) => {
      const asking = defineSchema({
        attributes: schema.attributes,
        events: { "consent.granted": z.object({ purposes: z.array(z.string()) }) },
        purposes: { news: {} },
      });
      const welcome = defineWorkflow(asking, "welcome", (w) =>
        w.onEvent("consent.granted").wait("1d").send({ id: "reminder" }, { purpose: "news" }),
      );
      const asked = (name: string) => {
        if (name.endsWith("Definition")) throw new StoreError("STORE_IO", "The disk is full.");
      };
      const logged: unknown[] = [];
      const logger = { log: (...said: readonly unknown[]) => logged.push(said) };
      const more = { workflows: [thanks, welcome], logger };
      const world = await mailed(open(), 1, { asked, more });
      const { hearing } = world;
      const at = world.clock.now();
      const message = pages.open(world.findLink(0))?.message;
      if (message === undefined) throw new Error("no link");
      const contactPoint = contactPointId("point-p0");
      logged.splice(0);
      await (verb === "record"
        ? hearing.record(tenant, [
            { id: "bye", type: "consent.withdrawn", contactPoint, effectiveAt: at, fields: {} },
          ])
        : hearing.report(tenant, [{ type: "unsubscribed", dedupeKey: "bye", message, at }]));
      expect(await world.hasLeft(0)).toBe(true);
      expect(logged).toEqual([
        ["error", expect.stringContaining("published"), { tenant, code: "STORE_IO" }],
      ]);
    },
  );

  it("leave nothing or everything behind, wherever the process dies", async () => {
    class Killed extends Error {}
    const twoAddresses = async (at: number, when: "before" | "after") => {
      const state = { calls: 0, dead: false, live: false };
      const step = (is: "before" | "after") => () => {
        if (!state.live) return;
        if (is === "before") state.calls += 1;
        if (state.calls === at && is === when) state.dead = true;
        if (state.dead) throw new Killed();
      };
      const more = { pages: widening };
      const hearing = { more, asked: step("before"), done: step("after") };
      const world = await mailed(open(), 1, hearing);
      const [id] = world.people;
      const contact = await world.store.readContact({ tenant, lookup: { key: "p0@mail.example" } });
      if (contact === null || id === undefined) throw new Error("no contact");
      const second = {
        ...{ id: contactPointId("point-second"), channel: "email" as const },
        address: "second@mail.example",
        fingerprints: gate.fingerprints("email", "second@mail.example"),
      };
      await world.store.changeContacts(
        { tenant, now: world.clock.now(), lookups: [{ id }] },
        () => [{ contact: { ...contact, points: [...contact.points, second] } }],
      );
      state.live = true;
      const answer = await world.post(0).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        return null;
      });
      const ledger = await world.store.readLedger({ tenant, contactPoint: second.id });
      const left = [await world.hasLeft(0), ledger.items.length === 1];
      return { calls: state.calls, answer, behind: [...left, await world.isCredited(0)] };
    };
    const whole = await twoAddresses(0, "before");
    expect(whole).toMatchObject({ answer: { status: 200 }, behind: [true, true, true] });
    const seen = new Set<string>();
    for (let at = 1; at <= whole.calls; at++) {
      for (const when of ["before", "after"] as const) {
        const { behind, answer } = await twoAddresses(at, when);
        expect([at, when, answer, new Set(behind).size]).toEqual([at, when, null, 1]);
        seen.add(String(behind[0]));
      }
    }
    expect([...seen].sort()).toEqual(["false", "true"]);
  });
});
