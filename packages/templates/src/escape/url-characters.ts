const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** By character code: 1 for the characters given. */
const among = /* @__NO_SIDE_EFFECTS__ */ (characters: string): Uint8Array => {
  const table = new Uint8Array(128);
  for (let index = 0; index < characters.length; index++) table[characters.charCodeAt(index)] = 1;
  return table;
};
/** RFC 3986's unreserved characters. */
export const unreserved: Uint8Array = among(`${alphanumeric}._~-`);
export const inHost: Uint8Array = among(`${alphanumeric}.-`);
export const afterHost: Uint8Array = among(`${alphanumeric}._~:/?#[]@!$&*+,;=-`);
const http: readonly number[] = [104, 116, 116, 112];

/** Where the host begins after `http://` or `https://`, 0 for anything else. */
export function hostStart(url: string): number {
  if (url.length < 8) return 0;
  for (let at = 0; at < 4; at++) if (String.prototype.charCodeAt.call(url, at) !== http[at]) return 0;
  const colon = String.prototype.charCodeAt.call(url, 4) === 115 ? 5 : 4;
  const found =
    String.prototype.charCodeAt.call(url, colon) === 58 &&
    String.prototype.charCodeAt.call(url, colon + 1) === 47 &&
    String.prototype.charCodeAt.call(url, colon + 2) === 47;
  return found ? colon + 3 : 0;
}
