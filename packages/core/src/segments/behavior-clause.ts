import { DefinitionError } from "../errors/index.js";
import type { DurationText } from "../timing/duration-text.js";
import { type AmountClause, amountClause } from "./amount-clause.js";
import type {
  EventSubject,
  LapsedNode,
  RegularNode,
  ReturnedNode,
  RfmCuts,
  RfmNode,
} from "./behavior-nodes.js";
import type { NumberPathOf } from "./data-paths.js";
import type { ZoneRule } from "./event-predicate.js";
import type { EventNode } from "./segment.js";
import type { Window } from "./window.js";

/** What is asked of a contact's behavior over time, in one kind of event. */
export interface BehaviorClause<in out Data> {
  /** In each of the last `times` stretches of a length, up to `tolerance` excepted. */
  regularly(rhythm: {
    readonly every: DurationText;
    readonly times: number;
    readonly tolerance?: number;
  }): RegularNode;
  /** None in the time `gap` up to now, but one in the time `active` before it. */
  lapsed(absence: { readonly gap: DurationText; readonly active?: DurationText }): LapsedNode;
  /** One in the time `active` up to now that came at least `gap` after the one before it. */
  returned(absence: { readonly gap: DurationText; readonly active?: DurationText }): ReturnedNode;
  /**
   * The score of recency (`r`), frequency (`f`) or monetary value (`m`), or all three as one number
   * (`cell`), by the frozen cut points of `cutRfm`.
   */
  rfm(
    dim: RfmNode["dim"],
    by: {
      readonly cuts: RfmCuts;
      readonly value?: NumberPathOf<Data>;
      readonly window?: Window;
    },
  ): AmountClause<RfmNode>;
  /** A step of a sequence. */
  asStep(): EventSubject;
}

/** What of an event clause these conditions take over. */
interface Subject extends EventSubject {
  readonly paired?: EventNode["paired"];
  readonly zone?: ZoneRule;
  readonly note?: string;
}

/** @throws DefinitionError `DEFINITION_SEGMENT_VALUE` for events that are paired with others */
export function behaviorClause(subject: Subject): BehaviorClause<unknown> {
  const { event, where, zone, note } = subject;
  const step: EventSubject = { event, ...(where === undefined ? {} : { where }) };
  const own = (): EventSubject & { readonly note?: string } => {
    refusePaired(subject);
    return { ...step, ...(note === undefined ? {} : { note }) };
  };
  return {
    regularly: (rhythm) => ({ op: "regular", ...own(), ...rhythm }),
    lapsed: (absence) => ({ op: "lapsed", ...own(), ...absence }),
    returned: (absence) => ({ op: "returned", ...own(), ...absence }),
    rfm(dim, { window = { ever: true }, ...by }) {
      const zoned = zone === undefined ? {} : { zone };
      const node = { op: "rfm", ...own(), dim, ...by, window, ...zoned } as const;
      return amountClause((is) => ({ ...node, is }));
    },
    asStep() {
      refusePaired(subject);
      return step;
    },
  };
}

function refusePaired({ paired }: Subject): void {
  if (paired !== undefined)
    throw new DefinitionError(
      "DEFINITION_SEGMENT_VALUE",
      "A condition on behavior over time does not pair events.",
      {
        path: "paired",
        remedy: "Leave out `with` and `without`, or add a clause that has them.",
      },
    );
}
