import { InputError } from "@wellsent/core/errors";

/**
 * @throws InputError `INPUT_HEADER_INJECTION` for a line break or another control character, never
 * stripping any.
 */
export function headerText(value: string, path: string): string {
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) {
      throw new InputError(
        "INPUT_HEADER_INJECTION",
        "A header would hold a line break or control character.",
        {
          path,
        },
      );
    }
  }
  return value;
}
