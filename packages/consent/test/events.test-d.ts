import type { ConsentDraft, ContactPointId, Instant } from "@wellsent/core";
import { describe, expectTypeOf, it } from "vitest";
import {
  type ConsentEvent,
  type ConsentEventType,
  type DraftedEvent,
  draftEvent,
  type EventCatalog,
  type EventInput,
  type EventSpec,
  type LogLeaf,
} from "../src/entries/ledger.js";

describe("the types of events", () => {
  it("tie the detail to the type", () => {
    expectTypeOf<ConsentEvent<"suppression.added">["detail"]["reason"]>().toEqualTypeOf<
      | "complaint"
      | "objection"
      | "unsubscribed"
      | "erased"
      | "hard_bounce"
      | "soft_bounce"
      | "legal"
      | "wireless_domain"
      | "registry"
      | "manual"
    >();
    expectTypeOf<DraftedEvent<"dsr.extended">["detail"]["dueAt"]>().toEqualTypeOf<string>();
    expectTypeOf<LogLeaf<"consent.granted">["type"]>().toEqualTypeOf<"consent.granted">();
    expectTypeOf<LogLeaf["effectiveAt"]>().toEqualTypeOf<string>();
    expectTypeOf<ConsentEvent["effectiveAt"]>().toEqualTypeOf<Instant>();
    expectTypeOf<EventCatalog["key.rotated"]>().toEqualTypeOf<
      EventSpec<{
        readonly kid: string;
        readonly use: "token" | "suppression" | "checkpoint" | "payload";
        readonly previous?: string;
      }>
    >();
  });

  it("narrow by type", () => {
    const told = (event: ConsentEvent): string =>
      event.type === "consent.invalidated" ? event.detail.ground : event.type;
    expectTypeOf(told).returns.toEqualTypeOf<string>();
    expectTypeOf<ConsentEvent["type"]>().toEqualTypeOf<ConsentEventType>();
  });

  it("want a detail exactly where the type says something more", () => {
    expectTypeOf<{ readonly detail?: Record<never, never> }>().toExtend<
      Pick<EventInput<"consent.withdrawn">, "detail">
    >();
    expectTypeOf<EventInput<"relationship.ended">["detail"]>().toEqualTypeOf<{
      readonly kind: EventInput<"relationship.recorded">["detail"]["kind"];
    }>();
    expectTypeOf(draftEvent).returns.toEqualTypeOf<ConsentDraft>();
    const common = {
      id: "e",
      effectiveAt: 0,
      actor: { kind: "subject" },
      contactPoint: "cp" as ContactPointId,
    } as const;
    expectTypeOf({ ...common, type: "suppression.added" } as const).not.toExtend<EventInput>();
    expectTypeOf({
      ...common,
      type: "suppression.added",
      detail: { reason: "erased" },
    } as const).toExtend<EventInput>();
    expectTypeOf({ ...common, type: "consent.forced" } as const).not.toExtend<EventInput>();
  });
});
