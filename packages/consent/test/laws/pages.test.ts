import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { deRules, euRules, usEmailRules } from "../../src/entries/rules.js";
import {
  consentGate,
  consentPages,
  type PendingConfirmation,
  requestConsent,
} from "../../src/index.js";
import { runs } from "../support/histories.js";
import { counted, keys, newerTokenKeys, seeded } from "../support/keys.js";
import { memoryLedger, point, start } from "../support/ledger.js";
import {
  digest,
  fingerprint,
  linkContext,
  pages,
  pagesOptions,
  readPath,
  visit,
} from "../support/pages.js";

vi.setConfig({ testTimeout: 120_000 });

const gate = consentGate({ rules: [euRules, deRules, usEmailRules], keys });
const ledger = memoryLedger(gate);
ledger.link(point, fingerprint);
const asked = requestConsent(
  { ids: counted("rq"), random: seeded(), now: start },
  {
    contactPoint: point,
    mode: "double",
    cells: [{ channel: "email", purpose: "marketing.newsletter", activity: "send" }],
    notice: digest,
  },
);
ledger.append(start, asked.drafts);
const links = pages.links({ ...linkContext, request: asked.confirmation as PendingConfirmation });
const urls = [
  links.unsubscribe,
  links.preferences,
  links.view,
  links.confirm as string,
  `${links.clickBase}3`,
  links.openPixel,
];

const bodyArb = fc.dictionary(
  fc.constantFrom(
    "action",
    "scope",
    "List-Unsubscribe",
    "on:email:marketing.newsletter:",
    "track:track.open",
    "__proto__",
  ),
  fc.constantFrom(
    "unsubscribe",
    "undo",
    "save",
    "confirm",
    "everything",
    "tracking",
    "One-Click",
    "1",
    "",
  ),
);

describe("P-GET: reading changes nothing", () => {
  it("yields no draft for anything but a POST, whatever the link, body and person", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...urls),
        fc.constantFrom("GET", "get", "HEAD", "OPTIONS", "PUT", "PROPFIND", ""),
        bodyArb,
        fc.boolean(),
        fc.constantFrom("en", "de-AT", "", "x".repeat(50)),
        (url, method, body, known, locale) => {
          const answer = visit(url, known ? ledger.facts(point) : null, {
            method,
            body,
            locale,
            at: start + 1,
          });
          expect(answer.drafts).toEqual([]);
          expect(answer.suppress).toBeUndefined();
          expect(answer.headers["Location"] ?? answer.headers["Set-Cookie"]).toBeUndefined();
          expect(answer.headers["Cache-Control"]).toBe("no-store");
          if (method === "HEAD") expect(answer.body).toBe("");
        },
      ),
      runs,
    );
  });
});

describe("P-FORM: a POST that no form made", () => {
  const notAForm = fc.dictionary(
    fc.constantFrom("foo", "scope", "__proto__", "on:email:nobody:", "shown", "also:track.open"),
    fc.constantFrom("", "1", "everything"),
  );

  it("changes nothing at the preference centre or a confirmation, and shows the page", () => {
    const changing = [links.preferences, links.confirm as string];
    fc.assert(
      fc.property(fc.constantFrom(...changing), notAForm, fc.boolean(), (url, body, known) => {
        const request = { path: readPath(url), query: {}, body, locale: "en", at: start + 1 };
        const answer = (method: string, more: Readonly<Record<string, string>> = {}) =>
          pages.respond(
            { ...request, method, body: { ...body, ...more } },
            pages.open(readPath(url)),
            known ? ledger.facts(point) : null,
          );
        const posted = answer("POST");
        const sent = url === links.preferences && body["shown"] === undefined;
        for (const each of sent ? [posted, answer("POST", { action: "save" })] : [posted]) {
          expect(each).toMatchObject({ status: 400, drafts: [] });
          expect(each.body).toBe(answer("GET").body);
        }
      }),
      runs,
    );
  });
});

describe("P-TOK: a link works for ever, and 200 means a denial", () => {
  const rotated = consentPages({ ...pagesOptions, tokens: newerTokenKeys });

  it("after the record is gone, after keys were rotated, and however often it is used", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom("topic", "purpose", "everything", "One-Click"),
        fc.option(fc.constantFrom("shoes", "hats"), { nil: undefined }),
        fc.integer({ min: 0, max: 20 * 365 }),
        fc.integer({ min: 1, max: 2 }),
        (erased, useRotated, choice, topic, days, times) => {
          const own = memoryLedger(gate);
          own.link(point, fingerprint);
          const { unsubscribe } = pages.links({
            ...linkContext,
            ...(topic === undefined ? {} : { topic }),
          });
          const at = start + days * 86_400_000;
          const body: Record<string, string> =
            choice === "One-Click" ? { "List-Unsubscribe": choice } : { scope: choice };
          for (let time = 0; time < times; time++) {
            const facts = erased ? null : own.facts(point);
            const answer = visit(
              unsubscribe,
              facts,
              { method: "POST", body, at },
              useRotated ? rotated : pages,
            );
            expect(answer.status).toBe(200);
            expect(own.append(at, answer.drafts).refused).toEqual([]);
          }
          const asked = {
            at: at + 1,
            jurisdictions: ["US"],
            ...(topic === undefined ? {} : { topic }),
          };
          expect(own.decide(asked).allowed).toBe(false);
        },
      ),
      runs,
    );
  });

  it("and a link that anybody touched opens nothing", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...urls),
        fc.nat(400),
        fc.constantFrom("flip", "cut", "add", "swap"),
        fc.constantFrom(..."ABCabc012-_./~ \u00e9"),
        (url, position, how, character) => {
          const path = readPath(url);
          const at = position % path.length;
          const touched =
            how === "cut"
              ? path.slice(0, at) + path.slice(at + 1)
              : how === "add"
                ? path.slice(0, at) + character + path.slice(at)
                : how === "flip"
                  ? path.slice(0, at) + character + path.slice(at + 1)
                  : path.split("/").reverse().join("/");
          const isClick = url.startsWith(links.clickBase);
          // Another letter is another page of the same mail, and another number another link of it.
          if (touched === path || at < 2 || (isClick && at >= path.lastIndexOf("/"))) return;
          expect(pages.open(touched)).toBeNull();
          const answer = pages.respond(
            {
              method: "POST",
              path: touched,
              query: {},
              body: { scope: "everything" },
              locale: "en",
              at: start,
            },
            pages.open(touched),
            ledger.facts(point),
          );
          expect(answer).toMatchObject({ status: 404, drafts: [] });
        },
      ),
      runs,
    );
  });
});
