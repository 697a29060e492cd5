const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** By character code: 1 for the characters given. */
function among(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let index = 0; index < characters.length; index++) table[characters.charCodeAt(index)] = 1;
  return table;
}
/** RFC 3986's unreserved characters. */
export const unreserved: Uint8Array = among(`${alphanumeric}._~-`);
export const inHost: Uint8Array = among(`${alphanumeric}.-`);
export const afterHost: Uint8Array = among(`${alphanumeric}._~:/?#[]@!$&*+,;=-`);
