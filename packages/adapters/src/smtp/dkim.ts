import { createPrivateKey } from "node:crypto";
import { AdapterError } from "@wellsent/core/errors";
import type { NodemailerModules } from "./nodemailer-modules.js";

export interface DkimOptions {
  /** The domain that vouches, aligned with the From address for DMARC. */
  readonly domainName: string;
  readonly keySelector: string;
  /** RSA, PEM. At least 1,024 bits; 2,048 are usual (RFC 8301). */
  readonly privateKey: string;
}

/**
 * What is signed where present (RFC 6376, 5.4.1) and, for bulk mail, MUST be: List-Unsubscribe and
 * List-Unsubscribe-Post (RFC 8058, 4). nodemailer's own list lacks the latter, and mailbox
 * providers then show no unsubscribe button.
 */
const signedFields = [
  "From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type",
  "Content-Transfer-Encoding:In-Reply-To:References:List-Id:List-Help:List-Unsubscribe",
  "List-Unsubscribe-Post:List-Subscribe:List-Post:List-Owner:List-Archive",
  "Feedback-ID:Precedence:Auto-Submitted",
].join(":");

/**
 * A function that signs a message.
 *
 * @throws AdapterError `ADAPTER_DKIM_KEY`: nodemailer sends unsigned, without a word, what it
 * cannot sign.
 */
export function dkimSigner(
  { domainName, keySelector, privateKey }: DkimOptions,
  { DKIM }: NodemailerModules,
): (message: Uint8Array) => Promise<Buffer> {
  checkKey(privateKey);
  if (!/^[^\s;=]+$/.test(domainName) || !/^[^\s;=]+$/.test(keySelector)) {
    throw new AdapterError(
      "ADAPTER_DKIM_KEY",
      "The DKIM domain or selector is empty or holds forbidden characters.",
      {
        path: "dkim",
      },
    );
  }
  const signer = new DKIM({ domainName, keySelector, privateKey, headerFieldNames: signedFields });
  return async (message) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of signer.sign(Buffer.from(message))) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
}

function checkKey(privateKey: string): void {
  try {
    const key = createPrivateKey(privateKey);
    if (key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1024)
      return;
  } catch {
    // Said below, without the parser's words: they may hold parts of the key.
  }
  throw new AdapterError(
    "ADAPTER_DKIM_KEY",
    "The DKIM key is no RSA private key of at least 1,024 bits.",
    {
      path: "dkim.privateKey",
      remedy: "Pass the key in PEM form, beginning with -----BEGIN PRIVATE KEY-----.",
    },
  );
}
