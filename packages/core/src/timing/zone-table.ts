import { InputError } from "../errors/index.js";
import type { Instant, Milliseconds } from "../instant.js";

/**
 * The host's own time zone rules, read through `Intl.DateTimeFormat` once per zone and stretch of
 * time: probe every few days, bisect each change to the second, keep the stretches between the
 * changes. Reading an offset is then a short search, a hundred times cheaper than asking Intl, and
 * needs neither `Temporal` nor a copy of the tz database.
 *
 * Tables are made on demand, one per zone and {@link chunkLength}; they are a cache of a pure
 * function.
 */
type Chunk = readonly OffsetStretch[];

/** A time through which a zone keeps its offset, as far as one chunk reaches. */
export interface OffsetStretch {
  readonly from: Instant;
  /** Exclusive. */
  readonly until: Instant;
  readonly offset: Milliseconds;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly chunks: Map<number, Chunk>;
  /** The answer to the question before: most are about days near it. */
  recent: OffsetStretch | null;
}

const second = 1000;
const day = 86_400_000;
/**
 * Since 1970 no zone has changed its offset twice in less than seven days minus an hour (Brazil's
 * north, October 2000).
 */
const probeEvery = 6 * day;
/**
 * About a year: a quarter of a millisecond to read. Where all zones are asked, as by the hours of a
 * campaign, longer ones would stop a process for more than a second.
 */
const chunkLength = 64 * probeEvery;

const zones = new Map<string, Zone>();

/**
 * Whether the host knows `name` as an IANA time zone. Bare offsets such as `+02:00` are none: they
 * have no summer.
 */
export function isTimeZone(name: string): boolean {
  return findZone(name) !== null;
}

/**
 * What to add to UTC to get the zone's wall clock at an instant.
 *
 * @throws InputError `INPUT_TIME_ZONE` for a name the host does not know.
 */
export function zoneOffset(zone: string, at: Instant): Milliseconds {
  return offsetStretch(zone, at).offset;
}

/**
 * The offset at an instant, with how long it is sure to stay.
 *
 * @throws InputError `INPUT_TIME_ZONE` for a name the host does not know.
 */
export function offsetStretch(zone: string, at: Instant): OffsetStretch {
  const table = requireZone(zone);
  const { recent } = table;
  if (recent !== null && recent.from <= at && at < recent.until) return recent;
  const found = findStretch(loadChunk(table, Math.floor(at / chunkLength)), at);
  table.recent = found;
  return found;
}

/** The first change of the zone's offset in `(after, until]`; `null` where there is none. */
export function nextTransition(zone: string, after: Instant, until: Instant): Instant | null {
  const table = requireZone(zone);
  const last = Math.floor(until / chunkLength);
  let offset = zoneOffset(zone, after);
  for (let index = Math.floor(after / chunkLength); index <= last; index++) {
    for (const stretch of loadChunk(table, index)) {
      if (stretch.from > until) return null;
      if (stretch.from > after && stretch.offset !== offset) return stretch.from;
      if (stretch.from <= after) offset = stretch.offset;
    }
  }
  return null;
}

/** A chunk holds a year, so there are few. */
function findStretch(chunk: Chunk, at: Instant): OffsetStretch {
  for (const stretch of chunk) if (at < stretch.until) return stretch;
  return { from: at, until: at, offset: 0 };
}

function requireZone(name: string): Zone {
  const zone = findZone(name);
  if (zone !== null) return zone;
  throw new InputError("INPUT_TIME_ZONE", "There is no time zone of this name.", {
    remedy: "Use an IANA name such as Europe/Berlin.",
  });
}

function findZone(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const format = makeFormat(name);
  if (format === null) return null;
  const zone: Zone = { format, chunks: new Map(), recent: null };
  zones.set(name, zone);
  return zone;
}

function makeFormat(name: string): Intl.DateTimeFormat | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch {
    return null;
  }
}

function loadChunk(zone: Zone, index: number): Chunk {
  const known = zone.chunks.get(index);
  if (known !== undefined) return known;
  const chunk = readChunk(zone.format, index * chunkLength);
  zone.chunks.set(index, chunk);
  return chunk;
}

function readChunk(format: Intl.DateTimeFormat, from: Instant): Chunk {
  const chunk: OffsetStretch[] = [];
  let begin = from;
  let offset = readOffset(format, from);
  for (let probe = from; probe < from + chunkLength; probe += probeEvery) {
    // The chunk's last probe looks at the next one's beginning, so that no change falls between two
    // chunks.
    if (readOffset(format, probe + probeEvery) === offset) continue;
    let low = probe;
    let high = probe + probeEvery;
    while (high - low > second) {
      const middle = low + Math.floor((high - low) / 2 / second) * second;
      if (readOffset(format, middle) === offset) low = middle;
      else high = middle;
    }
    if (high >= from + chunkLength) break;
    chunk.push({ from: begin, until: high, offset });
    begin = high;
    offset = readOffset(format, high);
  }
  chunk.push({ from: begin, until: from + chunkLength, offset });
  return chunk;
}

/** Reads `GMT+05:30`, `GMT-00:44:30` or bare `GMT` off the end of a formatted date. */
function readOffset(format: Intl.DateTimeFormat, at: Instant): Milliseconds {
  const text = format.format(at);
  const [, sign, hours, minutes, seconds = "0"] =
    /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? [];
  if (sign === undefined) return 0;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * second;
  return sign === "-" ? -size : size;
}
