export type CsvDelimiter = "," | ";" | "\t" | "|";

const candidates: readonly CsvDelimiter[] = [",", ";", "\t", "|"];
const recordsLookedAt = 30;

/**
 * The candidate that splits most records like the first one; of equals, the one that splits into
 * more. None: a comma.
 */
export function detectDelimiter(sample: string): CsvDelimiter {
  let best: CsvDelimiter = ",";
  let bestScore = 0;
  for (const candidate of candidates) {
    const counts = countPerRecord(sample, candidate);
    const header = counts[0] ?? 0;
    if (header === 0) continue;
    const agreeing = counts.filter((count) => count === header).length / counts.length;
    const score = agreeing + header / 10_000;
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

function countPerRecord(sample: string, delimiter: string): readonly number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  let blank = true;
  for (const letter of sample) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === delimiter) count++;
    if (!quoted && (letter === "\n" || letter === "\r")) {
      if (!blank) counts.push(count);
      if (counts.length === recordsLookedAt) return counts;
      count = 0;
      blank = true;
    } else blank = false;
  }
  // A record cut off by the sample's end says nothing, unless it is all there is.
  if (!blank && counts.length === 0) counts.push(count);
  return counts;
}
