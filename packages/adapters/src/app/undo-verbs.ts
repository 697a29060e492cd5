import type { ConsentEvent } from "@wellsent/consent/ledger";
import type { CallOptions, ContactPointId, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { UndoReport } from "@wellsent/core/import";
import type { AppDependencies } from "./app-dependencies.js";
import { loadLedger, loadRecords } from "./peers.js";
import { readLedger } from "./reading.js";

export interface TenantUndo {
  /**
   * Takes an import back. Values, lists and addresses go back to what they were before it, unless
   * somebody else has changed them since; contacts that it made go away, unless somebody has dealt
   * with them; its claims of consent end, and every denial stays. The report lists what stays and
   * why. Run again after an interruption, it completes what is missing. The import cannot be
   * continued afterwards: its file is imported again under another id. What is older than the
   * history that `dropChanges` left stays.
   * @throws InputError `INPUT_IMPORT_ID`
   * @example
   * const { removed, restored, kept } = await acme.undoImport("2026-11");
   * console.log(removed, restored, kept.map(({ code }) => code));
   */
  undoImport(importId: string, options?: CallOptions): Promise<UndoReport>;
  /**
   * What {@link TenantUndo.undoImport} would do now. Writes nothing. A contact that has messages or
   * events counts as `removed` here, and is kept when it comes to it.
   * @throws InputError `INPUT_IMPORT_ID`
   * @example
   * const { changedSince } = await acme.dryRunUndo("2026-11");
   * for (const { contact, path } of changedSince) console.log(contact, path);
   */
  dryRunUndo(importId: string, options?: CallOptions): Promise<UndoReport>;
}

export function undoVerbs(
  deps: AppDependencies,
  tenant: TenantId,
  prepare: (tenant: TenantId) => Promise<unknown>,
): TenantUndo {
  const undo = async (
    importId: string,
    dryRun: boolean,
    call: CallOptions = {},
  ): Promise<UndoReport> => {
    if (typeof importId !== "string" || importId === "") {
      throw new InputError("INPUT_IMPORT_ID", "The import has no name.", {
        path: "importId",
        remedy: "Give the id under which the file was imported.",
      });
    }
    await prepare(tenant);
    const { clock, engine, random } = deps;
    const { isClaimOf, undoClaims } = await loadRecords();
    const { readEvent } = await loadLedger();
    const historyOf = async (contactPoint: ContactPointId): Promise<readonly ConsentEvent[]> => {
      const events: ConsentEvent[] = [];
      for await (const entry of readLedger(deps, { tenant, contactPoint }, call))
        events.push(readEvent(entry));
      return events;
    };
    const { undoImport } = await import("@wellsent/core/import");
    return undoImport({
      ...{ store: engine.store, tenant, importId, clock, dryRun },
      ...(call.signal === undefined ? {} : { signal: call.signal }),
      async claimsOf(points) {
        const events = (await Promise.all(points.map(({ id }) => historyOf(id)))).flat();
        return events.every((event) => isClaimOf(importId, event))
          ? events.map(({ id }) => id)
          : null;
      },
      async revokeClaims() {
        const seen = new Set<ContactPointId>();
        let revoked = 0;
        for await (const entry of readLedger(deps, { tenant }, call)) {
          if (entry.type !== "consent.granted" || entry.contactPoint === undefined) continue;
          const { contactPoint: point } = entry;
          if (seen.has(point) || !isClaimOf(importId, readEvent(entry))) continue;
          seen.add(point);
          // A point that nobody has any more permits nothing.
          const lookup = { point };
          if ((await engine.store.readContact({ tenant, lookup }, call)) === null) continue;
          const drafts = undoClaims({ random, now: clock.now() }, importId, await historyOf(point));
          if (!dryRun) await engine.record(tenant, drafts, call);
          revoked += drafts.length;
        }
        return revoked;
      },
    });
  };
  return {
    undoImport: (importId, call) => undo(importId, false, call),
    dryRunUndo: (importId, call) => undo(importId, true, call),
  };
}
