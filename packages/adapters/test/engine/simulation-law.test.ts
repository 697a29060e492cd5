// The law that a forecast is what the engine then does: random workflows of every kind of step,
// sent through both by the same people.
import {
  checkWorkflow,
  contactId,
  contactPointId,
  type DeliveryEvent,
  defineSchema,
  defineSegment,
  defineWorkflow,
  type WebhookCaller,
  type WorkflowDefinition,
} from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { simulateAudience } from "@wellsent/core/forecast";
import {
  fakeConsentGate,
  fakePages,
  fakeRenderer,
  seededRandom,
  simulatedClock,
} from "@wellsent/core/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { arbitraryWorkflow } from "../../../core/test/edge/workflows/arbitrary-workflow.js";
import { workflowFigures } from "../../src/app/workflow-figures.js";
import { memoryStore } from "../../src/memory/index.js";
import { recordingTransport, tenant } from "./world.js";

const start = Date.UTC(2026, 2, 2, 10);
const days = 12;

const schema = defineSchema({
  attributes: z.object({
    renewsAt: z.union([z.string(), z.number()]).optional(),
    ends: z.iso.date().optional(),
    none: z.string().optional(),
    n: z.number().optional(),
  }),
  events: Object.fromEntries(
    ["order.placed", "seen", "cancelled", "greeted"].map((name) => [name, z.object({})]),
  ),
  purposes: { marketing: {}, service: {} },
});
const out = defineSegment(schema, "out", (c) => c.attribute("n").atLeast(50));
const gate = fakeConsentGate({ allow: "all" });
const texts = ["a", "b", "c", "d"].flatMap((text) => [
  [`t-${text}`, { text }] as const,
  [`s-${text}`, { text, channel: "sms" as const }] as const,
]);
/** What steps of the drawn workflows start, again and again. */
const child = defineWorkflow(schema, "child", (w) =>
  w
    .onRequest({ reentry: "afterExit" })
    .wait("5h")
    .send({ id: "t-d" }, { purpose: "marketing" })
    .wait("1d")
    .exit("done"),
);
const mail = fakeRenderer(Object.fromEntries(texts));

const people = [
  { zone: "Europe/Berlin", renewsAt: "2026-03-09" },
  { zone: "America/New_York", renewsAt: "2026-03-29T02:30" },
  { zone: "Asia/Tokyo", renewsAt: start + 50 * 3_600_000 },
  { zone: "Pacific/Auckland", renewsAt: undefined },
];

/** Answers everything as a forecast takes for granted: without the members that are expected. */
const webhooks: WebhookCaller = {
  ...{ specVersion: 1, id: "hooks" },
  call: async () => ({ outcome: "answered", body: "{}" }),
};

async function world(workflow: WorkflowDefinition) {
  const clock = simulatedClock(start);
  const store = memoryStore();
  const email = recordingTransport(clock);
  const engine = createEngine({
    ...{
      schema,
      store,
      clock,
      email,
      segments: [out],
      workflows: [workflow, child],
      consent: gate,
    },
    ...{ renderer: mail, pages: fakePages(), random: seededRandom(7) },
    ...{ webhooks, colleagues: () => null },
    senderFor: () => ({ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" }),
  });
  const contacts = people.map(({ zone, renewsAt }, index) => ({
    ...{ tenant, id: contactId(`p${index}`), key: `p${index}` },
    points: [
      {
        ...{ id: contactPointId(`point-${index}`), channel: "email" as const },
        address: `p${index}@mail.example`,
        fingerprints: gate.fingerprints("email", `p${index}@mail.example`),
      },
    ],
    attributes: renewsAt === undefined ? {} : { renewsAt, ends: "2026-03-11" },
    ...{ lists: [], locale: "en", jurisdiction: "DE", revision: 0 },
    ...{ createdAt: start, updatedAt: start },
    timeZone: { name: zone, source: "stated" as const },
  }));
  await store.changeContacts({ tenant, now: start, lookups: [] }, () =>
    contacts.map((contact) => ({ contact })),
  );
  await engine.drain(tenant);
  return { engine, clock, store, contacts };
}

/** Lives through the days, with a report of delivery a second after each message. */
async function live({ engine, clock, store }: Awaited<ReturnType<typeof world>>) {
  const until = start + days * 86_400_000;
  const told = new Set<string>();
  let reports: DeliveryEvent[] = [];
  for (let rounds = 0; ; rounds++) {
    if (rounds > 200) return false;
    await engine.drain(tenant);
    for (const { key, status, settledAt } of (await store.readOutbox({ tenant, limit: 200 }))
      .items) {
      if (told.has(key) || status !== "accepted" || settledAt === null) continue;
      told.add(key);
      const at = settledAt + 1000;
      reports.push({ type: "delivered", dedupeKey: `d-${key}`, message: key, at });
    }
    const due = await engine.nextWork(tenant);
    const next = Math.min(due ?? until + 1, ...reports.map(({ at }) => at));
    if (next > until) return true;
    clock.advanceTo(Math.max(next, clock.now()));
    const now = reports.filter(({ at }) => at <= clock.now());
    reports = reports.filter(({ at }) => at > clock.now());
    if (now.length > 0) await engine.report(tenant, now);
  }
}

const policies = fc.constantFrom<WorkflowDefinition["policy"]>(
  {},
  { quiet: [{ from: "18:00", to: "11:00" }] },
  { caps: [{ max: 1, per: "2d" }] },
);

type WorkflowNode = WorkflowDefinition["nodes"][string];

/**
 * Without the steps that no way leads to, each mail sent once, texts as texts, and throttles with
 * room for all: a forecast lets everybody through at once.
 */
function sound(drawn: WorkflowDefinition): WorkflowDefinition {
  const mails = ["t-a", "t-b", "t-c"];
  const nodes: Record<string, WorkflowNode> = {};
  for (const [id, node] of Object.entries(drawn.nodes)) {
    if (node.kind === "throttle") nodes[id] = { ...node, max: 1_000 };
    else if (node.kind !== "send") nodes[id] = node;
    else {
      const named = (template: string, channel = node.channel) =>
        channel === "sms" ? template.replace("t-", "s-") : template;
      const fallbacks = node.fallbacks?.map((one) => {
        return { ...one, template: named(one.template, one.channel) };
      });
      const own = { ...node, template: named(node.template) };
      nodes[id] = fallbacks === undefined ? own : { ...own, fallbacks };
    }
  }
  const sent = (template: string, next: string): WorkflowNode => {
    return { kind: "send", channel: "email", template, purpose: "marketing", next };
  };
  mails.forEach((template, index) => {
    nodes[template] = sent(template, mails[index + 1] ?? drawn.start);
  });
  for (;;) {
    const workflow = { ...drawn, start: "t-a", nodes };
    const lost = checkWorkflow(workflow).filter(({ code }) => code === "UNREACHABLE");
    if (lost.length === 0) return workflow;
    for (const { path } of lost) delete nodes[path.replace("nodes.", "")];
  }
}

/** By hand, at once; or by a date, or on the Saturday in between. */
const entries = fc.constantFrom<WorkflowDefinition["entry"]>(
  { triggers: [{ on: "manual" }], reentry: { mode: "never" } },
  {
    triggers: [
      { on: "date", attribute: "ends", time: "09:00", every: "once", offset: { before: "1d" } },
      {
        on: "schedule",
        recurrence: {
          ...({ v: 1, start: "2026-03-07", every: "week", interval: 2, on: ["sat"] } as const),
          ...{ time: "09:00", zone: "contact" },
        },
      },
    ],
    // Several runs of a person are forecast each by itself.
    reentry: { mode: "never" },
  },
);

it("a forecast is what the engine then does, with every kind of step", async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(arbitraryWorkflow, entries, policies, async (drawn, entry, policy) => {
      const policed = { ...drawn, entry, policy: { ...drawn.policy, ...policy } };
      const workflow = sound(policed);
      fc.pre(checkWorkflow(workflow).every(({ advice }) => advice === true));
      const one = await world(workflow);
      const { engine, clock } = one;
      const forecast = await simulateAudience(engine, {
        ...{ tenant, workflow, audience: "everyone", days },
      });
      if (entry.triggers.some(({ on }) => on === "manual"))
        for (const { id } of one.contacts)
          await engine.enroll({ tenant, contact: id, workflow: workflow.id, id: "go" });
      // Round and round in a loop: it takes long, and tells no more.
      if (!(await live(one))) return;
      const done = await workflowFigures({ engine, clock }, tenant, workflow);
      for (const id of Object.keys(done.nodes)) kinds.add(workflow.nodes[id]?.kind ?? "");
      expect(forecast.counts).toEqual(done);
    }),
    { numRuns: propertyRuns(60) },
  );
  expect(kinds.size).toBeGreaterThan(9);
  expect(kinds).toContain("run");
});
