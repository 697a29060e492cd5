import type { Instant } from "../instant.js";
import type { ValueOrigin } from "../ports/store/contact-change.js";
import type { ContactRecord } from "../ports/store/contact-record.js";

type Origins = NonNullable<ContactRecord["origins"]>;

/**
 * Where one value of a contact came from; `null` where the writer did not say.
 *
 * @param path `attributes.<name>`, `locale`, `timeZone` or `jurisdiction`.
 * @example
 * const ann = await acme.find({ email: "ann@mail.example" });
 * if (ann !== null) console.log(originOf(ann, "attributes.plan")?.source);
 */
export function originOf(
  { origins = none }: Pick<ContactRecord, "origins">,
  path: string,
): ValueOrigin | null {
  return origins.find(({ paths }) => paths.includes(path)) ?? null;
}

export const none: Origins = [];

/** The origins with these paths taken out of them. */
export function originsWithout(origins: Origins, gone: ReadonlySet<string>): Origins {
  return origins
    .map((one) => ({ ...one, paths: one.paths.filter((path) => !gone.has(path)) }))
    .filter(({ paths }) => paths.length > 0);
}

/** The origins with these paths added under a source and an instant. */
export function originsWith(
  origins: Origins,
  source: string,
  at: Instant,
  paths: readonly string[],
): Origins {
  if (paths.length === 0) return origins;
  const same = origins.find((one) => one.source === source && one.at === at);
  if (same === undefined) return [...origins, { source, at, paths }];
  return origins.map((one) => (one === same ? { ...one, paths: [...one.paths, ...paths] } : one));
}

/** Whether two lists of origins say the same in the same order. */
export function sameOrigins(left: Origins, right: Origins): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  return left.every(({ source, at, paths }, index) => {
    const other = right[index];
    return (
      source === other?.source &&
      at === other.at &&
      paths.length === other.paths.length &&
      paths.every((path, place) => path === other.paths[place])
    );
  });
}
