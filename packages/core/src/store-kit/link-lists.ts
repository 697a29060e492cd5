import { murmur3 } from "../hash/murmur3.js";
import { isObject } from "../json.js";
import type { TrackedLink } from "../ports/renderer.js";
import { parsedList } from "./decode-row.js";
import { all, type Io } from "./io.js";
import type { LinkLists } from "./message-codec.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { linkListTable, messageTable } from "./tables.js";
import { readable } from "./units.js";

/** Reads the lists that these rows of messages name. */
export function linkListsRead(messages: readonly RawRow[]): RowRequest {
  const digests = new Set(
    messages.flatMap(({ links }) => (typeof links === "string" ? [links] : [])),
  );
  return {
    op: "get",
    table: linkListTable,
    path: "key",
    keys: [...digests].map((digest) => [digest]),
  };
}

/** The answer of {@link linkListsRead}. A list that cannot be read is missing. */
export function decodeLinkLists(rows: readonly RawRow[]): LinkLists {
  return new Map(
    readable(rows, (row) => {
      const list = parsedList<TrackedLink>(linkListTable, row, "body", isObject);
      return [String(row["digest"]), list] as const;
    }),
  );
}

/**
 * Finds or makes the row of each list. Equal lists of a tenant share one. The hash is not proof
 * against somebody who looks for collisions, so bodies are compared and a list whose digest is
 * taken by another one gets the next free name. `names[i]` answers `lists[i]`. The caller writes
 * `adds` with the messages.
 */
export function* keepLinks(
  lists: readonly (readonly TrackedLink[])[],
): Io<{ readonly names: readonly string[]; readonly adds: readonly RowRequest[] }> {
  if (lists.length === 0) return { names: [], adds: [] };
  const bodies = lists.map((list) => JSON.stringify(list));
  const digests = new Map([...new Set(bodies)].map((body) => [body, digestBody(body)]));
  const keys = [...digests.values()]
    .flatMap((digest) => suffixes.map((suffix) => digest + suffix))
    .sort();
  const { taken } = yield* all({
    // Locked in one order, so that a call that drops a list and one that uses it see each other.
    taken: {
      op: "get",
      table: linkListTable,
      path: "key",
      keys: [...new Set(keys)].map((key) => [key]),
      lock: true,
    },
  });
  const held = new Map(taken.map((row) => [String(row["digest"]), row["body"]]));
  const names = new Map<string, string>();
  const rows = new Map<string, RawRow>();
  for (const [body, digest] of digests) {
    const name = suffixes
      .map((suffix) => digest + suffix)
      .find((key) => !held.has(key) || held.get(key) === body);
    // If other lists took every name, the list is not shared: its body is its name.
    const digestOrBody = name ?? body;
    held.set(digestOrBody, body);
    names.set(body, digestOrBody);
    rows.set(digestOrBody, { digest: digestOrBody, body });
  }
  return {
    names: bodies.map((body) => names.get(body) ?? body),
    adds: [{ op: "add", table: linkListTable, rows: [...rows.values()] }],
  };
}

/**
 * Drops those of the lists that no message names any more. Runs after the messages were written or
 * dropped.
 */
export function* dropOrphanLinks(digests: Iterable<string>): Io<void> {
  const candidates = [...new Set(digests)].sort();
  if (candidates.length === 0) return;
  const [, ...users] = yield [
    {
      op: "get",
      table: linkListTable,
      path: "key",
      keys: candidates.map((digest) => [digest]),
      lock: true,
    },
    ...candidates.map(
      (digest): RowRequest => ({
        op: "range",
        table: messageTable,
        path: "links",
        on: [digest],
        limit: 1,
      }),
    ),
  ];
  const orphans = candidates.filter((_, index) => (users[index] ?? []).length === 0);
  if (orphans.length === 0) return;
  yield [
    {
      op: "drop",
      table: linkListTable,
      path: "key",
      keys: orphans.map((digest) => [digest]),
    },
  ];
}

/**
 * Lists that messages named until now, and whose place another one takes. `names`: the new list of
 * each row.
 */
export function replacedLinks(names: ReadonlyMap<RawRow, string | null>): readonly string[] {
  return [...names].flatMap(([{ links }, name]) =>
    typeof links === "string" && links !== name ? [links] : [],
  );
}

const suffixes: readonly string[] = ["", "~1", "~2", "~3"];

function digestBody(body: string): string {
  const hash = (seed: number): string => murmur3(body, seed).toString(36);
  return `${hash(0)}.${hash(0x9747b28c)}.${body.length.toString(36)}`;
}
