import { setTimeout } from "node:timers/promises";
import {
  type MemoryEmailTransport,
  type MemorySmsTransport,
  memoryEmailTransport,
  memorySmsTransport,
  type ScriptedOutcome,
} from "@wellsent/adapters/memory";
import type { OutboundEmail } from "@wellsent/core";
import {
  emailTransportContract,
  smsTransportContract,
  type TakenEmail,
} from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";

function wait(milliseconds: number): Promise<void> {
  return setTimeout(milliseconds, undefined, { ref: false });
}

/**
 * A provider that answers by the recipient, and can be watched from the moment it begins to read.
 */
function scripted(recipients: Readonly<Record<string, ScriptedOutcome>>, hanging: string) {
  let begun: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const answer = (recipient: string): ScriptedOutcome | Promise<ScriptedOutcome> => {
    if (recipient === hanging) {
      begun();
      // As long as the transport below claims that its script may take.
      return setTimeout(50, { outcome: "unknown" } as const);
    }
    return recipients[recipient] ?? { outcome: "accepted" };
  };
  return { answer, reached: () => reached };
}

function taken(mail: OutboundEmail): TakenEmail {
  if (mail.raw === undefined) {
    const headers = [...mail.headers, { name: "Message-ID", value: mail.messageId }];
    const { from, to, replyTo, subject, text } = mail;
    const read = { to: [to.address], subject, text, headers, from, recipient: to };
    return replyTo === undefined ? read : { ...read, replyTo };
  }
  const [head = "", text = ""] = new TextDecoder().decode(mail.raw).split("\r\n\r\n");
  return {
    to: [mail.to.address],
    subject: /^Subject: (.*)$/m.exec(head)?.[1]?.trim() ?? "",
    text,
    headers: [],
  };
}

describe("the memory e-mail transport keeps the contract", () => {
  let current: MemoryEmailTransport;
  let script: ReturnType<typeof scripted>;
  const contract = emailTransportContract({
    create() {
      script = scripted(
        {
          "none@example.com": { outcome: "rejected", reason: "invalid_address" },
          "full@example.com": { outcome: "failed", retryAfterMs: 60_000 },
          "lost@example.com": { outcome: "unknown" },
          "ann@busy.example": { outcome: "failed", scope: "domain", smtpCode: 421 },
        },
        "slow@example.com",
      );
      current = memoryEmailTransport({
        outcomes: (message) => script.answer(message.to.address),
        connections: 3,
        longestWaitMs: 200,
        raw: true,
      });
      return current;
    },
    recipients: {
      accepted: "ann@example.com",
      rejected: "none@example.com",
      failed: "full@example.com",
      unknown: "lost@example.com",
    },
    domainDown: "ann@busy.example",
    interrupted: { recipient: "slow@example.com", reached: () => script.reached() },
    wait,
    taken: () => current.sent.map(taken),
  });
  for (const one of contract) it(one.name, one.run);
});

describe("the memory SMS transport keeps the contract", () => {
  let current: MemorySmsTransport;
  let script: ReturnType<typeof scripted>;
  const contract = smsTransportContract({
    create() {
      script = scripted(
        {
          "+15005550001": { outcome: "rejected", reason: "blocked" },
          "+15005550002": { outcome: "failed" },
          "+15005550003": { outcome: "unknown", arrived: false },
        },
        "+15005550004",
      );
      current = memorySmsTransport({
        outcomes: (message) => script.answer(message.to),
        longestWaitMs: 200,
      });
      return current;
    },
    recipients: {
      accepted: "+15005550009",
      rejected: "+15005550001",
      failed: "+15005550002",
      unknown: "+15005550003",
    },
    interrupted: { recipient: "+15005550004", reached: () => script.reached() },
    wait,
    taken: () => current.sent.map((message) => message.to),
  });
  for (const one of contract) it(one.name, one.run);
});

describe("the memory transports", () => {
  it("keep what may have arrived, and nothing else", async () => {
    const answers: ScriptedOutcome[] = [
      { outcome: "accepted" },
      { outcome: "rejected", reason: "blocked" },
      { outcome: "failed", kind: "rate_limited", retryAfterMs: 5 },
      { outcome: "unknown" },
      { outcome: "unknown", arrived: false },
    ];
    const transport = memorySmsTransport({
      outcomes: ({ ref }) => answers[Number(ref)] ?? { outcome: "accepted" },
    });
    for (const index of answers.keys()) {
      await transport.send({
        ref: String(index),
        idempotencyKey: String(index),
        to: "+15005550009",
        from: { type: "alphanumeric", id: "SHOP" },
        body: "hi",
        maxSegments: 1,
      });
    }
    expect(transport.sent.map((message) => message.ref)).toEqual(["0", "3"]);
  });

  it("send a key once, also after a lost answer, unless told to know none", async () => {
    const sms = {
      ref: "1",
      idempotencyKey: "1",
      to: "+15005550009",
      from: { type: "alphanumeric", id: "SHOP" },
      body: "hi",
      maxSegments: 1,
    } as const;
    for (const knowsKeys of [true, false]) {
      const answers: ScriptedOutcome[] = [{ outcome: "unknown" }];
      const transport = memorySmsTransport({
        knowsKeys,
        outcomes: () => answers.pop() ?? { outcome: "accepted" },
      });
      expect(await transport.send(sms)).toMatchObject({ outcome: "unknown" });
      expect(await transport.send(sms)).toMatchObject({ outcome: "accepted" });
      expect(transport.sent).toHaveLength(knowsKeys ? 1 : 2);
      expect(transport.capabilities.idempotency !== false).toBe(knowsKeys);
    }
  });

  it("give as many places as they have connections, in the order asked", async () => {
    const answers: ((outcome: ScriptedOutcome) => void)[] = [];
    const transport = memoryEmailTransport({
      connections: 1,
      outcomes: () => new Promise((resolve) => answers.push(resolve)),
    });
    const mail = (ref: string): OutboundEmail => ({
      ref,
      idempotencyKey: ref,
      from: { address: "news@shop.example" },
      to: { address: "ann@example.com" },
      messageId: `<${ref}@shop.example>`,
      date: new Date(0),
      subject: "hi",
      text: "hi",
      headers: [],
    });
    const first = transport.send(mail("1"));
    const places: string[] = [];
    const reason = new Error("enough");
    const impatient = new AbortController();
    const givenUp = transport.reserve({ signal: impatient.signal });
    const reserved = transport.reserve().then((place) => {
      places.push("reserved");
      return place;
    });
    const last = transport.send(mail("3"));
    impatient.abort(reason);
    await expect(givenUp).rejects.toBe(reason);
    expect([places, answers.length]).toEqual([[], 1]);
    answers[0]?.({ outcome: "failed" });
    expect(await first).toMatchObject({ outcome: "failed" });
    const place = await reserved;
    expect(answers).toHaveLength(1);
    if ("slot" in place) place.slot.release();
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.({ outcome: "accepted" });
    expect(await last).toMatchObject({ outcome: "accepted", ref: "3" });
  });
});
