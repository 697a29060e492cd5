import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type {
  AppendResult,
  ConsentDraft,
  ContactPointConsent,
  EnrollmentRecord,
  OutboxRecord,
  SendKey,
  Store,
} from "@wellsent/core";
import type {
  AppendState,
  ClaimedMessage,
  ContactFacts,
  FactsNeeded,
  IngestInput,
  OutboxDraft,
  Routed,
  Settlement,
  StepResult,
  StoreScope,
  Verdict,
  Wake,
} from "@wellsent/core/ports";
import { build, type Plugin } from "esbuild";
import { gate } from "../engine/shop.ts";

/** Main as it was before the store kit. */
export const formerCommit = "4d1d6c8";

const root = fileURLToPath(new URL("../../../", import.meta.url));

interface Needing extends StoreScope {
  readonly needs: FactsNeeded;
}

/** What a store was asked for then, as far as it is asked for here. */
export interface FormerStore extends Pick<Store, "changeContacts" | "readLedgerHead" | "close"> {
  enqueue(call: StoreScope & { readonly drafts: readonly OutboxDraft[] }): Promise<unknown>;
  claimOutbox(
    call: Needing & { readonly lane: string; readonly limit: number; readonly leaseMs: number },
    judge: (candidates: readonly ClaimedMessage[]) => readonly Verdict[],
  ): Promise<{ readonly claimed: readonly ClaimedMessage[] }>;
  reviewClaims(
    call: Needing & {
      readonly claims: readonly { readonly key: SendKey; readonly attempt: number }[];
    },
    judge: (candidates: readonly ClaimedMessage[]) => readonly Verdict[],
  ): Promise<{ readonly confirmed: readonly SendKey[] }>;
  settle(call: StoreScope & { readonly results: readonly Settlement[] }): Promise<unknown>;
  appendConsent(
    call: StoreScope & { readonly drafts: readonly ConsentDraft[] },
    append: (state: FormerState, drafts: readonly ConsentDraft[]) => AppendResult,
  ): Promise<AppendResult>;
  ingest(
    call: Needing & { readonly inputs: readonly IngestInput[] },
    route: (facts: FormerRouteFacts) => FormerRouted,
  ): Promise<unknown>;
  advance(
    call: Needing & { readonly limit: number },
    reduce: (due: readonly FormerDue[]) => readonly StepResult[],
  ): Promise<{ readonly more: boolean }>;
  readOutbox(call: { readonly tenant: StoreScope["tenant"]; readonly limit: number }): Promise<{
    readonly items: readonly Pick<OutboxRecord, "key" | "status" | "attempt" | "reasons">[];
  }>;
  readEnrollments(call: {
    readonly tenant: StoreScope["tenant"];
    readonly limit: number;
  }): Promise<{ readonly items: readonly EnrollmentRecord[] }>;
}

export interface FormerState extends Omit<AppendState, "points"> {
  readonly points: readonly (Omit<ContactPointConsent, "elsewhere"> & {
    readonly fingerprints: readonly string[];
  })[];
}

interface FormerDue {
  readonly enrollment: EnrollmentRecord;
  readonly facts: ContactFacts;
}

interface FormerRouteFacts {
  readonly inputs: readonly Extract<IngestInput, { readonly kind: "event" }>[];
  readonly contacts: readonly {
    readonly facts: ContactFacts;
    readonly enrollments: readonly EnrollmentRecord[];
  }[];
}

interface FormerRouted extends Pick<Routed, "start"> {
  readonly wake: readonly Wake[];
  readonly dirty: readonly ContactFacts["contact"]["id"][];
}

export type OpenFormer = (options: { readonly path: string }) => FormerStore;

/**
 * Takes the peer's sources out of the history into `folder`, and makes one module of its SQLite
 * store. `null` where this history does not reach back so far, as in a shallow clone or an unpacked
 * archive.
 */
export async function formerStore(folder: string): Promise<OpenFormer | null> {
  const sources = join(folder, formerCommit);
  mkdirSync(sources, { recursive: true });
  const folders = ["packages/core/src", "packages/adapters/src"];
  try {
    const archive = execFileSync("git", ["archive", "--format=tar", formerCommit, ...folders], {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    });
    execFileSync("tar", ["-x", "-f", "-", "-C", sources], { input: archive });
  } catch {
    return null;
  }
  const outfile = join(folder, "former-store.mjs");
  await build({
    entryPoints: [join(sources, "packages/adapters/src/sqlite/index.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["@wellsent/source"],
    nodePaths: [join(root, "bench", "node_modules")],
    plugins: [coreIn(sources)],
    logLevel: "error",
  });
  const former: { readonly sqliteStore: OpenFormer } = await import(pathToFileURL(outfile).href);
  return former.sqliteStore;
}

/** The gate of today on what the store of then reads, which knew no other points of an address. */
export function formerAppend(state: FormerState, drafts: readonly ConsentDraft[]): AppendResult {
  return gate.append(
    { ...state, points: state.points.map((point) => ({ ...point, elsewhere: [] })) },
    drafts,
  );
}

/** The peer's adapters build on the core of their own day. */
function coreIn(sources: string): Plugin {
  return {
    name: "former-core",
    setup({ onResolve }) {
      onResolve({ filter: /^@wellsent\/core(\/|$)/ }, ({ path }) => {
        const entry = path.slice("@wellsent/core".length).replace(/^\//, "");
        return { path: join(sources, "packages/core/src", entry, "index.ts") };
      });
    },
  };
}
