import { contactId, type JsonObject, type RenderRequest } from "@wellsent/core";

/** A request for somebody about whom only `attributes` is known. */
export function recipient(
  attributes: JsonObject = {},
  over: Partial<RenderRequest> = {},
): RenderRequest {
  return {
    template: "hand-made",
    locale: "en",
    contact: contactId("c1"),
    attributes,
    data: {},
    memberships: [],
    links: {
      unsubscribe: "https://mail.example/u/1",
      preferences: "https://mail.example/p/1",
      view: "https://mail.example/v/1",
      clickBase: "https://track.example/c/TOKEN/",
      openPixel: "https://track.example/o/TOKEN",
    },
    tracking: { opens: false, clicks: false },
    at: 1_798_110_000_000,
    ...over,
  };
}
