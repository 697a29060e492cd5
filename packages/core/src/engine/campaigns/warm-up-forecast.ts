import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { DayBudget } from "../../ports/store/rates.js";
import type { Store } from "../../ports/store/store.js";
import { dateText } from "../../timing/date-text.js";
import { calendarDay } from "../../timing/wall-clock.js";
import type { SenderSettings } from "../sender-settings.js";
import { mostOn, type WarmUp, warmUpKey } from "../warm-up.js";

/** On which day the last of a campaign's mails leaves while its sender is warmed up. */
export interface WarmUpForecast {
  /** A mail to a receiving domain that would leave then. */
  add(receiver: string, at: Instant): void;
  /** A day of the sender's zone, if nothing else is sent and every day goes well. */
  lastDay(
    store: Pick<Store, "readBudgets">,
    scope: { readonly tenant: TenantId; readonly now: Instant },
    options: CallOptions,
  ): Promise<string | null>;
}

/** That every day goes well is all that can be assumed. */
const none = { complaints: 0, hardBounces: 0, deferrals: 0 };

/** No plan takes longer: what is not out by then is not foreseen. */
const longest = 10_000;

export function warmUpForecast(sender: SenderSettings): WarmUpForecast {
  const { warmUp, timeZone } = sender;
  const planned = new Map<string, Map<number, number>>();
  return {
    add(receiver, at) {
      if (warmUp === undefined) return;
      const key = warmUpKey(sender, receiver);
      const days = planned.get(key) ?? new Map<number, number>();
      planned.set(key, days);
      const day = calendarDay(timeZone, at);
      days.set(day, (days.get(day) ?? 0) + 1);
    },
    async lastDay(store, { tenant, now }, options) {
      if (warmUp === undefined) return null;
      const today = calendarDay(timeZone, now);
      let last: number | null = null;
      for (const [key, days] of planned) {
        const known = await store.readBudgets({ tenant, key, limit: 2 }, options);
        last = Math.max(last ?? today, findLastDay(warmUp, days, today, known));
      }
      return last === null ? null : dateText(last);
    },
  };
}

function findLastDay(
  plan: WarmUp,
  planned: ReadonlyMap<number, number>,
  today: number,
  known: readonly DayBudget[],
): number {
  const present = known.find(({ day }) => day === dateText(today));
  let before = known.find(({ day }) => day < dateText(today)) ?? null;
  let left = [...planned.values()].reduce((sum, count) => sum + count, 0);
  let waiting = 0;
  let day = today;
  for (; day < today + longest; day += 1) {
    waiting += planned.get(day) ?? 0;
    const own = day === today ? present : undefined;
    const most = own?.most ?? mostOn(plan, day, before);
    const used = own?.used ?? 0;
    const out = most === null ? waiting : Math.min(waiting, Math.max(0, most - used));
    waiting -= out;
    left -= out;
    if (left === 0) return day;
    if (most !== null && (out > 0 || own !== undefined))
      before = {
        ...{ key: "", day: dateText(day), most, used: used + out },
        reported: own?.reported ?? none,
        reportedAfter: own?.reportedAfter ?? none,
      };
  }
  return day;
}
