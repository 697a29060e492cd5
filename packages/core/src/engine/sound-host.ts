import { AdapterError, InputError } from "../errors/index.js";
import type { Clock } from "../ports/clock.js";
import { isTimeZone } from "../timing/index.js";
import { checkAddress, checkPolicy } from "./check-sender.js";
import type { SenderOf } from "./sender-settings.js";

/** Beyond it there are no dates, and sums of instants lose milliseconds. */
const lastInstant = 8_640_000_000_000_000;

/**
 * The host's clock, believed only where it tells a time: one reading of `Infinity` would skip or
 * settle messages for good.
 */
export const soundClock = (clock: Clock): Clock => ({
  now: () => {
    const now = clock.now();
    if (Number.isSafeInteger(now) && now >= 0 && now < lastInstant) return now;
    throw new AdapterError("ADAPTER_CLOCK", "The clock did not tell a time.", {
      remedy: "Return milliseconds since 1970, as an integer.",
    });
  },
});

/**
 * What a host says of a tenant's sending, checked as it is asked: a fault is that tenant's alone,
 * and its messages stay queued.
 * @throws InputError `INPUT_TIME_ZONE`, `INPUT_SENDER`, with the path below `senderOf`
 */
export const soundSenderOf = (senderOf: SenderOf): SenderOf => {
  const checkOnce = soundAddresses();
  return (tenant) => {
    const sender = senderOf(tenant);
    if (!isTimeZone(sender.timeZone))
      throw new InputError(
        "INPUT_TIME_ZONE",
        "The tenant's time zone is none that the host knows.",
        { path: "senderOf.timeZone", remedy: "Give an IANA name, such as Europe/Berlin." },
      );
    checkOnce(sender.from, "senderOf.from");
    if (sender.replyTo !== undefined) checkOnce(sender.replyTo, "senderOf.replyTo");
    if (sender.policy !== undefined) checkPolicy(sender.policy, "senderOf.policy");
    return sender;
  };
};

/** Addresses kept as sound. A tick asks several times, and reading one costs more than all else. */
const mostKept = 100;

const soundAddresses = (): typeof checkAddress => {
  const sound = new Set<string>();
  return (of, path) => {
    if (sound.has(of?.address)) return;
    checkAddress(of, path);
    if (sound.size >= mostKept) sound.clear();
    sound.add(of.address);
  };
};
