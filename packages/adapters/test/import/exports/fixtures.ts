// Files in the shape in which other tools export people; the people are invented.

export interface ToolExport {
  readonly tool: string;
  /** Where the shape and the codes are from. */
  readonly source: string;
  readonly text: string;
  /** Who must not be mailed, and by which code. Everybody else may be. */
  readonly denied: Readonly<Record<string, string>>;
  /** Those of them who are found by all values of their column alone, and so by a mapping only. */
  readonly byMapping?: readonly string[];
}

const unsubscribed = "STATUS_UNSUBSCRIBED";
const bounced = "STATUS_BOUNCED";
const complained = "STATUS_COMPLAINED";
const suppressed = "STATUS_SUPPRESSED";
const unconfirmed = "STATUS_UNCONFIRMED";
const unclear = "STATUS_UNCLEAR";

export const toolExports: readonly ToolExport[] = [
  {
    tool: "Mailchimp, all audiences in one file",
    source: "Mailchimp help, About the columns of an exported audience",
    text: `"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LAST_CHANGED,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,LEID,EUID,TAGS
ada@mail.example.org,Ada,Byron,4,"2021-03-01 08:00:00",192.0.2.1,"2021-03-01 08:02:11",192.0.2.1,"2024-01-01 10:00:00",,,,,,,101,aa01,"""vip"""
bo@mail.example.org,Bo,Lind,2,"2021-03-02 08:00:00",192.0.2.2,"2021-03-02 08:05:00",192.0.2.2,"2024-02-01 10:00:00","2024-02-01 10:00:00","February",c1,NORMAL,,,102,aa02,
cy@mail.example.org,Cy,Orr,2,"2021-03-03 08:00:00",,"2021-03-03 08:00:00",,"2024-02-03 10:00:00",,,,,"2024-02-03 10:00:00","February",103,aa03,
`,
    denied: { "bo@mail.example.org": unsubscribed, "cy@mail.example.org": bounced },
  },
  {
    tool: "Mailchimp, API members",
    source:
      "Mailchimp API, list members: subscribed, unsubscribed, cleaned, pending, transactional, archived",
    text: `email_address,status,language
ada@mail.example.org,subscribed,en
bo@mail.example.org,unsubscribed,en
cy@mail.example.org,cleaned,de
dee@mail.example.org,pending,de
eli@mail.example.org,archived,de
flo@mail.example.org,transactional,de
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": unconfirmed,
      "eli@mail.example.org": suppressed,
      "flo@mail.example.org": unconfirmed,
    },
  },
  {
    tool: "Klaviyo",
    source:
      "Klaviyo API, profile subscriptions: SUBSCRIBED, UNSUBSCRIBED, NEVER_SUBSCRIBED; suppressions",
    text: `Email,"First Name","Email Marketing Consent","Email Suppressions","SMS Marketing Consent"
ada@mail.example.org,Ada,SUBSCRIBED,[],UNSUBSCRIBED
bo@mail.example.org,Bo,UNSUBSCRIBED,[],NEVER_SUBSCRIBED
cy@mail.example.org,Cy,NEVER_SUBSCRIBED,[],NEVER_SUBSCRIBED
dee@mail.example.org,Dee,SUBSCRIBED,"[""HARD_BOUNCE""]",SUBSCRIBED
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": unconfirmed,
      "dee@mail.example.org": bounced,
    },
  },
  {
    tool: "HubSpot, contacts",
    source: "HubSpot default contact properties: hs_email_optout, opt-outs by kind of mail",
    text: `Record ID,Email,First Name,Unsubscribed from all email,Opted out of email: Marketing Information,Marketing contact status,Lead Status
1,ada@mail.example.org,Ada,false,false,Marketing contact,OPEN
2,bo@mail.example.org,Bo,true,false,Marketing contact,NEW
3,cy@mail.example.org,Cy,,true,Marketing contact,OPEN
4,dee@mail.example.org,Dee,false,false,Non-marketing contact,OPEN
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": unsubscribed,
      "dee@mail.example.org": suppressed,
    },
  },
  {
    tool: "HubSpot, opt-outs and bounces",
    source: "HubSpot knowledge base, columns of the export of unsubscribes and bounces",
    text: `Email,Portal Bounce,Portal Unsubscribe,Portal Spam Report,Global Bounce,Marketing Information,One to One
ada@mail.example.org,FALSE,FALSE,FALSE,FALSE,FALSE,FALSE
bo@mail.example.org,TRUE,FALSE,FALSE,FALSE,FALSE,FALSE
cy@mail.example.org,FALSE,TRUE,FALSE,FALSE,FALSE,FALSE
dee@mail.example.org,FALSE,FALSE,TRUE,FALSE,FALSE,FALSE
eli@mail.example.org,FALSE,FALSE,FALSE,TRUE,FALSE,FALSE
flo@mail.example.org,FALSE,FALSE,FALSE,FALSE,TRUE,FALSE
`,
    denied: {
      "bo@mail.example.org": bounced,
      "cy@mail.example.org": unsubscribed,
      "dee@mail.example.org": complained,
      "eli@mail.example.org": bounced,
      "flo@mail.example.org": unsubscribed,
    },
    byMapping: ["flo@mail.example.org"],
  },
  {
    tool: "Brevo",
    source:
      "Brevo API, contact export with exportSubscriptionStatus; help, Subscribed and Blocklisted",
    text: `CONTACT ID;EMAIL;VORNAME;EMAIL_MARKETING;SMS_MARKETING;ADDED_TIME
1;ada@mail.example.org;Ada;Subscribed;Blocklisted;01-03-2021 08:00:00
2;bo@mail.example.org;Bo;Blocklisted;Subscribed;02-03-2021 08:00:00
`,
    denied: { "bo@mail.example.org": suppressed },
  },
  {
    tool: "Brevo, API",
    source: "Brevo API, get contacts: emailBlacklisted, smsBlacklisted",
    text: `email,emailBlacklisted,smsBlacklisted,listIds
ada@mail.example.org,false,true,2
bo@mail.example.org,true,false,2
`,
    denied: { "bo@mail.example.org": suppressed },
  },
  {
    tool: "ActiveCampaign",
    source:
      "ActiveCampaign help, contact list statuses; community 17698: 0 unconfirmed, 1, 2 unsubscribed, 3 bounced",
    text: `email,first name,status,bounced_hard,bounced_soft,bounced_date
ada@mail.example.org,Ada,1,0,2,0000-00-00
bo@mail.example.org,Bo,2,0,0,0000-00-00
cy@mail.example.org,Cy,3,1,0,2023-01-09
dee@mail.example.org,Dee,0,0,0,0000-00-00
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": unconfirmed,
    },
  },
  {
    tool: "ActiveCampaign, list statuses",
    source: "ActiveCampaign help, contact list statuses explained",
    text: `Email,List Status
ada@mail.example.org,Active
bo@mail.example.org,Unsubscribed
cy@mail.example.org,Bounced
dee@mail.example.org,Unconfirmed
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": unconfirmed,
    },
  },
  {
    tool: "ConvertKit (Kit)",
    source:
      "ConvertKit help, subscriber states: confirmed, unconfirmed, cancelled, cold, bounced, complained",
    text: `first_name,email,state,created_at
Ada,ada@mail.example.org,active,2021-03-01T08:00:00Z
Bo,bo@mail.example.org,cancelled,2021-03-01T08:00:00Z
Cy,cy@mail.example.org,bounced,2021-03-01T08:00:00Z
Dee,dee@mail.example.org,complained,2021-03-01T08:00:00Z
Eli,eli@mail.example.org,inactive,2021-03-01T08:00:00Z
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": complained,
      "eli@mail.example.org": unsubscribed,
    },
    byMapping: ["bo@mail.example.org", "eli@mail.example.org"],
  },
  {
    tool: "MailerLite",
    source:
      "MailerLite help, subscriber statuses explained; API: active, unsubscribed, unconfirmed, bounced, junk",
    text: `Subscriber,Name,Status,Subscribed,Unsubscribed,Location
ada@mail.example.org,Ada,active,2021-03-01 08:00:00,,Oslo
bo@mail.example.org,Bo,unsubscribed,2021-03-01 08:00:00,2022-03-01 08:00:00,Oslo
cy@mail.example.org,Cy,bounced,2021-03-01 08:00:00,,Oslo
dee@mail.example.org,Dee,junk,2021-03-01 08:00:00,,Oslo
eli@mail.example.org,Eli,unconfirmed,,,Oslo
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": complained,
      "eli@mail.example.org": unconfirmed,
    },
  },
  {
    tool: "Ghost",
    source: "TryGhost/Ghost, fields of the members import and export",
    text: `id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,labels,tiers
1,ada@mail.example.org,Ada,,true,false,,2021-03-01T08:00:00.000Z,,
2,bo@mail.example.org,Bo,,false,false,,2021-03-01T08:00:00.000Z,,
`,
    denied: { "bo@mail.example.org": unsubscribed },
  },
  {
    tool: "Substack",
    source: "TryGhost/migrate, mg-substack-members-csv: fields of Substack's list",
    text: `email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at
ada@mail.example.org,false,,other,false,2021-03-01T08:00:00.000Z,
bo@mail.example.org,true,2030-01-01T00:00:00.000Z,yearly,true,2021-03-01T08:00:00.000Z,
`,
    denied: { "bo@mail.example.org": unsubscribed },
  },
  {
    tool: "Beehiiv",
    source: "beehiiv help: active, inactive, pending, needs approval; who leaves is inactive",
    text: `Email,Status,Subscribed At,Unsubscribed At,Tier
ada@mail.example.org,active,2021-03-01,,free
bo@mail.example.org,inactive,2021-03-01,2022-03-01,free
cy@mail.example.org,pending,,,free
dee@mail.example.org,needs_approval,,,free
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": unconfirmed,
      "dee@mail.example.org": unconfirmed,
    },
  },
  {
    tool: "MailPoet",
    source:
      "mailpoet ImportExportFactory.php and Export.php: List status, Global status; quotes by backslash",
    text: `\ufeff"Email","First name","Last name","Subscription time","List status","Global status","List"
"ada@mail.example.org","Ada \\"the first\\", Countess","Byron","2021-03-01 08:00:00","subscribed","subscribed","News"
"bo@mail.example.org","Bo","Lind","2021-03-01 08:00:00","subscribed","unsubscribed","News"
"cy@mail.example.org","Cy","Orr","2021-03-01 08:00:00","subscribed","bounced","News"
"dee@mail.example.org","Dee","Orr","2021-03-01 08:00:00","unsubscribed","subscribed","News"
"eli@mail.example.org","Eli","Orr","2021-03-01 08:00:00","subscribed","unconfirmed","News"
"flo@mail.example.org","Flo","Orr","2021-03-01 08:00:00","subscribed","inactive","News"
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": unsubscribed,
      "eli@mail.example.org": unconfirmed,
      "flo@mail.example.org": unsubscribed,
    },
  },
  {
    tool: "Mailtrain",
    source:
      "Mailtrain-org/mailtrain, shared/lists.js: 1 subscribed, 2 unsubscribed, 3 bounced, 4 complained",
    text: `email,status,first_name
ada@mail.example.org,1,Ada
bo@mail.example.org,2,Bo
cy@mail.example.org,3,Cy
dee@mail.example.org,4,Dee
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": complained,
    },
  },
  {
    tool: "listmonk",
    source: "knadh/listmonk, schema.sql: subscriber_status, subscription_status",
    text: `uuid,email,name,attributes,status,subscription_status,created_at
5b0e2b1a-0000-4000-8000-000000000001,ada@mail.example.org,Ada,{},enabled,confirmed,2021-03-01
5b0e2b1a-0000-4000-8000-000000000002,bo@mail.example.org,Bo,{},enabled,unsubscribed,2021-03-01
5b0e2b1a-0000-4000-8000-000000000003,cy@mail.example.org,Cy,{},blocklisted,confirmed,2021-03-01
5b0e2b1a-0000-4000-8000-000000000004,dee@mail.example.org,Dee,{},disabled,confirmed,2021-03-01
5b0e2b1a-0000-4000-8000-000000000005,eli@mail.example.org,Eli,{},enabled,unconfirmed,2021-03-01
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": suppressed,
      "dee@mail.example.org": suppressed,
      "eli@mail.example.org": unconfirmed,
    },
  },
  {
    tool: "Mautic",
    source:
      "mautic/mautic, Entity/DoNotContact.php: 0 contactable, 1 unsubscribed, 2 bounced, 3 manual",
    text: `id,email,firstname,doNotContact,points
1,ada@mail.example.org,Ada,0,7
2,bo@mail.example.org,Bo,1,0
3,cy@mail.example.org,Cy,2,0
4,dee@mail.example.org,Dee,3,0
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": unsubscribed,
      "dee@mail.example.org": unsubscribed,
    },
  },
  {
    tool: "phpList",
    source: "phpList/phplist3, actions/export.php and the columns of phplist_user_user",
    text: `id\temail\tconfirmed\tblacklisted\tbouncecount\thtmlemail\tList Membership
1\tada@mail.example.org\t1\t0\t0\t1\tNews
2\tbo@mail.example.org\t1\t1\t0\t1\tNews
3\tcy@mail.example.org\t0\t0\t0\t1\tNews
4\tdee@mail.example.org\t1\t0\t3\t1\tNews
`,
    denied: {
      "bo@mail.example.org": suppressed,
      "cy@mail.example.org": unsubscribed,
      "dee@mail.example.org": bounced,
    },
  },
  {
    tool: "CleverReach",
    source:
      "CleverReach REST API, receivers: activated, deactivated, bounced as seconds since 1970",
    text: `email;registered;activated;deactivated;bounced;source
ada@mail.example.org;1614585600;1614585700;0;0;Import
bo@mail.example.org;1614585600;1614585700;1646121600;0;Import
cy@mail.example.org;1614585600;1614585700;0;1646121600;Import
dee@mail.example.org;1614585600;0;0;0;Import
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": unsubscribed,
    },
  },
  {
    tool: "Rapidmail",
    source:
      "rapidmail API, recipients: new (awaiting confirmation), active, bounced, abused, deleted",
    text: `email;firstname;status;created
ada@mail.example.org;Ada;active;2021-03-01
bo@mail.example.org;Bo;deleted;2021-03-01
cy@mail.example.org;Cy;bounced;2021-03-01
dee@mail.example.org;Dee;abused;2021-03-01
eli@mail.example.org;Eli;new;2021-03-01
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": complained,
      "eli@mail.example.org": unclear,
    },
    byMapping: ["eli@mail.example.org"],
  },
  {
    tool: "CiviCRM",
    source: "civicrm/civicrm-core, schema/Contact and BAO/Email: do_not_email, is_opt_out, on_hold",
    text: `Contact ID,Email,First Name,Do Not Phone,Do Not Email,Do Not Sms,Do Not Trade,No Bulk Emails (User Opt Out),On Hold
1,ada@mail.example.org,Ada,1,0,1,1,0,0
2,bo@mail.example.org,Bo,0,1,0,0,0,0
3,cy@mail.example.org,Cy,0,0,0,0,1,0
4,dee@mail.example.org,Dee,0,0,0,0,0,1
5,eli@mail.example.org,Eli,0,,,,,On Hold Opt Out
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": unsubscribed,
      "dee@mail.example.org": bounced,
      "eli@mail.example.org": suppressed,
    },
  },
  {
    tool: "Rock",
    source: "SparkDevNetwork/Rock, EmailPreference: 0 EmailAllowed, 1 NoMassEmails, 2 DoNotEmail",
    text: `Id,Nick Name,Email,Is Email Active,Email Preference
1,Ada,ada@mail.example.org,True,EmailAllowed
2,Bo,bo@mail.example.org,True,NoMassEmails
3,Cy,cy@mail.example.org,True,DoNotEmail
4,Dee,dee@mail.example.org,False,EmailAllowed
`,
    denied: {
      "bo@mail.example.org": suppressed,
      "cy@mail.example.org": suppressed,
      "dee@mail.example.org": unsubscribed,
    },
  },
  {
    tool: "Rock, numbers",
    source: "SparkDevNetwork/Rock, EmailPreference: 0 EmailAllowed, 1 NoMassEmails, 2 DoNotEmail",
    text: `Email,EmailPreference
ada@mail.example.org,0
bo@mail.example.org,1
cy@mail.example.org,2
`,
    denied: { "bo@mail.example.org": unsubscribed, "cy@mail.example.org": unsubscribed },
  },
  {
    tool: "Salesforce",
    source:
      "Salesforce object reference, Contact: HasOptedOutOfEmail, IsEmailBounced, HasOptedOutOfFax, DoNotCall",
    text: `"Id","FirstName","Email","HasOptedOutOfEmail","HasOptedOutOfFax","DoNotCall","EmailBouncedReason","IsEmailBounced"
"003A","Ada","ada@mail.example.org","0","1","1","","false"
"003B","Bo","bo@mail.example.org","1","0","0","","false"
"003C","Cy","cy@mail.example.org","0","0","0","550 no such user","true"
`,
    denied: { "bo@mail.example.org": unsubscribed, "cy@mail.example.org": bounced },
  },
  {
    tool: "Salesforce, report",
    source: "Salesforce report of leads: Email Opt Out",
    text: `First Name,Email,Email Opt Out,Do Not Call
Ada,ada@mail.example.org,0,1
Bo,bo@mail.example.org,1,0
`,
    denied: { "bo@mail.example.org": unsubscribed },
  },
  {
    tool: "Salesforce Marketing Cloud",
    source:
      "Salesforce Marketing Cloud, SubscriberStatus: Active, Bounced, Deleted, Held, Unsubscribed",
    text: `Email Address,Subscriber Key,Status
ada@mail.example.org,k1,Active
bo@mail.example.org,k2,Unsubscribed
cy@mail.example.org,k3,Held
dee@mail.example.org,k4,Deleted
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": bounced,
      "dee@mail.example.org": unsubscribed,
    },
  },
  {
    tool: "Buttondown",
    source: "Buttondown API, subscriber types: regular, premium, unactivated, unsubscribed, spammy",
    text: `email,subscriber_type,notes
ada@mail.example.org,regular,
amy@mail.example.org,premium,
bo@mail.example.org,unsubscribed,
cy@mail.example.org,unactivated,
dee@mail.example.org,spammy,
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": unconfirmed,
      "dee@mail.example.org": complained,
    },
  },
  {
    tool: "a spreadsheet in German",
    source: "words of the header table",
    text: `E-Mail;Vorname;Werbesperre;Newsletter;Bemerkung
ada@mail.example.org;Ada;;ja;
bo@mail.example.org;Bo;x;ja;
cy@mail.example.org;Cy;;nein;
dee@mail.example.org;Dee;;;abgemeldet
`,
    denied: {
      "bo@mail.example.org": unsubscribed,
      "cy@mail.example.org": unsubscribed,
      "dee@mail.example.org": unsubscribed,
    },
  },
  {
    tool: "a spreadsheet in French",
    source: "words of the header table",
    text: `Courriel;Prénom;Ne pas contacter;Consentement
ada@mail.example.org;Ada;non;oui
bo@mail.example.org;Bo;oui;oui
cy@mail.example.org;Cy;non;refusé
`,
    denied: { "bo@mail.example.org": unsubscribed, "cy@mail.example.org": unsubscribed },
  },
];
