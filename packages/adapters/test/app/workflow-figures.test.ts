import { workflowMermaid, workflowSvg } from "@wellsent/core/diagram";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { testApp } from "../../src/testing/index.js";
import { definitions, series, welcome } from "../testing/boutique.js";

const at = "2026-03-06T10:00:00Z";
const began = Date.parse(at);
const waiting = "wait-for-clicked-welcome";
const exitAfterClick: string | undefined = Object.keys(series.nodes).find((id) => {
  const node = series.nodes[id];
  return node?.kind === "exit" && node.outcome === "clicked";
});

describe.each([
  ["memory", memoryStore],
  ["SQLite", () => sqliteStore(":memory:")],
])("workflowFigures on %s", (_, open) => {
  it("tells what was sent, seen by people and by machines, and where runs ended", async () => {
    const t = await testApp({ ...definitions, at, store: open() });
    const comes = () => t.person().subscribed("marketing.news", { tracking: true });
    const ann = await comes();
    const bob = await comes();
    const cem = await comes();
    await t.advanceBy("1 hour");
    await ann.clicks(welcome);
    for await (const { key } of t.messages(bob))
      await t.report([
        {
          ...{ type: "clicked", dedupeKey: "scanner", message: key, at: t.now() },
          engagement: { machine: true },
        },
      ]);
    await cem.unsubscribes(welcome);
    await t.advanceBy("14 days");

    const figures = await t.workflowFigures(series);
    expect(figures).toMatchObject({
      started: 3,
      sent: { welcome: 3, "last-call": 1 },
      outcomes: { clicked: 1, completed: 1, left: 1 },
      took: { [waiting]: { match: 1, timeout: 1 } },
      edges: {
        [waiting]: {
          match: { count: 1, first: expect.any(Number) },
          timeout: { count: 1, first: began + 3 * 86_400_000, last: began + 3 * 86_400_000 },
        },
      },
      nodes: { welcome: { count: 3, first: began, last: began } },
      messages: { welcome: { accepted: 3, clicked: 2, clickedByPeople: 1 } },
      leaves: {
        [waiting]: { "delivery:unsubscribed": 1 },
        [exitAfterClick ?? ""]: { clicked: 1 },
        end: { completed: 1 },
      },
      refused: {},
    });
    expect(await t.workflowFigures("series", { version: 1 })).toEqual(figures);
    expect((await t.workflowFigures(series, { version: 2 })).started).toBe(0);
    expect(await t.workflowFigures("another")).toMatchObject({ started: 0, leaves: {} });

    const drawn = [workflowMermaid(series, figures), workflowSvg(series, figures)];
    for (const drawing of drawn) {
      expect(drawing).toContain("1 clicked, 2 with machines");
      expect(drawing).toContain("left: 1 unsubscribed");
      expect(drawing).toContain("2026-03-09");
    }
  });

  it("counts people with several runs once a run, and those refused at the door apart", async () => {
    const t = await testApp({ ...definitions, at, store: open() });
    const ann = await t.person();
    await t.advanceBy("1 hour");
    const before = await t.workflowFigures(series);
    expect(before).toMatchObject({ started: 0, refused: {} });
    await ann.subscribed("marketing.news");
    await t.advanceBy("14 days");
    expect(await t.workflowFigures(series)).toMatchObject({
      started: 1,
      messages: { welcome: { accepted: 1 } },
    });
  });
});
