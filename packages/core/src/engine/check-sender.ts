import { normalizeEmailAddress } from "../addresses/index.js";
import { InputError, WellsentError } from "../errors/index.js";
import { isObject } from "../json.js";
import { checkDigest, checkSample, type Digest, type SendPolicy } from "../messages/index.js";
import type { EmailAddress } from "../ports/email-transport.js";
import { checkBlackout, checkCap, checkQuietHours, isTimeZone } from "../timing/index.js";
import type { OnCap } from "../workflows/definition.js";
import { checkPrices } from "./prices.js";
import type { SenderSettings } from "./sender-settings.js";
import { checkWarmUp } from "./warm-up.js";

/**
 * Whether messages can be sent by these settings: what the engine asks of `senderFor` at each use.
 * A host whose settings are data asks it when it starts.
 *
 * @param path of the settings, for the errors.
 * @throws InputError `INPUT_TIME_ZONE`, `INPUT_SENDER`, `INPUT_PRICE`
 * @example
 * checkSender({ from: { address: "hello@acme.example" }, timeZone: "Europe/Berlin" }, "sender");
 */
export function checkSender(
  { from, replyTo, timeZone, policy, prices, warmUp }: SenderSettings,
  path: string,
  address: typeof checkAddress = checkAddress,
): void {
  // Without a name Intl takes the zone of the machine.
  if (typeof timeZone !== "string" || !isTimeZone(timeZone)) {
    const message = "The tenant's time zone is none that the host knows.";
    throw new InputError("INPUT_TIME_ZONE", message, {
      path: `${path}.timeZone`,
      remedy: "Give an IANA name, such as Europe/Berlin.",
    });
  }
  address(from, `${path}.from`);
  if (replyTo !== undefined) address(replyTo, `${path}.replyTo`);
  if (policy !== undefined) checkPolicy(policy, `${path}.policy`);
  if (warmUp !== undefined) checkWarmUp(warmUp, `${path}.warmUp`);
  if (prices !== undefined) checkPrices(prices, `${path}.prices`);
}

/**
 * Whether mail can be sent from an address, or answered to it. A domain inside a house will do.
 * @throws InputError `INPUT_SENDER`
 */
export function checkAddress(of: EmailAddress, path: string): void {
  const address: unknown = of?.address;
  if (typeof address === "string") {
    const read = normalizeEmailAddress(address);
    const sound = read.ok ? read.given === address : read.code === "EMAIL_DOMAIN_NOT_PUBLIC";
    if (sound) return;
  }
  throw fault("This is no e-mail address.", `${path}.address`, {
    remedy: "Give the address alone, such as hello@shop.example; the name goes into `name`.",
  });
}

/** Whether every message can be judged by a tenant's policy. */
function checkPolicy(policy: SendPolicy, path: string): void {
  const { caps = [], quietHours = [], blackout = [], holidays = [] } = policy;
  const { controlGroup, lateAfter, whenUnknown, digests = [], onCap } = policy;
  checkList(caps, `${path}.caps`);
  for (const [index, cap] of caps.entries()) read(() => checkCap(cap, `${path}.caps[${index}]`));
  checkList(digests, `${path}.digests`);
  for (const [index, digest] of digests.entries())
    read(() => checkDigest(digest, `${path}.digests[${index}]`));
  if (new Set(digests.map(({ id }) => id)).size < digests.length)
    throw fault("Two digests have one id.", `${path}.digests`);
  if (onCap !== undefined) checkOnCap(onCap, digests, `${path}.onCap`);
  checkList(quietHours, `${path}.quietHours`);
  read(() => checkQuietHours(quietHours, `${path}.quietHours`));
  if (!Array.isArray(blackout)) throw fault("This is no list of dates.", `${path}.blackout`);
  read(() => checkBlackout(blackout, quietHours, `${path}.blackout`));
  if (!Array.isArray(holidays) || !holidays.every((name) => typeof name === "string"))
    throw fault("This is no list of calendars.", `${path}.holidays`);
  if (controlGroup !== undefined) {
    if (!isObject(controlGroup)) throw fault("This is no sample.", `${path}.controlGroup`);
    read(() => checkSample(controlGroup, `${path}.controlGroup`));
  }
  if (lateAfter !== undefined && !(Number.isFinite(lateAfter) && lateAfter >= 0))
    throw fault("This is no length of time.", `${path}.lateAfter`, {
      remedy: "Give milliseconds; leave it out where nothing comes too late.",
    });
  if (whenUnknown !== undefined && whenUnknown !== "hold" && whenUnknown !== "retry")
    throw fault("This is neither hold nor retry.", `${path}.whenUnknown`);
}

function checkOnCap(onCap: OnCap, digests: readonly Digest[], path: string): void {
  if (onCap === "wait" || onCap === "drop") return;
  if (isObject(onCap) && digests.some(({ id }) => id === onCap.digest)) return;
  throw fault("This is neither wait nor drop nor one of the digests.", path);
}

function checkList(list: unknown, path: string): void {
  if (!Array.isArray(list) || !list.every((item) => isObject(item)))
    throw fault("This is no list of rules.", path);
}

/** Reports a fault that a definition's reader found as a fault of the sender. */
function read(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!WellsentError.isInstance(error)) throw error;
    const { message, path, remedy } = error;
    throw fault(message, path, { ...(remedy === undefined ? {} : { remedy }), cause: error });
  }
}

function fault(
  message: string,
  path: string | undefined,
  more: { readonly remedy?: string; readonly cause?: unknown } = {},
): InputError {
  return new InputError("INPUT_SENDER", message, {
    ...(path === undefined ? {} : { path }),
    ...more,
  });
}
