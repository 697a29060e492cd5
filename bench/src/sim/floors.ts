/**
 * Seeds of a thousand in which a situation must be reached: a check that never meets its situation
 * proves nothing.
 */
export const floors: Readonly<Record<string, number>> = {
  "killed after appendConsent": 20,
  "killed after claimOutbox": 50,
  "killed after reviewClaims": 50,
  "killed after settle": 50,
  "killed after advance": 30,
  "killed at the answer": 50,
  "ambiguous claimOutbox": 30,
  "ambiguous settle": 30,
  "ambiguous appendConsent": 10,
  "answer lost": 50,
  "withdrawn in flight": 1,
  greylisted: 50,
  "outage met": 50,
  held: 30,
  "second copy": 5,
  "rows in SQLite": 40,
};
