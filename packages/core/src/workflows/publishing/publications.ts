import type { Instant } from "../../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../../json.js";

/** A version of a tenant's own workflow, as it was published. */
export interface Publication {
  readonly version: number;
  /** The revision of the draft that it was made of. */
  readonly revision: number;
  /** What was checked: the definition, and what it leans on. */
  readonly digest: string;
  readonly at: Instant;
  /** Who published it, and why, as the caller said. */
  readonly by?: string;
  readonly why?: string;
  /** The version of the tenant's list that it came with. */
  readonly turn: number;
}

/** The workflows that a tenant has as data, by id. `null`: only drafts so far. */
export type Publications = ReadonlyMap<string, Publication | null>;

/** The body of a tenant's definition of the kind `publication`. */
export function writePublications(publications: Publications): JsonObject {
  const workflows = Object.fromEntries(
    [...publications].map(([id, one]) => [id, one === null ? null : { ...one }]),
  );
  return { v: 1, workflows };
}

/** `null` for a body that this release did not write: then it is unknown what is published. */
export function readPublications(body: JsonValue): Publications | null {
  if (!isObject(body) || body["v"] !== 1 || !isObject(body["workflows"])) return null;
  const known = new Map<string, Publication | null>();
  for (const [id, value] of Object.entries(body["workflows"])) {
    const publication = value === null ? null : publicationIn(value);
    if (value !== null && publication === null) return null;
    known.set(id, publication);
  }
  return known;
}

function publicationIn(value: JsonValue): Publication | null {
  if (!isObject(value)) return null;
  const { version, revision, digest, at, by, why, turn } = value;
  if (
    typeof version !== "number" ||
    typeof revision !== "number" ||
    typeof digest !== "string" ||
    typeof at !== "number" ||
    typeof turn !== "number"
  )
    return null;
  return {
    ...{ version, revision, digest, at, turn },
    ...(typeof by === "string" ? { by } : {}),
    ...(typeof why === "string" ? { why } : {}),
  };
}
