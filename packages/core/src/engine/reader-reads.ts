import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { SenderFor, SenderSettings } from "./sender-settings.js";
import type { Telemetry } from "./telemetry.js";

/**
 * What cannot be read is as good as gone for whoever follows a link, and the operator hears of it:
 * a wish is heard as far as it can be, at the link's own address above all.
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
 * What a host says of a tenant's sending; `null` where that is wrong or throws, and the operator
 * hears of it. Whoever follows a link out of a mail does not pay for it.
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
