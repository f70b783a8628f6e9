/** Ids that are derived from their cause, so that a retry makes the same ones. */
import { createHash } from 'node:crypto';
import { dayOf } from './clock.ts';

/** Digits and capitals without I, L, O and U, which people misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Shards of the sparse indexes, so that no partition takes all writes. */
export const SHARDS = 8;

/** SHA-256 over parts that cannot run into one another. */
export function digestOf(...parts: readonly (string | number)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** Letters and digits derived from the parts: the same parts give the same ones; 5 bits a character. */
function suffixOf(length: number, ...parts: readonly (string | number)[]): string {
  const digest = digestOf(...parts);
  let suffix = '';
  for (let at = 0; at < length; at++) suffix += ALPHABET[(digest[at] ?? 0) & 31];
  return suffix;
}

/** An id with a prefix, derived from its cause (80 bits). */
export function derivedId(prefix: string, ...cause: readonly (string | number)[]): string {
  return `${prefix}${suffixOf(16, ...cause)}`;
}

/** Number of a case: the day it was received in the bank's zone, and 50 bits of its business key. */
export function caseIdOf(businessKey: string, received: Date, zone: string, attempt = 0): string {
  return `K${dayOf(received, zone)}-${suffixOf(10, 'case', businessKey, attempt)}`;
}

/** What identifies a complaint to intake: its channel, and its own id in it. */
export const complaintKey = (channel: string, externalId: string): string =>
  `complaint#${channel}#${externalId}`;

/**
 * Number of a complaint that was found in a task of a visit: known to whoever submits the task, before intake has opened the
 * case. The day is that of the submission, in the bank's zone.
 */
export const foundComplaintId = (taskId: string, submittedAt: string, zone: string): string =>
  caseIdOf(complaintKey('visit', taskId), new Date(submittedAt), zone);

/**
 * Number of a complaint that was found when somebody turned to a customer who was not satisfied: known by its invitation, one
 * for each, to whoever submits the task before intake has opened the case.
 */
export const surveyComplaintId = (invitationId: string, submittedAt: string, zone: string): string =>
  caseIdOf(complaintKey('survey', invitationId), new Date(submittedAt), zone);

/** Number of a visit: the day for which it is planned, and 50 bits of whom it is for and why. */
export const visitIdOf = (customerId: string, kind: string, day: string, attempt = 0): string =>
  `V${day.replaceAll('-', '')}-${suffixOf(10, 'visit', customerId, kind, day, attempt)}`;

/** Number of an alert: the day on which it was raised, and 50 bits of whom it is about and of the score behind it. */
export const alertIdOf = (customerId: string, moves: number, day: string): string =>
  `A${day.replaceAll('-', '')}-${suffixOf(10, 'alert', customerId, moves, day)}`;

/**
 * Number of an invitation to a survey: the day on which it is to be asked, and 50 bits of why, of what, and of whom. Whoever
 * wants one says the day by what caused it, so that the same cause gives the same number.
 */
export const invitationIdOf = (
  cause: string,
  causeId: string,
  definition: string,
  customerId: string,
  day: string,
): string =>
  `S${day.replaceAll('-', '')}-${suffixOf(10, 'invitation', cause, causeId, definition, customerId)}`;

/** Number of a campaign: the day on which it is held, and 50 bits of its name; one a name and day. */
export const campaignIdOf = (campaign: string, day: string): string =>
  `Q${day.replaceAll('-', '')}-${suffixOf(10, 'campaign', campaign, day)}`;

/** Number of an improvement: 80 bits of what it is about and of what showed it, so that the same find opens one. */
export const improvementIdOf = (key: string, originId: string): string =>
  derivedId('I', 'improvement', key, originId);

/** The chance of a customer in an experiment, 0 up to 1: the same however often it is drawn. */
export const armChance = (experiment: string, customerId: string): number =>
  digestOf('arm', experiment, customerId).readUInt32BE(0) / 2 ** 32;

/** Which shard of an index an id belongs to, 0 to 7. */
export function shardOf(id: string): number {
  return (digestOf('shard', id)[0] ?? 0) % SHARDS;
}

/** `<prefix>#<0..7>`: key of a sharded index. */
export const shardKey = (prefix: string, id: string): string => `${prefix}#${shardOf(id)}`;

/** All keys of a sharded index, for those who read it whole. */
export const shardKeys = (prefix: string): string[] =>
  Array.from({ length: SHARDS }, (_, shard) => `${prefix}#${shard}`);

/** Prefix of the shards in which cases stand while they are open, whatever their status. */
export const OPEN_CASES = 'C';

/** Name of an execution, at most 80 characters: a longer one keeps its head and ends in a hash. */
export function executionName(kind: string, caseId: string, round: number): string {
  const name = `${kind}-${caseId}-r${round}`;
  return name.length <= 80 ? name : `${name.slice(0, 63)}-${suffixOf(16, name)}`;
}
