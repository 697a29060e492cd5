import type { JsonObject } from "@wellsent/core";

/** Somebody to show a template to. Invented, or the host's own; nobody is written to. */
export interface PreviewPerson {
  readonly label: string;
  readonly locale: string | null;
  readonly attributes: JsonObject;
  readonly data?: JsonObject;
  readonly memberships?: readonly string[];
  /** Default: neither. */
  readonly tracking?: { readonly opens: boolean; readonly clicks: boolean };
}

/** What the host's attributes are called. */
export interface NameAttributes {
  readonly first?: string;
  readonly last?: string;
}

/**
 * The people a template most often fails: with no name, a placeholder for one, a very long one, one
 * in a script that runs from right to left; and with and without consent to be measured. Everything
 * else is as in `usual`.
 */
export function samplePeople(
  usual: PreviewPerson,
  names: NameAttributes = {},
): readonly PreviewPerson[] {
  const { first = "firstName", last = "lastName" } = names;
  const { [first]: _first, [last]: _last, ...nameless } = usual.attributes;
  const called = (firstName: string, lastName: string): JsonObject => ({
    ...usual.attributes,
    [first]: firstName,
    [last]: lastName,
  });
  return [
    {
      ...usual,
      label: `${usual.label}, measured with consent`,
      tracking: { opens: true, clicks: true },
    },
    {
      ...usual,
      label: `${usual.label}, no consent to measure`,
      tracking: { opens: false, clicks: false },
    },
    { ...usual, label: "No name known", attributes: nameless },
    { ...usual, label: "Placeholder for a name", attributes: called("test", "n/a") },
    {
      ...usual,
      label: "Very long name",
      attributes: called(
        "Maximiliana-Konstantina Wilhelmina",
        "von und zu Hohenlohe-Waldenburg-Schillingsfürst",
      ),
    },
    { ...usual, label: "Right to left", attributes: called("عبد الرحمن", "الهاشمي") },
    {
      ...usual,
      label: "Name that looks like markup",
      attributes: called('<b>Ann</b> & "Co"', "O’Neil"),
    },
  ];
}
