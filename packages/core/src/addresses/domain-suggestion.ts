import { editDistance } from "./edit-distance.js";
import { knownDomains, misspeltEndings, singleDomainNames } from "./known-domains.js";

/**
 * The domain that may have been meant, or `undefined`. A hint for people to confirm: nothing here
 * is ever applied, because `gmial.com` has real mailboxes, too.
 *
 * Short names (`gmx`, `web`, `qq`) get no hints: nearly every short name is one letter from them.
 */
export function suggestDomain(domain: string): string | undefined {
  if (knownDomains.has(domain)) return undefined;
  const dot = domain.indexOf(".");
  const name = domain.slice(0, dot);
  const ending = domain.slice(dot + 1);
  const meant = misspeltEndings[ending];
  if (meant !== undefined) return nearest(name, meant) ?? `${name}.${meant}`;
  if (singleDomainNames.has(name)) return `${name}.com`;
  return nearest(name, ending);
}

type NamesByEnding = ReadonlyMap<string, readonly string[]>;

/** Made at the first suggestion: most imports of this package never ask for one. */
let longNames: NamesByEnding | undefined;

/** What stands before each ending that a known domain can be read with, where it is long enough. */
function readLongNames(): NamesByEnding {
  const names = new Map<string, string[]>();
  for (const domain of knownDomains) {
    for (let dot = domain.indexOf("."); dot >= 0; dot = domain.indexOf(".", dot + 1)) {
      if (dot < 5) continue;
      const ending = domain.slice(dot + 1);
      names.set(ending, [...(names.get(ending) ?? []), domain.slice(0, dot)]);
    }
  }
  return names;
}

function nearest(name: string, ending: string): string | undefined {
  const exact = `${name}.${ending}`;
  if (knownDomains.has(exact)) return exact;
  longNames ??= readLongNames();
  let best: string | undefined;
  let distance = 3;
  for (const candidate of longNames.get(ending) ?? []) {
    const limit = candidate.length > 5 ? 2 : 1;
    const found = editDistance(name, candidate, limit);
    if (found <= limit && found < distance) {
      best = `${candidate}.${ending}`;
      distance = found;
    }
  }
  return best;
}
