/**
 * Single-use codes. `line` is a code's place among the free ones of its pool, an instant or later;
 * null: not free. `endsAt` is when it expires, and null once that is told or was redeemed before.
 */
export const codeTable = {
  name: "code",
  columns: {
    code: "text",
    pool: "text",
    state: "text",
    line: "integer?",
    expiresAt: "integer?",
    endsAt: "integer?",
  },
  key: ["code"],
  unique: [],
  paths: {
    free: { on: ["pool"], order: ["line", "code"], notNull: "line" },
    ends: { on: [], order: ["endsAt"], notNull: "endsAt" },
  },
  erase: { never: "whose a code is stands with its claim" },
} as const;

/**
 * Who has a code. `person` is the contact with the occasion, which has one code of a pool. Kept
 * once it is given, so that it stays the only one. `sweepAt` is when the outbox is asked about it:
 * null once its end is known. Erasure takes the person, and leaves that the code is spent.
 */
export const codeClaimTable = {
  name: "code_claim",
  columns: {
    code: "text",
    pool: "text",
    message: "text?",
    contact: "text?",
    person: "text?",
    sweepAt: "integer?",
    purchase: "text?",
  },
  key: ["code"],
  unique: [
    ["pool", "message"],
    ["pool", "person"],
  ],
  paths: {
    message: { on: ["message"], order: [], notNull: "message" },
    person: { on: ["pool", "person"], order: [], notNull: "person" },
    contact: { on: ["contact"], order: ["seq"], notNull: "contact" },
    sweep: { on: [], order: ["sweepAt"], notNull: "sweepAt" },
  },
  erase: {
    by: "contact",
    path: "contact",
    fold: ["message", "contact", "person", "purchase"],
  },
} as const;
