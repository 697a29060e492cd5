// Long by what it is: two lines for each code.
/** What a code says, and what to do about it. */
type Words = readonly [meaning: string, remedy: string];

interface AnswerGroup {
  readonly title: string;
  readonly about: string;
  readonly codes: Readonly<Record<string, Words>>;
}

/**
 * Codes that calls answer with, or that stand in logs of runs, in states of campaigns and in
 * reports: nothing throws them, and no decision carries them.
 */
export const answerGroups: readonly AnswerGroup[] = [
  {
    title: "Workflows as data",
    about: "Answers of `acme.workflows`, and advice of its checks. Nothing was written.",
    codes: {
      WORKFLOW_ALREADY_PUBLISHED: [
        "The draft, or a later one, is published, and the store has it whole.",
        "Nothing, or save the next draft.",
      ],
      WORKFLOW_DRAFT_CHANGED: [
        "Somebody saved, checked or discarded the draft meanwhile.",
        "Show the draft again, and repeat with its revision.",
      ],
      WORKFLOW_FAULTS: ["The draft has faults.", "Mend what the findings name, and check again."],
      WORKFLOW_NO_DRAFT: ["Nothing was saved since the last publication.", "Nothing."],
      WORKFLOW_RUNS_UNMAPPED: [
        "Live runs have no place in the new version.",
        "Map the counted nodes in migrate, or publish without it.",
      ],
      WORKFLOW_STALE: ["What was checked is another one by now.", "Check the draft again."],
      WORKFLOW_UNCHECKED: ["The draft was saved after its check.", "Check it, and publish again."],
      WORKFLOW_UNREAD: [
        "A process that cannot read the workflow left the start to one that can.",
        "Nothing, while a release that reads it runs; otherwise publish a version that is sound.",
      ],
      OVER_CAP: [
        "The workflow sends more than a cap of the policy lets through.",
        "Send less, or raise the cap.",
      ],
      BEYOND_RETENTION: [
        "A wait is longer than a contact's data is kept.",
        "Shorten the wait, or keep the data longer.",
      ],
      NO_CONSENT: [
        "Only those come to a step who have withdrawn or denied what it sends.",
        "Put the send on another way.",
      ],
      FIELDS_MISSING: [
        "A template needs fields that the trigger does not bring.",
        "Start by an event that brings them, or give fallbacks.",
      ],
    },
  },
  {
    title: "Runs of workflows",
    about: "Why a run did not start, or a step went another way. `acme.explain` tells them.",
    codes: {
      RUN_DEPTH: [
        "Five runs started one another, and this would be the sixth.",
        "Take the circle of run steps out of the workflows.",
      ],
      WORKFLOW_KEY_MISSING: [
        "The workflow is entered once per key, and the data that it was handed has none.",
        "Hand the key over in data of the run step.",
      ],
      WORKFLOW_NOT_ON_REQUEST: [
        "Only a workflow that begins on request is started by another.",
        "Give it the trigger onRequest.",
      ],
      WORKFLOW_PAUSED: [
        "The workflow is paused or being resumed.",
        "Resume it, or pause with entries: queue.",
      ],
      WORKFLOW_REENTRY: [
        "The contact may not enter the workflow again.",
        "Nothing, or change its re-entry rule.",
      ],
      WORKFLOW_RETIRED: ["The workflow is retired.", "Resume it to open it again."],
      WORKFLOW_UNKNOWN: [
        "No engine has published the workflow to this tenant.",
        "Deploy or publish it.",
      ],
      NO_CONTACT_POINT: [
        "The contact has no address on this channel.",
        "Add one, or let the step send by another channel.",
      ],
      POINT_FOR_OTHER_PURPOSE: [
        "Each of the contact's addresses on this channel is for other purposes.",
        "Name the purpose in `purposes` of one: `points.describe`.",
      ],
      NO_ANSWER: ["A webhook was not answered in time.", "Look at the receiver's log."],
      NO_END: [
        "The run that a step waits for did not end in time.",
        "Nothing: onTimeout is taken.",
      ],
    },
  },
  {
    title: "Migrations",
    about: "Why runs of a node have no place in another version.",
    codes: {
      MIGRATION_BRANCH: [
        "The target is a step within parallel branches.",
        "Enter the step where they part, or exit.",
      ],
      MIGRATION_CONDITIONS: [
        "The step waits for something else in the new version.",
        "Restart the wait, enter a step, or exit.",
      ],
      MIGRATION_KEPT: [
        "The new version reads an event that the old one's wait has not kept.",
        "Enter the wait, or a step that does without, or exit.",
      ],
      MIGRATION_KIND: ["The nodes are of different kinds.", "Enter the node, or exit."],
      MIGRATION_SOURCE: ["The old version has no such node.", "Correct the map's key."],
      MIGRATION_TARGET: ["The new version has no such node.", "Correct the map's target."],
      MIGRATION_UNMAPPED: [
        "The new version has neither the step nor the one behind it.",
        "Map the node to another, or to an exit.",
      ],
    },
  },
  {
    title: "Webhooks and notices",
    about: "How a call out of a run, or a mail to a colleague, ended.",
    codes: {
      ANSWER_SHAPE: [
        "The answer has not the shape that the step names.",
        "Correct the receiver, or the answer of the step.",
      ],
      ANSWER_TOO_LARGE: ["The answer is longer than may be read.", "Answer with less."],
      HOST_NOT_ALLOWED: ["The host is not on the list.", "Add it to the webhooks' hosts."],
      NOT_HTTPS: ["The address is not https.", "Call it by https."],
      MAYBE_SENT: ["It is unknown whether the mail left.", "Nothing: the task is there."],
      NO_ADDRESS: ["The colleague has no address.", "Give the engine one in colleagues."],
    },
  },
  {
    title: "Campaigns and series",
    about: "`why` of a campaign, an issue or a series that stands still or is over.",
    codes: {
      APPROVAL_MISSING: ["Nobody has approved it.", "Approve it, or cancel it."],
      APPROVAL_STALE: [
        "It is not what was approved: a template or the definition has changed.",
        "Look at it again, and approve it.",
      ],
      AUDIENCE_EMPTY: ["Nobody is in the audience.", "Look at its segment and lists."],
      AUDIENCE_UNEXPECTED: [
        "The audience is far from the expected size.",
        "Look at the preview; resume it, or correct expect.",
      ],
      LATE_START: ["Its time passed too long ago.", "Resume it, or cancel it."],
      NOT_APPROVED: ["It was not approved in time.", "Make another, and approve it in time."],
      NOTHING_NEW: ["The content is that of the last issue.", "Write the next, or resume it."],
      RECURRENCE_OVER: ["The rule gives no further date.", "Nothing, or save another rule."],
      STOP_BOUNCES: ["Too many bounces.", "Look at the audience's origin before it is resumed."],
      STOP_COMPLAINTS: ["Too many complaints.", "Look at consent and content first."],
      STOP_FAILURES: ["Too many failures.", "Look at the transport's errors first."],
    },
  },
  {
    title: "Messages",
    about:
      "Why a message was not sent or waits, beside the reasons of [Decisions](./decisions.md).",
    codes: {
      ADDRESS_GONE: ["The contact no longer has the address.", "Send to one that it has."],
      CODE_EXHAUSTED: ["The pool has no code left.", "Load codes: it is tried again."],
      CODE_EXPIRED: ["All codes left in the pool have expired.", "Load codes that are valid."],
      CODE_LIMIT: ["The person has had as many codes as they may.", "Nothing."],
      CODE_SOURCE_DOWN: ["The code port does not answer.", "Nothing: it is tried again."],
      COMPOSE_FAILED: ["The message could not be composed.", "Mend the template or its values."],
      CONTACT_UNKNOWN: ["The tenant has no such contact.", "Identify the contact first."],
      NO_NUMBER: ["The contact has no telephone number.", "Give it one, or write to it."],
      NO_SMS_SENDER: ["The tenant has no sender for texts.", "Set smsFrom of the sender settings."],
      PRODUCTS_MISSING: [
        "The catalogue offers fewer products than the template needs.",
        "Lower products.min, or look at the catalogue.",
      ],
      QUARANTINE_DROPPED: ["The host dropped it from quarantine.", "Send it under another id."],
      QUARANTINE_GIVEN_UP: [
        "It failed seven times, and a campaign waits no longer.",
        "Mend the record, and write by another campaign.",
      ],
      QUEUE_PAUSED: ["Its queue is paused.", "Resume the campaign or workflow."],
      SENDER_IN_DOUBT: [
        "The provider refused much, and it is unclear whether the sender is at fault.",
        "Look at the refusals, and release what is held.",
      ],
      SENT_AGAIN: ["The host sends it again.", "Nothing."],
      SOURCE_DOWN: [
        "A data flow that is asked before sending did not answer.",
        "Nothing where the flow defers: it is tried again. Look at the table's port.",
      ],
      TRIES_USED_UP: ["Every try failed.", "Look at the transport's error, and send it again."],
      ATTRIBUTES_DROPPED: [
        "Attributes that the schema does not know were not kept.",
        "Add them to the schema, or leave them out.",
      ],
    },
  },
  {
    title: "Confirmations",
    about: "Why nobody was asked to confirm, or a confirmation does not count.",
    codes: {
      NO_CONFIRMATION_TEMPLATE: [
        "There is no template that asks to confirm on this channel.",
        "Name one in the sender settings.",
      ],
      CONFIRMATION_NOT_SENT: ["The question was refused or failed.", "See the message's reasons."],
      CONFIRMATION_DEAD: ["A later denial ended the request.", "Ask anew, by a new sign-up."],
      CONFIRMATION_EXPIRED: ["The request is too old.", "Let the person sign up again."],
      CONFIRMATION_METHOD: [
        "A grant by the person names no method that confirms.",
        "Record how it was confirmed.",
      ],
      CONFIRMATION_OTHER_CELL: [
        "The grant is for another purpose than was asked.",
        "Record it for what was asked.",
      ],
      CONFIRMATION_UNKNOWN_REQUEST: ["There is no such request.", "Ask first."],
      CONFIRMATION_USED: ["The request was answered before.", "Nothing."],
      CONFIRMATION_WRONG_NONCE: ["The link is not the one that was sent.", "Send it anew."],
      REMINDER_UNKNOWN_REQUEST: ["There is nothing to remind of.", "Ask first."],
      REQUEST_LIMIT: ["The address was asked too often in a day.", "Wait a day."],
    },
  },
  {
    title: "What the ledger refuses",
    about: "Refused consent events, each with its id. All others of the call are recorded.",
    codes: {
      DENIED_BEFORE: [
        "The person denied it, and the grant is not their own word.",
        "Nothing: only the person can lift it.",
      ],
      GRANT_SCOPE: ["The event names no purpose.", "Name what it is about."],
      LIFT_NOT_ALLOWED: [
        "Whoever lifts it may not: an objection is for the person alone to lift.",
        "Record it as the word of who may lift it.",
      ],
      MERGE_POINT_UNKNOWN: ["One of the merged addresses is unknown.", "Identify both first."],
      NAME_TAKEN: ["Another event has this name.", "Give it an id of its own."],
      POINT_MISSING: ["The event names no address.", "Name a contact point or fingerprint."],
      POINT_UNKNOWN: ["The tenant has no such address.", "Identify the contact first."],
      PROJECTION_UNREADABLE: ["The address' record is damaged.", "See store.integrity."],
      RELEASE_NOT_ALLOWED: ["This suppression cannot be released.", "Nothing."],
      RULE_UNVERIFIED: [
        "A rule was not compared with the law for long.",
        "Update the rule packs, or verify it.",
      ],
    },
  },
  {
    title: "Forms and links",
    about: "Why a form or a signed link was not taken.",
    codes: {
      FIELD_REQUIRED: ["A field is empty.", "Fill it in."],
      FIELD_TOO_LONG: ["A field is too long.", "Shorten it."],
      NOTHING_CHOSEN: ["No choice was made.", "Choose one."],
      SNAPSHOT_EXPIRED: ["The wording was shown too long ago.", "Show the form again."],
      SNAPSHOT_INVALID: ["What was shown cannot be proven.", "Show the form again."],
      SNAPSHOT_REQUIRED: ["The form does not say what was shown.", "Send its hidden field."],
      TOKEN_FOREIGN_TENANT: ["The link is another tenant's.", "Ask the tenant that it names."],
      TOKEN_FORGED: ["The link was changed.", "Nothing."],
      TOKEN_MALFORMED: ["This is no link of ours.", "Take the whole link."],
      TOKEN_UNKNOWN_KEY: ["The link's key is gone.", "Keep old keys as long as links live."],
    },
  },
  {
    title: "Damage",
    about: "What `store.integrity` finds. Restore the rows from a backup.",
    codes: {
      COLUMNS_DISAGREE: ["The columns of a row say another thing than its body.", "Restore it."],
      LEDGER_GAP: ["An entry of the ledger is missing.", "Restore the ledger."],
      REFERENCE_BROKEN: ["A row names another that is not there.", "Restore that one."],
    },
  },
];

export const answerPage = "errors/answers.md";

export function answerPageText(): string {
  const sections = answerGroups.map(({ title, about, codes }) => {
    const entries = Object.entries(codes).map(
      ([code, [meaning, remedy]]) => `### ${code} {#${code}}\n\n${meaning}\n\n**To do:** ${remedy}`,
    );
    return `## ${title}\n\n${about}\n\n${entries.join("\n\n")}`;
  });
  return `# Answers

Codes that calls answer with as values, and that stand in logs and reports. They stay the same across
releases. What is thrown is on [Errors](./index.md), what the law and the send policy say on
[Decisions](./decisions.md). Findings of a check have the codes of the errors without
\`DEFINITION_\`.

${sections.join("\n\n")}
`;
}
