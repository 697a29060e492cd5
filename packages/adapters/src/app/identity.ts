import {
  type CallOptions,
  type Channel,
  type ContactPointRecord,
  contactPointId,
  type TenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import { loadLedger } from "./peers.js";
import { contactIn } from "./point-face.js";

export type NewAddress =
  | { readonly email: string; readonly phone?: never }
  | { readonly phone: string; readonly email?: never };

export interface ChangeAddressOptions extends CallOptions {
  /** Where it was said, as in `identify`. Default: `host`. */
  readonly source?: string;
  /** Who asked for it, for the contact's history. */
  readonly actor?: string;
}

/**
 * Whether somebody comes in with what the tenant knows its contacts by.
 * @throws InputError `INPUT_IDENTITY`
 */
export function checkIdentity(
  { settings }: Pick<AppDependencies, "settings">,
  tenant: TenantId,
  { key }: { readonly key?: string },
  path: string = "key",
): void {
  const { identity } = settings.of(tenant);
  if (identity === "key" && (key === undefined || key === "")) {
    throw new InputError("INPUT_IDENTITY", "This tenant knows contacts by a key of its own.", {
      path,
      remedy: "Pass the number your application knows this person by, with every contact.",
    });
  }
  if (identity === "address" && key !== undefined) {
    throw new InputError("INPUT_IDENTITY", "This tenant knows contacts by their address.", {
      path,
      remedy: "Leave the key out; `changeAddress` gives a contact another address.",
    });
  }
}

/** What rows of a file are matched by, as the tenant has it. @throws InputError `INPUT_IDENTITY` */
export function importIdentity(
  { settings }: Pick<AppDependencies, "settings">,
  tenant: TenantId,
  {
    identity: asked,
    mapping,
    only,
  }: {
    readonly identity?: "email" | "key";
    readonly mapping: readonly { readonly target: string }[];
    readonly only?: "denials";
  },
): { readonly identity?: "email" | "key" } {
  const { identity } = settings.of(tenant);
  // A list of denials makes no contact.
  if (identity === undefined || only === "denials") return {};
  const hasKey = mapping.some(({ target }) => target === "key");
  const wanted = identity === "key" ? "key" : "email";
  if ((asked ?? wanted) !== wanted || hasKey !== (identity === "key")) {
    throw new InputError(
      "INPUT_IDENTITY",
      identity === "key"
        ? "This tenant knows contacts by a key, and the file is not matched by one."
        : "This tenant knows contacts by their address, and the file is matched by a key.",
      {
        path: asked !== undefined && asked !== wanted ? "identity" : "mapping",
        remedy:
          identity === "key"
            ? "Map a column to key, and leave identity out."
            : "Map no column to key, and leave identity out.",
      },
    );
  }
  return { identity: wanted };
}

/** @throws as `Tenant.changeAddress` */
export async function changeAddress(
  { engine, clock, ids }: Pick<AppDependencies, "engine" | "clock" | "ids">,
  tenant: TenantId,
  reference: ContactReference,
  { email, phone }: NewAddress,
  { source = "host", actor, ...call }: ChangeAddressOptions = {},
): Promise<void> {
  const channel: Channel = email === undefined ? "sms" : "email";
  const { normalizeAddress } = await loadLedger();
  const address = normalizeAddress(channel, email ?? phone ?? "");
  const gate = engine.options.consent;
  const now = clock.now();
  await engine.store.changeContacts(
    {
      ...{ tenant, now, keys: gate, lookups: [{ id: readContactId(reference) }] },
      cause: { source, ...(actor === undefined ? {} : { actor }) },
    },
    ([found]) => {
      const contact = contactIn(found);
      const { points, key } = contact;
      if (points.some((point) => point.channel === channel && point.address === address)) return [];
      // What the contact is known by changes first.
      const old =
        points.find((point) => point.channel === channel && point.address === key) ??
        points.find((point) => point.channel === channel);
      const fingerprints = gate.fingerprints(channel, address);
      const added: ContactPointRecord = {
        ...(old === undefined ? {} : notesOf(old)),
        ...{ id: contactPointId(ids.next()), channel, address, fingerprints },
      };
      const changed =
        old === undefined
          ? [...points, added]
          : points.map((point) => (point === old ? added : point));
      const known = old?.address === key ? address : key;
      return [{ contact: { ...contact, key: known, points: changed, updatedAt: now } }];
    },
    call,
  );
}

/** What the old address was to the person; whether the new one is theirs is shown anew. */
function notesOf({ label, purposes }: ContactPointRecord) {
  return {
    ...(label === undefined ? {} : { label }),
    ...(purposes === undefined ? {} : { purposes }),
  };
}
