import type { Activity, Instant, MessageClass } from "@wellsent/core";
import { purposeCovers } from "../events/index.js";
import { type Cell, type KeyedCell, keyedCell } from "../state/index.js";
import type { BasisFindings } from "./finding.js";
import { type Law, law } from "./law.js";
import type { Place, Regime } from "./regime.js";
import type { RuleRow } from "./rule-row.js";

/**
 * What the law says about one kind of message in one set of places, looked up once. A mailing asks
 * the same question for a hundred thousand people, and only their projections differ. A plan
 * depends on no person and no time.
 */
export interface Plan {
  readonly cell: Cell;
  readonly keyed: KeyedCell;
  readonly messageClass: MessageClass;
  readonly places: readonly Place[];
  readonly law: Law;
  /** The rows on whether one may write at all, by place. */
  readonly ruling: readonly Regime[];
  readonly quietHours: readonly RuleRow<"quiet_hours">[];
  /**
   * Until then, a STOP ends only the program it answers, in all places. Absent: it ends all texts.
   */
  readonly stopsAllFrom: Instant | undefined;
  /** The obligations of every message of this class, whoever receives it. */
  readonly obligations: readonly string[];
  /** The additional obligations if the message does not rest on consent there, by `ruling`. */
  readonly unlessConsent: readonly Codes[];
  /** All additional obligations together, for messages that rest on no consent. */
  readonly withoutConsent: Codes;
  /** No rule depends on the kind of sender, so everybody without a record gets the same answer. */
  readonly sameForAll: boolean;
  readonly tracking: readonly TrackingPlan[];
  /** Every place has a way to track without a grant. */
  readonly exempt: boolean;
  /** The rows by the host's own counsel among those that apply. */
  readonly own: readonly string[];
  /** The basis for a person without any record, stored after the first question. */
  readonly silence: { basis?: BasisFindings };
  /** Absent unless this is about sending. */
  readonly watching?: WatchingPlan;
}

/** The same for tracking opens and clicks. */
interface WatchingPlan {
  readonly open: Plan | undefined;
  readonly click: Plan;
  /**
   * The obligations of the message if neither may be tracked, opens only, clicks only, and both.
   */
  readonly obligations: readonly [none: Codes, opens: Codes, clicks: Codes, both: Codes];
}

type Codes = readonly string[];

interface TrackingPlan {
  readonly cite: string;
  readonly row: string | undefined;
  readonly exemption: Place["exemptions"][number] | undefined;
}

export function createPlan(cell: Cell, messageClass: MessageClass, places: readonly Place[]): Plan {
  const regimes = places.flatMap((place) => place.regimes);
  const ruling = regimes.filter((regime) => regime.ruling);
  const unlessConsent = places.flatMap((place) => dutiesUnlessConsent(place, messageClass));
  const plan: Plan = {
    cell,
    keyed: keyedCell(cell),
    messageClass,
    places,
    law,
    ruling,
    quietHours: regimes.flatMap((regime) => regime.rows.quiet_hours),
    stopsAllFrom: stopsAllFrom(ruling),
    obligations: [...new Set(regimes.flatMap((regime) => duties(regime, messageClass)))],
    unlessConsent,
    withoutConsent: unlessConsent.flat(),
    sameForAll: regimes.every(({ rows }) =>
      rows.opt_out.every(({ params }) => !params.professionalOnly),
    ),
    tracking: places.map((place) => trackingPlan(place, cell)),
    exempt: places.every((place) => place.exemptions.length > 0),
    own: ownRows(regimes),
    silence: {},
  };
  if (cell.activity !== "send") return plan;
  const about = (activity: Activity): Plan =>
    createPlan({ ...cell, activity }, messageClass, places);
  const open = cell.channel === "email" ? about("track.open") : undefined;
  const unseen = open === undefined ? [] : ["NO_OPEN_PIXEL"];
  const heed = (...more: readonly string[]): Codes =>
    Object.freeze([...new Set([...plan.obligations, ...more])]);
  const obligations = [
    heed(...unseen, unclicked),
    heed(unclicked),
    heed(...unseen),
    heed(),
  ] as const;
  return { ...plan, watching: { open, click: about("track.click"), obligations } };
}

function ownRows(regimes: readonly Regime[]): readonly string[] {
  const rows = regimes.flatMap(({ rows }): readonly RuleRow[] => Object.values(rows).flat());
  const own = rows.flatMap(({ id, counsel }) =>
    counsel === undefined ? [] : [`${id} (${counsel.name}, ${counsel.on})`],
  );
  return Object.freeze([...new Set(own)]);
}

/** The earliest such date, if every regime has one. */
function stopsAllFrom(ruling: readonly Regime[]): Instant | undefined {
  const dates = ruling.map(({ rows }) =>
    rows.withdrawal.flatMap(({ params }) => params.stopsAllFrom ?? []).map((on) => Date.parse(on)),
  );
  return dates.length === 0 || dates.some((each) => each.length === 0)
    ? undefined
    : Math.min(...dates.flat());
}

const unclicked = "NO_CLICK_TRACKING";

function duties({ rows }: Regime, messageClass: MessageClass): readonly string[] {
  return [
    ...dutiesFor(
      rows.obligation.filter(({ params }) => params.unlessConsent !== true),
      messageClass,
    ),
    ...(messageClass === "marketing"
      ? rows.frequency.map(({ params }) => `MAX_${params.max}_PER_${params.per}`)
      : []),
  ];
}

/**
 * For each regime that rules on writing: its rows, and those of the regimes beside it that do not.
 */
function dutiesUnlessConsent({ regimes }: Place, messageClass: MessageClass): readonly Codes[] {
  const listCodes = ({ rows }: Regime): Codes =>
    dutiesFor(
      rows.obligation.filter(({ params }) => params.unlessConsent === true),
      messageClass,
    );
  const beside = regimes.filter(({ ruling }) => !ruling).flatMap(listCodes);
  return regimes.filter(({ ruling }) => ruling).map((regime) => [...listCodes(regime), ...beside]);
}

function dutiesFor(
  rows: readonly RuleRow<"obligation">[],
  messageClass: MessageClass,
): readonly string[] {
  return rows
    .filter(({ params }) => params.classes.includes(messageClass))
    .flatMap(({ params }) => params.codes);
}

function trackingPlan(place: Place, cell: Cell): TrackingPlan {
  const laws = place.regimes
    .flatMap(({ rows }) => rows.tracking)
    .filter(({ params }) => params.activities.includes(cell.activity));
  // The place's own row comes before this package's default.
  const law = laws.findLast(({ source }) => source !== "policy") ?? laws.at(-1);
  return {
    cite: law?.cite ?? "Wellsent policy: unknown means do not track",
    row: law?.id,
    exemption: exemptionFor(place, cell),
  };
}

function exemptionFor(
  { exemptions }: Place,
  { activity, purpose }: Cell,
): TrackingPlan["exemption"] {
  return exemptions.find(
    ({ activities, purposes }) =>
      activities.includes(activity) &&
      (purposes === undefined || purposes.some((outer) => purposeCovers(outer, purpose))),
  );
}
