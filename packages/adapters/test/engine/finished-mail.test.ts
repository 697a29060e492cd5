import { generateKeyPairSync } from "node:crypto";
import { contactPointId, type Renderer } from "@wellsent/core";
import { templateRenderer } from "@wellsent/templates";
import { compileTemplate } from "@wellsent/templates/compile";
import { withMessages } from "@wellsent/templates/message";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import PostalMime from "postal-mime";
import { afterEach, describe, expect, it } from "vitest";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { type SmtpTransportOptions, smtpTransport } from "../../src/smtp/index.js";
import { type Sink, sink, type TakenMail } from "../smtp/sink.js";
import { createWorld, gate, pages, tenant, type World, type WorldOptions } from "./world.js";

const { program } = await compileTemplate({
  id: "sale",
  messageClass: "marketing",
  subject: "Für {{firstName fallback='dich'}} – 🎉 neu",
  preheader: "Nur heute",
  utm: { utm_source: "mail" },
  mjml: `<mjml><mj-body><mj-section><mj-column>
    <mj-text>Grüße, {{firstName fallback="friend"}}. Über größere Töpfe für Ältere.</mj-text>
    <mj-text><a href="https://shop.example/new">New</a> <a href="{{viewInBrowser}}">Browser</a>
    {{#each products}}<a href="{{url}}">{{name}}</a> {{/each}}</mj-text>
    <mj-text><a href="{{unsubscribe}}">Leave</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});
const inParts = templateRenderer({ templates: [program] });
const finished = withMessages(inParts);
const products = ["a b", "ł"].map((name) => ({
  name,
  url: `https://shop.example/p/?of=${name}#top`,
}));
const names = [
  "Ann",
  "Łukasz",
  "عبد الله 👋",
  'O"Brien, <b>&amp;</b>',
  "From x\n.\n..dots",
  "ü".repeat(90),
];

const use = { template: "sale", purpose: "news", messageClass: "marketing" } as const;

const servers: Sink[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Mailed {
  readonly world: World;
  readonly taken: readonly TakenMail[];
}

interface Ask {
  readonly renderer: Renderer;
  readonly smtp?: Partial<SmtpTransportOptions>;
  readonly gate?: WorldOptions["gate"];
  /** By contact, where not the usual one. */
  readonly addresses?: Readonly<Record<string, string>>;
}

/** What a server on loopback gets when each of the people is sent the template. */
async function mailed({
  renderer,
  smtp = {},
  gate: watched,
  addresses = {},
}: Ask): Promise<Mailed> {
  const server = await sink();
  servers.push(server);
  const transport = smtpTransport({ host: "127.0.0.1", port: server.port, ...smtp });
  const world = createWorld({
    renderer,
    wrap: (store) => ({ store, transport }),
    ...(watched === undefined ? {} : { gate: watched }),
    sender: {
      from: { address: "news@shop.example", name: "Der Shop für Ältere" },
      replyTo: { address: "help@shop.example", name: "Help" },
    },
    more: {
      pages: {
        ...pages,
        links: (context) => ({
          ...pages.links(context),
          headers: [
            { name: "List-Unsubscribe", value: `<https://m.example/u/${"t".repeat(200)}>` },
            { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
          ],
        }),
      },
    },
  });
  try {
    for (const [index, firstName] of names.entries()) {
      const name = `person${index}`;
      const address = addresses[name] ?? `${name}@mail.example`;
      const fingerprints = gate.fingerprints("email", address);
      const id = contactPointId(`point-${name}`);
      const contact = await world.person(name, {
        attributes: { firstName },
        points: [{ id, channel: "email", address, fingerprints }],
      });
      await world.subscribe(contact);
      await world.engine.send({ tenant, contact, id: `sale-${name}`, ...use, data: { products } });
    }
    await world.engine.drain(tenant);
  } finally {
    await transport.close();
  }
  const taken = server.taken.toSorted((one, other) =>
    String(one.to).localeCompare(String(other.to)),
  );
  return { world, taken };
}

/** All that a reader or a mail server sees of a mail, but for how it is encoded. */
async function seen({ from, to, raw }: TakenMail): Promise<object> {
  const mail = await PostalMime.parse(raw);
  const lines = (text = ""): string => text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  return {
    envelope: { from, to },
    headers: mail.headers
      // Of the four that are decoded below, and of the one that names the boundary, only the place.
      .map(({ key, originalKey, value }) =>
        /^(?:from|to|reply-to|subject|content-type)$/.test(key)
          ? originalKey
          : [originalKey, value.replace(/\s+/g, " ")],
      ),
    type: /^Content-Type: (.*?);/im.exec(raw.toString("latin1"))?.[1],
    people: [mail.from, mail.to, mail.replyTo],
    subject: mail.subject,
    html: lines(mail.html),
    text: lines(mail.text),
    attachments: mail.attachments,
  };
}

async function records({ store }: World): Promise<readonly unknown[]> {
  const { items } = await store.readOutbox({ tenant });
  return items.map(({ key, status, reasons, links }) => ({ key, status, reasons, links }));
}

/** What the links of a mail's text lead to: the way to it in a browser, and its clicks. */
async function followed(
  { engine, clock }: World,
  mail: TakenMail,
): Promise<{ readonly pages: readonly unknown[]; readonly clicks: readonly unknown[] }> {
  const evidence = { method: "GET", userAgent: "a person's browser", acceptLanguage: "de" };
  const { text = "" } = await PostalMime.parse(mail.raw);
  const answers = await Promise.all(
    [...text.matchAll(/https:\/\/m\.example\/(?:click|view)\/[^\s\])]+/g)].map(([link]) => {
      const path = new URL(link).pathname.slice(1);
      const request = { method: "GET", path, query: {}, body: {}, locale: "de", at: clock.now() };
      return engine.respond(request, evidence);
    }),
  );
  return {
    pages: answers.filter(({ status }) => status === 200).map(({ body }) => body),
    clicks: answers
      .filter(({ status }) => status === 302)
      .map(({ headers }) => headers["location"]),
  };
}

describe("mail that the renderer finishes", () => {
  it.each([
    ["with clicks tracked", {}, 3],
    ["without", { gate: "untracked" }, 0],
  ] as const)("says what the transport makes of its parts, %s", async (_, ask, clicks) => {
    const parts = await mailed({ renderer: inParts, ...ask });
    const whole = await mailed({ renderer: finished, ...ask });
    const mails = await Promise.all(whole.taken.map(seen));
    expect(mails).toEqual(await Promise.all(parts.taken.map(seen)));
    expect(await records(whole.world)).toEqual(await records(parts.world));
    expect(mails).toHaveLength(names.length);
    expect(mails[0]).toMatchObject({
      headers: expect.arrayContaining([
        ["List-Unsubscribe", `<https://m.example/u/${"t".repeat(200)}>`],
        ["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"],
      ]),
      subject: "Für Ann – 🎉 neu",
    });
    // Who wrote it shows in the boundaries.
    for (const { raw } of whole.taken) expect(raw.toString("latin1")).toContain("=_ws2_");
    for (const { raw } of parts.taken) expect(raw.toString("latin1")).not.toContain("=_ws2_");

    for (const mail of whole.taken) {
      const leads = await followed(whole.world, mail);
      expect(leads).toEqual(await followed(parts.world, mail));
      expect(leads.clicks).toHaveLength(clicks);
      expect(leads.pages).toEqual([expect.stringContaining("größere Töpfe")]);
    }
  });

  it("is signed as it is, one-click headers and all", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "der" },
    });
    const dkim = { domainName: "shop.example", keySelector: "s1", privateKey };
    const { taken } = await mailed({ renderer: finished, smtp: { dkim } });
    const record = `v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`;
    for (const { raw } of taken) {
      const { results } = await dkimVerify(raw, { resolver: async () => [[record]] });
      expect(results.map(({ status }) => status?.result)).toEqual(["pass"]);
      const fields = results[0]?.signingHeaders?.keys.toLowerCase().split(/\s*:\s*/);
      expect(fields).toEqual(
        expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "subject", "to"]),
      );
      expect(raw.toString("latin1")).toContain("=_ws2_");
    }
  });

  it.each([false, true])(
    "reaches and misses the same addresses, with SMTPUTF8 %s",
    async (smtputf8) => {
      const addresses = {
        person0: "ann@bücher.example",
        person1: "jörg@mail.example",
        person2: `${"a".repeat(65)}@mail.example`,
        person3: "a b@mail.example",
      };
      const ask = { addresses, smtp: { smtputf8 } };
      const parts = await mailed({ renderer: inParts, ...ask });
      const whole = await mailed({ renderer: finished, ...ask });
      const to = whole.taken.map((mail) => mail.to);
      expect(to).toEqual(parts.taken.map((mail) => mail.to));
      expect(to).toHaveLength(smtputf8 ? 4 : 3);
      expect(await records(whole.world)).toEqual(await records(parts.world));
    },
  );

  it.each([true, false])("goes to transports that take such (raw: %s)", async (raw) => {
    const transport = memoryEmailTransport({ raw });
    const world = createWorld({
      renderer: finished,
      wrap: (store) => ({ store, transport }),
    });
    const contact = await world.person("ann");
    await world.subscribe(contact);
    await world.engine.send({ ...{ tenant, contact, id: "sale" }, ...use, data: { products } });
    await world.engine.drain(tenant);
    const [mail] = transport.sent;
    expect(mail?.subject).toBe("Für ann – 🎉 neu");
    expect(mail?.raw instanceof Uint8Array).toBe(raw);
    expect(mail?.html === undefined).toBe(raw);
    expect(mail?.text === "").toBe(raw);
  });
});
