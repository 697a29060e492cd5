/**
 * mj-carousel and mj-navbar draw random ids, so that two compilations of one template differ. They
 * are replaced by numbers drawn from the template's own content.
 */
export function stabilizeIds(html: string): string {
  const ids = new Set<string>();
  for (const match of html.matchAll(/mj-carousel-([0-9a-f]{16})-/g)) ids.add(match[1] ?? "");
  for (const match of html.matchAll(
    /<input type="checkbox" id="([0-9a-f]{16})" class="mj-menu-checkbox"/g,
  ))
    ids.add(match[1] ?? "");
  if (ids.size === 0) return html;
  let blank = html;
  for (const id of ids) blank = blank.replaceAll(id, "");
  const seed = fnv1a(blank);
  let stable = html;
  let ordinal = 0;
  for (const id of ids) {
    const first = fnv1a(`${seed}:${ordinal}`);
    const second = fnv1a(`${ordinal}:${first}`);
    stable = stable.replaceAll(id, hex(first) + hex(second));
    ordinal++;
  }
  return stable;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
