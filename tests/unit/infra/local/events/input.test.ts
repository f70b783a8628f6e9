// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
import { describe, expect, test } from 'vitest';
import { compileInput, type InputSettings } from '../../../../../infra/local/events/input.ts';

const event = {
  version: '0',
  id: '7bf73129',
  source: 'aws.ec2',
  time: '2015-11-11T21:29:54Z',
  resources: ['arn:first', 'arn:second'],
  detail: {
    'instance-id': 'i-0123456789',
    state: 'RUNNING',
    note: 'say "hi"',
    count: 3,
    list: [{ n: 1 }, { n: 2 }],
  },
};
const context = { ruleArn: 'arn:rule/example', ruleName: 'example', ingestionTime: '2015-11-11T21:29:55Z' };
const made = (settings: InputSettings) => compileInput(settings, 'T')(event, context);
const filled = (inputTemplate: string) =>
  made({
    inputTransformer: {
      inputPathsMap: {
        instance: '$.detail.instance-id',
        state: '$.detail.state',
        note: '$.detail.note',
        count: '$.detail.count',
        detail: '$.detail',
        first: '$.resources[0]',
        all: '$.detail.list[*].n',
        missing: '$.detail.nothing',
      },
      inputTemplate,
    },
  });

describe('the input of a target', () => {
  test.each<[string, InputSettings, unknown]>([
    ['is the event itself', {}, event],
    ['is a constant', { input: '{"a":[1]}' }, { a: [1] }],
    ['is a part of the event', { inputPath: '$.detail.count' }, 3],
    ['is the whole event by its root', { inputPath: '$' }, event],
    ['is an element of an array', { inputPath: '$.resources[1]' }, 'arn:second'],
  ])('%s', (_, settings, expected) => {
    expect(made(settings)).toEqual(expected);
  });

  test.each<[string, string, unknown]>([
    ['a simple string', '"instance <instance> is in <state>"', 'instance i-0123456789 is in RUNNING'],
    [
      'a string with escaped quotes',
      '"instance \\"<instance>\\" is in <state>"',
      'instance "i-0123456789" is in RUNNING',
    ],
    ['a line of text without quotes', 'instance <count> up', 'instance 3 up'],
    [
      'simple JSON',
      '{"instance": <instance>, "state": <state>}',
      { instance: 'i-0123456789', state: 'RUNNING' },
    ],
    [
      'variables inside strings',
      '{"s": "<state>", "t": "instance \\"<instance>\\""}',
      { s: 'RUNNING', t: 'instance "i-0123456789"' },
    ],
    ['a mix with constants', '{"state": [9, <count>, true], "x": "Yes"}', { state: [9, 3, true], x: 'Yes' }],
    ['quotes of a value inside a string', '{"n": "<note>"}', { n: 'say "hi"' }],
    [
      'objects and lists',
      '{"d": <detail>, "f": <first>, "a": <all>}',
      { d: event.detail, f: 'arn:first', a: [1, 2] },
    ],
    ['an object inside a string', '"<all>"', '[1,2]'],
    ['a path that finds nothing', '{"m": <missing>, "t": "<missing>"}', { m: null, t: '' }],
    [
      'the predefined variables',
      '{"r": <aws.events.rule-arn>, "n": "<aws.events.rule-name>", "i": <aws.events.event.ingestion-time>}',
      {
        r: 'arn:rule/example',
        n: 'example',
        i: '2015-11-11T21:29:55Z',
      },
    ],
    ['the original event', '{"e": <aws.events.event.json>}', { e: event }],
  ])('is a template with %s', (_, template, expected) => {
    expect(filled(template)).toEqual(expected);
  });

  test('aws.events.event is the event without its detail', () => {
    const { detail: _, ...envelope } = event;
    expect(filled('{"e": <aws.events.event>}')).toEqual({ e: envelope });
  });

  test.each<[string, InputSettings, RegExp]>([
    ['a constant that is not JSON', { input: '{' }, /Input of target T is not valid JSON/],
    ['two kinds at once', { input: '{}', inputPath: '$' }, /input and inputPath/],
    ['a path with a filter', { inputPath: '$.a[?(@.b)]' }, /Invalid input path/],
    ['a path that starts elsewhere', { inputPath: 'detail' }, /Invalid input path "detail"/],
    [
      'a reserved variable',
      { inputTransformer: { inputPathsMap: { 'aws.x': '$' }, inputTemplate: '"x"' } },
      /reserved/,
    ],
    [
      'a template that cannot be JSON',
      { inputTransformer: { inputTemplate: '{"a": <b>' } },
      /InputTemplate of target T is not valid JSON/,
    ],
    [
      'more than 100 variables',
      {
        inputTransformer: {
          inputPathsMap: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`v${i}`, '$'])),
          inputTemplate: '"x"',
        },
      },
      /at most 100/,
    ],
  ])('refuses %s when the rule is made', (_, settings, message) => {
    expect(() => compileInput(settings, 'T')).toThrow(message);
  });
});
