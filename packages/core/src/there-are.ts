import { editDistance } from "./addresses/edit-distance.js";

/** As many names as anybody reads. */
const most = 20;

/** What there is instead of a name that there is not: the nearest first, where one is near. */
export function thereAre(names: Iterable<string>, given?: string): string {
  const all = [...names];
  const near = given === undefined ? undefined : nearest(given, all);
  const meant = near === undefined ? "" : `did you mean “${near}”? `;
  return `${meant}${meant === "" ? "there" : "There"} ${counted(all)}.`;
}

function counted(names: readonly string[]): string {
  if (names.length === 0) return "are none";
  const listed = names.slice(0, most).map((name) => `“${name}”`);
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `${names.length === 1 ? "is" : "are"} ${listed.join(", ")}${more}`;
}

/** The name somebody may have meant: at most a third of its letters are other ones. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  let found: string | undefined;
  let limit = Math.min(3, Math.floor(given.length / 3));
  if (given.length > 128) return undefined;
  for (const name of names) {
    const distance = editDistance(given, name, limit);
    if (distance > limit || (found !== undefined && distance === limit)) continue;
    found = name;
    limit = distance;
  }
  return found;
}
