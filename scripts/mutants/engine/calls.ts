import type { Mutant } from "../mutant.ts";
import { adapters, core, engineTest, inAdapters, inCore } from "./places.ts";

/** Steps that reach outside of the run: webhooks. */
export const calls: readonly Mutant[] = [
  {
    name: "a webhook that nobody answers keeps its run",
    file: `${core}/workflows/nodes/webhook.ts`,
    find: "if (pass.context.now < until)",
    replace: "if (pass.context.now < until + 1e12)",
    ...inCore("edge/workflows/webhook"),
    named: "never keeps a run that nobody answers",
  },
  {
    name: "a run goes on by the answer to another call",
    file: `${core}/workflows/nodes/webhook.ts`,
    find: 'input.type === "answer" && input.call === call',
    replace: 'input.type === "answer"',
    ...inCore("edge/workflows/webhook"),
    named: "never keeps a run that nobody answers",
  },
  {
    name: "a repeated call gets another body",
    file: `${core}/engine/calls/run-calls.ts`,
    find: "body: JSON.stringify(posted), at: clock.now()",
    replace: "body: JSON.stringify({ ...posted, at: call.attempt }), at: clock.now()",
    ...engineTest("webhooks"),
    named: "are repeated under the same id and body",
  },
  {
    name: "Retry-After is not kept",
    file: `${core}/engine/calls/run-calls.ts`,
    find: "const asked = outcome.retryAfterMs ?? 0;",
    replace: "const asked = 0;",
    ...engineTest("webhooks"),
    named: "wait as long as the other side asks for",
  },
  {
    name: "members that nobody declared are kept",
    file: `${core}/workflows/webhook-answer.ts`,
    find: "const kept: Record<string, JsonValue> = {};",
    replace: "const kept: Record<string, JsonValue> = { ...said };",
    ...inCore("edge/workflows/webhook"),
    named: "the answer of a webhook",
  },
  {
    name: "a call goes out for a run that has ended",
    file: `${core}/store-kit/calls.ts`,
    find: "active.has(run) && now < until",
    replace: "now < until",
    ...inAdapters("sqlite/sqlite-store-contract"),
    named: "makes no call of a run that has ended",
  },
  {
    name: "a redirect is followed",
    file: `${adapters}/webhooks/ky-webhooks.ts`,
    find: 'redirect: "manual",',
    replace: 'redirect: "follow",',
    ...inAdapters("webhooks/ky-webhooks"),
    named: "follows no redirect",
  },
  {
    name: "any host may be called",
    file: `${adapters}/webhooks/allowed-hosts.ts`,
    find: 'return allowed ? null : "HOST_NOT_ALLOWED";',
    replace: "return null;",
    ...inAdapters("webhooks/ky-webhooks"),
    named: "the hosts that may be called",
  },
];
