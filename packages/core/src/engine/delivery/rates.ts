import { DefinitionError } from "../../errors/index.js";
import type { Milliseconds } from "../../instant.js";
import { type RateText, ratePerSecond } from "../../pacing/index.js";

/**
 * How much may leave at most, by all engines on the store together: they lease slots in time from
 * it. What is not named has no limit.
 */
export interface RateOptions {
  /** Over each transport, for all tenants. */
  readonly transport?: RateText;
  /** Of each tenant, over all transports. */
  readonly tenant?: RateText;
  /** To recipients of a mail domain, by all tenants: `{ "example.com": "20/s" }`. */
  readonly domain?: Readonly<Record<string, RateText>>;
}

/** Waits, for slots between two messages. Rejects only with the reason of an aborted signal. */
export type Pause = (length: Milliseconds, signal?: AbortSignal) => Promise<void>;

/** Messages a second; `null`: no limit. */
export interface DeliveryRates {
  readonly transport: number | null;
  readonly tenant: number | null;
  readonly domains: ReadonlyMap<string, number>;
}

/** @throws DefinitionError `DEFINITION_RATE` */
export function deliveryRates({ transport, tenant, domain = {} }: RateOptions): DeliveryRates {
  return {
    transport: transport === undefined ? null : read(transport, "rates.transport"),
    tenant: tenant === undefined ? null : read(tenant, "rates.tenant"),
    domains: new Map(
      Object.entries(domain).map(([name, text]) => [
        name.toLowerCase(),
        read(text, `rates.domain.${name}`),
      ]),
    ),
  };
}

function read(text: RateText, path: string): number {
  const rate = ratePerSecond(text);
  if (rate !== null) return rate;
  throw new DefinitionError("DEFINITION_RATE", "This is no rate.", {
    path,
    remedy: "Write so many a second, minute, hour or day: 100/s, 3000/min, 5000/h, 20000/day.",
  });
}
