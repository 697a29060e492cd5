import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { Channel, DecisionReason } from "../../ports/consent-gate.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { MessageFact } from "../../ports/store/facts.js";
import { startedBy } from "../check-circles.js";
import type { WorkflowDefinition } from "../definition.js";
import { figureCounter, type WorkflowFigures } from "../diagram/figures.js";
import { waitZone } from "../wait.js";
import type { SimulatedBehavior } from "./behavior.js";
import { type RunOptions, type SimulatedRun, simulateRun } from "./simulate-run.js";

/** What counts as success, and what a message costs: both in the smallest unit of one currency. */
export interface SimulatedGoal {
  /** An event of {@link SimulatedBehavior.events} after at least one message of the run. */
  readonly event: string;
  /** The number in the event's data that is its worth: `total`. Absent: only counted. */
  readonly value?: string;
}

export interface WorkflowForecast {
  readonly workflow: string;
  readonly version: number;
  /** Contacts that were looked at. */
  readonly contacts: number;
  /** Runs that are not over yet. */
  readonly active: number;
  /** With the figures of a drawing, and with those who were refused, by the code of each reason. */
  readonly counts: WorkflowFigures;
  /** Messages handed off, by days of 24 hours since the start, and by template. */
  readonly sendsPerDay: readonly Readonly<Record<string, number>>[];
  /** Messages handed off, by hours since the start. */
  readonly sendsPerHour: readonly number[];
  /** Messages handed off, by the contact's time zone. */
  readonly sendsByZone: Readonly<Record<string, number>>;
  /** Mail handed off, by the receiver's domain, and text messages under `sms`. */
  readonly sendsByDomain: Readonly<Record<string, number>>;
  /** Messages that something held back, and those among them that were never sent. */
  readonly deferred: number;
  readonly dropped: number;
  /** How often messages were held back or dropped, by the code of the reason: `FREQUENCY_CAP`. */
  readonly held: Readonly<Record<string, number>>;
  /** Contacts of whom at least one message met a cap. */
  readonly capped: number;
  readonly conversions: number;
  /** The sum of the goal's values. */
  readonly revenue: number;
  /** The sum of the messages' costs. */
  readonly cost: number;
}

export interface ForecastOptions {
  readonly from: Instant;
  readonly until: Instant;
  readonly zone: string;
  readonly behavior: SimulatedBehavior;
  readonly goal?: SimulatedGoal | undefined;
  readonly cost?: Readonly<Partial<Record<Channel, number>>> | undefined;
}

/** How one contact's run is simulated. */
interface ForecastRun extends SimulatedRun {
  /** `false`: a further run of a contact that is counted already. Default `true`. */
  readonly isFirst?: boolean;
}

/** Sums up simulated runs, one at a time: it keeps the sums only. */
export interface Forecaster {
  /** A contact that was looked at and did not enter. */
  pass(reasons?: readonly DecisionReason[]): void;
  /** The run as it is at the end. */
  run(run: ForecastRun): EnrollmentRecord;
  forecast(): WorkflowForecast;
}

const hour = 3_600_000;

export function forecaster(definition: WorkflowDefinition, options: ForecastOptions): Forecaster {
  const { from, until, zone, behavior, goal, cost = {} } = options;
  const figures = figureCounter();
  const days: Record<string, number>[] = [];
  const hours: number[] = [];
  const zones: Tally = new Map();
  const domains: Tally = new Map();
  const held: Tally = new Map();
  const refused: Tally = new Map();
  const sum = { contacts: 0, active: 0, deferred: 0, dropped: 0, capped: 0 };
  const money = { conversions: 0, revenue: 0, cost: 0 };

  // Of the run under way.
  let id = "";
  let capped = false;
  const waited = new Set<string>();
  // Of the last message: a contact's messages mostly go to one address.
  let address = "";
  let domain = "";

  const onSend: RunOptions["onSend"] = (send, at, { contact }) => {
    const since = Math.floor((at - from) / hour);
    while (hours.length <= since) hours.push(0);
    hours[since] = (hours[since] ?? 0) + 1;
    const day = Math.floor(since / 24);
    while (days.length <= day) days.push({});
    const today = days[day];
    if (today !== undefined) today[send.template] = (today[send.template] ?? 0) + 1;
    add(zones, waitZone("contact", contact, zone));
    if (send.channel === "email") {
      const point = contact.points.find(({ id }) => id === send.contactPoint);
      const own = point?.address ?? "";
      if (own !== address) {
        address = own;
        domain = own.slice(own.lastIndexOf("@") + 1);
      }
      add(domains, domain);
    } else add(domains, "sms");
    money.cost += cost[send.channel] ?? 0;
  };
  const onHeld: RunOptions["onHeld"] = (send, { verdict, reasons }) => {
    for (const { code } of reasons) {
      add(held, code);
      if (code === "FREQUENCY_CAP") capped = true;
    }
    if (verdict === "skip") sum.dropped++;
    if (verdict === "skip" || waited.has(send.key)) return;
    waited.add(send.key);
    sum.deferred++;
  };
  const onEvent: RunOptions["onEvent"] = (event, { messages }) => {
    if (goal === undefined || event.name !== goal.event) return;
    // Those of the run, and of the runs that it started.
    const isOwn = ({ key }: MessageFact) => key.startsWith(`${id}:`) || key.startsWith(`${id}.`);
    if (!messages.some((one) => one.sentAt !== null && isOwn(one))) return;
    money.conversions++;
    money.revenue += readWorth(event.data, goal);
  };
  const runOptions: RunOptions = {
    ...{ definition, until, behavior, outlives: goal !== undefined },
    startsOthers: startedBy(definition).length > 0,
    onStep: (log) => figures.add(log),
    ...{ onSend, onHeld, onEvent },
  };
  return {
    pass(reasons = []) {
      sum.contacts++;
      const against = reasons.filter(({ effect }) => effect === "deny");
      for (const code of new Set(against.map((reason) => reason.code))) add(refused, code);
    },
    run(run) {
      if (run.isFirst ?? true) sum.contacts++;
      id = run.begun.id;
      capped = false;
      if (waited.size > 0) waited.clear();
      const end = simulateRun(runOptions, run);
      for (const { send, message } of end.sent) figures.addMessage(send.node, message);
      if (end.enrollment.status === "active") sum.active++;
      if (capped) sum.capped++;
      return end.enrollment;
    },
    forecast: () => ({
      ...{ workflow: definition.id, version: definition.version, ...sum, ...money },
      counts: { ...figures.figures(), refused: sums(refused) },
      ...{ sendsPerDay: days, sendsPerHour: hours },
      sendsByZone: sums(zones),
      sendsByDomain: sums(domains),
      held: sums(held),
    }),
  };
}

function readWorth(data: JsonObject, { value }: SimulatedGoal): number {
  const worth = value === undefined ? 0 : data[value];
  return typeof worth === "number" && Number.isFinite(worth) ? worth : 0;
}

/** Written to in place: a map of numbers would be searched twice for each. */
type Tally = Map<string, { sum: number }>;

function add(tally: Tally, name: string): void {
  const count = tally.get(name);
  if (count === undefined) tally.set(name, { sum: 1 });
  else count.sum++;
}

function sums(tally: Tally): Record<string, number> {
  return Object.fromEntries([...tally].map(([name, { sum }]) => [name, sum]));
}
