import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "@wellsent/adapters/in-process";
import { smtpTransport } from "@wellsent/adapters/smtp";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import type { Activity, EmailTransport, OutboundEmail } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import { createTransport, type SendMailOptions } from "nodemailer";
import PostalMime from "postal-mime";
import { loopbackSink } from "./loopback-sink.ts";
import { newsletterRenderer } from "./newsletter.ts";
import { tenant } from "./people.ts";
import { openShop, template } from "./shop.ts";

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
  /** The bytes of each mail are there beforehand: nothing is rendered or composed. */
  readonly readyMade: boolean;
  readonly size: number;
}

/** Lets both send one campaign, and throws unless the relay was given the same mails. */
export const openCampaignWorld = async (options: CampaignOptions): Promise<CampaignWorld> => {
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

  const plain = readyMade
    ? openShop({ store, clock, renderer: stub, email: readyFrom(smtp, ours) })
    : openShop({ store, clock, renderer, email: smtp });
  sink.keep();
  await plain.queue("second", people);
  await plain.engine.drain(tenant);
  const again = await taken();
  if (readyMade) for (const [to, mail] of again) assert.equal(mail, ours.get(to));

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
};

/** What nobody renders has to come from somewhere all the same. */
const stub = fakeRenderer({ [template]: { text: "" } });

/** The transport with a hand on each mail. */
const through = (
  transport: ReturnType<typeof smtpTransport>,
  hand: (mail: OutboundEmail) => OutboundEmail,
): EmailTransport => ({
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
});

const readyFrom = (
  transport: ReturnType<typeof smtpTransport>,
  wire: ReadonlyMap<string, string>,
): EmailTransport => {
  const ready = new Map(
    // On the wire a line that begins with a dot has one more.
    [...wire].map(([to, mail]) => [to, Buffer.from(mail.replace(/^\.\./gm, "."), "latin1")]),
  );
  return through(transport, (mail) => {
    const raw = ready.get(mail.to.address);
    assert(raw !== undefined);
    return { ...mail, raw };
  });
};

const asOptions = ({ from, to, headers, ...mail }: OutboundEmail): SendMailOptions => ({
  from: { address: from.address, name: from.name ?? "" },
  to: to.address,
  subject: mail.subject,
  text: mail.text,
  ...(mail.html === undefined ? {} : { html: mail.html }),
  messageId: mail.messageId,
  date: mail.date,
  headers: headers.map(({ name, value }) => ({ key: name, value })),
});

const compare = async (
  ours: ReadonlyMap<string, string>,
  theirs: ReadonlyMap<string, string>,
): Promise<void> => {
  assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort());
  for (const [to, mail] of [...ours].slice(0, 25)) {
    assert.deepEqual(await seen(mail), await seen(theirs.get(to) ?? ""));
  }
};

const seen = async (wire: string): Promise<unknown> => {
  const mail = await PostalMime.parse(wire.replace(/^\.\./gm, "."));
  const headers = mail.headers
    .filter(({ key }) => /^(list-|message-id|date)/.test(key))
    .map(({ key, value }) => `${key}: ${value.replace(/\s+/g, " ")}`);
  const { subject, from, to, text = "", html = "" } = mail;
  return { subject, from, to, text: text.trim(), html: html.trim(), headers: headers.sort() };
};
