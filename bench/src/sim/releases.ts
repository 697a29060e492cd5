import {
  type DurationText,
  defineSchema,
  defineWorkflow,
  type Renderer,
  type WorkflowDefinition,
} from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional() }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { "marketing.news": {}, "service.orders": {} },
});

export interface Release {
  readonly name: string;
  readonly workflows: readonly WorkflowDefinition[];
  readonly renderer: Renderer;
}

const text = "Hello {firstName}";
const templates = {
  news: { text },
  "first-1": { text },
  "second-1": { text },
  "first-2": { text },
  "second-2": { text },
  "first-fork": { text },
  "second-fork": { text },
  receipt: { text, messageClass: "transactional" },
} as const;

function welcome(version: number, variant: string, wait: DurationText): WorkflowDefinition {
  return defineWorkflow(schema, "welcome", (w) =>
    w
      .onEvent("order.placed", { reentry: "always" })
      .version(version)
      .exitOn("delivery:unsubscribed")
      .send({ id: `first-${variant}` }, { purpose: "marketing.news" })
      .wait(wait)
      .send({ id: `second-${variant}` }, { purpose: "marketing.news" })
      .exit("finished"),
  );
}

function renderer(without: readonly string[] = []): Renderer {
  return fakeRenderer(
    Object.fromEntries(Object.entries(templates).filter(([id]) => !without.includes(id))),
  );
}

/** What a seed's services run: release 1, release 2, and what the features make of them. */
export function createReleases(on: (feature: string) => boolean): {
  readonly first: Release;
  readonly second: Release;
  readonly fork: Release;
  readonly bare: Release;
} {
  const first = { name: "r1", workflows: [welcome(1, "1", "2d")], renderer: renderer() };
  const second = {
    name: "r2",
    workflows: [welcome(2, "2", "1d")],
    renderer: renderer(on("dropTemplate") ? ["second-1"] : []),
  };
  // Another service published different content under the same version, for its own tenant.
  const fork = { name: "fork", workflows: [welcome(1, "fork", "3d")], renderer: renderer() };
  const bare = { name: "r0", workflows: [], renderer: renderer() };
  return { first, second, fork, bare };
}
