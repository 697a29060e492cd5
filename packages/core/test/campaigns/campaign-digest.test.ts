import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CampaignDefinition,
  campaignDigest,
  contentDigest,
} from "../../src/campaigns/index.js";
import { campaignId, listId } from "../../src/identifiers.js";
import type { TemplateInfo } from "../../src/ports/renderer.js";

const definition: CampaignDefinition = {
  v: 1,
  id: campaignId("c-spring"),
  channel: "email",
  audience: { in: [{ list: listId("all") }], when: "start" },
  content: { variants: [{ id: "a", template: "spring", weight: 1 }], data: { a: 1, b: 2 } },
  schedule: { at: "now" },
};
const info: TemplateInfo = {
  ...{ id: "spring", channel: "email", messageClass: "marketing", purpose: "news" },
  ...{ digest: "abc", locales: ["en"], links: [] },
};
const known = (): TemplateInfo => info;

describe("a campaign's digest", () => {
  it("is another one for whatever an approval is about, and for nothing else", () => {
    const digest = campaignDigest(definition, known);
    expect(digest).toMatch(/^[0-9a-f]{32}$/);
    const changes: readonly Partial<CampaignDefinition>[] = [
      { channel: "sms" },
      { audience: { in: [{ list: listId("vip") }], when: "start" } },
      { audience: { in: [{ list: listId("all") }], when: "hour" } },
      { content: { ...definition.content, data: { a: 1, b: 3 } } },
      { schedule: { at: 5 } },
      { spread: { over: "2h" } },
      { priority: 41 },
      { policy: { lateAfter: "2h" } },
    ];
    const others = changes.map((change) => campaignDigest({ ...definition, ...change }, known));
    const texts: readonly Partial<TemplateInfo>[] = [
      { digest: "abd" },
      { purpose: "offers" },
      { topic: "x" },
      { messageClass: "transactional" },
    ];
    for (const text of texts) others.push(campaignDigest(definition, () => ({ ...info, ...text })));
    expect(new Set([digest, ...others]).size).toBe(1 + changes.length + texts.length);
    const same = { ...definition, name: "Spring", expect: 5, tolerance: 0.2 };
    expect(campaignDigest(same, known)).toBe(digest);
  });

  it("does not depend on the order of members, nor on a way through JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const made = (members: object): CampaignDefinition => ({
          ...definition,
          content: { ...definition.content, data: JSON.parse(JSON.stringify(members)) },
        });
        const turned = Object.fromEntries(Object.entries(data).reverse());
        const digest = campaignDigest(made(data), known);
        expect(campaignDigest(made(turned), known)).toBe(digest);
        expect(campaignDigest(JSON.parse(JSON.stringify(made(data))), known)).toBe(digest);
      }),
    );
  });

  it("of the content alone is null where a text's digest is not known", () => {
    expect(contentDigest(definition, known)).toMatch(/^[0-9a-f]{16}$/);
    expect(contentDigest(definition, () => undefined)).toBeNull();
  });
});
