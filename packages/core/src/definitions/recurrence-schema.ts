import * as z from "zod";
import type { Recurrence } from "../timing/index.js";

/**
 * The shape of a recurrence, as JSON. What it means together, and whether it ever comes, is for
 * `checkRecurrence`.
 */
export function recurrenceSchema(time: z.ZodType<string>): z.ZodType<Recurrence> {
  const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);
  const weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
  const nth = z.strictObject({ nth: z.int().min(-1).max(5), weekday });
  const day = z.int().min(-1).max(31);
  const frame = {
    v: z.literal(1),
    start: date,
    time,
    zone: z.string().min(1).max(100),
    interval: z.int().min(1).max(1000).exactOptional(),
    except: z.array(date).max(1000).exactOptional(),
    holiday: z
      .strictObject({
        calendar: z.string().min(1).max(100),
        action: z.enum(["send", "skip", "before", "after"]),
      })
      .exactOptional(),
  };
  const patterns = {
    day: { every: z.literal("day") },
    week: {
      every: z.literal("week"),
      on: z.array(weekday).min(1),
      weekStarts: weekday.exactOptional(),
    },
    month: {
      every: z.literal("month"),
      on: z.union([
        nth,
        z.strictObject({ day, missing: z.enum(["skip", "last"]).exactOptional() }),
      ]),
    },
    year: {
      every: z.literal("year"),
      month: z.int().min(1).max(12),
      on: z.union([
        nth,
        z.strictObject({ day, missing: z.enum(["feb28", "mar1", "skip"]).exactOptional() }),
      ]),
    },
  };
  const until = date.exactOptional();
  const count = z.int().min(1).max(10_000).exactOptional();
  const { day: daily, week, month, year } = patterns;
  return z.union([
    z.strictObject({ ...frame, ...daily, until }),
    z.strictObject({ ...frame, ...daily, count }),
    z.strictObject({ ...frame, ...week, until }),
    z.strictObject({ ...frame, ...week, count }),
    z.strictObject({ ...frame, ...month, until }),
    z.strictObject({ ...frame, ...month, count }),
    z.strictObject({ ...frame, ...year, until }),
    z.strictObject({ ...frame, ...year, count }),
  ]);
}
