import type { Position } from "../ports/places.js";

/** The mean radius, IUGG: distances are within half a percent of those on the ellipsoid. */
const earth = 6371.0088;

/** The great-circle distance by the haversine formula. It does not know of water or borders. */
export function kilometersBetween(a: Position, b: Position): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const root =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * earth * Math.asin(Math.min(1, Math.sqrt(root)));
}
