import { expect, test } from 'vitest';
import { examples } from '../../../../../functions/intake/examples.ts';
import { businessKeyOf, newCase } from '../../../../../functions/intake/rules/case-of.ts';
import { ComplaintSubmitted } from '../../../../../shared/contracts/events.ts';
import { CaseHead, ComplaintNote, IntakeAccepted } from '../../../../../shared/contracts/items.ts';

const detail = ComplaintSubmitted.parse(examples['complaint.submitted'].valid.detail);
const given = {
  caseId: 'K20260302-0000000000',
  eventId: 'e1',
  receivedAt: '2026-03-02T01:30:00.000Z',
  statusShard: 'RECEIVED#1',
  execution: 'arn:execution',
};

test('the channel and the id in it make the business key, whoever wrote and whatever was said', () => {
  expect(businessKeyOf(detail)).toBe('complaint#app#APP-2026-000123');
  expect(businessKeyOf({ ...detail, customerId: 'other', text: 'other' })).toBe(businessKeyOf(detail));
  expect(businessKeyOf({ ...detail, channel: 'web' })).not.toBe(businessKeyOf(detail));
});

test('the rows of a new case match the schemas of their tables, and only the note holds words of the customer', () => {
  const { accepted, head, note } = newCase(detail, given);
  expect(IntakeAccepted.parse(accepted)).toEqual(accepted);
  expect(CaseHead.parse(head)).toEqual(head);
  expect(ComplaintNote.parse(note)).toEqual(note);
  expect(JSON.stringify([accepted, head])).not.toMatch(/fee|card/i);
  expect(note.text).toBe(detail.text);
});
