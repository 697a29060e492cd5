import { expectTypeOf, test } from "vitest";
import { type DurationText, durationText, type FrequencyCap } from "../../src/index.js";
import type { WorkflowStart } from "../../src/workflows/index.js";
import { lapsed, type schema } from "../edge/workflows/schema-fixture.js";

declare const text: string;
declare const w: WorkflowStart<typeof schema>;
function started() {
  return w.onEnter(lapsed);
}

test("a duration is what parseDuration reads", () => {
  expectTypeOf<
    | "90s"
    | "90m"
    | "36h"
    | "2d"
    | "2w"
    | "1w1d12h"
    | "1d12h30m"
    | "0d"
    | "P2D"
    | "P1W"
    | "PT90M"
    | "P1DT12H"
    | "P1W2DT3H4M5S"
    | "PT1H30S"
  >().toExtend<DurationText>();
});

test("nothing else is", () => {
  type Refused =
    | "3 dayz"
    | "3 days"
    | "3days"
    | ""
    | "P"
    | "PT"
    | "P1DT"
    | "2"
    | "d"
    | "1M"
    | "P1M"
    | "P1Y"
    | "12h1d"
    | "2D";
  expectTypeOf<Extract<Refused, DurationText>>().toBeNever();
  expectTypeOf<string extends DurationText ? true : false>().toEqualTypeOf<false>();
});

test("it is asked for wherever a length of time is given", () => {
  started().wait("3d");
  // @ts-expect-error no duration
  started().wait("3 dayz");
  // @ts-expect-error no duration
  started().waitFor({ event: "order.placed", timeout: "1 week" });
  // @ts-expect-error no duration
  started().lateAfter("1day");
  // @ts-expect-error no duration
  const cap: FrequencyCap = { max: 1, per: "week" };
  expectTypeOf(cap.per).not.toBeAny();
});

test("a text from elsewhere becomes one by being read", () => {
  const days: number = 3;
  started().wait(`${days}d`);
  // @ts-expect-error any text
  started().wait(text);
  started().wait(durationText(text));
});
