import { contactPointId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import {
  emptyProjection,
  openSnapshot,
  projectionFromJson,
  sealSnapshot,
  splitContactPoint,
} from "../../src/entries/ledger.js";
import { restrictProcessing } from "../../src/entries/rights.js";
import { deRules, euRules, usSmsRules } from "../../src/entries/rules.js";
import {
  type Cell,
  consentGate,
  defineForm,
  type FormDefinition,
  objectToProcessing,
  readForm,
  readKeyword,
  recordRelationship,
  refuseConsent,
  remindOfRequest,
  renewRequest,
  requestConsent,
  restartTexts,
  stopTexts,
  withdrawConsent,
} from "../../src/index.js";
import { confirmed, requested } from "../support/drafts.js";
import { counted, keys, pepper, seeded } from "../support/keys.js";
import { codes, day, memoryLedger, point, start } from "../support/ledger.js";
import { digest } from "../support/pages.js";

const gate = consentGate({ rules: [euRules, deRules, usSmsRules], keys });
const ids = counted("op");
function by(now: number) {
  return { ids, random: seeded(now), now };
}
const cell = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;
const texts = { channel: "sms", purpose: "marketing.texts", activity: "send" } as const;

describe("a form", () => {
  const form: FormDefinition = {
    id: "footer",
    notice: digest,
    purposes: {
      newsletter: { cell, mode: "double", needs: ["email"] },
      opens: { cell: { ...cell, activity: "track.open" }, mode: "double", needs: [] },
    },
    fields: [
      { name: "email", required: true },
      { name: "firstName", required: false, maxLength: 10 },
    ],
    choices: [
      { name: "yes_newsletter", purpose: "newsletter" },
      { name: "yes_opens", purpose: "opens" },
    ],
  };
  const refusal = (change: Partial<FormDefinition>): string => {
    try {
      defineForm({ ...form, ...change });
    } catch (error) {
      return (error as { code: string }).code;
    }
    return "accepted";
  };

  it("may only require what a purpose needs, and gives each consent its own box", () => {
    expect(defineForm(form)).toBe(form);
    expect(refusal({ fields: [...form.fields, { name: "birthday", required: true }] })).toBe(
      "DEFINITION_FORM_EXCESS_REQUIRED",
    );
    const { choices: _, ...bundled } = form;
    expect(() => defineForm(bundled)).toThrowError(
      expect.objectContaining({ code: "DEFINITION_FORM_BUNDLED" }),
    );
    expect(refusal({ fields: [] })).toBe("DEFINITION_FORM_MISSING_FIELD");
    expect(refusal({ notice: "v1" })).toBe("DEFINITION_FORM_NOTICE");
    expect(refusal({ choices: [{ name: "email", purpose: "newsletter" }] })).toBe(
      "DEFINITION_FORM_CHOICE",
    );
    expect(refusal({ fields: [...form.fields, ...form.fields] })).toBe("DEFINITION_FORM_TWICE");
  });

  it("reads what was chosen and drops what it never asked for", () => {
    expect(readForm(form, { email: " a@example.com ", yes_newsletter: "on", admin: "1" })).toEqual({
      ok: true,
      fields: { email: "a@example.com" },
      cells: { single: [], confirmed: [], double: [cell] },
    });
    expect(readForm(form, { firstName: "x".repeat(11), yes_opens: "on" })).toEqual({
      ok: false,
      faults: [
        { path: "email", code: "FIELD_REQUIRED" },
        { path: "firstName", code: "FIELD_TOO_LONG" },
      ],
    });
    expect(readForm(form, { email: "a@example.com" })).toMatchObject({
      ok: false,
      faults: [{ code: "NOTHING_CHOSEN" }],
    });
  });

  it("is bound to the wording that was shown", () => {
    const shown = { notice: digest, form: "footer", shownAt: start };
    const snapshot = sealSnapshot(pepper.secret, shown);
    expect(openSnapshot(pepper.secret, snapshot, start + 1)).toEqual({ ok: true, shown });
    expect(openSnapshot(pepper.secret, snapshot, start + 2 * day)).toEqual({
      ok: false,
      code: "SNAPSHOT_EXPIRED",
    });
    expect(openSnapshot(pepper.secret, `${snapshot.slice(0, -2)}AA`, start)).toEqual({
      ok: false,
      code: "SNAPSHOT_INVALID",
    });
    expect(openSnapshot(pepper.secret, undefined, start)).toEqual({
      ok: false,
      code: "SNAPSHOT_REQUIRED",
    });
    expect(() => sealSnapshot(new Uint8Array(4), shown)).toThrowError(
      expect.objectContaining({ code: "INPUT_KEY" }),
    );
  });
});

describe("opting in", () => {
  it("grants at once on single and confirmed, and says which mail is due", () => {
    const single = requestConsent(by(start), {
      contactPoint: point,
      mode: "single",
      cells: [cell],
    });
    expect(single).toMatchObject({ mail: "none", drafts: [{ type: "consent.granted" }] });
    const welcome = requestConsent(by(start), {
      contactPoint: point,
      mode: "confirmed",
      cells: [cell],
    });
    expect(welcome.mail).toBe("welcome");
    expect(() =>
      requestConsent(by(start), { contactPoint: point, mode: "double", cells: [cell] }),
    ).toThrowError(expect.objectContaining({ code: "INPUT_CONSENT_NOTICE" }));
    expect(() =>
      requestConsent(by(start), { contactPoint: point, mode: "single", cells: [] }),
    ).toThrowError(expect.objectContaining({ code: "INPUT_CONSENT_CELLS" }));
  });

  it("asks a stranger's mailbox a few times a day at most, and reminds once", () => {
    const ledger = memoryLedger(gate);
    const requests = [0, 1, 2, 3].map((hour) => requested(start + hour));
    const refused = requests.flatMap(
      (request, hour) => ledger.append(start + hour, [request]).refused,
    );
    expect(refused).toEqual([{ id: requests[3]?.id, code: "REQUEST_LIMIT" }]);
    const [first] = requests;
    const remind = (attempt: number) =>
      remindOfRequest(by(start + 9), {
        contactPoint: point,
        request: first?.id ?? "",
        cell,
        attempt,
      });
    expect(ledger.append(start + day * 2, [remind(2)]).refused).toEqual([]);
    expect(ledger.append(start + day * 2, [remind(3)]).refused[0]?.code).toBe("REMINDER_LIMIT");
    const unknown = remindOfRequest(by(start), {
      contactPoint: point,
      request: "never",
      cell,
      attempt: 2,
    });
    expect(ledger.append(start + day * 2, [unknown]).refused[0]?.code).toBe(
      "REMINDER_UNKNOWN_REQUEST",
    );
  });

  it("is renewed for the one who asked, under its words, until the day the first link ends", () => {
    const ledger = memoryLedger(gate);
    const opens = { ...cell, activity: "track.open" as const };
    const request = { contactPoint: point, mode: "double", notice: digest } as const;
    const asked = requestConsent(by(start), {
      ...request,
      cells: [cell, opens],
      lifetime: 3 * day,
    });
    ledger.append(start, asked.drafts);
    const projection = () => projectionFromJson(ledger.facts(point).projection) ?? emptyProjection;
    const renew = (now: number, cells: readonly Cell[] = [cell, opens]) =>
      renewRequest(by(now), projection(), { contactPoint: point, cells });
    const renewed = renew(start + day);
    expect(renewed).toMatchObject({ attempt: 2, cells: [cell, opens] });
    expect(renewed?.confirmation).toMatchObject({
      ...{ noticeDigest: digest, expiresAt: asked.confirmation?.expiresAt },
    });
    expect(renewed?.confirmation?.nonce).not.toBe(asked.confirmation?.nonce);
    expect(renew(start + day)?.reminder.id).toBe(renewed?.reminder.id);
    expect(renew(start + day, [{ ...cell, purpose: "marketing.other" }])).toBeUndefined();
    expect(renew(start + 3 * day)).toBeUndefined();
    const drafts = renewed === undefined ? [] : [renewed.reminder, ...renewed.drafts];
    expect(ledger.append(start + day, drafts).refused).toEqual([]);
    expect(renew(start + 2 * day)?.attempt).toBe(3);
    ledger.append(start + 2 * day, [
      withdrawConsent(by(start + 2 * day), { contactPoint: point, scope: {}, method: "api" }),
    ]);
    expect(renew(start + 2 * day + 1)).toBeUndefined();
  });

  it("is not renewed where somebody else has asked", () => {
    const ledger = memoryLedger(gate);
    const request = { contactPoint: point, mode: "double", notice: digest } as const;
    const actor = { kind: "system" } as const;
    ledger.append(start, requestConsent(by(start), { ...request, actor, cells: [cell] }).drafts);
    const projection = projectionFromJson(ledger.facts(point).projection) ?? emptyProjection;
    const renewed = renewRequest(by(start + 1), projection, { contactPoint: point, cells: [cell] });
    expect(renewed).toBeUndefined();
  });

  it("confirms everything one form asked for by one mail", () => {
    const ledger = memoryLedger(gate);
    const cells = [cell, { ...cell, activity: "track.open" as const }];
    const asked = requestConsent(by(start), {
      contactPoint: point,
      mode: "double",
      cells,
      notice: digest,
    });
    expect(ledger.append(start, asked.drafts).refused).toEqual([]);
    expect(
      ledger.decide({ at: start + 1, messageClass: "confirmation_request" }).obligations,
    ).toContain("NO_PROMOTIONAL_CONTENT");
  });

  it("carries written consent through its confirmation", () => {
    const ledger = memoryLedger(gate);
    const asked = requestConsent(by(start), {
      contactPoint: point,
      mode: "double",
      cells: [texts],
      notice: digest,
      strength: "express_written",
    });
    ledger.append(start, asked.drafts);
    const noon = Date.UTC(2026, 10, 3, 18);
    const question = {
      channel: "sms",
      purpose: texts.purpose,
      jurisdictions: ["US-NY"],
      timeZones: ["America/New_York"],
      at: noon,
    } as const;
    const [request] = asked.drafts;
    if (request === undefined) throw new Error("no request");
    const plain = confirmed(start + 1, request, { scope: texts, method: "reply_keyword" });
    const other = memoryLedger(gate);
    other.append(start, asked.drafts);
    other.append(start + 1, [plain]);
    expect(codes(other.decide(question))).toContain("CONSENT_NOT_WRITTEN");
    ledger.append(start + 1, [
      confirmed(start + 1, request, {
        scope: texts,
        method: "reply_keyword",
        detail: { strength: "express_written" },
      }),
    ]);
    expect(ledger.decide(question).allowed).toBe(true);
    expect(codes(ledger.decide({ ...question, at: Date.UTC(2026, 10, 4, 3) }))).toEqual([
      "CONSENT",
      "QUIET_HOURS",
    ]);
  });
});

describe("text messages", () => {
  const granting = () => {
    const ledger = memoryLedger(gate);
    const common = { contactPoint: point, mode: "single", strength: "express_written" } as const;
    ledger.append(start, requestConsent(by(start), { ...common, cells: [texts] }).drafts);
    return ledger;
  };
  const question = {
    channel: "sms",
    purpose: texts.purpose,
    jurisdictions: ["US-NY"],
    timeZones: ["America/New_York"],
  } as const;
  const projection = (ledger: ReturnType<typeof granting>) =>
    projectionFromJson(ledger.facts(point).projection) ?? emptyProjection;
  const noon = Date.UTC(2026, 10, 3, 18);

  it("end with STOP, and start again with START", () => {
    const ledger = granting();
    expect(ledger.decide({ ...question, at: noon }).allowed).toBe(true);
    ledger.append(noon + 1, [stopTexts(by(noon + 1), { contactPoint: point })]);
    expect(codes(ledger.decide({ ...question, at: noon + 2 }))).toContain("STOPPED");
    const restart = restartTexts(by(noon + 3), projection(ledger), { contactPoint: point });
    expect(restart).toHaveLength(1);
    ledger.append(noon + 3, restart);
    expect(codes(ledger.decide({ ...question, at: noon + 4 }))).not.toContain("STOPPED");
  });

  it("stay ended by START where they were ended in another way, or never begun", () => {
    const ledger = granting();
    ledger.append(noon, [
      withdrawConsent(by(noon), { contactPoint: point, scope: { channel: "sms" } }),
    ]);
    ledger.append(noon + 1, [stopTexts(by(noon + 1), { contactPoint: point })]);
    expect(restartTexts(by(noon + 2), projection(ledger), { contactPoint: point })).toEqual([]);
    const never = memoryLedger(gate);
    never.append(noon, [stopTexts(by(noon), { contactPoint: point })]);
    expect(restartTexts(by(noon + 1), projection(never), { contactPoint: point })).toEqual([]);
  });

  it.each([
    ["STOP", "stop"],
    [" stop. ", "stop"],
    ["ＳＴＯＰ", "stop"],
    ["Opt-out", "stop"],
    ["Stop please", "stop"],
    ["ARRÊT", "stop"],
    ["baja", "stop"],
    ["kündigen", "stop"],
    ["START", "start"],
    ["hilfe!", "help"],
    ["stpo", "possible_opt_out"],
    ["please stop texting me", "stop"],
    ["Wrong number.", "stop"],
    ["no more please", "stop"],
    ["Keine SMS mehr", "stop"],
    ["lopeta", "stop"],
    ["sluta, tack!", "stop"],
    ["Odhlásit", "stop"],
    ["ODHLASIT prosím", "stop"],
    ["Leiratkozás", "stop"],
    ["rezygnuje", "stop"],
    ["ΔΙΑΚΟΠΗ", "stop"],
    ["İPTAL", "stop"],
    ["CIK lütfen", "stop"],
    ["Стоп", "stop"],
    ["Відписатися, будь ласка", "stop"],
    ["الغاء", "stop"],
    ["إِلْغَاء", "stop"],
    ["הסר", "stop"],
    ["退订", "stop"],
    ["请停止", "stop"],
    ["配信停止 お願いします", "stop"],
    ["수신거부", "stop"],
    ["don't text me again", "possible_opt_out"],
    ["You've got the wrong number, sorry", "possible_opt_out"],
    ["I'm not interested in this", "possible_opt_out"],
    ["不要再发了", "possible_opt_out"],
    ["もう送らないでください", "possible_opt_out"],
    ["больше не пишите мне", "possible_opt_out"],
    ["nie chcę tych wiadomości", "possible_opt_out"],
    ["nonstop great service", "none"],
    ["the end of the week suits me", "none"],
    ["thanks, see you at the shop", "none"],
    ["", "none"],
    ["👍", "none"],
  ])("%j reads as %s", (text, keyword) => {
    expect(readKeyword(text).keyword).toBe(keyword);
  });
});

describe("saying no", () => {
  it("reaches every address of a person where it is about the person", () => {
    const other = contactPointId("cp_b");
    const ledger = memoryLedger(gate);
    ledger.append(start, objectToProcessing(by(start), { contactPoints: [point, other] }));
    expect(codes(ledger.decide({ at: start + 1, contactPoint: other }))).toContain("OBJECTED");
    ledger.append(
      start + 2,
      restrictProcessing(by(start + 2), { contactPoints: [point], ground: "accuracy" }),
    );
    expect(codes(ledger.decide({ at: start + 3 }))[0]).toBe("RESTRICTED");
    ledger.append(start + 4, [refuseConsent(by(start + 4), { contactPoint: other, scope: cell })]);
    expect(codes(ledger.decide({ at: start + 5, contactPoint: other }))).toContain("REFUSED");
  });

  it("goes along with both sides of a split", () => {
    const into = contactPointId("cp_s");
    const ledger = memoryLedger(gate);
    ledger.append(start, objectToProcessing(by(start), { contactPoints: [point] }));
    ledger.append(start + 1, [
      withdrawConsent(by(start + 1), { contactPoint: point, scope: cell }),
    ]);
    const whole = projectionFromJson(ledger.facts(point).projection) ?? emptyProjection;
    const drafts = splitContactPoint(by(start + 2), {
      subject: "sub_1",
      from: point,
      into,
      projection: whole,
    });
    expect(ledger.append(start + 2, drafts).refused).toEqual([]);
    expect(codes(ledger.decide({ at: start + 3, contactPoint: into }))).toEqual(
      expect.arrayContaining(["OBJECTED", "WITHDRAWN"]),
    );
  });
});

describe("a customer", () => {
  it("may be written to about similar things where every condition holds, and each missing one is named", () => {
    const ledger = memoryLedger(gate);
    const sale = { contactPoint: point, kind: "sale", similar: ["marketing.newsletter"] } as const;
    ledger.append(start, recordRelationship(by(start), sale));
    expect(codes(ledger.decide({ at: start + 1 }))).toContain(
      "SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION",
    );
    ledger.append(start + 1, recordRelationship(by(start + 1), { ...sale, optOutOffered: true }));
    const decision = ledger.decide({ at: start + 2 });
    expect(decision).toMatchObject({ allowed: true, basis: "soft_opt_in" });
    expect(decision.obligations).toContain("OPT_OUT_IN_MESSAGE");
    expect(codes(ledger.decide({ at: start + 2, purpose: "marketing.insurance" }))).toContain(
      "SOFT_OPT_IN_NOT_SIMILAR",
    );
  });
});
