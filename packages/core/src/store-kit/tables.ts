// Longer than other files: every table of a store in one place, as its author reads them.
import { callTable, throttleTable } from "./call-tables.js";
import { campaignTables } from "./campaign-tables.js";
import { contactChangeTable } from "./change-tables.js";
import { codeClaimTable, codeTable } from "./code-tables.js";
import { flowConflictTable, flowLinkTable, flowTable } from "./flow-tables.js";
import { heldListTable } from "./held-list-table.js";
import { contactAliasTable, contactMergeTable, contactPairTable } from "./merge-tables.js";
import { noteTable } from "./note-tables.js";
import type { Table } from "./table.js";
import { taskTable } from "./task-tables.js";

/**
 * A contact's record is one JSON value; the columns beside it are what queries look at. `zone`: the
 * name of its time zone as the record has it, or "" where none is known.
 */
export const contactTable = {
  name: "contact",
  columns: {
    id: "text",
    key: "text?",
    revision: "integer",
    segmentsDueAt: "integer?",
    body: "json",
    zone: "text",
  },
  key: ["id"],
  unique: [["key"]],
  paths: {
    named: { on: ["key"], order: [] },
    all: { on: [], order: ["seq"] },
    due: { on: [], order: ["segmentsDueAt"], notNull: "segmentsDueAt" },
    zone: { on: ["zone"], order: ["seq"] },
  },
  erase: { by: "contact", path: "key" },
} as const;

/** Addresses in use. */
export const contactPointTable = {
  name: "contact_point",
  columns: { id: "text", contact: "text", channel: "text", address: "text" },
  key: ["id"],
  unique: [["channel", "address"]],
  paths: {
    contact: { on: ["contact"], order: [] },
    address: { on: ["channel", "address"], order: [] },
  },
  erase: { by: "contact", path: "contact" },
} as const;

export const listMemberTable = {
  name: "list_member",
  columns: { contact: "text", list: "text" },
  unique: [],
  key: ["contact", "list"],
  paths: { contact: { on: ["contact"], order: [] }, list: { on: ["list"], order: ["contact"] } },
  erase: { by: "contact", path: "contact" },
} as const;

export const membershipTable = {
  name: "membership",
  columns: { contact: "text", segment: "text", since: "integer", place: "integer" },
  unique: [],
  key: ["contact", "segment"],
  paths: {
    contact: { on: ["contact"], order: ["place"] },
    segment: { on: ["segment"], order: ["contact"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;

/** Names of work that is done once, such as batches of an import. */
export const onceTable = {
  name: "once",
  columns: { name: "text" },
  paths: {},
  unique: [],
  key: ["name"],
  erase: { never: "holds no personal data" },
} as const;

export const enrollmentTable = {
  name: "enrollment",
  columns: {
    id: "text",
    workflow: "text",
    version: "integer",
    contact: "text",
    entryKey: "text",
    revision: "integer",
    status: "text",
    dueAt: "integer?",
    body: "json",
  },
  key: ["id"],
  unique: [["contact", "workflow", "entryKey"]],
  paths: {
    all: { on: [], order: ["seq"] },
    contact: { on: ["contact"], order: ["seq"] },
    workflow: { on: ["workflow"], order: ["seq"] },
    due: { on: [], order: ["dueAt"], notNull: "dueAt" },
  },
  erase: { by: "contact", path: "contact" },
} as const;

export const stepTable = {
  name: "step",
  columns: {
    enrollment: "text",
    revision: "integer",
    place: "integer",
    contact: "text",
    body: "json",
  },
  unique: [],
  key: ["enrollment", "revision", "place"],
  paths: { contact: { on: ["contact"], order: ["seq"] } },
  erase: { by: "contact", path: "contact" },
} as const;

export const eventTable = {
  name: "event",
  columns: { id: "text", contact: "text", name: "text", at: "integer", data: "json" },
  unique: [],
  key: ["id"],
  paths: {
    contact: { on: ["contact", "name"], order: ["at", "seq"], window: "at" },
    owner: { on: ["contact"], order: ["seq"] },
  },
  erase: { by: "contact", path: "owner" },
} as const;

/** Reports of providers and pages about messages, once each. */
export const deliveryTable = {
  name: "delivery",
  columns: { dedupeKey: "text", contact: "text", body: "json" },
  unique: [],
  key: ["dedupeKey"],
  paths: { contact: { on: ["contact"], order: ["seq"] } },
  erase: { by: "contact", path: "contact" },
} as const;

/**
 * The outbox. `nextAt` is when a claim may take it: null while it is reserved, claimed or settled.
 * `windowAt` is when it was settled, and later than any instant before that: one bound then finds
 * the recent and the open ones.
 */
export const messageTable = {
  name: "message",
  columns: {
    key: "text",
    contact: "text",
    contactPoint: "text",
    channel: "text",
    lane: "text",
    template: "text",
    purpose: "text",
    topic: "text?",
    messageClass: "text",
    data: "json",
    origin: "json",
    policy: "json?",
    createdAt: "integer",
    plannedAt: "integer",
    triedAt: "integer?",
    status: "text",
    attempt: "integer",
    tries: "integer",
    lost: "integer",
    worker: "text?",
    dueAt: "integer",
    nextAt: "integer?",
    touchedAt: "integer",
    windowAt: "integer",
    settledAt: "integer?",
    decision: "json",
    reasons: "json",
    firstReason: "text?",
    providerMessageId: "text?",
    marks: "json?",
    links: "text?",
    queue: "text",
    priority: "integer",
  },
  unique: [],
  key: ["key"],
  paths: {
    all: { on: [], order: ["seq"] },
    due: { on: ["lane", "queue"], order: ["nextAt"], notNull: "nextAt" },
    contact: { on: ["contact"], order: ["seq"] },
    recent: { on: ["contact"], order: ["windowAt"], window: "windowAt" },
    status: { on: ["status"], order: ["seq"] },
    worker: { on: ["worker"], order: ["seq"], notNull: "worker" },
    links: { on: ["links"], order: ["seq"], notNull: "links" },
    queue: { on: ["queue"], order: ["seq"] },
  },
  erase: { by: "contact", path: "contact" },
  alike: ["decision"],
} as const;

/**
 * Equal lists of links, kept once, under their digest. Removed with the last message that needs
 * them.
 */
export const linkListTable = {
  name: "link_list",
  columns: { digest: "text", body: "json" },
  paths: {},
  unique: [],
  key: ["digest"],
  erase: { never: "goes with the last message that needs it" },
} as const;

/**
 * Campaigns. `body` is what people decided, `progress` what the store keeps while it works; `dueAt`
 * is when a tick looks at it next.
 */
export const campaignTable = {
  name: "campaign",
  columns: {
    id: "text",
    state: "text",
    epoch: "integer",
    dueAt: "integer?",
    body: "json",
    progress: "json",
  },
  unique: [],
  key: ["id"],
  paths: {
    all: { on: [], order: ["seq"] },
    due: { on: [], order: ["dueAt"], notNull: "dueAt" },
  },
  erase: { never: "definitions and counts" },
} as const;

/** What a campaign's messages were made of, revision by revision. Never changed. */
export const campaignContentTable = {
  name: "campaign_content",
  columns: { campaign: "text", revision: "integer", body: "json" },
  unique: [],
  key: ["campaign", "revision"],
  paths: {},
  erase: { never: "the host's definitions" },
} as const;

/** Campaigns that come again. `dueAt` is when a tick looks at one next. */
export const seriesTable = {
  name: "series",
  columns: { id: "text", state: "text", epoch: "integer", dueAt: "integer?", body: "json" },
  unique: [],
  key: ["id"],
  paths: {
    all: { on: [], order: ["seq"] },
    due: { on: [], order: ["dueAt"], notNull: "dueAt" },
  },
  erase: { never: "definitions" },
} as const;

/** What became of each occurrence of a series: one row, whoever makes it. */
export const issueTable = {
  name: "issue",
  columns: { series: "text", issue: "text", campaign: "text?", body: "json" },
  key: ["series", "issue"],
  unique: [["campaign"]],
  paths: { series: { on: ["series"], order: ["issue"] } },
  erase: { never: "dates and ids of campaigns" },
} as const;

/**
 * Who a campaign is for. `due` is null once the recipient is in the outbox or refused: what waits
 * is found without looking at the others. `reason` is why they were refused, or else their best
 * hour.
 */
export const recipientTable = {
  name: "recipient",
  columns: {
    campaign: "text",
    contact: "text",
    due: "integer?",
    variant: "text",
    state: "text",
    reason: "text?",
  },
  unique: [],
  key: ["campaign", "contact"],
  paths: {
    campaign: { on: ["campaign"], order: ["contact"] },
    due: { on: ["campaign"], order: ["due"], notNull: "due" },
    contact: { on: ["contact"], order: ["campaign"] },
  },
  erase: { by: "contact", path: "contact" },
} as const;

/** Queues that were ever moved: 1 is open, 0 is shut. Without a row: open. */
export const gateTable = {
  name: "gate",
  columns: {
    queue: "text",
    open: "integer",
    epoch: "integer",
    priority: "integer?",
    share: "integer",
    why: "text?",
  },
  unique: [],
  key: ["queue"],
  paths: { all: { on: [], order: ["queue"] } },
  erase: { never: "holds no personal data" },
} as const;

/**
 * Rates that workers share. `tat`: from when on the next slot is free; `every`: the distance of two
 * slots where it was limited; `clock`: how late it was by the line's own clock when it was last
 * asked. All in microseconds.
 */
export const limiterTable = {
  name: "limiter",
  columns: {
    key: "text",
    tat: "integer",
    every: "integer?",
    epoch: "integer",
    clock: "integer?",
  },
  unique: [],
  key: ["key"],
  paths: {},
  erase: { never: "holds no personal data" },
} as const;

/** Budgets: what a day allows, and how much of it is used. */
export const budgetTable = {
  name: "budget",
  columns: { key: "text", day: "text", most: "integer", used: "integer" },
  unique: [],
  key: ["key", "day"],
  paths: { days: { on: ["key"], order: ["day"] } },
  erase: { never: "holds no personal data" },
} as const;

/** What was reported about mail of a budget, by the local day on which it was heard. */
export const budgetReportTable = {
  name: "budget_report",
  columns: {
    key: "text",
    day: "text",
    complaints: "integer",
    hardBounces: "integer",
    deferrals: "integer",
  },
  unique: [],
  key: ["key", "day"],
  paths: { days: { on: ["key"], order: ["day"] } },
  erase: { never: "counts" },
} as const;

/**
 * What was sent and clicked, by the local hour at which it was sent: 24 numbers a row. A count is
 * the sum of its shards, so that workers which count at the same time rarely wait for each other.
 */
export const hourCountTable = {
  name: "hour_count",
  columns: { kind: "text", shard: "integer", counts: "json" },
  unique: [],
  key: ["kind", "shard"],
  paths: {},
  erase: { never: "counts" },
} as const;

/** Leases of live workers: one row a worker. */
export const leaseTable = {
  name: "lease",
  columns: { worker: "text", until: "integer" },
  unique: [],
  key: ["worker"],
  paths: { due: { on: [], order: ["until"], notNull: "until" } },
  erase: { never: "holds no personal data" },
} as const;

/** Messages that workers are handing over: one row a review. */
export const handOverTable = {
  name: "hand_over",
  columns: { id: "text", worker: "text", at: "integer", messages: "json" },
  unique: [],
  key: ["id"],
  paths: { worker: { on: ["worker"], order: [] } },
  erase: { never: "holds keys of messages only" },
} as const;

/**
 * Outlives the contact: ids, keyed fingerprints and the gate's projection. Until erasure:
 * `contact`, whose it is or was, and on which days mail came back or was seen to arrive.
 */
export const consentPointTable = {
  name: "consent_point",
  columns: {
    id: "text",
    contact: "text?",
    fingerprints: "json",
    projection: "json?",
    softBounceDays: "json?",
    aliveDay: "integer?",
  },
  unique: [],
  key: ["id"],
  paths: { contact: { on: ["contact"], order: ["seq"], notNull: "contact" } },
  erase: { by: "contact", path: "contact", fold: ["contact", "softBounceDays", "aliveDay"] },
} as const;

export const fingerprintTable = {
  name: "fingerprint",
  columns: { fingerprint: "text", point: "text" },
  unique: [],
  key: ["fingerprint", "point"],
  paths: {
    fingerprint: { on: ["fingerprint"], order: ["seq"] },
    point: { on: ["point"], order: ["seq"] },
  },
  erase: { never: "a keyed fingerprint is what keeps an erased person from being written to" },
} as const;

export const suppressionTable = {
  name: "suppression",
  columns: { fingerprint: "text", reason: "text", scope: "json", addedAt: "integer" },
  unique: [],
  key: ["fingerprint", "reason", "scope"],
  paths: {
    fingerprint: { on: ["fingerprint"], order: ["seq"] },
    reason: { on: ["fingerprint", "reason"], order: [] },
  },
  erase: { never: "a keyed fingerprint is what keeps an erased person from being written to" },
} as const;

/**
 * `checksum` is the kit's own, of the other columns. Null: made by hand, or before there was one.
 */
export const ledgerHeadTable = {
  name: "ledger_head",
  columns: { log: "text", size: "integer", frontier: "json", checksum: "integer?" },
  paths: {},
  unique: [],
  key: ["log"],
  erase: { never: "hashes only" },
} as const;

export const ledgerTable = {
  name: "ledger",
  columns: {
    place: "integer",
    id: "text",
    type: "text",
    contactPoint: "text?",
    recordedAt: "integer",
    leaf: "text",
    leafHash: "text",
    payload: "json?",
    salt: "text?",
  },
  key: ["place"],
  unique: [["id"]],
  paths: {
    id: { on: ["id"], order: [] },
    all: { on: [], order: ["place"] },
    point: { on: ["contactPoint"], order: ["place"], notNull: "contactPoint" },
  },
  erase: { by: "point", path: "point", fold: ["payload", "salt"] },
} as const;

export const ledgerTileTable = {
  name: "ledger_tile",
  columns: { level: "integer", place: "integer", hashes: "text" },
  unique: [],
  key: ["level", "place"],
  paths: { level: { on: ["level"], order: ["place"] } },
  erase: { never: "hashes only" },
} as const;

export const definitionTable = {
  name: "definition",
  columns: { kind: "text", id: "text", version: "integer", body: "json" },
  unique: [],
  key: ["kind", "id", "version"],
  paths: { versions: { on: ["kind", "id"], order: ["version"] } },
  erase: { never: "the host's definitions" },
} as const;

/** Units that could not be judged or read. Holds code and place only. */
export const quarantineTable = {
  name: "quarantine",
  columns: {
    kind: "text",
    id: "text",
    contact: "text?",
    code: "text",
    at: "integer",
    tries: "integer",
    nextAt: "integer",
  },
  unique: [],
  key: ["kind", "id"],
  paths: {
    all: { on: [], order: ["seq"] },
    kind: { on: ["kind"], order: ["seq"] },
    contact: { on: ["contact"], order: [], notNull: "contact" },
  },
  erase: { by: "contact", path: "contact" },
} as const;

/** Every table of a store, in the order in which they are made. */
export const tables: readonly Table[] = [
  contactTable,
  contactPointTable,
  listMemberTable,
  membershipTable,
  onceTable,
  enrollmentTable,
  stepTable,
  eventTable,
  deliveryTable,
  messageTable,
  linkListTable,
  campaignTable,
  campaignContentTable,
  seriesTable,
  issueTable,
  recipientTable,
  gateTable,
  limiterTable,
  budgetTable,
  budgetReportTable,
  hourCountTable,
  leaseTable,
  handOverTable,
  consentPointTable,
  fingerprintTable,
  suppressionTable,
  ledgerHeadTable,
  ledgerTable,
  ledgerTileTable,
  definitionTable,
  quarantineTable,
  codeTable,
  codeClaimTable,
  ...campaignTables,
  callTable,
  throttleTable,
  taskTable,
  heldListTable,
  contactChangeTable,
  contactMergeTable,
  contactAliasTable,
  contactPairTable,
  noteTable,
  flowTable,
  flowLinkTable,
  flowConflictTable,
];
