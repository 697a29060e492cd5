import { euRules } from "@wellsent/consent/rules";
import { defineSchema, type Store } from "@wellsent/core";
import type {
  ColumnTarget,
  CommitReport,
  DryRunReport,
  ImportMapping,
} from "@wellsent/core/import";
import * as z from "zod";
import { type ImportSettings, type Tenant, wellsent } from "../../src/app/index.js";
import { secret, sender } from "../app/shop.js";

export const schema = defineSchema({
  attributes: z.object({
    name: z.string().optional(),
    city: z.string().optional(),
    tags: z.array(z.string()).max(4).optional(),
    changed: z.iso.date().optional(),
  }),
  purposes: { "marketing.news": {} },
});

export const cell = { channel: "email", purpose: "marketing.news", activity: "send" } as const;

export type Shop = Tenant<typeof schema>;
export type Values = Readonly<Record<string, string>>;
export type Settings = Partial<ImportSettings<typeof schema>>;

export async function openShop(store?: Store): Promise<Shop> {
  const own = store === undefined ? {} : { store };
  const app = await wellsent({ ...{ secret, schema, sender, ...own }, rules: [euRules] });
  return app.tenant("acme");
}

/** Columns of the tests: an address, the attributes of the schema, and what denies. */
export const targets = {
  email: "email",
  name: "attribute:name",
  city: "attribute:city",
  tags: "attribute:tags",
  changed: "attribute:changed",
  phone: "phone",
  zone: "timeZone",
  status: "status",
} as const satisfies Readonly<Record<string, ColumnTarget>>;

export function mappingOf(chosen: Readonly<Record<string, ColumnTarget>>): ImportMapping {
  return Object.entries(chosen).map(([column, target]) => ({
    ...{ column, target, confidence: 1, reason: "chosen" },
    ...(column === "tags" && { format: { type: "list", separator: ";" } as const }),
  }));
}

export function rowsOf(values: readonly Values[]) {
  return values.map((one, index) => ({ row: index + 2, values: one }));
}

function settingsOf(values: readonly Values[], more: Settings) {
  const columns = new Set(values.flatMap((one) => Object.keys(one)));
  const chosen = Object.fromEntries(Object.entries(targets).filter(([name]) => columns.has(name)));
  const defaults = { jurisdiction: "FR" };
  return { importId: "file", mapping: mappingOf(chosen), claims: [cell], defaults, ...more };
}

export async function importValues(
  acme: Shop,
  values: readonly Values[],
  more: Settings = {},
): Promise<CommitReport> {
  for await (const step of acme.import(rowsOf(values), settingsOf(values, more)))
    if (step.phase === "done") return step.report;
  throw new Error("no report");
}

export async function tryValues(
  acme: Shop,
  values: readonly Values[],
  more: Settings = {},
): Promise<DryRunReport> {
  const { importId: _, ...settings } = settingsOf(values, more);
  for await (const step of acme.dryRun(rowsOf(values), settings))
    if (step.phase === "done") return step.report;
  throw new Error("no report");
}

/** What a contact holds that a file can change. */
export async function stored(acme: Shop, email: string) {
  const found = await acme.find({ email });
  if (found === null) return null;
  const { attributes, locale, timeZone, jurisdiction, points } = found;
  const addresses = points.map(({ address }) => address);
  return { attributes, locale, timeZone, jurisdiction, addresses };
}
