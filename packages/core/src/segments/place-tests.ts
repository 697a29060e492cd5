import { kilometersBetween } from "../catalog/distance.js";
import type { JsonValue } from "../json.js";
import type { Position } from "../ports/places.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { attributeReader } from "./attribute-reader.js";
import type { Truth } from "./comparison.js";
import type { GeoArea, GeoNode, PostalNode, RegionNode } from "./place-nodes.js";

/** Compiles a clause about where a contact is. */
export function placeTest(
  node: GeoNode | RegionNode | PostalNode,
): (contact: ContactRecord) => Truth {
  const { missing = "unknown" } = node;
  const fallback = missing === "unknown" ? null : missing === "match";
  if (node.op === "geo") {
    const position = positionReader(node);
    return (contact) => {
      const at = position(contact);
      return at === null ? fallback : isInArea(node.in, at.latitude, at.longitude);
    };
  }
  const read = attributeReader(node.path);
  const test = node.op === "region" ? regionTest(node.in) : postalTest(node.in);
  return (contact) => test(read(contact)) ?? fallback;
}

/** `null`: one of the attributes is not a number of degrees. */
export function positionReader({
  latitude,
  longitude,
}: GeoNode): (contact: ContactRecord) => Position | null {
  const readLatitude = attributeReader(latitude);
  const readLongitude = attributeReader(longitude);
  return (contact: ContactRecord) => {
    const north = degrees(readLatitude(contact), 90);
    const east = degrees(readLongitude(contact), 180);
    return north === null || east === null ? null : { latitude: north, longitude: east };
  };
}

function degrees(value: JsonValue | undefined, most: number): number | null {
  return typeof value === "number" && Math.abs(value) <= most ? value : null;
}

/** Kilometers in a degree of latitude, a little less than there are: it only rules out. */
const degreeLength = 111;

function isInArea(area: GeoArea, latitude: number, longitude: number): boolean {
  if ("center" in area) {
    const { center, km } = area;
    // Spares most contacts the trigonometry.
    if (Math.abs(latitude - center.latitude) * degreeLength > km) return false;
    return kilometersBetween(center, { latitude, longitude }) <= km;
  }
  const { south, west, north, east } = area;
  if (latitude < south || latitude > north) return false;
  return west <= east
    ? longitude >= west && longitude <= east
    : longitude >= west || longitude <= east;
}

export const regionPattern: RegExp = /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/;

function regionTest(regions: readonly string[]): (value: JsonValue | undefined) => Truth {
  const wanted = new Set(regions.map((region) => region.toUpperCase()));
  const divided = new Set([...wanted].map((region) => region.slice(0, 2)));
  return (value) => {
    if (typeof value !== "string") return null;
    const region = value.trim().toUpperCase();
    if (!regionPattern.test(region)) return null;
    if (wanted.has(region) || wanted.has(region.slice(0, 2))) return true;
    return region.length === 2 && divided.has(region) ? null : false;
  };
}

function postalTest(ranges: PostalNode["in"]): (value: JsonValue | undefined) => Truth {
  const bounds = ranges.map(([from, to]) => [plainCode(from), plainCode(to)] as const);
  const longest = bounds.reduce((most, [from]) => Math.max(most, from.length), 0);
  return (value) => {
    if (typeof value !== "string") return null;
    const code = plainCode(value);
    if (!/^[A-Z0-9]+$/.test(code)) return null;
    const isIn = bounds.some(([from, to]) => {
      const start = code.slice(0, from.length);
      return start.length === from.length && start >= from && start <= to;
    });
    return isIn ? true : code.length < longest ? null : false;
  };
}

/** Without spaces and hyphens, in capitals. */
export function plainCode(code: string): string {
  return code.replace(/[\s-]/g, "").toUpperCase();
}
