import type { NoteSigner } from "@wellsent/consent/ledger";
import type { CallOptions, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { loadLedger } from "./peers.js";

/** The origin of a tenant's log, as the gate and its checkpoints name it. */
export function logOrigin(tenant: string): string {
  return `wellsent/${tenant}`;
}

export async function loadSigner({ keys }: AppDependencies, tenant: TenantId): Promise<NoteSigner> {
  const { ed25519Signer } = await loadLedger();
  return ed25519Signer(logOrigin(tenant), keys.log.current.secret);
}

/**
 * Signs the current ledger, but only if it still contains everything that the last checkpoint
 * covers. A last checkpoint that was signed before a rotation is verified with the former key.
 * @throws InputError `INPUT_CHECKPOINT` for a last one that is none of this log's,
 * `INPUT_CHECKPOINT_INCONSISTENT`
 */
export async function signLedger(
  deps: AppDependencies,
  tenant: TenantId,
  last: string | undefined,
  options?: CallOptions,
): Promise<string> {
  const { store } = deps.engine;
  const ledger = await loadLedger();
  const previous = last === undefined ? null : await openLast(deps, tenant, last);
  const head = await store.readLedgerHead(tenant, options);
  const grown = previous !== null && previous.size > 0 && previous.size < head.size;
  const consistency = grown
    ? await (async () => {
        const wanted = ledger.tilesForConsistency(previous.size, head.size);
        const read = await store.readTiles({ tenant, tiles: wanted }, options);
        const tiles = new Map(
          read.flatMap((tile) => (tile === null ? [] : [[`${tile.level}/${tile.index}`, tile]])),
        );
        return ledger.proveConsistency(
          previous.size,
          head.size,
          (level, index) => tiles.get(`${level}/${index}`) ?? null,
        );
      })()
    : [];
  return ledger.signCheckpoint({
    checkpoint: { origin: logOrigin(tenant), size: head.size, root: ledger.treeRoot(head) },
    previous,
    consistency,
    signer: await loadSigner(deps, tenant),
  });
}

async function openLast({ keys }: AppDependencies, tenant: TenantId, last: string) {
  const ledger = await loadLedger();
  for (const { secret } of [keys.log.current, ...keys.log.previous]) {
    const { verifierKey } = ledger.ed25519Signer(logOrigin(tenant), secret);
    const opened = ledger.openCheckpoint(last, verifierKey);
    if (opened.ok) return opened.checkpoint;
  }
  throw new InputError("INPUT_CHECKPOINT", "The last checkpoint is none of this log's.", {
    path: "previous",
    remedy:
      "Give one that this app signed for this tenant, with the secret among its previous ones.",
  });
}
