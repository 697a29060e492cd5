import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "@wellsent/adapters/in-process";
import { smtpTransport } from "@wellsent/adapters/smtp";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import type { Activity, EmailTransport, OutboundEmail } from "@wellsent/core";
import { createTransport, type SendMailOptions } from "nodemailer";
import PostalMime from "postal-mime";
import { loopbackSink } from "./loopback-sink.ts";
import { messageRenderer, newsletterRenderer } from "./newsletter.ts";
import { tenant } from "./people.ts";
import { openShop } from "./shop.ts";

export const maxConnections = 5;

/** A shop, a relay on loopback, and the peer that sends the same mails. */
export interface CampaignWorld {
  /** One more campaign to everybody, waiting. */
  readonly queue: () => Promise<void>;
  /** Hands over what waits. */
  readonly drain: () => Promise<void>;
  /** The peer: hands the mails of one campaign over. */
  readonly sendAll: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface CampaignOptions {
  readonly folder: string;
  /** What everybody has agreed to. */
  readonly activities: readonly Activity[];
  /** Mails are rendered as whole messages, and the transport composes nothing. */
  readonly readyMade: boolean;
  readonly size: number;
}

/** Lets both send one campaign, and throws unless the relay was given the same mails. */
export async function openCampaignWorld(options: CampaignOptions): Promise<CampaignWorld> {
  const { folder, activities, readyMade, size } = options;
  const sink = await loopbackSink();
  const at = { host: "127.0.0.1", port: sink.port, secure: false, maxConnections };
  const store = sqliteStore({
    path: join(folder, `campaign-${activities.length}-${readyMade}.db`),
  });
  const smtp = smtpTransport(at);
  const peer = createTransport({ ...at, pool: true, ignoreTLS: true });
  const clock = systemClock();
  const mails: OutboundEmail[] = [];
  const watched = through(smtp, (mail) => {
    mails.push(mail);
    return mail;
  });
  const renderer = await newsletterRenderer();
  const composing = openShop({ store, clock, renderer, email: watched });
  const people = await composing.admit(size, activities);

  const taken = async (): Promise<ReadonlyMap<string, string>> => {
    const { count, kept } = await sink.take();
    assert.equal(count, size);
    return new Map(kept.map((mail) => [/^To: .*?([\w.]+@[\w.]+)/m.exec(mail)?.[1] ?? "", mail]));
  };
  const sendAll = async (): Promise<void> => {
    await Promise.all(mails.map((mail) => peer.sendMail(asOptions(mail))));
  };

  sink.keep();
  await composing.queue("first", people);
  await composing.engine.drain(tenant);
  const ours = await taken();
  assert.equal(mails.length, size);
  const isWatched = mails.some(({ html = "" }) => html.includes("/m/o/"));
  assert.equal(isWatched, activities.length > 1);
  sink.keep();
  await sendAll();
  await compare(ours, await taken());

  const plain = openShop({
    ...{ store, clock, email: smtp },
    renderer: readyMade ? await messageRenderer() : renderer,
  });
  sink.keep();
  await plain.queue("second", people);
  await plain.engine.drain(tenant);
  // Another campaign: its links, dates and ids are its own.
  await compare(ours, await taken(), withoutOwn);

  let campaigns = 0;
  return {
    queue: async () => {
      campaigns += 1;
      await plain.queue(`c${campaigns}`, people);
    },
    drain: async () => {
      const { email } = await plain.engine.drain(tenant);
      assert.equal((email?.claimed ?? 0) % size, 0);
      assert.equal(email?.accepted, email?.claimed);
    },
    sendAll,
    close: async () => {
      await smtp.close();
      peer.close();
      await store.close();
      await sink.close();
    },
  };
}

/** The transport with a hand on each mail. */
function through(
  transport: ReturnType<typeof smtpTransport>,
  hand: (mail: OutboundEmail) => OutboundEmail,
): EmailTransport {
  return {
    ...transport,
    send: (mail, call) => transport.send(hand(mail), call),
    reserve: async (call) => {
      const got = await transport.reserve(call);
      if ("error" in got) return got;
      const { slot } = got;
      return {
        slot: {
          send: (mail, options) => slot.send(hand(mail), options),
          release: () => slot.release(),
        },
      };
    },
  };
}

function asOptions({ from, to, headers, ...mail }: OutboundEmail): SendMailOptions {
  return {
    from: { address: from.address, name: from.name ?? "" },
    to: to.address,
    subject: mail.subject,
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    messageId: mail.messageId,
    date: mail.date,
    headers: headers.map(({ name, value }) => ({ key: name, value })),
  };
}

async function compare(
  ours: ReadonlyMap<string, string>,
  theirs: ReadonlyMap<string, string>,
  view: (mail: Seen) => unknown = (mail) => mail,
): Promise<void> {
  assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort());
  for (const [to, mail] of [...ours].slice(0, 25)) {
    assert.deepEqual(view(await seen(mail)), view(await seen(theirs.get(to) ?? "")));
  }
}

type Seen = Awaited<ReturnType<typeof seen>>;

async function seen(wire: string) {
  const mail = await PostalMime.parse(wire.replace(/^\.\./gm, "."));
  const headers = mail.headers
    .filter(({ key }) => /^(list-|message-id|date)/.test(key))
    .map(({ key, value }) => `${key}: ${value.replace(/\s+/g, " ")}`);
  const { subject, from, to, text = "", html = "" } = mail;
  return { subject, from, to, text: text.trim(), html: html.trim(), headers: headers.sort() };
}

/** What each message has of its own: tokens of links, its id and its date. */
function withoutOwn({ text, html, headers, ...mail }: Seen): unknown {
  const tokens = (part: string): string => part.replace(/\/m\/[^\s"'<>)\]]+/g, "/m/…");
  return {
    ...mail,
    text: tokens(text),
    html: tokens(html),
    headers: headers.map((header) => tokens(header).replace(/^(message-id|date): .*/, "$1")),
  };
}
