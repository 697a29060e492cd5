import type { EventFact } from "../ports/store/facts.js";
import type { ConsentTrigger } from "./entry-trigger.js";

/** How the ids of events begin that stores make of news. */
const prefix = "consent:";

/** Whether the event is news of consent that the trigger means. */
export function isConsentNews(
  { when, purpose, topic, channel }: ConsentTrigger,
  { id, name, data }: EventFact,
): boolean {
  // A host may have an event of the same name: only news are told by the gate.
  if (name !== `consent.${when}` || !id.startsWith(prefix)) return false;
  const { purposes, topic: saidTopic, channel: saidChannel } = data;
  if (!Array.isArray(purposes)) return false;
  return (
    (purpose === undefined || purposes.includes(purpose)) &&
    includes(saidTopic, topic) &&
    includes(saidChannel, channel)
  );
}

/** A choice that names none is about all of them. */
function includes(said: unknown, wanted: string | undefined): boolean {
  return wanted === undefined || said === undefined || said === wanted;
}
