import { TemplateError } from "../errors/index.js";
import { clientTitles } from "./client-table.js";

/** A mail program on one platform: `gmail.ios`. */
export type ClientName = keyof typeof clientTitles;
type FamilyOf<Name> = Name extends `${infer Family}.${string}` ? Family : never;
type PlatformOf<Name> = Name extends `${string}.${infer Platform}` ? Platform : never;

/** One client, a family on all its platforms (`gmail`), or a platform of all families (`*.ios`). */
export type ClientChoice = ClientName | FamilyOf<ClientName> | `*.${PlatformOf<ClientName>}`;

/** How well a client does something, and the numbers of caniemail's notes about it. */
export interface ClientSupport {
  readonly client: ClientName;
  readonly support: "full" | "partial" | "none" | "unknown";
  readonly notes: readonly number[];
}

function isName(text: string): text is ClientName {
  return Object.hasOwn(clientTitles, text);
}

/** Every client of the table, in its order. */
const clientNames: readonly ClientName[] = Object.keys(clientTitles).filter(isName);

/** What most mail is read with. Outlook's is what still gets releases. */
export const usualClients: readonly ClientChoice[] = [
  "apple-mail",
  "gmail",
  "outlook.windows",
  "outlook.macos",
  "outlook.outlook-com",
  "outlook.ios",
  "outlook.android",
  "yahoo",
];

/** @throws TemplateError `TEMPLATE_LINT_CLIENT` for a choice that is no client's. */
export function chosenClients(choices: readonly ClientChoice[]): ReadonlySet<ClientName> {
  const chosen = new Set<ClientName>();
  for (const choice of choices) {
    const meant = clientNames.filter((name) => {
      const [family, platform] = name.split(".");
      return name === choice || family === choice || `*.${platform}` === choice;
    });
    if (meant.length === 0) {
      throw new TemplateError("TEMPLATE_LINT_CLIENT", "There is no such mail client.", {
        path: `clients.${String(choice).slice(0, 60)}`,
        remedy: `Name a family (gmail), a client (gmail.ios) or a platform (*.ios). There are ${clientNames.join(", ")}.`,
      });
    }
    for (const name of meant) chosen.add(name);
  }
  return chosen;
}

const letters = { y: "full", a: "partial", n: "none", u: "unknown" } as const;

/** A row of the table, read for the clients chosen. */
export function readSupport(
  row: string,
  chosen: ReadonlySet<ClientName>,
): readonly ClientSupport[] {
  const words = row.split(" ");
  return clientNames.flatMap((client, at) => {
    if (!chosen.has(client)) return [];
    const [, letter = "u", notes = ""] = /^([yanu])(.*)$/.exec(words[at] ?? "") ?? [];
    const support =
      letter === "y" || letter === "a" || letter === "n" ? letters[letter] : "unknown";
    return [{ client, support, notes: notes === "" ? [] : notes.split("+").map(Number) }];
  });
}

/** `Gmail iOS (note 1), Outlook Windows`. */
export function listed(clients: readonly ClientSupport[]): string {
  return clients
    .map(({ client, notes }) => {
      const marks = notes.length === 0 ? "" : ` (note ${notes.join(", ")})`;
      return clientTitles[client] + marks;
    })
    .join(", ");
}
