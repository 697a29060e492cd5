import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TransportError } from "../../../src/errors/index.js";
import { contactId, enrollmentId, sendKey } from "../../../src/identifiers.js";
import {
  campaignSendKey,
  deliveryOfOutcome,
  keyOfRef,
  messageIdFor,
  messageRef,
  workflowSendKey,
} from "../../../src/messages/index.js";

const id = fc.stringMatching(/^[0-9a-z-]{1,26}$/);

describe("send keys", () => {
  it("are made of inputs, so the same effect is the same key", () => {
    expect(workflowSendKey(enrollmentId("e1"), 3, 0)).toBe("e1:3:0");
    expect(campaignSendKey("spring", contactId("c1"))).toBe("spring:c1");
  });

  it("travel as a provider's reference and come back exactly", () => {
    fc.assert(
      fc.property(id, id, (campaign, contact) => {
        const key = campaignSendKey(campaign, contactId(contact));
        expect(messageRef(key)).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(keyOfRef(messageRef(key))).toBe(key);
      }),
    );
  });

  it("name the Message-ID", () => {
    expect(messageIdFor(sendKey("e1:3:0"), "shop.example")).toBe("<e1_3_0@shop.example>");
  });
});

describe("a refusal at the door", () => {
  const error = new TransportError("invalid_recipient", "refused", {
    transport: "t",
    scope: "recipient",
    retry: "never",
    smtpCode: 550,
    enhancedCode: "5.1.1",
  });
  const bounceOf = (reason: "invalid_address" | "policy") =>
    deliveryOfOutcome({ outcome: "rejected", ref: "r", reason, error }, sendKey("k"), 5);

  it("is a hard bounce of the recipient only where the address does not exist", () => {
    expect(bounceOf("invalid_address")?.bounce).toEqual({
      permanence: "hard",
      scope: "recipient",
      smtpCode: 550,
      enhancedCode: "5.1.1",
    });
    expect(bounceOf("policy")?.bounce?.scope).toBe("sender");
  });

  it("is nothing where the message was taken, failed or is in doubt", () => {
    expect(
      deliveryOfOutcome(
        { outcome: "accepted", ref: "r", providerMessageId: null },
        sendKey("k"),
        5,
      ),
    ).toBeNull();
    expect(deliveryOfOutcome({ outcome: "failed", ref: "r", error }, sendKey("k"), 5)).toBeNull();
    expect(deliveryOfOutcome({ outcome: "unknown", ref: "r", error }, sendKey("k"), 5)).toBeNull();
  });
});
