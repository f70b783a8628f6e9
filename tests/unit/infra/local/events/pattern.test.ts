/**
 * Semantics of event patterns. Sources:
 * - operators: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * - arrays: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html
 * - null and empty: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-null-values.html
 * - array consistency, $or, wildcards, what is refused: https://github.com/aws/event-ruler (README, JsonRuleCompiler)
 */
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../../../infra/local/events/pattern.ts';

const ec2 = {
  version: '0',
  id: 'ddddd4-aaaa-7777-4444-345dd43cc333',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '012345679012',
  time: '2017-10-02T16:24:49Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000'],
  detail: {
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    'instance-id': 'i-000000aaaaaa00000',
    state: 'running',
    responseElements: null,
    eventVersion: '',
    flag: true,
  },
};

const matches = (pattern: object, event: unknown = ec2) => compilePattern(pattern)(event);
const detail = (name: string, ...values: unknown[]) => ({ detail: { [name]: values } });

describe('a pattern matches', () => {
  test.each<[string, object, boolean]>([
    ['an exact value', { source: ['aws.ec2'] }, true],
    ['one of several values', detail('state', 'initializing', 'running'), true],
    ['only in its own case', { source: ['AWS.EC2'] }, false],
    ['all of its fields', { source: ['aws.ec2'], detail: { state: ['stopped'] } }, false],
    ['no field that is missing', detail('absent', 'running'), false],
    ['null as null', detail('responseElements', null), true],
    ['null not as an empty string', detail('eventVersion', null), false],
    ['an empty string', detail('eventVersion', ''), true],
    ['a boolean', detail('flag', true), true],
    ['a boolean not as its text', detail('flag', 'true'), false],
    ['a number by value', detail('x-limit', 3.018e2), true],
    ['a number not as its text', detail('c-count', '5'), false],
    ['a prefix', { time: [{ prefix: '2017-10-02' }] }, true],
    ['a prefix in its own case', { source: [{ prefix: 'AWS.' }] }, false],
    ['a prefix ignoring case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
    ['a prefix on strings only', detail('c-count', { prefix: '5' }), false],
    ['a suffix', { source: [{ suffix: 'ec2' }] }, true],
    ['no other suffix', { source: [{ suffix: 'ec3' }] }, false],
    ['a suffix ignoring case', { source: [{ suffix: { 'equals-ignore-case': 'EC2' } }] }, true],
    ['a value ignoring case', { source: [{ 'equals-ignore-case': 'AWS.EC2' }] }, true],
    ['a longer value not, ignoring case', { source: [{ 'equals-ignore-case': 'AWS.EC' }] }, false],
    ['anything but a string', detail('state', { 'anything-but': 'initializing' }), true],
    ['anything but this string', detail('state', { 'anything-but': 'running' }), false],
    ['anything but a number', detail('x-limit', { 'anything-but': 123 }), true],
    ['anything but this number', detail('c-count', { 'anything-but': 5 }), false],
    ['anything but a list of strings', detail('state', { 'anything-but': ['stopped', 'running'] }), false],
    ['anything but a list of numbers', detail('x-limit', { 'anything-but': [100, 200, 300] }), true],
    ['anything but a number where a string stands', detail('state', { 'anything-but': 5 }), true],
    ['anything but a string where null stands', detail('responseElements', { 'anything-but': 'x' }), true],
    ['anything but, on no absent field', detail('absent', { 'anything-but': 'x' }), false],
    ['anything but a prefix', detail('state', { 'anything-but': { prefix: 'init' } }), true],
    ['anything but this prefix', detail('state', { 'anything-but': { prefix: 'run' } }), false],
    [
      'anything but a list of prefixes',
      detail('state', { 'anything-but': { prefix: ['init', 'run'] } }),
      false,
    ],
    ['anything but a suffix', detail('state', { 'anything-but': { suffix: 'ning' } }), false],
    [
      'anything but a list of suffixes',
      detail('state', { 'anything-but': { suffix: ['ing2', 'ed'] } }),
      true,
    ],
    [
      'anything but, ignoring case',
      detail('state', { 'anything-but': { 'equals-ignore-case': 'RUNNING' } }),
      false,
    ],
    [
      'anything but a list, ignoring case',
      detail('state', { 'anything-but': { 'equals-ignore-case': ['STOPPED', 'INITIALIZING'] } }),
      true,
    ],
    ['anything but a wildcard', detail('state', { 'anything-but': { wildcard: 'r*g' } }), false],
    [
      'anything but a list of wildcards',
      detail('state', { 'anything-but': { wildcard: ['a*', 'b*'] } }),
      true,
    ],
    ['a number in a range', detail('c-count', { numeric: ['>', 0, '<=', 5] }), true],
    ['a number not beyond a range', detail('c-count', { numeric: ['>', 0, '<', 5] }), false],
    ['a number below', detail('d-count', { numeric: ['<', 10] }), true],
    ['a number at least', detail('d-count', { numeric: ['>=', 3] }), true],
    ['a number equal', detail('x-limit', { numeric: ['=', 3.018e2] }), true],
    ['numbers in JSON numbers only', { account: [{ numeric: ['>', 0] }] }, false],
    ['an address in a block', detail('source-ip', { cidr: '10.0.0.0/24' }), true],
    ['no address outside a block', detail('source-ip', { cidr: '10.0.1.0/24' }), false],
    ['addresses only as addresses', detail('state', { cidr: '10.0.0.0/8' }), false],
    ['a field that exists', detail('c-count', { exists: true }), true],
    ['a field that exists as null', detail('responseElements', { exists: true }), true],
    ['an absent field', detail('absent', { exists: false }), true],
    ['no present field as absent', detail('c-count', { exists: false }), false],
    ['an absent field or a value', detail('absent', 'x', { exists: false }), true],
    ['a wildcard in the middle', { source: [{ wildcard: 'a*2' }] }, true],
    ['a wildcard that stands for nothing', { source: [{ wildcard: 'aws.*ec2' }] }, true],
    ['several wildcards', { resources: [{ wildcard: 'arn:*:ec2:*instance/*' }] }, true],
    ['no wildcard with a dot as any character', { source: [{ wildcard: 'awsX*' }] }, false],
    ['if the arrays have something in common', { resources: ['x', ec2.resources[0]] }, true],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  test('an intermediate node counts as absent for exists', () => {
    const nested = { detail: { 'c-count': { c1: 100 } } };
    expect(matches(detail('c-count', { exists: false }), nested)).toBe(true);
    expect(matches(detail('c-count', { exists: true }), nested)).toBe(false);
  });

  test('a backslash makes an asterisk or a backslash of a wildcard literal', () => {
    expect(matches(detail('f', { wildcard: 'a\\*b' }), { detail: { f: 'a*b' } })).toBe(true);
    expect(matches(detail('f', { wildcard: 'a\\*b' }), { detail: { f: 'axb' } })).toBe(false);
    expect(matches(detail('f', { wildcard: 'a\\\\*' }), { detail: { f: 'a\\b' } })).toBe(true);
  });

  test('IPv6 blocks and other spellings of an address match', () => {
    const event = { detail: { ip: '2001:db8::1', mapped: '::ffff:10.0.0.1' } };
    expect(matches(detail('ip', { cidr: '2001:db8::/32' }), event)).toBe(true);
    expect(matches(detail('ip', '2001:0db8:0:0::0001'), event)).toBe(true);
    expect(matches(detail('mapped', { cidr: '10.0.0.0/8' }), event)).toBe(false);
  });

  test('a character beyond ASCII and a line break are characters like others', () => {
    expect(matches(detail('f', { wildcard: '投*诉' }), { detail: { f: '投\n诉' } })).toBe(true);
    expect(matches(detail('f', { suffix: '诉' }), { detail: { f: '投诉' } })).toBe(true);
  });
});

describe('arrays', () => {
  const staff = {
    employees: [
      { firstName: 'John', lastName: 'Doe' },
      { firstName: 'Anna', lastName: 'Smith' },
      { firstName: 'Peter', lastName: 'Jones' },
    ],
  };

  test('objects in an array stand for the field itself, also nested', () => {
    expect(matches({ employees: { firstName: ['Anna'] } }, staff)).toBe(true);
    expect(matches({ employees: { firstName: ['Anna'] } }, { employees: [staff.employees] })).toBe(true);
  });

  test('two fields match only within one element of an array', () => {
    expect(matches({ employees: { firstName: ['Anna'], lastName: ['Smith'] } }, staff)).toBe(true);
    expect(matches({ employees: { firstName: ['Anna'], lastName: ['Jones'] } }, staff)).toBe(false);
  });

  test('a later element is tried when an earlier one leads nowhere', () => {
    const twice = {
      a: [
        { b: 1, c: 1 },
        { b: 1, c: 2 },
      ],
    };
    expect(matches({ a: { b: [1], c: [2] } }, twice)).toBe(true);
  });

  test('anything-but holds if one element is different', () => {
    expect(matches({ f: [{ 'anything-but': 'a' }] }, { f: ['a', 'b'] })).toBe(true);
    expect(matches({ f: [{ 'anything-but': 'a' }] }, { f: ['a'] })).toBe(false);
  });
});

describe('$or', () => {
  const pattern = {
    source: ['aws.cloudwatch'],
    $or: [
      { metricName: ['CPUUtilization', 'ReadLatency'] },
      {
        metricType: ['MetricType'],
        namespace: ['AWS/EC2'],
        $or: [{ metricId: [1234] }, { spaceId: [1000] }],
      },
      { scope: ['Service'] },
    ],
  };

  test.each<[string, object, boolean]>([
    ['the first branch', { source: 'aws.cloudwatch', metricName: 'ReadLatency' }, true],
    ['the last branch', { source: 'aws.cloudwatch', scope: 'Service' }, true],
    [
      'a nested branch',
      { source: 'aws.cloudwatch', metricType: 'MetricType', namespace: 'AWS/EC2', spaceId: 1000 },
      true,
    ],
    [
      'a nested branch without its own $or',
      { source: 'aws.cloudwatch', metricType: 'MetricType', namespace: 'AWS/EC2' },
      false,
    ],
    ['no branch', { source: 'aws.cloudwatch' }, false],
    ['a branch without what stands beside $or', { scope: 'Service' }, false],
  ])('%s', (_, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  test('inside detail it combines with $or outside', () => {
    const both = { $or: [{ a: [1] }, { b: [1] }], detail: { $or: [{ c: [1] }, { d: [1] }] } };
    expect(matches(both, { b: 1, detail: { d: 1 } })).toBe(true);
    expect(matches(both, { b: 1, detail: { d: 2 } })).toBe(false);
  });
});

describe('a pattern is refused by name', () => {
  test.each<[string, unknown, RegExp]>([
    ['text that is not JSON', '{"a":', /not JSON/],
    ['a list', [], /must be an object/],
    ['an empty object', {}, /empty objects/],
    ['an empty nested object', { detail: {} }, /"detail" is empty/],
    ['a bare value', { source: 'aws.ec2' }, /"source" must be an object or an array/],
    ['an empty array', { source: [] }, /"source" is an empty array/],
    ['an array in an array', { source: [['a']] }, /"source" holds an array/],
    ['an unknown operator', { source: [{ regex: '.*' }] }, /"regex" of "source" is not an operator/],
    ['two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }, /2 keys/],
    ['a prefix that is a number', { source: [{ prefix: 1 }] }, /"prefix" of "source"/],
    [
      'exists with another value',
      { source: [{ exists: 'yes' }] },
      /"exists" of "source" must be true or false/,
    ],
    ['an odd numeric range', { n: [{ numeric: ['>', 0, '<='] }] }, /"numeric" of "n"/],
    ['a numeric range upside down', { n: [{ numeric: ['<', 5, '>', 0] }] }, /lower bound .* before/],
    ['an empty numeric range', { n: [{ numeric: ['>', 5, '<', 5] }] }, /not below/],
    ['a number out of range', { n: [{ numeric: ['>', 5.1e9] }] }, /-5.0e9 to 5.0e9/],
    ['a block that is none', { ip: [{ cidr: '10.0.0.0/33' }] }, /"10.0.0.0\/33"/],
    ['anything-but of mixed kinds', { a: [{ 'anything-but': ['x', 1] }] }, /only strings or only numbers/],
    ['anything-but of null', { a: [{ 'anything-but': null }] }, /only strings or only numbers/],
    ['anything-but of an empty prefix', { a: [{ 'anything-but': { prefix: '' } }] }, /must not be empty/],
    ['anything-but of numeric', { a: [{ 'anything-but': { numeric: ['=', 1] } }] }, /not "numeric"/],
    ['consecutive wildcards', { a: [{ wildcard: 'a**b' }] }, /consecutive wildcard/],
    ['a stray backslash', { a: [{ wildcard: 'a\\b' }] }, /backslash before "b"/],
    ['$or of one branch', { $or: [{ a: [1] }] }, /at least two/],
    ['an operator as a field in $or', { $or: [{ prefix: [1] }, { a: [1] }] }, /"prefix" is an operator/],
    [
      'more than 1000 combinations',
      {
        detail: Object.fromEntries(
          ['a', 'b', 'c', 'd'].map((n) => [
            n,
            { $or: Array.from({ length: 6 }, (_, i) => ({ [`x${i}`]: [1] })) },
          ]),
        ),
      },
      /more than 1000/,
    ],
  ])('%s', (_, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ name: 'InvalidEventPatternException' }),
    );
  });
});
