import { StoreError } from "../errors/index.js";
import type { ContactPointId } from "../identifiers.js";
import type { BounceHistory } from "../ports/consent-gate.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import { corrupt, parsed } from "./decode-row.js";
import type { RawRow } from "./row-request.js";
import { consentPointTable } from "./tables.js";
import { tried } from "./units.js";

/**
 * Whether mail to one address arrives, as its reports say: days since 1970-01-01 UTC. Days and not
 * reports: a message is often reported twice, by the server's reply and by a mail or webhook.
 */
export interface Arrivals {
  /** Days with a bounce that is not for good, after the last sign of life. Ascending. */
  readonly softBounceDays: readonly number[];
  /** The last day with a sign of life. */
  readonly aliveDay: number | null;
}

/** What one report says about the address of its message. */
export interface Arrival {
  readonly contactPoint: ContactPointId;
  readonly day: number;
  readonly is: "soft bounce" | "sign of life";
}

const msPerDay = 86_400_000;

/** Only the latest days are kept. */
const daysKept = 64;

/** `null`: the report says nothing about whether mail arrives, or says that it never will. */
export function toArrival(event: DeliveryEvent, contactPoint: ContactPointId): Arrival | null {
  const is = isSoftBounce(event) ? "soft bounce" : isSignOfLife(event) ? "sign of life" : null;
  return is === null ? null : { contactPoint, day: Math.floor(event.at / msPerDay), is };
}

/**
 * A refusal because of the sender or the content says nothing about the address. A refusal without
 * a reason may, whether it came during the hand-over or later.
 */
function isSoftBounce({ type, bounce }: DeliveryEvent): boolean {
  if (type !== "bounced" || bounce === undefined) return false;
  const { permanence, scope } = bounce;
  if (permanence === "undetermined") return scope === "recipient" || scope === "message";
  return permanence === "soft" && scope === "recipient";
}

/** Machines open and click in dead mailboxes, too. */
function isSignOfLife({ type, engagement }: DeliveryEvent): boolean {
  if (type === "delivered" || type === "replied") return true;
  return (type === "opened" || type === "clicked") && engagement?.machine !== true;
}

/**
 * The result does not depend on the order of reports or on repeats. Without a change, the same
 * object is returned.
 */
function after(arrivals: Arrivals, { day, is }: Arrival): Arrivals {
  const { softBounceDays: days, aliveDay } = arrivals;
  if (aliveDay !== null && day <= aliveDay) return arrivals;
  if (is === "sign of life")
    return { softBounceDays: days.filter((one) => one > day), aliveDay: day };
  if (days.includes(day)) return arrivals;
  const softBounceDays = [...days, day].sort((one, other) => one - other).slice(-daysKept);
  return { softBounceDays, aliveDay };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeArrivals(row: RawRow): Arrivals {
  const { aliveDay = null } = row;
  const days = parsed<readonly number[]>(consentPointTable, row, "softBounceDays") ?? [];
  if (!Array.isArray(days) || !days.every(Number.isSafeInteger))
    throw corrupt(consentPointTable, row, "softBounceDays");
  if (aliveDay !== null && typeof aliveDay !== "number")
    throw corrupt(consentPointTable, row, "aliveDay");
  return { softBounceDays: days, aliveDay };
}

/** Follows the reports of one call, over rows of `consent_point`. */
export function createArrivals(points: ReadonlyMap<string, RawRow>) {
  const heard = new Map<ContactPointId, Arrivals>();
  const known = (point: ContactPointId): Arrivals | null => {
    const row = points.get(point);
    return heard.get(point) ?? (row === undefined ? null : decodeArrivals(row));
  };
  const readable = ({ contactPoint, day }: Arrival): Arrivals | null => {
    const found = tried(() => known(contactPoint));
    return found instanceof StoreError ? { softBounceDays: [], aliveDay: day - 1 } : found;
  };
  return {
    /** Takes in what one report says. */
    hear(arrival: Arrival): void {
      // A sign of life clears all earlier bounces, also those that cannot be read.
      const before =
        arrival.is === "sign of life" ? readable(arrival) : known(arrival.contactPoint);
      const next = before && after(before, arrival);
      if (next !== null && next !== before) heard.set(arrival.contactPoint, next);
    },
    /** What the gate is told beside the report. `undefined`: it is no soft bounce. */
    history(arrival: Arrival): BounceHistory | undefined {
      if (arrival.is !== "soft bounce") return undefined;
      const row = points.get(arrival.contactPoint);
      const before = known(arrival.contactPoint);
      if (row === undefined || before === null) return undefined;
      return {
        days: after(before, arrival).softBounceDays,
        projection: parsed(consentPointTable, row, "projection"),
      };
    },
    /** Rows for a `patch` of the points whose state changed. */
    rows: (): readonly RawRow[] =>
      [...heard].map(([id, { softBounceDays, aliveDay }]) => ({
        id,
        softBounceDays: softBounceDays.length === 0 ? null : JSON.stringify(softBounceDays),
        aliveDay,
      })),
  };
}
