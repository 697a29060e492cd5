import type { ContactPointConsent, PublicResponse } from "@wellsent/core";
import { contactPointId } from "@wellsent/core";
import type { RespondContext } from "@wellsent/core/ports";
import { describe, expect, it } from "vitest";
import { euRules } from "../../src/entries/rules.js";
import {
  consentGate,
  consentPages,
  english,
  missingLabels,
  type PendingConfirmation,
  publishNotice,
} from "../../src/index.js";
import { granted, withdrawn } from "../support/drafts.js";
import { keys, newerTokenKeys } from "../support/keys.js";
import { memoryLedger, point, start } from "../support/ledger.js";
import {
  digest,
  fingerprint,
  linkContext,
  notice,
  pagesOptions,
  readPath,
  visit,
} from "../support/pages.js";

const gate = consentGate({ rules: [euRules], keys });
const phone = contactPointId("cp_phone");
const germanDigest = "d".repeat(64);

const { baseUrl, tokens } = pagesOptions;
const options = {
  ...{ baseUrl, tokens },
  locales: ["en", "de"],
  brand: { name: "Shop", listDomain: "shop.example" },
  purposes: [
    {
      purpose: "marketing.newsletter",
      label: { en: "News", de: "Neuigkeiten" },
      topics: [
        { topic: "a", label: { en: "Apples", de: "Äpfel" } },
        { topic: "b", label: { en: "Pears", de: "Birnen" } },
      ],
    },
    { purpose: "carts", label: { en: "Cart reminders", de: "Erinnerungen" } },
    { purpose: "alerts", channel: "sms", label: { en: "Alerts", de: "Meldungen" } },
  ],
  notice: { en: digest, de: germanDigest },
} as const;
const pages = consentPages(options);

function send(purpose: string, topic?: string) {
  return {
    ...({ channel: "email", purpose, activity: "send" } as const),
    ...(topic === undefined ? {} : { topic }),
  };
}

function reader(...scopes: readonly object[]) {
  const ledger = memoryLedger(gate);
  ledger.link(point, fingerprint);
  ledger.append(
    start,
    scopes.map((scope) => granted(start, { scope })),
  );
  const links = pages.links(linkContext);
  const post = (at: number, ticked: readonly string[], more: Record<string, string> = {}) => {
    const body = { ...Object.fromEntries(ticked.map((name) => [name, "1"])), ...more };
    const answer = visit(
      links.preferences,
      ledger.facts(point),
      { method: "POST", body, at },
      pages,
    );
    return { ...answer, result: ledger.append(at, answer.drafts) };
  };
  const shown = (at: number, locale = "en"): string =>
    `${visit(links.preferences, ledger.facts(point), { at, locale }, pages).body}`;
  return { ledger, links, post, shown };
}

function ticked(body: string): readonly string[] {
  return [...body.matchAll(/name="([^"]+)" value="1" checked/g)].map(([, name = ""]) => name);
}
function asked({ confirmations = [] }: PublicResponse) {
  return confirmations.map((each) => [each.purpose, each.topic, each.names]);
}
function scopes({ drafts }: PublicResponse) {
  return drafts.map(({ fields }) => fields["scope"]);
}

describe("a grant for a purpose that has topics", () => {
  const whole = send("marketing.newsletter");
  const watch = { ...whole, activity: "track.click" };
  const own = "on:email:marketing.newsletter:";
  const clicks = "track:track.click";

  it("is shown as what it is, with its tracking, and saved unchanged it stays", () => {
    const { shown, post } = reader(whole, watch);
    expect(ticked(shown(start + 1))).toEqual([own, clicks]);
    expect(shown(start + 1)).toContain("Other messages of “News”");
    expect(post(start + 2, [own, clicks]).drafts).toEqual([]);
  });

  it("goes alone where a topic stays, and all of it where none does", () => {
    const topic = "on:email:marketing.newsletter:a";
    const one = reader(whole, send("marketing.newsletter", "a"));
    expect(scopes(one.post(start + 1, [topic]))).toEqual([
      { channel: "email", purpose: "marketing.newsletter", exact: true },
    ]);
    expect(one.ledger.decide({ jurisdictions: ["NL"], topic: "a", at: start + 2 }).allowed).toBe(
      true,
    );
    expect(one.ledger.decide({ jurisdictions: ["NL"], at: start + 2 }).allowed).toBe(false);
    const all = reader(whole, send("marketing.newsletter", "a"));
    expect(scopes(all.post(start + 1, []))).toEqual([
      { channel: "email", purpose: "marketing.newsletter" },
    ]);
  });

  it("is watched cell by cell where that differs, and each goes on its own", () => {
    const { shown, post, ledger } = reader(
      ...[whole, watch, send("marketing.newsletter", "a"), send("marketing.newsletter", "b")],
      { ...send("marketing.newsletter", "a"), activity: "track.click" },
    );
    const boxes = ticked(shown(start + 1));
    const watchA = `${clicks}:email:marketing.newsletter:a`;
    expect(boxes).toContain(`${clicks}:email:marketing.newsletter:`);
    expect(boxes).toContain(watchA);
    expect(shown(start + 1)).toContain("Which links I follow: Pears (News)");
    const left = post(
      start + 2,
      boxes.filter((name) => name !== watchA),
    );
    expect(scopes(left)).toEqual([
      { ...send("marketing.newsletter", "a"), activity: "track.click", exact: true },
    ]);
    const may = (topic: object) =>
      ledger.decide({
        ...{ jurisdictions: ["NL"], activity: "track.click", at: start + 3 },
        ...topic,
      }).allowed;
    expect([may({}), may({ topic: "a" }), may({ topic: "b" })]).toEqual([true, false, false]);
  });
});

describe("what is ticked", () => {
  it("is asked about as itself, all of an address in one message that names it", () => {
    const { post, shown } = reader();
    const answer = post(start + 1, [
      "on:email:marketing.newsletter:b",
      "on:email:carts:",
      "track:track.click",
    ]);
    expect(asked(answer)).toEqual([
      [
        "marketing.newsletter",
        "b",
        [
          "Pears (News)",
          "Cart reminders",
          "Which links I follow: Pears (News)",
          "Which links I follow: Cart reminders",
        ],
      ],
    ]);
    const waits = shown(start + 2);
    expect(waits.match(/waits until you confirm it/g)).toHaveLength(3);
    expect(post(start + 3, ticked(waits)).drafts).toEqual([]);
    // Waiting is taken back by unticking it.
    expect(post(start + 4, []).result.entries.map(({ type }) => type)).toContain(
      "consent.withdrawn",
    );
  });

  it("at an address that was replaced counts for nothing, and ends there with the rest", () => {
    const { ledger, links } = reader(send("carts"), send("marketing.newsletter", "a"));
    const now = contactPointId("cp_now");
    ledger.append(start, [granted(start, { contactPoint: now, scope: send("carts") })]);
    const isPresent = (each: ContactPointConsent) => each.contactPoint === now;
    const known: RespondContext = {
      others: [ledger.facts(now)],
      permits: (each, cell) =>
        isPresent(each) ? cell.purpose === "carts" && cell.activity === "send" : undefined,
      askable: [now],
    };
    const visited = (request: object) =>
      visit(links.preferences, ledger.facts(point), { at: start + 1, ...request }, pages, known);
    expect(ticked(`${visited({}).body}`)).toEqual(["on:email:carts:"]);
    const { drafts, confirmations } = visited({
      ...{ method: "POST", body: { "on:email:marketing.newsletter:a": "1" } },
    });
    expect(drafts.map(({ type, contactPoint }) => [type, contactPoint])).toEqual([
      ["consent.withdrawn", point],
      ["consent.withdrawn", now],
      ["consent.requested", now],
    ]);
    expect(confirmations?.map(({ contactPoint }) => contactPoint)).toEqual([now]);
  });

  it("is not asked for again by a page that showed it ticked and is old by now", () => {
    const { ledger, post, shown } = reader(send("carts"));
    const [, old = ""] = /name="shown" value="([^"]+)"/.exec(shown(start + 1)) ?? [];
    ledger.append(start + 2, [withdrawn(start + 2, { scope: { purpose: "carts" } })]);
    expect(post(start + 3, ["on:email:carts:"], { shown: old }).drafts).toEqual([]);
  });

  it("is said to be refused where the ledger refuses it", () => {
    const { post } = reader();
    const names = ["on:email:carts:", "on:email:marketing.newsletter:a"];
    for (const [at, name] of names.entries()) post(start + at, [name]);
    post(start + 3, ["on:email:marketing.newsletter:b"]);
    const fourth = post(start + 5, [...names, "track:track.open"]);
    expect(fourth.result.refused.map(({ code }) => code)).toContain("REQUEST_LIMIT");
    const { body } = fourth.conclude?.(fourth.result.refused) ?? {};
    expect(body).toContain("Please try this again tomorrow");
    expect(body).not.toContain("message we are sending you");
  });

  it("by a mail for a telephone is asked of the telephone, and offered to nobody without", () => {
    const { ledger, links, shown } = reader();
    expect(shown(start + 1)).not.toContain("on:sms:alerts:");
    const otherChannels: readonly ContactPointConsent[] = [ledger.facts(phone)];
    const answer = visit(
      links.preferences,
      ledger.facts(point),
      { method: "POST", body: { "on:sms:alerts:": "1" }, at: start + 1 },
      pages,
      { otherChannels },
    );
    expect(answer.confirmations?.map((each) => [each.contactPoint, each.channel])).toEqual([
      [phone, "sms"],
    ]);
    expect(answer.drafts.map(({ contactPoint }) => contactPoint)).toEqual([phone]);
    const none = visit(links.preferences, ledger.facts(point), { at: start + 1 }, pages, {
      otherChannels,
      askable: [],
    });
    expect(none.body).not.toContain('type="checkbox"');
  });
});

describe("a page that is older than what is offered now", () => {
  const [newsletter, ...others] = options.purposes;
  const topics = [newsletter.topics[0]];
  const later = consentPages({ ...options, purposes: [{ ...newsletter, topics }, ...others] });
  const b = send("marketing.newsletter", "b");
  const name = "on:email:marketing.newsletter:b";
  const save = (ledger: ReturnType<typeof reader>["ledger"], body: Record<string, string>) =>
    visit(
      pages.links(linkContext).preferences,
      ledger.facts(point),
      { method: "POST", body, at: start + 2 },
      later,
    );
  const shownOn = (page: string): string => /name="shown" value="([^"]+)"/.exec(page)?.[1] ?? "";

  it("still ends what was unticked on it", () => {
    const { ledger, shown } = reader(b, { ...b, activity: "track.open" }, send("carts"));
    const old = shownOn(shown(start + 1));
    const opens = "track:track.open:email:marketing.newsletter:b";
    const rest = { shown: old, "on:email:carts:": "1" };
    expect(scopes(save(ledger, rest))).toEqual([
      { channel: "email", purpose: "marketing.newsletter", topic: "b", exact: true },
      { ...b, activity: "track.open", exact: true },
    ]);
    const kept = save(ledger, { ...rest, [name]: "1", [opens]: "1" });
    expect(kept.drafts).toEqual([]);
  });

  it("ends nothing that the person never said yes to", () => {
    const { ledger } = reader(b);
    const forged = [
      "+on:email:x:y",
      "+on:fax:a:b",
      "+on:email:..:",
      "+track:profile:email:a:",
      "+",
    ];
    expect(save(ledger, { shown: forged.join(" ") }).drafts).toEqual([]);
  });

  it("promises no message where nobody is left to ask", () => {
    const { ledger } = reader(b);
    const { body, drafts } = save(ledger, { shown: "-on:sms:alerts:", "on:sms:alerts:": "1" });
    expect(drafts).toEqual([]);
    expect(body).toContain("We cannot ask you to confirm this, so it stays off: Alerts");
    expect(body).not.toContain("Your choices are in force");
  });
});

describe("a question whose message was lost", () => {
  it.each([
    ["another language", pages, "de"],
    ["a newer key", consentPages({ ...options, tokens: newerTokenKeys }), "en"],
  ])("is made again as it was asked, under %s", (_, after, locale) => {
    const { ledger, links, post } = reader();
    const body = { "on:email:carts:": "1", shown: "-on:email:carts:" };
    const first = post(start + 1, ["on:email:carts:"]);
    const request = { method: "POST", body, locale, at: start + 2 };
    const again = visit(links.preferences, ledger.facts(point), request, after);
    expect(again.confirmations).toMatchObject([{ eventId: first.confirmations?.[0]?.eventId }]);
    const { confirm = "" } = after.links({
      ...{ ...linkContext, messageClass: "confirmation_request" },
      request: again.confirmations?.[0] as PendingConfirmation,
    });
    const press = { method: "POST", body: { action: "confirm" }, at: start + 3 };
    const pressed = visit(confirm, ledger.facts(point), press, after);
    expect(pressed.drafts.map(({ type }) => type)).toEqual(["consent.confirmed"]);
    expect(ledger.append(start + 3, pressed.drafts).refused).toEqual([]);
  });
});

describe("the page that confirms", () => {
  const confirmation = () => {
    const { ledger, post } = reader();
    const answer = post(start + 1, [
      "on:email:marketing.newsletter:a",
      "on:email:carts:",
      "track:track.click",
    ]);
    const request = answer.confirmations?.[0] as PendingConfirmation;
    const { confirm = "" } = pages.links({
      ...{ ...linkContext, messageClass: "confirmation_request" },
      request,
    });
    const press = (at: number, body: Record<string, string>, method = "POST") => {
      const seen = visit(confirm, ledger.facts(point), { method, body, at }, pages);
      expect(ledger.append(at, seen.drafts).refused).toEqual([]);
      return seen;
    };
    const may = (activity: "send" | "track.click") =>
      ledger.decide({ jurisdictions: ["NL"], topic: "a", activity, at: start + 50 }).allowed;
    return { press, may };
  };

  it("names all that its button permits, and leaves watching to a box nobody has ticked", () => {
    const { press, may } = confirmation();
    const { body } = press(start + 2, {}, "GET");
    expect(body).toContain("Yes, send me Apples (News) and Cart reminders");
    expect(body).toContain('name="also:track.click" value="1"> <span>Which links I follow: Apples');
    press(start + 3, { action: "confirm" });
    expect([may("send"), may("track.click")]).toEqual([true, false]);
    // Pressed twice it is still one answer; what is left has a button of its own.
    expect(press(start + 4, { action: "confirm" }).drafts).toEqual([]);
    expect(may("track.click")).toBe(false);
    expect(press(start + 5, {}, "GET").body).toContain("Yes, I allow this");
    press(start + 6, { action: "allow" });
    expect(may("track.click")).toBe(true);
  });

  it("permits watching where its box was ticked", () => {
    const { press, may } = confirmation();
    press(start + 3, { action: "confirm", "also:track.click": "1" });
    expect([may("send"), may("track.click")]).toEqual([true, true]);
  });
});

describe("languages", () => {
  it("say labels, scopes and wording in one language", () => {
    const { shown, links, ledger } = reader();
    const german = shown(start + 1, "de-AT");
    expect(german).toContain("Erinnerungen");
    expect(german).not.toContain("Cart reminders");
    expect(german).toContain(`n/t1/${germanDigest}`);
    const leaving = visit(links.unsubscribe, ledger.facts(point), { locale: "de" }, pages);
    expect(leaving.body).toContain("Alle Nachrichten von Shop abbestellen");
    expect(leaving.body).not.toContain("irgendetwas");
  });

  it("files a request under the wording of its language", () => {
    const { links, ledger } = reader();
    const body = { "on:email:carts:": "1" };
    const request = { method: "POST", body, locale: "de", at: start + 1 };
    const { drafts } = visit(links.preferences, ledger.facts(point), request, pages);
    expect(drafts.map(({ fields }) => fields["notice"])).toEqual([germanDigest]);
  });

  it("miss a label by name, refuse one that was promised, and fall back where none was", () => {
    const purposes = [{ purpose: "carts", label: { en: "Carts" } }];
    expect(missingLabels({ brand: pagesOptions.brand, purposes }, ["en", "de"])).toEqual([
      { path: "purposes[0].label", locale: "de" },
    ]);
    const options = { ...pagesOptions, purposes };
    expect(() => consentPages<string>({ ...options, locales: ["en", "de"] })).toThrowError(
      expect.objectContaining({ code: "DEFINITION_PAGE_LABEL" }),
    );
    expect(() => consentPages<string>({ ...options, locales: ["en", "fr"] })).toThrowError(
      expect.objectContaining({ code: "DEFINITION_PAGE_LOCALE" }),
    );
    const { ledger, links } = reader();
    const path = { ...{ locale: "de", at: start + 1 } };
    const fallen = visit(links.preferences, ledger.facts(point), path, consentPages(options));
    expect(fallen.body).toContain("Carts");
  });
});

describe("a language of one country", () => {
  const pages = consentPages<string>({
    ...pagesOptions,
    locales: ["en", "pt-BR"],
    notice: { en: digest, "pt-BR": "b".repeat(64) },
    texts: { "pt-BR": { ...english, preferencesTitle: "Suas escolhas" } },
  });

  it.each(["pt-BR", "pt-br", "pt_BR", "pt-BR-x-a"])(
    "is served to who asks for it: %s",
    (locale) => {
      const { ledger, links } = reader();
      const asked = { locale, at: start + 1 };
      const { body } = visit(links.preferences, ledger.facts(point), asked, pages);
      expect(body).toContain('<html lang="pt-BR">');
      expect(body).toContain("Suas escolhas");
    },
  );

  it("is not served to who asks for another", () => {
    const { ledger, links } = reader();
    const asked = { locale: "pt-PT", at: start + 1 };
    const { body } = visit(links.preferences, ledger.facts(point), asked, pages);
    expect(body).toContain('<html lang="en">');
  });
});

describe("a wording", () => {
  const request = { query: {}, body: {}, locale: "en", at: start } as const;
  const { definition, drafts } = publishNotice(notice, start);
  const path = `n/t1/${digest}`;

  it("is published once, under its digest, and shown word by word to anybody", () => {
    expect(definition).toMatchObject({ kind: "notice", id: digest, version: 1 });
    expect(publishNotice(notice, start + 9).drafts[0]?.id).toBe(drafts[0]?.id);
    expect(memoryLedger(gate).append(start, drafts).refused).toEqual([]);
    expect(pages.openWording?.(path)).toEqual({ tenant: "t1", digest });
    const shown = pages.showWording?.({ ...request, method: "GET", path }, definition.body);
    expect(shown).toMatchObject({ status: 200, drafts: [] });
    expect(shown?.body).toContain(notice.text);
    expect(shown?.body).toContain(notice.withdrawal);
  });

  it("that nobody published, or no link names, is not there", () => {
    expect(pages.showWording?.({ ...request, method: "GET", path }, null).status).toBe(404);
    expect(pages.showWording?.({ ...request, method: "POST", path }, null).status).toBe(405);
    for (const other of ["n", "n/t1", "n/t1/abc", `n//${digest}`, `n/%E0%A4/${digest}`, "u/x"])
      expect(pages.openWording?.(other)).toBeNull();
  });

  it("is linked from each mail: the one its permission rests on, else the centre's", () => {
    expect(readPath(pages.links(linkContext).wording ?? "")).toBe(path);
    // Whoever reads German in Austria gets the German one.
    for (const locale of ["de", "de-AT", "DE_at", "de-Latn-AT"]) {
      const { wording = "" } = pages.links({ ...linkContext, locale });
      expect(readPath(wording)).toBe(`n/t1/${germanDigest}`);
    }
    const rests = "a".repeat(64);
    expect(readPath(pages.links({ ...linkContext, notice: rests }).wording ?? "")).toBe(
      `n/t1/${rests}`,
    );
  });
});
