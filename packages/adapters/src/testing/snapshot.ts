import type { Instant, LedgerEntry, Store, TenantId } from "@wellsent/core";
import type { Tenant } from "../app/index.js";
import type { Providers } from "./provider.js";
import type { ReceivedMessage } from "./received.js";

export interface SnapshotOptions {
  /** Whole mails as well. Default: false. */
  readonly html?: boolean;
}

/** One message, with ids, tokens and dates masked. */
export interface MessageSnapshot {
  /** Time since the test began, such as `+3d 04:00`. */
  readonly at: string;
  readonly channel: string;
  readonly template: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  readonly links: readonly string[];
}

/**
 * What became of everybody, by address or key: stable from run to run and from release to release.
 */
export interface Snapshot {
  readonly now: string;
  readonly people: Readonly<
    Record<
      string,
      {
        readonly messages: readonly MessageSnapshot[];
        /** What was not sent, and why. */
        readonly notSent: readonly string[];
        readonly runs: readonly string[];
        /** Types of their consent events, in order. */
        readonly consent: readonly string[];
      }
    >
  >;
}

export async function takeSnapshot(
  parts: {
    readonly tenant: Tenant;
    readonly store: Store;
    readonly providers: Pick<Providers, "mails" | "texts">;
    readonly began: Instant;
    readonly now: () => Instant;
  },
  { html = false }: SnapshotOptions = {},
): Promise<Snapshot> {
  const { tenant, store, providers, began, now } = parts;
  const people: Record<string, Snapshot["people"][string]> = {};
  const ledger = await readWholeLedger(store, tenant.id);
  for await (const contact of tenant.contacts()) {
    const points = new Set<string>(contact.points.map(({ id }) => id));
    const explanation = await tenant.explain(contact.id);
    const received = [...providers.mails, ...providers.texts]
      .filter((message) => message.contact === contact.id && message.tenant === tenant.id)
      .sort((a, b) => a.instant - b.instant);
    people[contact.key] = {
      messages: received.map((message) => ({
        at: since(began, message.instant),
        channel: message.channel,
        template: message.template,
        ...(message.channel === "email" ? { subject: masked(message.subject) } : {}),
        text: maskedText(message),
        ...(html && message.channel === "email" ? { html: maskedIn(message, message.html) } : {}),
        links: message.links.map(({ kind, to }) => (kind === "content" ? masked(to) : kind)),
      })),
      notSent: [
        ...(explanation?.messages ?? []).filter(({ status }) => status !== "accepted"),
        ...(explanation?.skipped ?? []),
      ].map(
        ({ template, at, reasons }) =>
          `${since(began, at)} ${template}: ${reasons.map(({ code }) => code).join(", ")}`,
      ),
      runs: (explanation?.runs ?? []).map(
        ({ workflow, path, outcome, state }) =>
          `${workflow}: ${path.join(" → ")}${outcome === null ? ` (${state.kind})` : ` = ${outcome}`}`,
      ),
      consent: ledger.flatMap(({ contactPoint, type }) =>
        contactPoint !== undefined && points.has(contactPoint) ? [type] : [],
      ),
    };
  }
  return { now: since(began, now()), people };
}

async function readWholeLedger(store: Store, tenant: TenantId): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.readLedger({ tenant, ...(after === undefined ? {} : { after }) });
    entries.push(...page.items);
    after = page.next;
  }
  return entries;
}

/** `+3d 04:00` */
function since(began: Instant, instant: Instant): string {
  const minutes = Math.floor((instant - began) / 60_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `+${Math.floor(minutes / 1_440)}d ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

function maskedText(message: ReceivedMessage): string {
  return maskedIn(message, message.text);
}

/** Its own links by what they are for, and then all that looks like a date or an id. */
function maskedIn({ links }: ReceivedMessage, text: string): string {
  const escaped = (url: string): string => url.replaceAll("&", "&amp;");
  const named = links.reduce((left, { url, kind, to }) => {
    if (url === to && kind === "content") return left;
    const name = kind === "content" ? to : `<${kind}>`;
    return left.replaceAll(escaped(url), name).replaceAll(url, name);
  }, text);
  return masked(named);
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?/g, "<date>"],
  [/https?:\/\/[^\s"<>]*?[A-Za-z0-9_~-]{40,}[^\s"<>)\]]*/g, "<link>"],
  [/\b[0-9a-f]{32,}\b/g, "<digest>"],
  [/\b[0-9a-hjkmnp-tv-z]{26}\b/g, "<id>"],
];

function masked(text: string): string {
  return patterns.reduce((left, [pattern, name]) => left.replace(pattern, name), text);
}
