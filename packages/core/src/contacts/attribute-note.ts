/**
 * What a host notes about one attribute, beside its type: documentation, which the JSON Schema of a
 * schema carries. Nothing here hides, changes or removes a value.
 */
export interface AttributeNote {
  readonly description?: string;
  /** Identifies a person, alone or with other values (GDPR, article 4(1)). */
  readonly pii?: boolean;
  /** Of a special category, or as harmful when it leaks (GDPR, article 9). */
  readonly sensitive?: boolean;
  /** `EUR`, `kg`, `days` … */
  readonly unit?: string;
  /** Where the value comes from: `form`, `crm` … */
  readonly source?: string;
  /** How long a value is to be kept: a count of days, months or years, as in `90d`, `6m`, `3y`. */
  readonly retention?: `${number}${"d" | "m" | "y"}`;
}

/** Notes by attribute name. */
export type AttributeNotes<Name extends string = string> = {
  readonly [N in Name]?: AttributeNote;
};
