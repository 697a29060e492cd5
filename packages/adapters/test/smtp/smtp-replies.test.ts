import type { OutboundEmail, SendOutcome } from "@wellsent/core";
import { afterEach, describe, expect, it } from "vitest";
import { smtpTransport } from "../../src/smtp/index.js";
import { type Dialogue, type DialogueServer, dialogueServer } from "./dialogue-server.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const mail: OutboundEmail = {
  ref: "ref-1",
  idempotencyKey: "key-1",
  from: { address: "news@shop.example" },
  to: { address: "ann@example.org" },
  messageId: "<key-1@shop.example>",
  date: new Date(Date.UTC(2026, 10, 21)),
  subject: "Hello",
  text: "Hello there",
  headers: [],
};

async function answerTo(dialogue: Dialogue): Promise<[SendOutcome, DialogueServer]> {
  const server = await dialogueServer(dialogue);
  closing.push(() => server.close());
  const transport = smtpTransport({
    host: "127.0.0.1",
    port: server.port,
    name: "test.example",
    ...(dialogue.auth !== undefined && { auth: { user: "u", pass: "p" } }),
  });
  closing.push(() => transport.close());
  return [await transport.send(mail), server];
}

/** The outcome in short: `rejected policy`, then the error's kind, scope, retry and codes. */
function short(outcome: SendOutcome): readonly string[] {
  if (outcome.outcome === "accepted") return ["accepted"];
  const { kind, scope, retry, smtpCode, enhancedCode } = outcome.error;
  const what = outcome.outcome === "rejected" ? `rejected ${outcome.reason}` : outcome.outcome;
  return [what, kind, scope, retry, `${smtpCode} ${enhancedCode ?? "-"}`];
}

type Stage = keyof Dialogue & ("greeting" | "ehlo" | "auth" | "mail" | "rcpt" | "data" | "dot");
type Row = readonly [stage: Stage, reply: string, ...expected: readonly string[]];

const never = "never";
const after = "after";

const rows: readonly Row[] = [
  // The dialogue itself, and the login.
  ["greeting", "554 5.3.2 closed", "failed", "protocol", "provider", after, "554 5.3.2"],
  ["greeting", "421 4.3.2 busy", "failed", "rate_limited", "provider", after, "421 4.3.2"],
  ["greeting", "450 later", "failed", "provider", "provider", after, "450 -"],
  ["ehlo", "421 4.7.0 too many", "failed", "rate_limited", "provider", after, "421 4.7.0"],
  ["ehlo", "550 5.7.1 not you", "failed", "protocol", "provider", after, "550 5.7.1"],
  ["auth", "535 5.7.8 wrong", "failed", "auth", "account", never, "535 5.7.8"],
  ["auth", "454 4.7.0 no answer", "failed", "provider", "provider", after, "454 4.7.0"],
  ["auth", "421 4.7.0 too many", "failed", "rate_limited", "provider", after, "421 4.7.0"],

  // What is said to the sender concerns every message.
  ["mail", "421 4.7.0 slow down", "failed", "rate_limited", "provider", after, "421 4.7.0"],
  ["mail", "451 later", "failed", "provider", "provider", after, "451 -"],
  ["mail", "452 4.3.1 disk full", "failed", "provider", "provider", after, "452 4.3.1"],
  ["mail", "451 4.7.1 too fast", "failed", "rate_limited", "provider", after, "451 4.7.1"],
  ["mail", "530 5.7.0 log in", "failed", "auth", "account", never, "530 5.7.0"],
  ["mail", "550 5.7.1 not yours", "failed", "config", "account", never, "550 5.7.1"],
  ["mail", "553 5.1.8 no domain", "failed", "config", "account", never, "553 5.1.8"],
  ["mail", "503 5.5.1 nested", "failed", "protocol", "provider", after, "503 5.5.1"],
  ["mail", "552 5.3.4 big", "rejected policy", "invalid_message", "message", never, "552 5.3.4"],
  ["mail", "552 too big", "rejected policy", "invalid_message", "message", never, "552 -"],

  // A recipient that is deferred: the domain, or the mailbox.
  ["rcpt", "421 4.7.0 too many", "failed", "rate_limited", "domain", after, "421 4.7.0"],
  ["rcpt", "421 closing", "failed", "rate_limited", "domain", after, "421 -"],
  ["rcpt", "451 4.3.0 trouble", "failed", "provider", "domain", after, "451 4.3.0"],
  ["rcpt", "450 4.4.1 no route", "failed", "provider", "domain", after, "450 4.4.1"],
  ["rcpt", "451 4.4.5 congested", "failed", "rate_limited", "domain", after, "451 4.4.5"],
  ["rcpt", "450 greylisted", "failed", "provider", "recipient", after, "450 -"],
  ["rcpt", "451 greylisted", "failed", "provider", "recipient", after, "451 -"],
  ["rcpt", "450 4.2.0 greylisted", "failed", "provider", "recipient", after, "450 4.2.0"],
  ["rcpt", "451 4.7.1 greylisted", "failed", "rate_limited", "recipient", after, "451 4.7.1"],
  ["rcpt", "452 full", "failed", "provider", "recipient", after, "452 -"],
  ["rcpt", "452 4.2.2 full", "failed", "provider", "recipient", after, "452 4.2.2"],
  ["rcpt", "454 4.7.1 no relay", "failed", "provider", "provider", after, "454 4.7.1"],

  // A recipient that is refused. Dead is only what a code calls dead.
  [
    "rcpt",
    "550 5.1.1 no such user",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "550 5.1.1",
  ],
  [
    "rcpt",
    "550 #5.1.0 Address rejected.",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "550 5.1.0",
  ],
  [
    "rcpt",
    "550 sorry, no mailbox here by that name. (#5.1.1)",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "550 5.1.1",
  ],
  [
    "rcpt",
    "550-5.1.1 The account does not exist.\r\n550 5.1.1 Learn more",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "550 5.1.1",
  ],
  [
    "rcpt",
    "550 5.1.10 null MX",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "550 5.1.10",
  ],
  [
    "rcpt",
    "550 5.4.4 unable to route",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "550 5.4.4",
  ],
  [
    "rcpt",
    "556 takes no mail",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "556 -",
  ],
  [
    "rcpt",
    '550 "JunkMail rejected - host [192.0.2.1]:24706 is in an RBL"',
    "rejected undetermined",
    "provider",
    "recipient",
    never,
    "550 -",
  ],
  [
    "rcpt",
    "550 Sender verify failed",
    "rejected undetermined",
    "provider",
    "recipient",
    never,
    "550 -",
  ],
  ["rcpt", "550 5.0.0 no", "rejected undetermined", "provider", "recipient", never, "550 5.0.0"],
  // A temporary status in a refusal says nothing for good.
  ["rcpt", "550 4.1.1 no", "rejected undetermined", "provider", "recipient", never, "550 4.1.1"],
  ["rcpt", "553 not allowed", "rejected undetermined", "provider", "recipient", never, "553 -"],
  ["rcpt", "550 5.7.1 listed", "rejected blocked", "provider", "account", never, "550 5.7.1"],
  [
    "rcpt",
    "550 #5.7.1 Your access to this system has been rejected.",
    "rejected blocked",
    "provider",
    "account",
    never,
    "550 5.7.1",
  ],
  [
    "rcpt",
    "553 sorry, not in my list of allowed rcpthosts (#5.7.1)",
    "rejected blocked",
    "provider",
    "account",
    never,
    "553 5.7.1",
  ],
  ["rcpt", "550 (#5.7.1) no", "rejected blocked", "provider", "account", never, "550 5.7.1"],
  ["rcpt", "550 5.1.8 bad sender", "rejected blocked", "provider", "account", never, "550 5.1.8"],
  ["rcpt", "550 5.2.1 closed", "rejected policy", "provider", "recipient", never, "550 5.2.1"],
  ["rcpt", "552 5.2.2 full", "rejected policy", "provider", "recipient", never, "552 5.2.2"],
  ["rcpt", "552 full", "rejected policy", "provider", "recipient", never, "552 -"],
  ["rcpt", "550 5.4.1 denied", "rejected policy", "provider", "recipient", never, "550 5.4.1"],
  ["rcpt", "530 5.7.0 log in", "failed", "auth", "account", never, "530 5.7.0"],

  // The command DATA, and the whole message.
  ["data", "421 closing", "failed", "rate_limited", "domain", after, "421 -"],
  ["data", "451 later", "failed", "provider", "message", after, "451 -"],
  ["data", "554 no", "rejected undetermined", "provider", "message", never, "554 -"],
  ["dot", "421 4.7.0 rate", "failed", "rate_limited", "domain", after, "421 4.7.0"],
  ["dot", "451 later", "failed", "provider", "message", after, "451 -"],
  ["dot", "452 4.3.1 disk full", "failed", "provider", "domain", after, "452 4.3.1"],
  ["dot", "451 4.7.1 greylisted", "failed", "rate_limited", "message", after, "451 4.7.1"],
  [
    "dot",
    "550 5.1.1 no such user",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "550 5.1.1",
  ],
  [
    "dot",
    "554 5.1.1 no such user",
    "rejected invalid_address",
    "invalid_recipient",
    "recipient",
    never,
    "554 5.1.1",
  ],
  ["dot", "552 5.2.2 full", "rejected policy", "provider", "recipient", never, "552 5.2.2"],
  ["dot", "554 5.7.1 spam", "rejected blocked", "invalid_message", "message", never, "554 5.7.1"],
  [
    "dot",
    "554 Message rejected (#5.7.1)",
    "rejected blocked",
    "invalid_message",
    "message",
    never,
    "554 5.7.1",
  ],
  ["dot", "550 5.6.0 bad", "rejected policy", "invalid_message", "message", never, "550 5.6.0"],
  ["dot", "552 too big", "rejected policy", "invalid_message", "message", never, "552 -"],
  ["dot", "552 5.3.4 big", "rejected policy", "invalid_message", "message", never, "552 5.3.4"],
  ["dot", "554 no", "rejected undetermined", "provider", "message", never, "554 -"],
];

describe("the SMTP transport reads a reply by its codes and its place", () => {
  it.each(rows)("%s: %s", async (stage, reply, ...expected) => {
    for (const extensions of [
      ["PIPELINING", "ENHANCEDSTATUSCODES", "AUTH PLAIN"],
      ["AUTH PLAIN"],
    ]) {
      const [outcome] = await answerTo({ [stage]: reply, extensions });
      expect(short(outcome)).toEqual(expected);
      const error = outcome.outcome === "accepted" ? undefined : outcome.error;
      expect(error?.retryAfterMs !== undefined).toBe(error?.retry === "after");
    }
  });

  it("reads the words of nobody", async () => {
    const words = "user unknown, mailbox full, blocked 5.1.1 by spamhaus, try again later";
    const [outcome] = await answerTo({ rcpt: `550 ${words}` });
    expect(short(outcome)).toEqual([
      "rejected undetermined",
      "provider",
      "recipient",
      never,
      "550 -",
    ]);
  });

  it("calls a full mailbox a longer wait than a greylisting", async () => {
    const [full] = await answerTo({ rcpt: "452 4.2.2 full" });
    const [grey] = await answerTo({ rcpt: "451 4.7.1 greylisted" });
    const wait = (outcome: SendOutcome): number =>
      outcome.outcome === "failed" ? (outcome.error.retryAfterMs ?? 0) : 0;
    expect(wait(full)).toBeGreaterThan(wait(grey));
  });
});
