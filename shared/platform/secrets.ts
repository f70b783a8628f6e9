/** Keys from Secrets Manager: the current one and the one before it live at the same time. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PassingKeyRevoked } from '../faults/faults.ts';
import { called, clientSettings } from './calls.ts';
import type { Clock } from './clock.ts';

/** A key; `kid`, the first 8 characters of its version, stands in links that were signed with it. */
export interface Key {
  readonly kid: string;
  readonly value: string;
}

/** How long keys are kept before they are read again, in milliseconds. */
const FRESH_FOR = 5 * 60_000;

/** The same where something is about to be signed: a rotation must be known soon, for a revocation follows it. */
const CURRENT_FOR = 60_000;

/** How long an unknown `kid` must wait before it may make us read again: a stranger must not drive our calls. */
const UNKNOWN_AGAIN = 10_000;

let client: SecretsManagerClient | undefined;

/** A version of a secret by its stage, and when it was read. */
interface Version {
  readonly key: Key | undefined;
  readonly readAt: number;
}

const unread: Version = { key: undefined, readAt: Number.NEGATIVE_INFINITY };

/** The two living keys of one secret. The one before the current is read only where the current one does not do. */
export class Keys {
  readonly #arn: string;
  readonly #clock: Clock;
  #newest = unread;
  #former = unread;

  constructor(arn: string, clock: Clock) {
    this.#arn = arn;
    this.#clock = clock;
  }

  /** The key to sign with, never one of the revoked: where the one we know of is, the secret is read again. */
  async current(revoked: readonly string[] = []): Promise<Key> {
    let key = await this.#current(CURRENT_FOR);
    if (revoked.includes(key.kid)) key = await this.#current(0);
    if (revoked.includes(key.kid)) {
      throw new PassingKeyRevoked(`The current key ${key.kid} is revoked: rotate the secret ${this.#arn}.`);
    }
    return key;
  }

  /** The living key with this `kid`; undefined if there is none. */
  async find(kid: string): Promise<Key | undefined> {
    const found = await this.#find(kid, FRESH_FOR);
    return found ?? (await this.#find(kid, UNKNOWN_AGAIN));
  }

  /** All living keys, the current one first. */
  async all(): Promise<readonly Key[]> {
    const newest = await this.#current(FRESH_FOR);
    const former = await this.#previous(FRESH_FOR);
    return former === undefined ? [newest] : [newest, former];
  }

  async #find(kid: string, age: number): Promise<Key | undefined> {
    const newest = await this.#current(age);
    if (newest.kid === kid) return newest;
    const former = await this.#previous(age);
    return former?.kid === kid ? former : undefined;
  }

  async #current(age: number): Promise<Key> {
    const now = this.#clock.now().getTime();
    if (now - this.#newest.readAt >= age) {
      const before = this.#newest.key;
      this.#newest = { key: await this.#read('AWSCURRENT'), readAt: now };
      // After a rotation another key is the one before.
      if (before?.kid !== this.#newest.key?.kid) this.#former = unread;
    }
    const { key } = this.#newest;
    if (key !== undefined) return key;
    this.#newest = unread;
    throw new Error(`The secret ${this.#arn} has no version AWSCURRENT: give it one with put-secret-value.`);
  }

  async #previous(age: number): Promise<Key | undefined> {
    const now = this.#clock.now().getTime();
    if (now - this.#former.readAt >= age) {
      this.#former = { key: await this.#read('AWSPREVIOUS'), readAt: now };
    }
    return this.#former.key;
  }

  async #read(stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<Key | undefined> {
    client ??= new SecretsManagerClient(clientSettings);
    const secrets = client;
    return called('Secrets Manager', async () => {
      try {
        const command = new GetSecretValueCommand({ SecretId: this.#arn, VersionStage: stage });
        const { SecretString, VersionId } = await secrets.send(command);
        if (SecretString === undefined || VersionId === undefined) return undefined;
        return { kid: VersionId.slice(0, 8), value: SecretString };
      } catch (error) {
        // A secret that was never rotated has no version before the current one.
        if (stage === 'AWSPREVIOUS' && error instanceof Error && error.name === 'ResourceNotFoundException') {
          return undefined;
        }
        throw error;
      }
    });
  }
}
