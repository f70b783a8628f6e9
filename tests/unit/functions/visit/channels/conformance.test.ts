/** Holds every file in functions/visit/channels to the contract of an adapter: a new one is a file, and passes here. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ChannelAdapter } from '../../../../../functions/visit/channels/adapter.ts';
import { channels } from '../../../../../functions/visit/channels/channels.ts';
import { ContactChannel, VisitKind } from '../../../../../shared/contracts/codes.ts';

const folder = resolve(import.meta.dirname, '../../../../../functions/visit/channels');
const files = readdirSync(folder).filter((file) => !['adapter.ts', 'channels.ts'].includes(file));
const customers = [
  {},
  { email: 'li@home.example' },
  { phone: '021 5555 0100' },
  { email: 'li@home.example', phone: '021 5555 0100' },
];

test('R125, R238, R239 there is an adapter for every channel, each in a file of its name', () => {
  expect(files.sort()).toEqual(ContactChannel.options.map((channel) => `${channel}.ts`).sort());
});

describe.each(files)('R043, R056 the adapter %s', (file) => {
  const load = async () => (await import(resolve(folder, file))) as { adapter: ChannelAdapter };

  test('is named as its channel, gives nothing else, and is the one that visits use', async () => {
    const module = await load();
    expect(Object.keys(module)).toEqual(['adapter']);
    expect(`${module.adapter.channel}.ts`).toBe(file);
    expect(channels[module.adapter.channel]).toBe(module.adapter);
  });

  test('says who carries the contact, and for which kinds of visit, each once', async () => {
    const { carrier, kinds } = (await load()).adapter;
    expect(['TASK', 'MAIL']).toContain(carrier);
    expect(kinds.length).toBeGreaterThan(0);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(VisitKind.options).toEqual(expect.arrayContaining([...kinds]));
  });

  test('a mail is sent to an address, and nobody is waited for', async () => {
    const { carrier, kinds, reaches } = (await load()).adapter;
    if (carrier !== 'MAIL') return;
    expect(reaches({})).toBe(false);
    expect(kinds).not.toContain('COMPLAINT_FOLLOWUP');
  });

  test('who is reached with less is reached with more, and the answer does not change', async () => {
    const { reaches } = (await load()).adapter;
    for (const customer of customers) {
      expect(reaches(customer)).toBe(reaches(customer));
      if (reaches(customer)) expect(reaches({ ...customer, email: 'a@b.example', phone: '1' })).toBe(true);
    }
    expect(reaches({ email: 'li@home.example', phone: '021 5555 0100' })).toBe(true);
  });

  test('looks at nothing of a customer but mail address and telephone number', async () => {
    const { reaches } = (await load()).adapter;
    const read: string[] = [];
    const watched = new Proxy({}, { get: (_, field) => void read.push(String(field)) });
    reaches(watched);
    expect(['email', 'mailRefused', 'phone']).toEqual(expect.arrayContaining(read));
  });
});
