import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Weekday } from "../timing/index.js";

/** Degrees on WGS 84: latitude from -90 to 90, longitude from -180 to 180. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** When a place is open on these days, on its own clock: `HH:MM`, the end not included. */
export interface OpeningHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  /** Later than `from`; `24:00` is the end of the day. */
  readonly to: string;
}

/** A store that people can go to. */
export interface Place extends Position {
  /** At most 50 characters. */
  readonly id: string;
  readonly name: string;
  /** On one line. */
  readonly address: string;
  /** An absolute http or https URL. */
  readonly link: string;
  /** IANA. */
  readonly timeZone: string;
  readonly hours: readonly OpeningHours[];
  /** Its own dates on which it is closed all day, `YYYY-MM-DD`. */
  readonly closed?: readonly string[];
  /** When all of that was so. */
  readonly asOf: Instant;
}

/** A place, and how far it is as the crow flies. */
export interface NearPlace extends Place {
  readonly kilometers: number;
}

export interface PlacesCall {
  readonly tenant: TenantId;
  /** The middle of somebody's postal code, say: never where their device is. */
  readonly near: Position;
  /** Kilometers. */
  readonly within: number;
  readonly limit: number;
  readonly at: Instant;
}
