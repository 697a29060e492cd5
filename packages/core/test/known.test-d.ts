import { expectTypeOf, test } from "vitest";
import type { Engine } from "../src/engine/index.js";
import type { EventNameOf, Faulty, Known, PurposeOf, Schema } from "../src/index.js";
import type { schema } from "./edge/workflows/schema-fixture.js";

test("a known name asks for nothing more", () => {
  expectTypeOf<Known<"event", "a", "a" | "b">>().toBeUnknown();
  expectTypeOf<Known<"event", "a" | "b", "a" | "b">>().toBeUnknown();
  expectTypeOf<Known<"event", string, string>>().toBeUnknown();
  expectTypeOf<Known<"event", never, "a">>().toBeUnknown();
});

test("another one is answered with a sentence", () => {
  expectTypeOf<Known<"event", "x", "a">>().toEqualTypeOf<Faulty<"There is no event “x”; there is “a”">>();
  expectTypeOf<Known<"topic", "x", never, " of “news”">>().toEqualTypeOf<
    Faulty<"There is no topic “x” of “news”; there are none">
  >();
  expectTypeOf<Known<"event", string, "a">>().toEqualTypeOf<
    Faulty<"This may be any text, and has to be a known event; there is “a”">
  >();
  expectTypeOf<Known<"event", "a" | "x", "a">>().toEqualTypeOf<Faulty<"There is no event “x”; there is “a”">>();
});

test("an engine of one schema is one of any", () => {
  expectTypeOf<Engine<typeof schema>>().toExtend<Engine<Schema>>();
});

test("code that knows no schema takes any name", () => {
  const track = (engine: Engine<Schema>, event: EventNameOf<Schema>, of: PurposeOf<Schema>) => [
    engine.track({ ...({} as Parameters<typeof engine.track>[0]), event, data: {} }),
    engine.decide({ ...({} as Parameters<typeof engine.decide>[0]), purpose: of }),
  ];
  expectTypeOf(track).toBeFunction();
});
