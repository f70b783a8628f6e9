/** The address of one person's task: what stands in it, and how it is written and read. */

/** Fields of a link, in the order in which they stand in it. */
export interface LinkFields {
  /** Which link key signed it: the first 8 characters of the secret's version. */
  readonly kid: string;
  readonly taskId: string;
  readonly generation: number;
  /** Epoch seconds from which on it opens nothing. */
  readonly expiry: number;
  /** Proof that the mail sender made it, for this holder of the task: 22 characters of base64url. */
  readonly nonce: string;
}

/** A link as it was read: its fields, the text its MAC covers, and the MAC it claims. */
export interface ReadLink {
  readonly fields: LinkFields;
  readonly signed: string;
  readonly mac: string;
}

/** Longest link that is looked at; a genuine one has about 130 characters. */
export const LONGEST_LINK = 220;

// Numbers have one spelling only, so that no two texts mean the same link.
const FORM =
  /^(v1\.([A-Za-z0-9-]{8})\.([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.([1-9]\d{0,5})\.([1-9]\d{8,10})\.([A-Za-z0-9_-]{22}))\.([A-Za-z0-9_-]{43})$/;

/** The part of a link that its MAC covers. */
export const signedPart = ({ kid, taskId, generation, expiry, nonce }: LinkFields): string =>
  `v1.${kid}.${taskId}.${generation}.${expiry}.${nonce}`;

/** The whole address. */
export const linkOf = (base: string, fields: LinkFields, mac: string): string =>
  `${base.replace(/\/+$/, '')}/t/${signedPart(fields)}.${mac}`;

/** Reads the last path segment of a link; undefined where it has not the form of one. Nothing is proven yet. */
export function readLink(segment: string): ReadLink | undefined {
  if (segment.length > LONGEST_LINK) return undefined;
  const parts = FORM.exec(segment);
  if (!parts) return undefined;
  const [, signed = '', kid = '', taskId = '', generation = '', expiry = '', nonce = '', mac = ''] = parts;
  return {
    fields: { kid, taskId, generation: Number(generation), expiry: Number(expiry), nonce },
    signed,
    mac,
  };
}
