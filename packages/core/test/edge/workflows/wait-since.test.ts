import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  defineWorkflow,
  type EnrollmentRecord,
  type Instant,
} from "../../../src/index.js";
import type { MessageFact } from "../../../src/ports/index.js";
import { workflowMermaid } from "../../../src/workflows/diagram/index.js";
import { transition, type WorkflowInput, wakes } from "../../../src/workflows/index.js";
import { simulateWorkflow } from "../../../src/workflows/simulation/index.js";
import {
  at,
  contact,
  context,
  day,
  enrolled,
  facts,
  hour,
  message,
  start,
  workflow,
} from "./fixtures.js";
import { lastCall, missYou, schema } from "./schema-fixture.js";

const sends = { purpose: "service.account" } as const;
const delivered = defineWorkflow(schema, "win-back", (w) =>
  w
    .onRequest()
    .send(missYou, sends)
    .waitSince(
      { delivered: missYou, for: "3d", timeout: "7d", id: "pause" },
      { no: (way) => way.exit("lost") },
    )
    .send(lastCall, sends),
);
const sent = defineWorkflow(schema, "win-back", (w) =>
  w
    .onRequest()
    .send(missYou, sends)
    .waitSince({ sent: missYou, for: "3d", timeout: "7d" }, { no: (way) => way.exit("lost") }),
);

type Report = Partial<
  Pick<MessageFact, "sentAt" | "deliveredAt" | "clickedAt" | "machineClickedAt">
>;

function step(
  definition: typeof delivered,
  run: EnrollmentRecord,
  now: Instant,
  report: Report | null = null,
  inputs: readonly WorkflowInput[] = [],
) {
  const messages =
    report === null ? [] : [message("e:0:0", "miss-you", { sentAt: null, ...report })];
  return transition(definition, run, inputs, facts({ messages }), context(now));
}
function begun(definition = delivered) {
  return step(definition, enrolled(definition), start).enrollment;
}
function heard(at: Instant): WorkflowInput {
  return {
    ...{ type: "delivery", event: "delivered", template: "miss-you", at, machine: null },
    message: "e:0:0" as never,
  };
}

describe("a wait since a report", () => {
  it("is counted from the time of the report, and says so", () => {
    const run = begun();
    expect(run.wakeAt).toBe(start + 7 * day);
    expect(wakes(run, heard(start + 5 * hour))).toBe(true);
    const now = start + 6 * hour;
    const told = step(delivered, run, now, { deliveredAt: start + 5 * hour }, [heard(now)]);
    expect(told.enrollment.wakeAt).toBe(start + 5 * hour + 3 * day);
    expect(told.log).toMatchObject([{ detail: { movedBy: "report" } }]);
    // What is known of the report stays known.
    expect(step(delivered, told.enrollment, now + 1).enrollment).toBe(told.enrollment);
    const done = step(delivered, told.enrollment, start + 5 * hour + 3 * day);
    expect(done.effects).toMatchObject([
      { kind: "send", template: "last-call" },
      { kind: "exited" },
    ]);
    expect(done.log[0]?.detail).toMatchObject({ took: { pause: "report" } });
  });

  it("is over at once where the report is that old, and ends without one at its timeout", () => {
    const run = begun();
    const late = step(delivered, run, start + 6 * day, { deliveredAt: start + 1 });
    expect(late.enrollment.outcome).toBe("completed");
    const lost = step(delivered, run, start + 7 * day);
    expect(lost.enrollment.outcome).toBe("lost");
    // A report that came after the timeout comes too late, also for a step that is late itself.
    const after = step(delivered, run, start + 9 * day, { deliveredAt: start + 8 * day });
    expect(after.enrollment.outcome).toBe("lost");
  });

  it("keeps calendar days in the zone where the contact lives", () => {
    const zone = (name: string) => contact({ timeZone: { name, source: "stated" } });
    const messages = [message("e:0:0", "miss-you", { deliveredAt: at("2026-03-06T17:00:00Z") })];
    const run = begun();
    const seen = facts({ messages, contact: zone("America/New_York") });
    const now = at("2026-03-06T18:00:00Z");
    const west = transition(delivered, run, [], seen, context(now)).enrollment;
    // Clocks in New York go forward on 8 March.
    expect(west.wakeAt).toBe(at("2026-03-09T16:00:00Z"));
    const moved = transition(
      delivered,
      west,
      [],
      facts({ contact: zone("Europe/Berlin") }),
      context(now),
    );
    expect(moved.enrollment.wakeAt).toBe(at("2026-03-09T17:00:00Z"));
  });

  it("is told when a message has left, and looks for it at no other time", () => {
    const run = begun(sent);
    expect(run.wakeAt).toBe(start + 7 * day);
    // It was held back for two days: three days later is the fifth.
    const left = { ...heard(start + 2 * day), event: "sent" } as WorkflowInput;
    expect(wakes(run, left)).toBe(true);
    expect(wakes(begun(), left)).toBe(false);
    const held = step(sent, run, start + 2 * day, { sentAt: start + 2 * day }, [left]);
    expect(held.enrollment.wakeAt).toBe(start + 5 * day);
    expect(step(sent, held.enrollment, start + 5 * day).enrollment.outcome).toBe("completed");
    expect(step(sent, run, start + 7 * day, {}).enrollment.outcome).toBe("lost");
  });

  it("takes only people's clicks, unless it is told to take all", () => {
    const clicks = (humanOnly?: boolean) =>
      defineWorkflow(schema, "win-back", (w) =>
        w
          .onRequest()
          .send(missYou, sends)
          .waitSince({
            ...{ clicked: missYou, for: "1d", timeout: "7d" },
            ...(humanOnly === undefined ? {} : { humanOnly }),
          }),
      );
    const report = { machineClickedAt: start + hour };
    const wakeAt = (definition: typeof delivered) =>
      step(definition, begun(definition), start + 2 * hour, report).enrollment.wakeAt;
    expect(wakeAt(clicks())).toBe(start + 7 * day);
    expect(wakeAt(clicks(false))).toBe(start + hour + day);
  });

  it("is about the last such message, which nothing is known of yet where it was just made", () => {
    const loop = defineWorkflow(schema, "win-back", (w) =>
      w
        .onRequest()
        .exitOn("delivery:unsubscribed")
        .wait("1d", { id: "again" })
        .send(missYou, sends)
        .waitSince({ delivered: missYou, for: "1d", timeout: "2d" })
        .goTo("again"),
    );
    const pause = step(loop, enrolled(loop), start).enrollment;
    const first = step(loop, pause, start + day).enrollment;
    const messages = [message("e:1:0", "miss-you", { deliveredAt: start + day })];
    const again = transition(loop, first, [], facts({ messages }), context(start + 2 * day));
    const second = transition(
      ...[loop, again.enrollment, [], facts({ messages }), context(start + 3 * day)],
    ).enrollment;
    expect(second.wakeAt).toBe(start + 5 * day);
  });

  it("is the value its JSON gives, is drawn, simulated and checked", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(delivered)))).toEqual(delivered);
    expect(workflowMermaid(delivered)).toContain("3d after miss-you was delivered");
    const forecast = simulateWorkflow(delivered, {
      contacts: [{ contact: contact() }],
      ...{ from: start, until: start + 30 * day, zone: "UTC", random: () => 0.5 },
    });
    expect(forecast.sendsPerDay.map((one) => Object.keys(one))).toEqual([
      ...[["miss-you"], [], [], ["last-call"]],
    ]);
    const node = {
      ...{ kind: "waitSince", for: "0d", timeout: "soon", next: "a", onTimeout: "end" },
      report: { event: "sent", template: "x" },
    } as never;
    expect(checkWorkflow(workflow({ a: node })).map(({ code, path }) => `${code} ${path}`)).toEqual(
      [
        ...["LOOP_WITHOUT_WAIT nodes.a", "DURATION nodes.a.for", "DURATION nodes.a.timeout"],
        "UNSENT_TEMPLATE nodes.a.report.template",
      ],
    );
  });
});

describe("unless", () => {
  it("takes the path where none of it happened in time", () => {
    const definition = defineWorkflow(schema, "win-back", (w) =>
      w
        .onRequest()
        .send(missYou, sends)
        .unless({ opened: missYou, within: "3d" }, (way) => way.send(lastCall, sends))
        .exit("done"),
    );
    const silent = step(definition, begun(definition), start + 3 * day);
    expect(silent.log[0]?.path).toEqual(["unless-opened-miss-you", "last-call", "exit-done"]);
    const opened = message("e:0:0", "miss-you", { openedAt: start + 1 });
    const read = transition(
      ...[definition, begun(definition), [], facts({ messages: [opened] }), context(start + hour)],
    );
    expect(read.log[0]?.path).toEqual(["unless-opened-miss-you", "exit-done"]);
  });
});

describe("a time of day that a run arrives at", () => {
  const weekly = (today?: "now" | "next") =>
    defineWorkflow(schema, "weekly", (w) =>
      w.onRequest().waitUntil({
        ...{ time: "10:00", days: ["mon"], zone: "workspace" },
        ...(today === undefined ? {} : { today }),
      }),
    );
  /** `start` is a Monday at ten. */
  const arrives = (definition: typeof delivered, now: Instant, late = 0) =>
    step(definition, enrolled(definition, { startedAt: now }), now + late).enrollment;

  it("is now, in that very minute, however late the step itself is", () => {
    const definition = weekly("now");
    for (const now of [start, start + 59_999])
      for (const late of [0, 5 * hour])
        expect(arrives(definition, now, late).outcome).toBe("completed");
    for (const now of [start - 1, start + 60_000])
      expect(arrives(definition, now)).toMatchObject({ status: "active" });
    expect(arrives(definition, start - 1).wakeAt).toBe(start);
  });

  it("is next week otherwise", () => {
    for (const definition of [weekly(), weekly("next")])
      expect(arrives(definition, start).wakeAt).toBe(start + 7 * day);
  });

  it("is no wait then, so that a loop over it is refused", () => {
    const node = { kind: "waitUntil", time: "10:00", next: "a" } as const;
    const codes = (today: "now" | "next") =>
      checkWorkflow({
        ...workflow({ a: { ...node, today } }),
        nodes: { a: { ...node, today } },
      }).map(({ code }) => code);
    expect(codes("now")).toContain("LOOP_WITHOUT_WAIT");
    expect(codes("next")).not.toContain("LOOP_WITHOUT_WAIT");
  });
});
