import type { OutboundEmail } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { createWorld, pages, tenant } from "./world.js";

/** Mails as the transport was given them. */
function collectMails() {
  const mails: OutboundEmail[] = [];
  const made = createWorld({
    wrap: (store, transport) => ({
      store,
      transport: {
        ...transport,
        send: (mail, call) => {
          mails.push(mail);
          return transport.send(mail, call);
        },
      },
    }),
  });
  return { ...made, mails };
}

describe("a mail that leaves", () => {
  it("carries the header fields of its own link, by whichever road it was queued", async () => {
    const { person, subscribe, buys, engine, mails } = collectMails();
    const people = [await person("ann"), await person("bob")];
    for (const contact of people) {
      await subscribe(contact);
      await buys(contact, `order-${contact}`);
    }
    await engine.sendMany(
      people.map((contact) => {
        return { tenant, contact, id: "spring", template: "reminder", purpose: "news" };
      }),
    );
    await engine.drain(tenant);
    expect(mails).toHaveLength(4);
    const links = mails.map(({ headers = [] }) => {
      expect(headers.map(({ name }) => name)).toEqual([
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
      ]);
      return /^<https:\/\/m\.example\/(\S+)>$/.exec(headers[0]?.value ?? "")?.[1] ?? "";
    });
    expect(new Set(links).size).toBe(4);
    for (const [index, link] of links.entries()) {
      const opened = pages.open(link);
      expect(opened).toMatchObject({ kind: "unsubscribe", tenant, purpose: "news" });
      const message = opened && (await engine.store.readMessage({ tenant, key: opened.message }));
      expect(mails[index]?.to.address).toBe(`${message?.contact}@mail.example`);
    }
  });
});
