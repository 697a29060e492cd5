/** Counts what campaigns of a release without counters have, each once. */
const counted = (name: string, from: string): string =>
  `INSERT INTO wellsent_figure (tenant, campaign, shard, name, n)
    SELECT tenant, campaign, 0, ${name} AS counter, count(*) FROM ${from}
    GROUP BY tenant, campaign, counter
    ON CONFLICT DO UPDATE SET n = n + excluded.n`;

const recipients = "wellsent_recipient WHERE true";
/** The campaign is in the key of its messages, as in nobody else's. */
const messages = (where: string): string =>
  `(SELECT *, queue AS campaign FROM wellsent_message WHERE key LIKE 'c-%' AND key NOT LIKE '%~%' AND ${where})`;

export const figuresFilled: readonly string[] = [
  counted(
    `CASE state WHEN 'waiting' THEN 'waiting'
      WHEN 'refused' THEN 'refused:' || coalesce(reason, 'UNKNOWN')
      ELSE 'variant:' || variant END`,
    recipients,
  ),
  counted("'message:' || status", messages("true")),
  counted("'refused:' || coalesce(first_reason, 'UNKNOWN')", messages("status = 'skipped'")),
  ...["delivered", "bounced", "complained"].map((name) =>
    counted(`'report:${name}'`, messages(`marks ->> '$.${name}At' IS NOT NULL`)),
  ),
];
