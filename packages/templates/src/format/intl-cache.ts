/** Making an Intl object costs some 20 µs, using one some 0.5: they are kept by locale and options. */
export function intlCache<Options, Formatter>(
  make: (locale: string, options: Options) => Formatter,
): (locale: string, key: string, options: Options) => Formatter {
  const kept = new Map<string, Formatter>();
  return (locale, key, options) => {
    const name = `${locale}\n${key}`;
    const found = kept.get(name);
    if (found !== undefined) return found;
    const made = make(locale, options);
    // Keys are built from templates and contacts' locales; a flood of either must not grow without end.
    if (kept.size >= 256) kept.clear();
    kept.set(name, made);
    return made;
  };
}
