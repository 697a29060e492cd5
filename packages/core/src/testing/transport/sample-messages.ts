import type { OutboundEmail } from "../../ports/email-transport.js";
import type { OutboundSms } from "../../ports/sms-transport.js";

/**
 * A marketing mail with what such mails carry. Its number makes ref, key and Message-ID its own.
 */
export function sampleEmail(recipient: string, number: number): OutboundEmail {
  return {
    ref: `ref-${number}`,
    idempotencyKey: `key-${number}`,
    from: { address: "news@shop.example", name: "Müller, Söhne & Co" },
    to: { address: recipient, name: "Ann" },
    messageId: `<key-${number}@shop.example>`,
    date: new Date(Date.UTC(2026, 0, 1)),
    subject: `Grüße № ${number} 🎉`,
    html: `<p>Hello № ${number}</p>`,
    text: `Hello № ${number}`,
    headers: [
      { name: "List-Unsubscribe", value: `<https://shop.example/u/token-${number}>` },
      { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
      { name: "Feedback-ID", value: "campaign:shop" },
    ],
  };
}

export function sampleSms(recipient: string, number: number): OutboundSms {
  return {
    ref: `ref-${number}`,
    idempotencyKey: `key-${number}`,
    to: recipient,
    from: { type: "number", e164: "+15005550006" },
    body: `Hello ${number}. Reply STOP to opt out`,
    maxSegments: 3,
  };
}
