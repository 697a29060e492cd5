/**
 * Random draws by place: a draw depends on the seed, the name of the place and how often that place
 * has drawn, not on draws elsewhere. Removing one operation from a plan thus leaves the rest of the
 * schedule almost unchanged, which makes shrinking work.
 */
export interface Draws {
  /** In [0, 1). */
  at(place: string): number;
  /** Whether an event of this probability happens at this place. */
  happens(place: string, probability: number): boolean;
  /** A whole number in [0, below). */
  integer(place: string, below: number): number;
  /** One of the items; the list must not be empty. */
  pick<T>(place: string, of: readonly T[]): T;
}

interface Place {
  readonly hash: number;
  drawn: number;
}

export function createDraws(seed: number): Draws {
  const places = new Map<string, Place>();
  const start = mix(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0);
  const findPlace = (name: string): Place => {
    const known = places.get(name);
    if (known !== undefined) return known;
    let hash = start;
    for (let index = 0; index < name.length; index++) {
      hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    }
    const place = { hash: hash >>> 0, drawn: 0 };
    places.set(name, place);
    return place;
  };
  const at = (name: string): number => {
    const place = findPlace(name);
    return mix(place.hash, place.drawn++) / 2 ** 32;
  };
  const integer = (place: string, below: number): number => Math.floor(at(place) * below);
  return {
    at,
    happens: (place, probability) => probability > 0 && at(place) < probability,
    integer,
    pick: (place, of) => {
      const found = of[integer(place, of.length)];
      if (found === undefined) throw new RangeError("Nothing to pick from.");
      return found;
    },
  };
}

/** The finalizer of MurmurHash3 over two words (A. Appleby, public domain). */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
