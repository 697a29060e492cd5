import type { ConsentGateOptions } from "@wellsent/consent";
import type { ConsentGate, Schema } from "@wellsent/core";
import { logOrigin } from "./checkpointing.js";
import type { ConsentPackage } from "./peers.js";
import type { AppKeys } from "./secret.js";
import { tenantGate } from "./tenant-gate.js";
import type { SettingsOfTenants } from "./tenant-settings.js";

/** The options of a consent gate that an app does not set by itself. */
export interface GateOptions
  extends Omit<ConsentGateOptions, "rules" | "keys" | "log" | "purposes" | "unknown"> {
  /** Also match other spellings of one mailbox. See `suppressionKeys`. */
  readonly folded?: boolean;
}

export interface GateDependencies {
  readonly schema: Schema;
  readonly consent: ConsentPackage;
  readonly keys: AppKeys;
  readonly settings: SettingsOfTenants;
  readonly rules: ConsentGateOptions["rules"];
}

export function makeGate(
  { schema, consent, keys, settings, rules }: GateDependencies,
  { folded = false, ...options }: GateOptions,
): ConsentGate {
  const suppression = consent.suppressionKeys({
    ...keys.suppression,
    retired: keys.retired,
    folded,
  });
  const purposes = Object.keys(schema.purposes);
  return tenantGate(
    rules,
    (tenant) => settings.of(tenant).rules,
    (own) =>
      consent.consentGate({
        ...options,
        ...{ rules: own, keys: suppression, purposes, log: logOrigin },
      }),
  );
}
