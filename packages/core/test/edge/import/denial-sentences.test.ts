import { describe, expect, it } from "vitest";
import { dryRunImport, inferMapping } from "../../../src/import/index.js";

const denials = [
  "unsubscribed by phone",
  "please, unsubscribe",
  "Called on 3 May: does not want mail any more",
  "She doesn’t want to receive any emails",
  "No longer interested in our newsletter",
  "not unsubscribed",
  "opted-out at the fair",
  "please remove him from the mailing list",
  "no more newsletters please",
  "withdrew her consent in writing",
  "objects to direct marketing",
  "please do not contact",
  "asked not to be contacted again",
  "mail has bounced twice",
  "marked our last mail as spam",
  "2024-01-02, unsubscribed by phone",
  `${"A long note. ".repeat(50)}Then he unsubscribed.`,
  "vip_unsubscribed_2024",
  "hat sich abgemeldet",
  "Bitte keine Werbung mehr schicken",
  "meldet sich vom Newsletter ab",
  "Einwilligung am 3.4. widerrufen",
  "möchte keine E-Mails",
  "s’est désabonnée par téléphone",
  "ne souhaite plus recevoir la lettre",
  "se dio de baja por teléfono",
  "no quiere recibir correos",
  "si è disiscritto a voce",
  "non vuole più ricevere mail",
  "não quer receber e-mails",
  "heeft zich uitgeschreven",
  "vill inte ha nyhetsbrev",
  "ønsker ikke flere mails",
  "ei halua uutiskirjeitä",
  "wypisał się z newslettera",
  "nie chce dostawać maili",
  "odhlásil se telefonicky",
  "telefonon leiratkozott",
  "s-a dezabonat prin telefon",
  "ζήτησε απεγγραφή τηλεφωνικά",
  "telefonla abonelikten çıktı",
  "отписалась по телефону",
  "відписався телефоном",
  "電話で配信停止の依頼あり",
  "客户已退订邮件",
  "전화로 수신거부 요청",
  "طلب إلغاء الاشتراك هاتفيا",
];
const harmless = [
  "asked about the bouncer",
  "likes the subscribers' evening",
  "subscribed by phone",
  "wants more mail, not less",
  "has no e-mail at work, use this one",
  "double opt-in by form",
  "opted for the blue one",
  "Option out of stock",
  "complained about late delivery",
  "soft bounced once",
  "Baja California",
  "Robinson",
  "called back, interested in contact lenses",
  "hat sich angemeldet",
  "meldet sich wieder",
  "keine Angabe",
  "ne parle pas anglais",
  "no tiene hijos",
  "geen voorkeur",
  "https://shop.example/unsubscribe?id=7",
  "see shop.example/unsubscribe/7",
  "unsubscribe@shop.example",
  "Subaru",
  "подписалась по телефону",
];

async function dryRun(header: string, values: readonly string[], mapped: boolean) {
  const rows = values.map((value, index) => ({
    row: index + 2,
    values: { email: `a${index}@example.org`, [header]: value },
  }));
  const sample = mapped ? rows : [];
  const mapping = inferMapping({ header: ["email", header], sample, attributes: ["tags"] });
  for await (const step of dryRunImport({ rows, mapping, clock: { now: () => 1 } }))
    if (step.phase === "done") return { report: step.report, mapping };
  throw new Error("no report");
}

describe("a denial within a sentence", () => {
  it.each(denials)("restricts its row and asks: %s", async (text) => {
    for (const header of ["NOTES", "Tags", "Call notes", "Country", "Language"])
      for (const mapped of [false, true]) {
        const { report } = await dryRun(header, [text, "", "vip"], mapped);
        expect([header, report.restricted]).toEqual([header, 1]);
        expect(report.questions).toMatchObject([
          { code: "DENIAL_ELSEWHERE", column: header, count: 1, others: 0 },
        ]);
      }
  });

  it("is none in a harmless text", async () => {
    for (const text of harmless) {
      const { report } = await dryRun("NOTES", [text], true);
      expect([text, report.accepted, report.questions]).toEqual([text, 1, []]);
    }
  });

  it("makes the mapping hear a column, and does not make a column of states of it", async () => {
    const { report, mapping } = await dryRun("NOTES", ["unsubscribed by phone", "tea"], true);
    expect(mapping[1]).toMatchObject({ target: "denials", reason: "values" });
    expect([report.restricted, report.accepted]).toEqual([1, 1]);
  });

  it("is never a claim beside a date", async () => {
    const { report } = await dryRun("OPTIN_TIME", ["2024-01-02, no more mails please"], false);
    expect(report.restricted).toBe(1);
  });
});
