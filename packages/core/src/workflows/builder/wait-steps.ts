import type { Schema } from "../../contacts/index.js";
import type { SameKey, ZoneRule } from "../../segments/index.js";
import type { DurationText } from "../../timing/index.js";
import type { SinceReport } from "../definition.js";
import { deliveryConditions, reportWords } from "./condition.js";
import { openEnd } from "./draft.js";
import type { KeptName } from "./kept-event.js";
import type { Laying } from "./laying.js";
import type { StepOptions, TemplateReference, Where } from "./step-parts.js";
import type { DeliveryOption } from "./wait-options.js";
import { toCondition, toSameKeys } from "./where.js";
import type { BranchPaths, DatePaths, WorkflowSteps } from "./workflow-steps.js";

type WaitVerb = "wait" | "waitUntil" | "waitUntilDate" | "waitSince" | "waitFor" | "unless";

/** What to wait for, in any schema. */
interface AnyWaitFor<Event> extends DeliveryOption, StepOptions {
  readonly event?: string;
  readonly where?: Where<Event>;
  readonly same?: string | SameKey;
  readonly keep?: KeptName;
}

/** A date, in any schema. */
interface AnyDate extends StepOptions {
  readonly attribute?: string;
  readonly trigger?: string;
  readonly before?: DurationText;
  readonly after?: DurationText;
  readonly time?: string;
  readonly zone?: ZoneRule;
}

/** A report to count from, in any schema. */
interface AnySince extends StepOptions {
  readonly sent?: TemplateReference;
  readonly delivered?: TemplateReference;
  readonly opened?: TemplateReference;
  readonly clicked?: TemplateReference;
  readonly humanOnly?: boolean;
  readonly for: DurationText;
  readonly timeout: DurationText;
}

/** The verbs that wait. */
export function waitSteps<S extends Schema, Data>({
  layOne,
  fork,
}: Laying<S, Data>): Pick<WorkflowSteps<S, Data>, WaitVerb> {
  const layWaitFor = <Event>(
    what: AnyWaitFor<Event>,
    timeout: DurationText,
    ways: BranchPaths<S, Data>,
    words: string,
  ): WorkflowSteps<S, Data> => {
    const { event, where, same, keep } = what;
    const deliveries = deliveryConditions(what);
    const any = [
      ...(event === undefined
        ? []
        : [{ op: "event" as const, event, ...toCondition(where), ...toSameKeys(same) }]),
      ...deliveries,
    ];
    const [match, late] = [openEnd(), openEnd()];
    return fork(
      what.id ?? ways.id,
      `${words}-${event ?? reportWords(deliveries)}`,
      [
        [match, ways.yes],
        [late, ways.no],
      ],
      () => ({
        ...{ kind: "waitFor", any, timeout },
        ...(keep === undefined ? {} : { as: keep.as }),
        ...{ onMatch: match.to, onTimeout: late.to },
      }),
    );
  };
  return {
    wait: (duration, options) =>
      layOne(options, `wait-${duration}`, ({ to }) => ({ kind: "wait", for: duration, next: to })),
    waitUntil: ({ time, between, days, zone, today, id }) =>
      layOne(
        id === undefined ? {} : { id },
        ["until", ...(days ?? []), time].join("-"),
        ({ to }) => ({
          kind: "waitUntil",
          time,
          ...(between === undefined ? {} : { between }),
          ...(days === undefined ? {} : { days }),
          ...(zone === undefined ? {} : { zone }),
          ...(today === undefined ? {} : { today }),
          next: to,
        }),
      ),
    waitUntilDate(
      { attribute, trigger, before, after, time, zone, id }: AnyDate,
      ways: DatePaths<S, Data> = {},
    ) {
      const [next, passed, missing] = [openEnd(), openEnd(), openEnd()];
      const source = attribute ?? trigger ?? "";
      return fork(
        id,
        `until-${source}`,
        [
          [next, undefined],
          [passed, ways.passed],
          [missing, ways.missing],
        ],
        () => ({
          kind: "waitUntilDate",
          date: attribute === undefined ? { trigger: source } : { attribute },
          ...(before === undefined ? {} : { offset: { before } }),
          ...(after === undefined ? {} : { offset: { after } }),
          ...(time === undefined ? {} : { time }),
          ...(zone === undefined ? {} : { zone }),
          next: next.to,
          onPassed: passed.to,
          onMissing: missing.to,
        }),
      );
    },
    waitSince(what: AnySince, ways: BranchPaths<S, Data> = {}) {
      const { for: length, timeout } = what;
      const report = reportToCountFrom(what);
      const [next, late] = [openEnd(), openEnd()];
      return fork(
        what.id ?? ways.id,
        `since-${report.event}-${report.template}`,
        [
          [next, ways.yes],
          [late, ways.no],
        ],
        () => ({
          kind: "waitSince",
          report,
          for: length,
          timeout,
          next: next.to,
          onTimeout: late.to,
        }),
      );
    },
    waitFor: (what, ways = {}) => layWaitFor(what, what.timeout, ways, "wait-for"),
    unless: (what, instead) => layWaitFor(what, what.within, { no: instead }, "unless"),
  };
}

const counted = ["sent", "delivered", "opened", "clicked"] as const;

function reportToCountFrom(what: AnySince): SinceReport {
  const event = counted.find((name) => what[name] !== undefined) ?? "sent";
  const { humanOnly } = what;
  return {
    event,
    template: what[event]?.id ?? "",
    ...(humanOnly === undefined ? {} : { humanOnly }),
  };
}
