import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  type ContactRecord,
  checkWorkflow,
  defineSchema,
  defineWorkflow,
  type EnrollmentRecord,
  type Instant,
  type JsonObject,
} from "../../../src/index.js";
import { workflowMermaid } from "../../../src/workflows/diagram/index.js";
import {
  transition,
  type WorkflowInput,
  type WorkflowNode,
  waitOutdated,
} from "../../../src/workflows/index.js";
import { at, contact, context, day, enrolled, facts, hour, start, workflow } from "./fixtures.js";

const schema = defineSchema({
  attributes: z.object({ renewsAt: z.string().optional(), tags: z.array(z.string()).optional() }),
  events: { "trip.booked": z.object({ trip: z.object({ startsAt: z.string() }) }) },
  purposes: { "service.account": {} },
});
const renewal = defineWorkflow(schema, "renewal", (w) =>
  w
    .onRequest()
    .waitUntilDate(
      { attribute: "renewsAt", before: "7d", time: "17:00", id: "week-before" },
      { passed: (way) => way.exit("late"), missing: (way) => way.exit("no-date") },
    ),
);
const berlin = { name: "Europe/Berlin", source: "stated" } as const;

function renewing(renewsAt: unknown, timeZone: ContactRecord["timeZone"] = berlin) {
  const attributes: JsonObject = JSON.parse(JSON.stringify({ renewsAt }));
  return contact({ attributes, timeZone });
}
function step(
  run: EnrollmentRecord,
  person: ContactRecord,
  now: Instant,
  inputs: readonly WorkflowInput[] = [],
  definition = renewal,
) {
  return transition(definition, run, inputs, facts({ contact: person }), context(now));
}
function begun(person: ContactRecord) {
  return step(enrolled(renewal), person, start).enrollment;
}
const changed = (at: Instant): WorkflowInput => ({ type: "contact", at });

describe("a wait until a date of the contact", () => {
  it("ends at that time of day in the contact's zone, so long before the date", () => {
    const run = begun(renewing("2026-04-02"));
    // Clocks in Berlin go forward on 29 March.
    expect(run.wakeAt).toBe(at("2026-03-26T16:00:00Z"));
    expect(step(run, renewing("2026-04-02"), at("2026-03-26T15:59:59Z")).enrollment).toBe(run);
    const done = step(run, renewing("2026-04-02"), at("2026-03-26T16:00:00Z"));
    expect(done.enrollment.outcome).toBe("completed");
    expect(done.log).toMatchObject([{ detail: { took: { "week-before": "date" } } }]);
  });

  it.each([
    ["late", "2026-03-08T23:00:00+01:00", "a date whose time had passed before"],
    ["late", start + 6 * day, "an instant"],
    ["no-date", undefined, "no date"],
    ["no-date", "soon", "no readable date"],
    ["no-date", 8.64e15, "a date that no calendar reaches"],
    ["no-date", ["2026-04-02"], "a list"],
  ])("leads on at once as %s from %j: %s", (outcome, value, _why) => {
    const { enrollment } = step(enrolled(renewal), renewing(value), start);
    expect(enrollment).toMatchObject({ status: "ended", outcome });
  });

  it("does not take a date for passed because the step before it was late", () => {
    const person = renewing("2026-03-09T18:00:00Z");
    const late = step(enrolled(renewal), person, at("2026-03-02T16:30:00Z"));
    expect(late.enrollment).toMatchObject({ status: "active", wakeAt: at("2026-03-02T16:00:00Z") });
    const { enrollment } = step(late.enrollment, person, at("2026-03-02T16:30:00Z"));
    expect(enrollment.outcome).toBe("completed");
  });

  it("moves with the date, and says that the date moved it", () => {
    const run = begun(renewing("2026-04-02"));
    const later = renewing("2026-05-02");
    expect(waitOutdated(run, renewing("2026-04-02"), "UTC")).toBe(false);
    expect(waitOutdated(run, later, "UTC")).toBe(true);
    const moved = step(run, later, start + hour, [changed(start + hour)]);
    expect(moved.enrollment.wakeAt).toBe(at("2026-04-25T15:00:00Z"));
    expect(moved.log).toMatchObject([
      { detail: { movedBy: "date", movedTo: moved.enrollment.wakeAt } },
    ]);
    expect(waitOutdated(moved.enrollment, later, "UTC")).toBe(false);
    const tokyo = renewing("2026-05-02", { name: "Asia/Tokyo", source: "stated" });
    const away = step(moved.enrollment, tokyo, start + 2 * hour, [changed(start + 2 * hour)]);
    expect(away.enrollment.wakeAt).toBe(at("2026-04-25T08:00:00Z"));
    expect(away.log[0]?.detail).not.toHaveProperty("movedBy");
  });

  it("has passed where the date moves to one whose time had passed, and is over where it goes", () => {
    const run = begun(renewing("2026-04-02"));
    const now = at("2026-03-10T12:00:00Z");
    const past = step(run, renewing("2026-03-12"), now, [changed(now)]);
    expect(past.enrollment.outcome).toBe("late");
    expect(step(run, renewing(undefined), now, [changed(now)]).enrollment.outcome).toBe("no-date");
    // It was still ahead when it was changed, and the step is late.
    const noon = at("2026-03-10T15:00:00Z");
    const ahead = step(run, renewing("2026-03-17"), noon + 2 * hour, [changed(noon)]);
    expect(ahead.enrollment.outcome).toBe("completed");
  });

  it("reads a date in the data of the trigger", () => {
    const trips = defineWorkflow(schema, "trips", (w) =>
      w
        .onEvent("trip.booked", { reentry: { oncePer: "trip.startsAt" } })
        .waitUntilDate({ trigger: "trip.startsAt", before: "1h", zone: "workspace" }),
    );
    const run = enrolled(
      {
        ...trips,
        entry: { ...trips.entry, triggers: [{ on: "manual" }], reentry: { mode: "never" } },
      },
      { workflow: trips.id },
    );
    const data = { trip: { startsAt: "2026-03-05T09:00" } };
    const { enrollment } = step(
      { ...run, state: { ...run.state, data } },
      contact(),
      start,
      [],
      trips,
    );
    expect(enrollment.wakeAt).toBe(at("2026-03-05T08:00:00Z"));
    expect(waitOutdated(enrollment, contact(), "UTC")).toBe(false);
    expect(workflowMermaid(trips)).toContain("1h before trip.startsAt of the trigger");
  });

  it("is the value its JSON gives, and is drawn with its three ways", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(renewal)))).toEqual(renewal);
    const drawn = workflowMermaid(renewal);
    expect(drawn).toContain("7d before renewsAt, 17:00");
    for (const way of ["date", "passed", "missing"]) expect(drawn).toContain(`|"${way}"|`);
  });

  it.each([
    ["DATE nodes.a.date.trigger", { date: { trigger: "startsAt" } }],
    ["DURATION nodes.a.offset.before", { offset: { before: "soon" } }],
    ["DURATION nodes.a.offset.after", { offset: { after: "0d" } }],
    ["TIME nodes.a.time", { time: "25:00" }],
    ["TIME_ZONE nodes.a.zone", { zone: "fixed:Mars/Base" }],
    ["LOOP_WITHOUT_WAIT nodes.a", { onPassed: "a" }],
  ] as const)("is checked: %s", (finding, part) => {
    const node = {
      ...({ kind: "waitUntilDate", date: { attribute: "renewsAt" } } as const),
      ...{ next: "end", onPassed: "end", onMissing: "end" },
      ...part,
    } as WorkflowNode;
    const trigger = { on: "segment", segment: "lapsed", when: "enter" } as never;
    const definition = workflow(
      { a: node },
      { entry: { triggers: [trigger], reentry: { mode: "never" } } },
    );
    expect(checkWorkflow(definition).map(({ code, path }) => `${code} ${path}`)).toContain(finding);
  });
});
