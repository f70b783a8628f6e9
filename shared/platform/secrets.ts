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

/** The two living keys of one secret. */
export class Keys {
  readonly #arn: string;
  readonly #clock: Clock;
  #keys: readonly Key[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(arn: string, clock: Clock) {
    this.#arn = arn;
    this.#clock = clock;
  }

  /** The key to sign with, never one of the revoked: where the one we know of is, the secret is read again. */
  async current(revoked: readonly string[] = []): Promise<Key> {
    await this.#refresh(CURRENT_FOR);
    if (this.#keys[0] !== undefined && revoked.includes(this.#keys[0].kid)) await this.#refresh(0);
    const [key] = this.#keys;
    if (key === undefined) throw new Error('Keys were read, and yet there is none.');
    if (revoked.includes(key.kid)) {
      throw new PassingKeyRevoked(`The current key ${key.kid} is revoked: rotate the secret ${this.#arn}.`);
    }
    return key;
  }

  /** The living key with this `kid`; undefined if there is none. */
  async find(kid: string): Promise<Key | undefined> {
    await this.#refresh(FRESH_FOR);
    if (!this.#keys.some((key) => key.kid === kid)) await this.#refresh(UNKNOWN_AGAIN);
    return this.#keys.find((key) => key.kid === kid);
  }

  /** All living keys, the current one first. */
  async all(): Promise<readonly Key[]> {
    await this.#refresh(FRESH_FOR);
    return this.#keys;
  }

  async #refresh(age: number): Promise<void> {
    const now = this.#clock.now().getTime();
    if (now - this.#readAt < age) return;
    const current = await this.#read('AWSCURRENT');
    const previous = await this.#read('AWSPREVIOUS');
    if (current === undefined)
      throw new Error(
        `The secret ${this.#arn} has no version AWSCURRENT: give it one with put-secret-value.`,
      );
    this.#keys = previous === undefined ? [current] : [current, previous];
    this.#readAt = now;
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
