import type { Schema } from "@wellsent/core";
import { closedNames } from "@wellsent/core/engine";
import type { CompileOptions } from "@wellsent/templates/compile";

/**
 * The attributes that a template of this schema may print. None where the schema allows others or
 * its library does not tell: whatever is printed then is an optional text.
 */
export function knownAttributes({ attributes }: Schema): Pick<CompileOptions, "attributes"> {
  const names = closedNames(attributes);
  return names === null ? {} : { attributes: names };
}
