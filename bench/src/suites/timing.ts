import { nextLocalTime } from "@wellsent/core";
import { nextOccurrence, type Recurrence, toRRule } from "@wellsent/core/recurrence";
import { DateTime } from "luxon";
import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import type { Contest, Entry } from "../contest.ts";

/** Two years after the rules begin, a different instant each time, away from clock changes. */
const questions = Array.from(
  { length: 512 },
  (_, index) => Date.UTC(2028, 5, 1) + index * 7_919_000 * 60,
).filter((at) => {
  const month = new Date(at).getUTCMonth();
  return month !== 2 && month !== 3 && month !== 9 && month !== 10;
});

const rules: readonly (readonly [string, Recurrence])[] = [
  ["weekly", { ...frame(), every: "week", on: ["mon", "thu"] }],
  ["fortnightly", { ...frame(), every: "week", interval: 2, on: ["tue"] }],
  ["monthly, the last Friday", { ...frame(), every: "month", on: { nth: -1, weekday: "fri" } }],
];

function frame() {
  return { v: 1, start: "2026-06-01", time: "09:00", zone: "Europe/Berlin" } as const;
}

function question(index: number): number {
  return questions[index % questions.length] ?? 0;
}

/** Both answer every question, and give the same; a sum keeps the answers alive. */
function contest(
  parts: Pick<Contest, "name" | "peerName" | "goal" | "unit">,
  ours: (at: number) => number,
  peer: (at: number) => number,
): Contest {
  const all = (answer: (at: number) => number) => (iterations: number) => {
    let sum = 0;
    for (let index = 0; index < iterations; index++) sum += answer(question(index));
    return sum;
  };
  return {
    ...parts,
    ours: all(ours),
    peer: all(peer),
    check: () => {
      for (const at of questions) {
        if (ours(at) !== peer(at)) throw new Error(`${parts.name}: they differ after ${at}`);
      }
    },
  };
}

function byTemporal(at: number): number {
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("Europe/Berlin");
  const today = now.withPlainTime("09:00");
  const next = today.epochMilliseconds > at ? today : today.add({ days: 1 });
  return next.epochMilliseconds;
}

function byLuxon(at: number): number {
  const now = DateTime.fromMillis(at, { zone: "Europe/Berlin" });
  const today = now.set({ hour: 9, minute: 0, second: 0, millisecond: 0 });
  return (today.toMillis() > at ? today : today.plus({ days: 1 })).toMillis();
}

export async function contests(): Promise<readonly Entry[]> {
  const recurrences = rules.map(([name, rule]) => {
    const peer = new RRuleTemporal({ rruleString: toRRule(rule), temporal: Temporal });
    return contest(
      { name: `recurrence, next: ${name}`, peerName: "rrule-temporal", goal: 20, unit: "question" },
      (at) => nextOccurrence(rule, at)?.at ?? 0,
      (at) => peer.next(new Date(at))?.epochMilliseconds ?? 0,
    );
  });
  const nine = { time: "09:00" };
  const ours = (at: number): number => nextLocalTime(nine, "Europe/Berlin", at);
  return [
    ...recurrences,
    contest(
      {
        name: "next local 09:00, Temporal",
        peerName: "temporal-polyfill",
        goal: 30,
        unit: "question",
      },
      ours,
      byTemporal,
    ),
    contest(
      { name: "next local 09:00, luxon", peerName: "luxon", goal: 80, unit: "question" },
      ours,
      byLuxon,
    ),
  ];
}
