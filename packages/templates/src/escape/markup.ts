/**
 * What is written instead of some ASCII characters. Shared with the byte writers, so that all
 * agree.
 */
export interface EntityTable {
  /**
   * By character code: 1 where something else is written. Bytes, as the writers look here once a
   * character.
   */
  readonly replaced: Uint8Array;
  /** By character code. */
  readonly entities: readonly (string | undefined)[];
}

function table(given: Readonly<Record<string, string>>, dropControls = true): EntityTable {
  const replaced = new Uint8Array(128);
  const entities = new Array<string | undefined>(128).fill(undefined);
  const replace = (code: number, entity: string): void => {
    replaced[code] = 1;
    entities[code] = entity;
  };
  // HTML knows no NUL and no C0 control but white space; parsers disagree on what they mean, so
  // they go.
  if (dropControls) {
    for (let code = 0; code < 32; code++)
      if (code !== 9 && code !== 10 && code !== 13) replace(code, "");
    replace(127, "");
  }
  for (const [character, entity] of Object.entries(given)) replace(character.charCodeAt(0), entity);
  return { replaced, entities };
}

const angle = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Element content, and conditional comments. */
export const textEntities: EntityTable = table(angle);

/**
 * A quoted attribute value. The back-tick is a quote to old Internet Explorer engines, and so to
 * old Outlook.
 */
export const attributeEntities: EntityTable = table({ ...angle, "'": "&#39;", "`": "&#96;" });

/** Exactly Handlebars' table, controls included as they are. */
export const compatEntities: EntityTable = table(
  { ...angle, "'": "&#x27;", "`": "&#x60;", "=": "&#x3D;" },
  false,
);

/**
 * The plain-text part: nothing is markup, controls other than tab and line feed go, every line end
 * is one LF.
 */
export const plainEntities: EntityTable = table({ "\r": "" });

/** Nothing is replaced. */
export const noEntities: EntityTable = table({}, false);

/**
 * Anything but what no table names. One search by the engine beats a loop of ours over long values.
 */
const suspicious = /[^ !#-%(-;?-_a-~\u00a0-\uffff]/;

/** Replaces every character that the table names, and lone surrogates. */
export function escapeWith({ entities }: EntityTable, value: string): string {
  const whole = value.toWellFormed();
  if (whole.length > 24 && !suspicious.test(whole)) return whole;
  let out = "";
  let from = 0;
  for (let at = 0; at < whole.length; at++) {
    const entity = entities[String.prototype.charCodeAt.call(whole, at)];
    if (entity === undefined) continue;
    out += whole.slice(from, at) + entity;
    from = at + 1;
  }
  return from === 0 ? whole : out + whole.slice(from);
}
