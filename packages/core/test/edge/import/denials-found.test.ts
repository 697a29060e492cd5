import { describe, expect, it } from "vitest";
import { inferMapping, planImport } from "../../../src/import/index.js";

/** The outcome of a row with each value, in a file of one column beside the address. */
async function outcomes(header: string, values: readonly string[]) {
  const rows = values.map((value, index) => ({
    row: index + 2,
    values: { email: `a${index}@example.org`, [header]: value },
  }));
  const mapping = inferMapping({ header: ["email", header], sample: rows });
  const found: string[] = [];
  for await (const { outcome } of planImport({ rows, mapping, clock: { now: () => 1 } }))
    found.push(outcome);
  return found;
}

describe("a denial", () => {
  it.each([
    ["Kontaktsperre", "ja", "nein"],
    ["Robinsonliste", "ja", "nein"],
    ["Mailing erlaubt", "N", "J"],
    ["Refus e-mailing", "oui", "non"],
    ["Ne souhaite pas de mail", "oui", "non"],
    ["Ne veut pas recevoir", "oui", "non"],
    ["Liste noire", "oui", "non"],
    ["Lista negra", "sí", "no"],
    ["No desea recibir correos", "sí", "no"],
    ["Boletín", "no", "sí"],
    ["Suscrito", "FALSO", "VERDADERO"],
    ["Estado", "No suscrito", "Suscrito"],
    ["Lista nera", "sì", "no"],
    ["Non desidera email", "sì", "no"],
    ["Stato", "Non iscritto", "Iscritto"],
    ["Geen nieuwsbrief", "ja", "nee"],
    ["Nieuwsbrief", "nee", "ja"],
    // Marketo, HubSpot, Constant Contact.
    ["Marketing Suspended", "1", "0"],
    ["Email Invalid", "true", "false"],
    ["OK to email", "N", "Y"],
    ["Email permission status", "Temp Hold", "Express"],
    ["Tags", "unsubscribed (2024)", "vip"],
    ["Tags", "status:unsubscribed", "vip"],
    ["Labels", "vip, Opt-out", "vip"],
    ["Labels", "DNC", "vip"],
    ["List", "Blacklist", "Customers"],
  ])("is found by its column's name or its value: %s, %s", async (header, no, yes) => {
    expect(await outcomes(header, [yes, no, yes])).toEqual(["accepted", "restricted", "accepted"]);
  });

  it.each([
    ["Notes", "Opted for the blue one", "Dancer"],
    ["Refuse collection", "yes", "no"],
    ["Carnet", "12:30", "(new)"],
  ])("is not seen in what is none: %s, %s", async (header, ...values) => {
    expect(await outcomes(header, values)).toEqual(["accepted", "accepted"]);
  });
});
