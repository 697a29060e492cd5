const longest = 2048;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why no webhook may be called at this address; `null`: it may. Only `https` is, and plain `http`
 * on this machine. Which hosts are reached is the adapter's to say.
 */
export function callFault(url: string): string | null {
  if (url.length > longest) return `An address has at most ${longest} characters.`;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null) return "This is no address, such as https://shop.example/hooks/stock.";
  if (parsed.username !== "" || parsed.password !== "")
    return "An address names no user and no password: requests are signed.";
  if (parsed.hash !== "") return "What stands after # is never sent.";
  if (parsed.protocol === "https:") return null;
  if (parsed.protocol === "http:" && loopback.test(parsed.hostname)) return null;
  return "Only https is called, and plain http on this machine.";
}
