import type { TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { SendPolicy } from "../messages/index.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import { durationLength } from "../timing/index.js";
import { type Catalogue, versionKey } from "./catalogue.js";
import type { SenderOf } from "./sender-settings.js";

/** The tenant's policy and the workflow's together: a workflow can be stricter, never laxer. */
export const policyFor =
  (catalogue: Catalogue, senderOf: SenderOf) =>
  (tenant: TenantId, { origin }: OutboxRecord): SendPolicy => {
    const base = senderOf(tenant).policy ?? {};
    const own = catalogue.versions.get(
      versionKey(origin.workflow ?? "", origin.version ?? 0),
    )?.policy;
    if (!own) return base;
    const late = [
      base.lateAfter,
      own.lateAfter === undefined ? undefined : durationLength(own.lateAfter),
    ];
    const lateAfter = Math.min(...late.map((length) => length ?? Number.POSITIVE_INFINITY));
    return {
      ...base,
      quietHours: [...(base.quietHours ?? []), ...(own.quiet ?? [])],
      caps: [...(base.caps ?? []), ...(own.caps ?? [])],
      ...(Number.isFinite(lateAfter) ? { lateAfter } : {}),
    };
  };

/** How far back messages must be read for the widest cap. */
export const capReach = (catalogue: Catalogue, base: SendPolicy | undefined): Milliseconds => {
  const own = [...catalogue.versions.values()].flatMap(({ policy }) => policy.caps ?? []);
  return Math.max(0, ...[...(base?.caps ?? []), ...own].map(({ per }) => durationLength(per)));
};
