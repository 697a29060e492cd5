import type { Position } from "../ports/places.js";
import type { MissingPolicy, Noted } from "./event-predicate.js";

/** A part of the earth. A box with its west east of its east lies across the date line. */
export type GeoArea =
  | { readonly center: Position; readonly km: number }
  | {
      readonly south: number;
      readonly west: number;
      readonly north: number;
      readonly east: number;
    };

/** The contact's position, in degrees in two attributes, lies in the area, borders included. */
export interface GeoNode extends Noted {
  readonly op: "geo";
  /** The paths of the two attributes. */
  readonly latitude: string;
  readonly longitude: string;
  readonly in: GeoArea;
  readonly missing?: MissingPolicy;
}

/**
 * The attribute holds one of these countries (ISO 3166-1, `DE`) or subdivisions (ISO 3166-2,
 * `DE-BY`), in any case. A subdivision is in its country; of a contact whose country alone is
 * known, it is unknown whether it is in one of its subdivisions.
 */
export interface RegionNode extends Noted {
  readonly op: "region";
  readonly path: string;
  readonly in: readonly string[];
  readonly missing?: MissingPolicy;
}

/**
 * The attribute holds a postal code in one of these ranges, both ends included. Ends of two
 * characters compare the first two of the code: `["80", "81"]` is from 80000 to 81999. Spaces,
 * hyphens and case do not count. A number is unknown, because it has lost its leading zeros.
 */
export interface PostalNode extends Noted {
  readonly op: "postal";
  readonly path: string;
  readonly in: readonly (readonly [string, string])[];
  readonly missing?: MissingPolicy;
}
