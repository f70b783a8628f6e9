import { describe, expect, test } from 'vitest';
import { examples } from '../../../../../functions/intake/examples.ts';
import { businessKeyOf, newCase, newMessage } from '../../../../../functions/intake/rules/case-of.ts';
import {
  ComplaintSubmitted,
  FactsSubmitted,
  WithdrawalSubmitted,
} from '../../../../../shared/contracts/events.ts';
import { CaseHead, ComplaintNote, IntakeAccepted } from '../../../../../shared/contracts/items.ts';

const detail = ComplaintSubmitted.parse(examples['complaint.submitted'].valid.detail);
const facts = FactsSubmitted.parse(examples['complaint.facts-submitted'].valid.detail);
const withdrawal = WithdrawalSubmitted.parse(examples['complaint.withdrawal-submitted'].valid.detail);
const type = 'complaint.submitted';
const given = {
  businessKey: 'complaint#app#APP-2026-000123',
  caseId: 'K20260302-0000000000',
  eventId: 'e1',
  receivedAt: '2026-03-02T01:30:00.000Z',
  openShard: 'C#1',
  execution: 'arn:execution',
};

test('the channel and the id in it make the business key, whoever wrote and whatever was said', () => {
  const key = businessKeyOf({ type, detail });
  expect(key).toBe('complaint#app#APP-2026-000123');
  expect(businessKeyOf({ type, detail: { ...detail, customerId: 'other', text: 'other' } })).toBe(key);
  expect(businessKeyOf({ type, detail: { ...detail, channel: 'web' } })).not.toBe(key);
});

test('a complaint, its facts and its withdrawal may have the same id in a channel', () => {
  const { channel, externalId } = detail;
  const keys = [
    businessKeyOf({ type, detail }),
    businessKeyOf({ type: 'complaint.facts-submitted', detail: { ...facts, channel, externalId } }),
    businessKeyOf({ type: 'complaint.withdrawal-submitted', detail: { ...withdrawal, channel, externalId } }),
  ];
  expect(new Set(keys).size).toBe(3);
});

test('the rows of a new case match the schemas of their tables, and only the note holds words of the customer', () => {
  const { accepted, head, note } = newCase(detail, given);
  expect(IntakeAccepted.parse(accepted)).toEqual(accepted);
  expect(CaseHead.parse(head)).toEqual(head);
  expect(ComplaintNote.parse(note)).toEqual(note);
  expect(JSON.stringify([accepted, head])).not.toMatch(/fee|card/i);
  expect(note.text).toBe(detail.text);
});

test('the note keeps everything that was said with a complaint', () => {
  const said = ComplaintSubmitted.parse({
    ...detail,
    wish: 'The fee back',
    respondentId: 'S12',
    onBehalf: 'HEIR',
    groupSize: 3,
    coded: { business: 'B03' },
    facts: { product: 'Credit card' },
  });
  const { v: _, customerId: __, ...kept } = said;
  expect(ComplaintNote.parse(newCase(said, given).note)).toMatchObject(kept);
});

describe('the rows of a message', () => {
  const key = { businessKey: 'facts#app#1', receivedAt: given.receivedAt };

  test('match the schemas of their tables, and follow the messages before', () => {
    const eventId = 'e2';
    const first = newMessage(
      { sound: true, type: 'complaint.facts-submitted', detail: facts, eventId },
      { ...key, before: 0 },
    );
    expect(IntakeAccepted.parse(first.accepted)).toEqual({ ...first.accepted, caseId: facts.caseId });
    expect(ComplaintNote.parse(first.note)).toMatchObject({
      sk: 'NOTE#0001',
      brings: 'SUPPLEMENTED',
      text: facts.text,
    });
    const later = newMessage(
      { sound: true, type: 'complaint.facts-submitted', detail: facts, eventId },
      { ...key, before: 11 },
    );
    expect([later.number, later.note.sk]).toEqual([12, 'NOTE#0012']);
  });

  test('a withdrawal needs no words', () => {
    const { note } = newMessage(
      { sound: true, type: 'complaint.withdrawal-submitted', detail: withdrawal, eventId: 'e3' },
      { ...key, before: 0 },
    );
    expect(ComplaintNote.parse(note)).toMatchObject({ brings: 'WITHDRAWN', text: '' });
  });
});
