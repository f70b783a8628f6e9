/** The reader of policies: what the Policies table says, or what the code brings along where it says nothing. */
import type * as z from 'zod';
import { PolicyRow } from '../contracts/items.ts';
import { mismatchesOf } from '../contracts/mismatch.ts';
import { PolicyUnknown, PolicyWrong } from '../faults/faults.ts';
import type { Brought, Pack, PolicyName } from '../policy/packs.ts';
import { type Clock, instantOf } from './clock.ts';
import type { Table } from './table.ts';

/** A policy in one of its versions. */
export interface Policy<Name extends PolicyName> {
  readonly name: Name;
  readonly version: number;
  readonly pack: Pack<Name>;
}

/** Sort key of a version in the Policies table. */
export const versionKey = (version: number): string => `V#${String(version).padStart(6, '0')}`;

/** How long it is remembered which version is in force, in milliseconds of the clock. */
const FRESH_FOR = 60_000;

/** Gives policies: in the version a case started with, or in the one that is in force. */
export class Policies {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #brought: Brought;
  readonly #inForce = new Map<PolicyName, { version: number; readAt: number }>();
  readonly #versions = new Map<string, unknown>();

  /** `brought` are the policies that the function reads: its bundle carries these and no others. */
  constructor(table: Table, clock: Clock, brought: Brought) {
    this.#table = table;
    this.#clock = clock;
    this.#brought = brought;
  }

  /** The policy in this version; without a version the one in force. */
  async read<Name extends PolicyName>(name: Name, version?: number): Promise<Policy<Name>> {
    const wanted = version ?? (await this.versionInForce(name));
    const key = `${name} ${wanted}`;
    // A version never changes once it is written, so it is remembered for good.
    if (!this.#versions.has(key)) this.#versions.set(key, await this.#readVersion(name, wanted));
    return { name, version: wanted, pack: this.#versions.get(key) as Pack<Name> };
  }

  /** The policy in force at this very moment, past what is remembered: for what must end at once. */
  async readNow<Name extends PolicyName>(name: Name): Promise<Policy<Name>> {
    this.#inForce.delete(name);
    return this.read(name);
  }

  /** The versions that are in force now, for a case to keep. */
  async inForce(names: readonly PolicyName[]): Promise<Record<string, number>> {
    const versions = await Promise.all(
      names.map(async (name) => [name, await this.versionInForce(name)] as const),
    );
    return Object.fromEntries(versions);
  }

  /** The version in force: the live one, or the latest before it whose effective date has come. */
  async versionInForce(name: PolicyName): Promise<number> {
    const now = this.#clock.now();
    const known = this.#inForce.get(name);
    if (known !== undefined && Math.abs(now.getTime() - known.readAt) < FRESH_FOR) return known.version;
    const live = await this.#table.get(PolicyRow, { name, sk: 'LIVE' });
    let version = live?.version ?? this.#ofCode(name).versions.length;
    while (version > 1 && (await this.#effectiveFrom(name, version)) > instantOf(now)) version--;
    this.#inForce.set(name, { version, readAt: now.getTime() });
    return version;
  }

  async #effectiveFrom(name: PolicyName, version: number): Promise<string> {
    const row = await this.#table.get(PolicyRow, { name, sk: versionKey(version) });
    return row?.effectiveFrom ?? this.#ofCode(name).versions[version - 1]?.effectiveFrom ?? '';
  }

  async #readVersion<Name extends PolicyName>(name: Name, version: number): Promise<Pack<Name>> {
    const row = await this.#table.get(PolicyRow, { name, sk: versionKey(version) });
    const stored: unknown =
      row?.pack === undefined ? this.#ofCode(name).versions[version - 1]?.pack : JSON.parse(row.pack);
    if (stored === undefined) throw new PolicyUnknown(name, version);
    const schema: z.ZodType<Pack<Name>> = this.#ofCode(name).schema as never;
    const parsed = schema.safeParse(stored);
    if (!parsed.success)
      throw new PolicyWrong(name, version, mismatchesOf(parsed.error), { cause: parsed.error });
    return parsed.data;
  }

  #ofCode(name: PolicyName) {
    const its = this.#brought[name];
    if (its === undefined) throw new Error(`This function was not given the policy ${name}, which it reads.`);
    return its;
  }
}
