import { AdapterError, InputError } from "../errors/index.js";
import type { Clock } from "../ports/sources.js";
import { isTimeZone } from "../timing/index.js";
import { checkAddress, checkPolicy } from "./check-sender.js";
import type { SenderFor } from "./sender-settings.js";

/** Beyond it there are no dates, and sums of instants lose milliseconds. */
const lastInstant = 8_640_000_000_000_000;

/**
 * The host's clock, believed only where it tells a time: one reading of `Infinity` would skip or
 * settle messages for good.
 */
export function soundClock(clock: Clock): Clock {
  return {
    now: () => {
      const now = clock.now();
      if (Number.isSafeInteger(now) && now >= 0 && now < lastInstant) return now;
      throw new AdapterError("ADAPTER_CLOCK", "The clock did not tell a time.", {
        remedy: "Return milliseconds since 1970, as an integer.",
      });
    },
  };
}

/**
 * What a host says of a tenant's sending, checked as it is asked: a fault is that tenant's alone,
 * and its messages stay queued.
 * @throws InputError `INPUT_TIME_ZONE`, `INPUT_SENDER`, with the path below `senderFor`
 */
export function checkedSender(senderFor: SenderFor): SenderFor {
  const checkOnce = soundAddresses();
  return (tenant) => {
    const sender = senderFor(tenant);
    if (!isTimeZone(sender.timeZone))
      throw new InputError(
        "INPUT_TIME_ZONE",
        "The tenant's time zone is none that the host knows.",
        { path: "senderFor.timeZone", remedy: "Give an IANA name, such as Europe/Berlin." },
      );
    checkOnce(sender.from, "senderFor.from");
    if (sender.replyTo !== undefined) checkOnce(sender.replyTo, "senderFor.replyTo");
    if (sender.policy !== undefined) checkPolicy(sender.policy, "senderFor.policy");
    return sender;
  };
}

/** Addresses kept as sound. A tick asks several times, and reading one costs more than all else. */
const mostKept = 100;

function soundAddresses(): typeof checkAddress {
  const sound = new Set<string>();
  return (of, path) => {
    if (sound.has(of?.address)) return;
    checkAddress(of, path);
    if (sound.size >= mostKept) sound.clear();
    sound.add(of.address);
  };
}
