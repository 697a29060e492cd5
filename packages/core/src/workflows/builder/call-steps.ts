import type { Schema } from "../../contacts/index.js";
import { workflowId } from "../../identifiers.js";
import type { JsonObject } from "../../json.js";
import type { DurationText } from "../../timing/index.js";
import type { AnswerShape, NotifyNode } from "../definition.js";
import type { RunStep, WorkflowReference } from "./call-step.js";
import { openEnd } from "./draft.js";
import type { Laying } from "./laying.js";
import type { StepOptions } from "./step-parts.js";
import type { PathBuilder, RunPaths, WorkflowSteps } from "./workflow-steps.js";

/** A webhook, in any schema. */
interface AnyWebhook extends StepOptions {
  readonly url: string;
  readonly event: string;
  readonly data?: JsonObject;
  readonly attributes?: readonly string[];
  readonly answer?: AnswerShape;
  readonly timeout?: DurationText;
  readonly within?: DurationText;
}

/** A task, in any schema. */
interface AnyTask extends StepOptions, Omit<NotifyNode, "kind" | "next"> {}

/** The verbs that call something outside of the workflow, and wait for its end. */
export function callSteps<S extends Schema, Data>({
  fork,
  layOne,
}: Laying<S, Data>): Pick<WorkflowSteps<S, Data>, "webhook" | "throttle" | "notify" | "run"> {
  return {
    notify: ({ id, title, text, owner, due, attributes, data, mail, call }: AnyTask) =>
      layOne(id === undefined ? undefined : { id }, "notify", ({ to }) => ({
        kind: "notify",
        title,
        ...(text === undefined ? {} : { text }),
        ...(owner === undefined ? {} : { owner: typeof owner === "string" ? owner : { ...owner } }),
        ...(due === undefined ? {} : { due }),
        ...(attributes === undefined ? {} : { attributes }),
        ...(data === undefined ? {} : { data }),
        ...(mail === undefined ? {} : { mail }),
        ...(call === undefined ? {} : { call: { ...call } }),
        next: to,
      })),
    run(child: WorkflowReference, what: RunStep = {}, ways: RunPaths<S, Data> = {}) {
      const { id, data, within, as, left } = what;
      const [next, timeout, refused] = [openEnd(), openEnd(), openEnd()];
      const known = {
        ...(as === undefined ? {} : { as: typeof as === "string" ? as : as.as }),
        ...(left === undefined ? {} : { left }),
      };
      return fork(
        id,
        `run-${child.id}`,
        [
          [next, undefined],
          ...(within === undefined ? [] : [[timeout, ways.timeout] as const]),
          [refused, ways.refused],
        ],
        () => ({
          kind: "run",
          workflow: workflowId(child.id),
          ...(data === undefined ? {} : { data }),
          ...(within === undefined ? {} : { wait: { within, onTimeout: timeout.to, ...known } }),
          next: next.to,
          onRefused: refused.to,
        }),
      );
    },
    throttle({ id, key, max, per }, ways = {}) {
      const [next, over] = [openEnd(), openEnd()];
      const { over: way } = ways;
      return fork(
        id,
        `throttle-${key}`,
        way === undefined
          ? [[next, undefined]]
          : [
              [next, undefined],
              [over, way],
            ],
        () => ({
          kind: "throttle",
          ...{ key, max, per },
          next: next.to,
          ...(way === undefined ? {} : { onOver: over.to }),
        }),
      );
    },
    webhook(what: AnyWebhook, ways: { readonly failed?: PathBuilder<S, Data> } = {}) {
      const { id, url, event, data, attributes, answer, timeout, within } = what;
      const [next, failed] = [openEnd(), openEnd()];
      return fork(
        id,
        `webhook-${event}`,
        [
          [next, undefined],
          [failed, ways.failed],
        ],
        () => ({
          kind: "webhook",
          url,
          event,
          ...(data === undefined ? {} : { data }),
          ...(attributes === undefined ? {} : { attributes }),
          ...(answer === undefined
            ? {}
            : { answer: { as: answer.as, members: { ...answer.members } } }),
          ...(timeout === undefined ? {} : { timeout }),
          ...(within === undefined ? {} : { within }),
          next: next.to,
          onFailed: failed.to,
        }),
      );
    },
  };
}
