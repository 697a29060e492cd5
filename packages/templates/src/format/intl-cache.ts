/**
 * Making an Intl object costs some 20 µs, using one some 0.5: they are kept by locale and by what
 * makes two of one differ.
 */
/* @__NO_SIDE_EFFECTS__ */
export function intlCache<Kind extends string, Detail extends string | number, Formatter>(
  make: (locale: string, kind: Kind, detail?: Detail) => Formatter,
): (locale: string, kind: Kind, detail?: Detail) => Formatter {
  const kept = new Map<string, Formatter>();
  return (locale, kind, detail) => {
    const name = `${locale}\n${kind}\n${detail}`;
    let found = kept.get(name);
    if (found === undefined) {
      found = make(locale, kind, detail);
      // Keys are built from templates and contacts' locales; a flood of either must not grow
      // without end.
      if (kept.size >= 256) kept.clear();
      kept.set(name, found);
    }
    return found;
  };
}
