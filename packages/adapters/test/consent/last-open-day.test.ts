import {
  consentGate,
  type Organization,
  suppressionKeys,
  withdrawConsent,
} from "@wellsent/consent";
import { draftEvent } from "@wellsent/consent/ledger";
import { euRules, frRules } from "@wellsent/consent/rules";
import { contactId, contactPointId, defineSegment, type Renderer } from "@wellsent/core";
import { compileSegment } from "@wellsent/core/engine";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, pages, recordingTransport, schema, start, tenant } from "../engine/world.js";

const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ path: ":memory:" }),
};
const day = 86_400_000;
const ann = contactId("ann");
const point = contactPointId("point-ann");
const keys = suppressionKeys({ current: { kid: "s1", secret: seededRandom(1).bytes(32) } });
const templates = fakeRenderer({ thanks: { text: "Thank you" } });

/** The text says where its pixel is, if it has one. */
const renderer: Renderer = {
  ...templates,
  render: (request) => {
    const rendered = templates.render(request);
    if (!rendered.rendered) return rendered;
    const { tracking, links } = request;
    return { ...rendered, text: tracking.opens ? links.openPixel : "no pixel" };
  },
};

function world(store: ReturnType<typeof memoryStore>, organization: Organization) {
  const clock = simulatedClock(start);
  const transport = recordingTransport(clock);
  const ids = sequentialIds("ev");
  const gate = consentGate({ rules: [euRules, frRules], keys, organization });
  const made = createWorld({
    store,
    clock,
    transport,
    renderer,
    workflows: [],
    more: {
      consent: gate,
      pages: {
        ...pages,
        respond: (request, subject, facts) => ({
          status: 200,
          headers: {},
          body: "",
          drafts:
            subject === null || facts === null
              ? []
              : [
                  withdrawConsent(
                    { ids, random: seededRandom(request.at), now: request.at },
                    { contactPoint: facts.contactPoint, scope: { activity: "track.open" } },
                  ),
                ],
        }),
      },
    },
  });
  const grant = (activity: "send" | "track.open") =>
    draftEvent({
      id: ids.next(),
      type: "consent.granted",
      contactPoint: point,
      effectiveAt: clock.now(),
      scope: { channel: "email", purpose: "news", activity },
      actor: { kind: "subject" },
      method: "form",
    });
  return {
    ...made,
    grant,
    begin: async () => {
      const address = "ann@mail.example";
      const fingerprints = gate.fingerprints("email", address);
      await made.person("ann", {
        jurisdiction: "FR",
        points: [{ id: point, channel: "email", address, fingerprints }],
      });
      await made.engine.record(tenant, [grant("send")]);
    },
    mail: async (id: string): Promise<string> => {
      await made.engine.send({ tenant, contact: ann, id, template: "thanks", purpose: "news" });
      await made.engine.drain(tenant);
      return transport.sent.at(-1)?.text ?? "";
    },
    open: (pixel: string, userAgent = "a person's mail program") => {
      const path = new URL(pixel).pathname.slice(1);
      const request = { method: "GET", path, query: {}, body: {}, locale: "fr", at: clock.now() };
      return made.engine.respond(request, { method: "GET", userAgent, acceptLanguage: "fr" });
    },
    refuse: (scope: { readonly activity?: "track.open" }) =>
      made.engine.record(tenant, [
        withdrawConsent(
          { ids, random: seededRandom(clock.now()), now: clock.now() },
          { contactPoint: point, scope },
        ),
      ]),
    contact: () => store.readContact({ tenant, lookup: { id: ann } }),
    openings: async () => {
      const needs = { events: {}, messages: null, consent: false };
      const facts = await store.readFacts({
        tenant,
        now: clock.now(),
        contact: ann,
        needs,
      });
      return facts?.messages.map(({ openedAt, machineOpenedAt }) => openedAt ?? machineOpenedAt);
    },
  };
}

describe.each(Object.entries(stores))("the last day of opening, over the %s store", (_, create) => {
  const measuring: Organization = { exemptions: ["deliverability"] };

  it("is all that is kept of openings where the law permits no more, each in place of the last", async () => {
    const { begin, mail, open, contact, openings, clock } = world(create(), measuring);
    await begin();
    const first = await mail("one");
    const second = await mail("two");
    expect(first).toMatch(/^https:/);
    clock.advanceBy(3_600_000);
    const before = await contact();
    await open(first);
    expect(await contact()).toMatchObject({
      lastOpenDay: "2026-03-02",
      updatedAt: before?.updatedAt,
    });
    // Read twice on one day: nothing is written.
    clock.advanceBy(3_600_000);
    const { revision = 0 } = (await contact()) ?? {};
    await open(first);
    expect((await contact())?.revision).toBe(revision);
    clock.advanceBy(9 * day);
    await open(second);
    expect((await contact())?.lastOpenDay).toBe("2026-03-11");
    expect(await openings()).toEqual([null, null]);
    expect(JSON.stringify(await contact())).not.toContain("2026-03-02");
  });

  it("counts no machine", async () => {
    const { begin, mail, open, contact, clock } = world(create(), measuring);
    await begin();
    const pixel = await mail("one");
    clock.advanceBy(1_000);
    await open(pixel);
    clock.advanceBy(3_600_000);
    await open(pixel, "Mozilla/5.0");
    expect(await contact()).not.toHaveProperty("lastOpenDay");
  });

  it("is not kept by tenants that do not claim it: their mail has no pixel", async () => {
    const { begin, mail } = world(create(), {});
    await begin();
    expect(await mail("one")).toBe("no pixel");
  });

  it("gives way to the opening itself once the person agrees to that", async () => {
    const { begin, mail, open, contact, openings, engine, grant, clock } = world(
      create(),
      measuring,
    );
    await begin();
    await engine.record(tenant, [grant("track.open")]);
    const pixel = await mail("one");
    clock.advanceBy(3_600_000);
    await open(pixel);
    expect(await openings()).toEqual([clock.now()]);
    expect(await contact()).not.toHaveProperty("lastOpenDay");
  });

  it("is forgotten when somebody who refused it opens an old mail, and on their leaving", async () => {
    for (const leave of ["by record", "by page"] as const) {
      const { begin, mail, open, contact, refuse, engine, clock } = world(create(), measuring);
      await begin();
      const pixel = await mail("one");
      clock.advanceBy(3_600_000);
      await open(pixel);
      expect(await contact()).toHaveProperty("lastOpenDay");
      if (leave === "by record") {
        await refuse({ activity: "track.open" });
        clock.advanceBy(day);
        await open(pixel);
        expect(await mail("two")).toBe("no pixel");
      } else {
        const path = new URL(pixel).pathname.slice(1).replace("open/", "unsubscribe/");
        const request = { path, query: {}, body: {}, locale: "fr", at: clock.now() };
        await engine.respond(
          { ...request, method: "POST" },
          { method: "POST", userAgent: null, acceptLanguage: null },
        );
      }
      expect(await contact()).not.toHaveProperty("lastOpenDay");
    }
  });

  it("lets a segment find who has read nothing for long", async () => {
    const idle = defineSegment(schema, "idle", (c) =>
      c.contact("lastOpenDay").before({ ago: "180d" }),
    );
    const { begin, mail, open, store, clock } = world(create(), measuring);
    await begin();
    const pixel = await mail("one");
    clock.advanceBy(3_600_000);
    await open(pixel);
    const needs = { events: {}, messages: 0, consent: false };
    const facts = await store.readFacts({ tenant, now: clock.now(), contact: ann, needs });
    if (facts === null) throw new Error("Nobody is there.");
    const isIdle = (now: number) => compileSegment(idle).matches(facts, { at: now, zone: "UTC" });
    expect(isIdle(clock.now())).toBe(false);
    expect(isIdle(clock.now() + 200 * day)).toBe(true);
  });
});
