/**
 * Merges of two contacts, and what undoes each. `contact` is who has the rows now: the survivor, or
 * the one that the survivor was merged into. `gone` is the contact that was merged into another.
 */
export const contactMergeTable = {
  name: "contact_merge",
  columns: { id: "text", contact: "text", gone: "text", at: "integer", body: "json" },
  key: ["id"],
  unique: [],
  paths: {
    contact: { on: ["contact"], order: ["seq"] },
    gone: { on: ["gone"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;

/** Ids (`id:…`) and keys (`key:…`) of contacts that were merged, and who answers to them now. */
export const contactAliasTable = {
  name: "contact_alias",
  columns: { name: "text", contact: "text", merge: "text" },
  key: ["name"],
  unique: [],
  paths: { contact: { on: ["contact"], order: ["seq"] } },
  erase: { by: "contact", path: "contact" },
} as const;

/**
 * What somebody decided about two contacts: one row for each of them, so that either's erasure
 * finds one. The other one then names nobody.
 */
export const contactPairTable = {
  name: "contact_pair",
  columns: { contact: "text", other: "text", verdict: "text", at: "integer", body: "json" },
  key: ["contact", "other"],
  unique: [],
  paths: {
    all: { on: [], order: ["seq"] },
    contact: { on: ["contact"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;
