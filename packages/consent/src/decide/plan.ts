import type { Activity, Channel, ConsentQuestion, MessageClass } from "@wellsent/core";
import { purposeCovers } from "../events/index.js";
import type { Place, Regime, RuleRow } from "../rules/index.js";
import { type Cell, type KeyedCell, keyedCell } from "../state/index.js";
import type { BasisFindings } from "./lawful-basis.js";

/**
 * What the law says about one kind of message in one set of places, looked up once: a mailing asks the same of a
 * hundred thousand people, and only their projections differ. Holds nothing of a person and nothing of the time.
 */
export interface Plan {
  readonly cell: Cell;
  readonly keyed: KeyedCell;
  readonly messageClass: MessageClass;
  readonly places: readonly Place[];
  /** Those that say whether one may write at all, place by place. */
  readonly ruling: readonly Regime[];
  readonly quietHours: readonly RuleRow<"quiet_hours">[];
  /** What every message of this class must heed, whoever gets it. */
  readonly obligations: readonly string[];
  readonly tracking: readonly TrackingPlan[];
  /** Every place has some way to watch without a grant. */
  readonly exempt: boolean;
  /** What the basis comes to for somebody who never said anything, once it was asked for. */
  readonly silence: { basis?: BasisFindings };
  /** The same about whether opening and clicking may be watched. Absent unless this is about sending. */
  readonly watching?: { readonly open: Plan | undefined; readonly click: Plan };
}

interface TrackingPlan {
  readonly cite: string;
  readonly exemption: Place["exemptions"][number] | undefined;
}

/** What is kept for one set of places: by purpose, then the few kinds of question there are about each. */
type Kept = Map<string, Plan[]>;

const kept = new WeakMap<readonly Place[], Kept>();
/** Beyond these a question is planned anew: purposes and topics may come from anywhere. */
const mostPurposes = 500;
const mostKinds = 24;

/** The plan of a question about known places. The rule book gives the same array for the same jurisdictions. */
export const planFor = (question: ConsentQuestion, places: readonly Place[]): Plan => {
  let plans = kept.get(places);
  if (plans === undefined) {
    plans = new Map();
    kept.set(places, plans);
  }
  let kinds = plans.get(question.purpose);
  if (kinds === undefined) {
    kinds = [];
    if (plans.size < mostPurposes) plans.set(question.purpose, kinds);
  }
  for (const plan of kinds) if (isAbout(plan, question)) return plan;
  const plan = planOf(cellAsked(question), question.messageClass, places);
  if (kinds.length < mostKinds) kinds.push(plan);
  return plan;
};

const isAbout = ({ cell, messageClass }: Plan, question: ConsentQuestion): boolean =>
  messageClass === question.messageClass &&
  cell.activity === question.activity &&
  cell.channel === question.channel &&
  cell.topic === question.topic &&
  cell.sender === question.sender;

/** The cell a question is about. */
export const cellAsked = (question: ConsentQuestion, activity: Activity = question.activity): Cell => ({
  channel: question.channel,
  purpose: question.purpose,
  activity,
  ...(question.topic === undefined ? {} : { topic: question.topic }),
  ...(question.sender === undefined ? {} : { sender: question.sender }),
});

const planOf = (cell: Cell, messageClass: MessageClass, places: readonly Place[]): Plan => {
  const regimes = places.flatMap((place) => place.regimes);
  const plan: Plan = {
    cell,
    keyed: keyedCell(cell),
    messageClass,
    places,
    ruling: regimes.filter((regime) => regime.ruling),
    quietHours: regimes.flatMap((regime) => regime.rows.quiet_hours),
    obligations: Object.freeze([...new Set(regimes.flatMap((regime) => duties(regime, messageClass)))]),
    tracking: places.map((place) => trackingPlan(place, cell)),
    exempt: places.every((place) => place.exemptions.length > 0),
    silence: {},
  };
  if (cell.activity !== "send") return plan;
  const about = (activity: Activity): Plan => planOf({ ...cell, activity }, messageClass, places);
  return {
    ...plan,
    watching: { open: hasOpens(cell.channel) ? about("track.open") : undefined, click: about("track.click") },
  };
};

const hasOpens = (channel: Channel): boolean => channel === "email";

const duties = ({ rows }: Regime, messageClass: MessageClass): readonly string[] => [
  ...rows.obligation
    .filter(({ params }) => params.classes.includes(messageClass))
    .flatMap(({ params }) => params.codes),
  ...(messageClass === "marketing" ? rows.frequency.map(({ params }) => `MAX_${params.max}_PER_${params.per}`) : []),
];

const trackingPlan = ({ regimes, exemptions }: Place, { activity, purpose }: Cell): TrackingPlan => ({
  cite:
    regimes.flatMap(({ rows }) => rows.tracking).findLast(({ params }) => params.activities.includes(activity))?.cite ??
    "Wellsent policy: unknown means do not track",
  exemption: exemptions.find(
    ({ activities, purposes }) =>
      activities.includes(activity) && purposes.some((outer) => purposeCovers(outer, purpose)),
  ),
});
