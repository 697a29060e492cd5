import { splitWords } from "./feature.js";

/** Hosts that shorten anybody's links, and that filters and carriers therefore distrust. */
const shorteners: ReadonlySet<string> = new Set(
  splitWords(`
    bit.ly bitly.com buff.ly cutt.ly dlvr.it goo.gl is.gd j.mp
    lnkd.in ow.ly rb.gy rebrand.ly s.id shorturl.at short.io soo.gd t.co t.ly
    t2m.io tiny.cc tiny.one tinyurl.com trib.al urlz.fr v.gd x.co`),
);

export function isShortened(url: string): boolean {
  const host = /^https?:\/\/(?:www\.)?([^/?#:]+)/i.exec(url)?.[1]?.toLowerCase();
  return host !== undefined && shorteners.has(host);
}
