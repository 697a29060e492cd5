import { defineForm } from "@wellsent/adapters/app";
import { defineSchema } from "@wellsent/core";
import { defineSms } from "@wellsent/templates/sms";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().max(60).optional() }),
  purposes: { "marketing.alerts": {} },
});

export const alertsForm = defineForm(schema, {
  id: "counter",
  purpose: "marketing.alerts",
  channels: ["sms"],
  mode: "single",
  text: "Yes, send me offers by text message, up to four a month.",
  withdrawal: "Reply STOP to end them.",
});

/** The sender's name before it and the way out behind it are added where the text lacks them. */
export const alert = defineSms(schema, {
  id: "alert",
  purpose: "marketing.alerts",
  messageClass: "marketing",
  sender: "Acme",
  text: "{{#if firstName}}{{firstName}}, {{/if}}20% off all shoes until Sunday.",
});

/** The one text that may follow a STOP: it says that it was heard. */
export const stopped = defineSms(schema, {
  id: "stopped",
  purpose: "marketing.alerts",
  messageClass: "legal_notice",
  sender: "Acme",
  text: "You will get no more texts from us.",
});

export const sender = {
  from: "hello@acme.example",
  name: "Acme",
  smsFrom: { type: "number", e164: "+33700000000" },
  timeZone: "Europe/Paris",
  pages: "https://acme.example/m/",
  smsStopped: stopped,
} as const;
