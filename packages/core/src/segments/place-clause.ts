import type { Position } from "../ports/places.js";
import type { MissingPolicy } from "./event-predicate.js";
import type { GeoNode, PostalNode, RegionNode } from "./place-nodes.js";

export interface PlaceOptions {
  /** The result for a contact whose place is not known; `unknown` by default. */
  readonly missing?: MissingPolicy;
  readonly note?: string;
}

export interface PositionClause {
  /** At most so far away, as the crow flies. */
  within(km: number, center: Position): GeoNode;
  /** Between these degrees. With `west` east of `east`, across the date line. */
  inBox(box: Exclude<GeoNode["in"], { readonly km: number }>): GeoNode;
}

export interface RegionClause {
  /** Countries such as `DE` and subdivisions such as `DE-BY`. */
  isIn(...regions: readonly string[]): RegionNode;
}

export interface PostalClause {
  /** Ranges such as `["80", "81"]`, both ends included; a single text is all codes that begin so. */
  isIn(...ranges: readonly (string | readonly [string, string])[]): PostalNode;
}

export function positionClause(
  paths: { readonly latitude: string; readonly longitude: string },
  options: PlaceOptions = {},
): PositionClause {
  const node = (area: GeoNode["in"]): GeoNode => ({ op: "geo", ...paths, in: area, ...options });
  return { within: (km, center) => node({ center, km }), inBox: node };
}

export function regionClause(path: string, options: PlaceOptions = {}): RegionClause {
  return { isIn: (...regions) => ({ op: "region", path, in: regions, ...options }) };
}

export function postalClause(path: string, options: PlaceOptions = {}): PostalClause {
  return {
    isIn: (...ranges) => ({
      op: "postal",
      path,
      in: ranges.map((range) => (typeof range === "string" ? [range, range] : range)),
      ...options,
    }),
  };
}
