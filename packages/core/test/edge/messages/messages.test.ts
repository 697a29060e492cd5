import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TransportError, type TransportErrorOptions } from "../../../src/errors/index.js";
import { contactId, enrollmentId, sendKey } from "../../../src/identifiers.js";
import {
  campaignSendKey,
  deliveryOfOutcome,
  messageIdFor,
  messageRef,
  sendKeyFromRef,
  workflowSendKey,
} from "../../../src/messages/index.js";
import type { RejectionReason } from "../../../src/ports/send-outcome.js";

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
        expect(sendKeyFromRef(messageRef(key))).toBe(key);
      }),
    );
  });

  it("name the Message-ID", () => {
    expect(messageIdFor(sendKey("e1:3:0"), "shop.example")).toBe("<e1_3_0@shop.example>");
  });
});

describe("a refusal at the door", () => {
  const createError = (scope: TransportErrorOptions["scope"]) =>
    new TransportError("invalid_recipient", "refused", {
      transport: "t",
      scope,
      retry: "never",
      smtpCode: 550,
      enhancedCode: "5.1.1",
    });
  const error = createError("recipient");
  const createBounce = (reason: RejectionReason, scope: TransportErrorOptions["scope"]) =>
    deliveryOfOutcome(
      { outcome: "rejected", ref: "r", reason, error: createError(scope) },
      sendKey("k"),
      5,
    )?.bounce;

  it("is a bounce of that message, with the server's codes", () => {
    expect(
      deliveryOfOutcome(
        { outcome: "rejected", ref: "r", reason: "invalid_address", error },
        sendKey("k"),
        5,
      ),
    ).toEqual({
      type: "bounced",
      dedupeKey: "outcome:k",
      message: "k",
      at: 5,
      bounce: {
        permanence: "hard",
        scope: "recipient",
        smtpCode: 550,
        enhancedCode: "5.1.1",
      },
    });
  });

  it.each([
    ["invalid_address", "recipient", "hard", "recipient"],
    // An address that does not exist is that wherever it is said.
    ["invalid_address", "message", "hard", "recipient"],
    ["undetermined", "recipient", "undetermined", "recipient"],
    ["undetermined", "message", "undetermined", "message"],
    ["policy", "recipient", "soft", "recipient"],
    ["policy", "message", "hard", "message"],
    ["policy", "domain", "hard", "infrastructure"],
    ["policy", "provider", "hard", "infrastructure"],
    ["policy", "account", "hard", "sender"],
    ["blocked", "account", "hard", "sender"],
    ["blocked", "message", "hard", "sender"],
    ["suppressed", "recipient", "hard", "sender"],
    ["unsubscribed", "recipient", "hard", "sender"],
  ] as const)("%s, said of the %s, counts as %s and the fault of the %s", (...row) => {
    const [reason, said, permanence, scope] = row;
    expect(createBounce(reason, said)).toMatchObject({ permanence, scope });
  });

  it("suppresses the recipient only where the address does not exist", () => {
    const reasons = [
      ...(["invalid_address", "undetermined", "policy"] as const),
      ...(["blocked", "suppressed", "unsubscribed"] as const),
    ];
    const scopes = ["recipient", "message", "domain", "account", "provider"] as const;
    const suppressing = reasons.filter((reason) =>
      scopes.some((scope) => {
        const bounce = createBounce(reason, scope);
        return bounce?.permanence === "hard" && bounce.scope === "recipient";
      }),
    );
    expect(suppressing).toEqual(["invalid_address"]);
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
