import { editDistance } from "./edit-distance.js";
import { knownDomains, misspeltEndings, singleDomainNames } from "./known-domains.js";

/**
 * The domain that may have been meant, or `undefined`. A hint for people to confirm: nothing here is ever applied,
 * because `gmial.com` has real mailboxes, too.
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

function nearest(name: string, ending: string): string | undefined {
  const exact = `${name}.${ending}`;
  if (knownDomains.has(exact)) return exact;
  let best: string | undefined;
  let distance = 3;
  for (const known of knownDomains) {
    if (!known.endsWith(`.${ending}`)) continue;
    const candidate = known.slice(0, -ending.length - 1);
    if (candidate.length < 5) continue;
    const limit = candidate.length > 5 ? 2 : 1;
    const found = editDistance(name, candidate, limit);
    if (found <= limit && found < distance) {
      best = known;
      distance = found;
    }
  }
  return best;
}
