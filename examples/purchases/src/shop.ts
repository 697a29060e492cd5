import { randomBytes } from "node:crypto";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { euRules } from "@wellsent/consent/rules";
import { type ContactId, type Store, tenantId } from "@wellsent/core";
import type { SimulatedClock } from "@wellsent/core/testing";
import * as defined from "./definitions.ts";
import type { Happening } from "./people.ts";

const { backForm, campaign, form, schema, segments, sender } = defined;
const { subjects, templates, tuesdays, workflows } = defined;

export const tenant = tenantId("acme");

/** The application: what it is told, and what it sends. */
export async function openShop(
  store: Store,
  clock: SimulatedClock,
  sent: (person: string, template: string) => void,
) {
  const bySubject = new Map<string, string>(
    Object.entries(subjects).map(([id, subject]) => [subject, id]),
  );
  /** The newest mail that asks for a confirmation, by person. */
  const asking = new Map<string, string>();
  const email = memoryEmailTransport({
    outcomes: ({ to, subject, html }) => {
      const [person = ""] = to.address.split("@");
      const template = bySubject.get(subject);
      if (template === undefined) asking.set(person, html ?? "");
      else sent(person, template);
      return { outcome: "accepted" };
    },
  });
  const app = await wellsent({
    secret: randomBytes(32).toString("hex"),
    rules: [euRules],
    ...{ schema, segments, workflows, templates, forms: [form, backForm] },
    ...{ sender, store, email, clock },
  });
  const acme = app.tenant(tenant);
  await acme.series({
    ...{ id: "weekly", recurrence: tuesdays, campaign, content: "newest" },
    ...{ nothingNew: "send", approval: "none" },
  });

  const contacts = new Map<string, ContactId>();
  const people = new Map<string, string>();
  const identify = async (person: string, timeZone: string) => {
    const email = `${person}@mail.example`;
    const { contact } = await acme.identify({ key: person, email, timeZone, jurisdiction: "FR" });
    contacts.set(person, contact);
    people.set(contact, person);
    return contact;
  };
  /** Opens the mail that asks, and presses the button behind its link. */
  const confirm = async (person: string) => {
    await acme.drain();
    const [link = ""] = /https:\/\/acme\.example\/m\/c\/[^"]+/.exec(asking.get(person) ?? "") ?? [];
    const body = new URLSearchParams({ action: "confirm" });
    await app.web(new Request(link, { method: "POST", body }));
  };

  return {
    acme,
    close: () => app.close(),
    personFor: (contact: string) => people.get(contact) ?? "",
    /** Tells Wellsent what a person did, with the shop's own ids. */
    async perform(happening: Happening): Promise<void> {
      const { person } = happening;
      const contact = contacts.get(person) ?? (await identify(person, happening.zone));
      switch (happening.kind) {
        case "order": {
          const { id, cents } = happening;
          await acme.track("order.placed", contact, { order: id, cents }, { id });
          break;
        }
        case "return": {
          const { id } = happening;
          await acme.track("order.returned", contact, { order: id }, { id: `${id}-returned` });
          break;
        }
        case "grant":
          await acme.grant(form, contact);
          break;
        case "come back":
          await acme.grant(backForm, contact);
          await confirm(person);
          break;
        case "withdraw":
          await acme.withdraw(contact);
          break;
        case "move":
          await identify(person, happening.zone);
      }
    },
  };
}
