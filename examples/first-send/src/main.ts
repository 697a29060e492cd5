import { wellsent } from "@wellsent/adapters/app";
import { euRules } from "@wellsent/consent/rules";
import { news, newsForm, schema } from "./definitions.ts";

const app = await wellsent({                     // on memory until it is given a store
  secret: process.env.WELLSENT_SECRET, rules: [euRules], schema, templates: [news], forms: [newsForm],
  sender: { from: "hello@acme.example", name: "Acme", timeZone: "Europe/Berlin", pages: "https://acme.example/m/" },
});                                              // store: sqliteStore("marketing.db"), email: smtpTransport(process.env.SMTP_URL)
const acme = app.tenant("acme");
const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
console.log((await acme.send(news, ann)).reasons); // [ 'NO_CONSENT: Directive 2002/58/EC Art. 13(1)', … ]
await acme.grant(newsForm, ann);                   // what the form showed, as evidence
console.log((await acme.send(news, ann)).queued);  // true
console.log((await acme.drain()).email?.accepted); // 1
