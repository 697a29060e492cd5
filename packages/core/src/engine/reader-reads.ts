import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { SenderFor, SenderSettings } from "./sender-settings.js";
import type { Telemetry } from "./telemetry.js";

/**
 * For a person who follows a link, an unreadable contact is treated as missing, and the operator is
 * informed. Their choice is recorded as far as possible, at least for the link's own address.
 */
export async function readable<T>(
  { telemetry }: { readonly telemetry: Telemetry },
  { tenant }: { readonly tenant: TenantId },
  reading: Promise<T | null>,
): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (!WellsentError.isInstance(error) || error.code !== "STORE_CORRUPT") throw error;
    telemetry.log("error", "A link's mail or its person cannot be read.", {
      ...{ tenant, code: error.code },
    });
    return null;
  }
}

/**
 * The host's settings for a tenant; `null` if they are invalid or reading them throws. The operator
 * is informed, and the person who follows the link is not affected.
 */
export function knownSender(
  { senderFor, telemetry }: { readonly senderFor: SenderFor; readonly telemetry: Telemetry },
  tenant: TenantId,
): SenderSettings | null {
  try {
    return senderFor(tenant);
  } catch (error) {
    const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
    telemetry.log("error", "A tenant's sender cannot be read.", { tenant, code });
    return null;
  }
}
