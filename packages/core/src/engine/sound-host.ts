import { AdapterError, InputError } from "../errors/index.js";
import type { Holidays } from "../ports/holidays.js";
import type { Clock } from "../ports/sources.js";
import { checkAddress, checkSender } from "./check-sender.js";
import type { SenderFor } from "./sender-settings.js";

/** Beyond it there are no dates, and sums of instants lose milliseconds. */
const lastInstant = 8_640_000_000_000_000;

/**
 * The host's clock, used only while it returns a valid time: a single `Infinity` would skip or
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
 * The host's settings for a tenant, checked on each use. A fault affects only that tenant, whose
 * messages stay queued.
 * @throws InputError `INPUT_TIME_ZONE`, `INPUT_SENDER`, `INPUT_HOLIDAYS` for calendars where the
 * engine has none, with the path below `senderFor`
 */
export function checkedSender(senderFor: SenderFor, holidays?: Holidays): SenderFor {
  const checkOnce = soundAddresses();
  return (tenant) => {
    const sender = senderFor(tenant);
    checkSender(sender, "senderFor", checkOnce);
    if (holidays === undefined && (sender.policy?.holidays ?? []).length > 0) throw noCalendars();
    return sender;
  };
}

function noCalendars(): InputError {
  return new InputError("INPUT_HOLIDAYS", "This policy keeps holidays, and none were given.", {
    path: "senderFor.policy.holidays",
    remedy: "Pass `holidays` to the engine, such as tableHolidays of @wellsent/adapters/holidays.",
  });
}

/**
 * Addresses that were found valid. A tick asks several times, and parsing an address costs more
 * than everything else.
 */
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
