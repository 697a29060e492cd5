import { describe, expect, it } from "vitest";
import type { ContactRecord } from "../../../src/index.js";
import { transition, type WorkflowNode, waitOutdated } from "../../../src/workflows/index.js";
import {
  contact,
  context,
  enrolled,
  facts,
  held,
  hour,
  send,
  start,
  workflow,
} from "./fixtures.js";

function living(name: string): ContactRecord {
  return contact({ timeZone: { name, source: "stated" } });
}
function until(zone?: "workspace" | "fixed:Asia/Tokyo"): WorkflowNode {
  return {
    kind: "waitUntil",
    time: "09:00",
    ...(zone === undefined ? {} : { zone }),
    next: "end",
  };
}

function waitingIn(node: WorkflowNode) {
  const definition = workflow({ pause: node });
  const seen = facts({ contact: living("America/New_York") });
  const { enrollment } = transition(definition, enrolled(definition), [], seen, context(start));
  return { definition, enrollment };
}

describe("whether a contact's zone changed under a run", () => {
  it.each([
    ["waits for an hour of the day", until(), true],
    ["waits for a length of time", { kind: "wait", for: "2d", next: "end" }, true],
    ["waits by the workspace's clock", until("workspace"), false],
    ["waits by a fixed clock", until("fixed:Asia/Tokyo"), false],
  ] satisfies [string, WorkflowNode, boolean][])(
    "is asked of the wait's own clock: a run that %s",
    (_name, node, moves) => {
      const { enrollment } = waitingIn(node);
      expect(waitOutdated(enrollment, living("America/New_York"), "UTC")).toBe(false);
      expect(waitOutdated(enrollment, living("Europe/Berlin"), "UTC")).toBe(moves);
    },
  );

  it("is answered once: the wait reckoned anew is the contact's again", () => {
    const { definition, enrollment } = waitingIn(until());
    const berlin = living("Europe/Berlin");
    const now = start + hour;
    const moved = transition(
      definition,
      enrollment,
      [{ type: "contact", at: now }],
      facts({ contact: berlin }),
      context(now),
    );
    expect(waitOutdated(moved.enrollment, berlin, "UTC")).toBe(false);
  });

  it("follows the workspace where the contact has no zone of their own", () => {
    const { enrollment } = waitingIn(until());
    expect(waitOutdated(enrollment, contact(), "America/New_York")).toBe(false);
    expect(waitOutdated(enrollment, contact(), "UTC")).toBe(true);
  });

  it("is no question for runs that wait for no clock", () => {
    const { definition, enrollment } = waitingIn(until());
    const berlin = living("Europe/Berlin");
    expect(waitOutdated(enrolled(definition), berlin, "UTC")).toBe(false);
    expect(waitOutdated({ ...enrollment, status: "ended" }, berlin, "UTC")).toBe(false);
    expect(waitOutdated({ ...enrollment, state: { node: 1 } }, berlin, "UTC")).toBe(false);
    const sending = workflow({ hello: send("miss-you") });
    const asked = context(start, { decide: () => held(start + hour) });
    const deferred = transition(sending, enrolled(sending), [], facts(), asked).enrollment;
    expect(deferred.wakeAt).toBe(start + hour);
    expect(waitOutdated(deferred, berlin, "UTC")).toBe(false);
  });
});
