import { describe, expect, test } from 'vitest';
import {
  cookieIn,
  cookieOf,
  isFromOurSite,
  mayBeFromOurSite,
  same,
} from '../../../../shared/platform/browser.ts';

const value = 'A'.repeat(32);

test('texts are compared whole', () => {
  expect([same('a', 'a'), same('a', 'b'), same('a', 'aa'), same('', ''), same('é', 'e')]).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
});

describe('the cookie of a form', () => {
  test('is kept where the browser has one, and made afresh where it has none or a bent one', () => {
    expect(cookieOf({ cookies: { 'steward-form': value } }, 'https://bank.test', '/complain')).toEqual({
      value,
      set: [],
    });
    for (const cookies of [{}, { 'steward-form': 'short' }, { 'steward-form': `${value}; Path=/` }]) {
      const { value: fresh, set } = cookieOf({ cookies }, 'https://bank.test', '/complain');
      expect(fresh).toMatch(/^[A-Za-z0-9_-]{32}$/);
      expect(set).toEqual([`steward-form=${fresh}; Path=/complain; HttpOnly; SameSite=Lax; Secure`]);
      expect(cookieIn({ cookies })).toBeUndefined();
    }
  });

  test('lives below the path of the pages, and without Secure only where there is no TLS', () => {
    const { set } = cookieOf({ cookies: {} }, 'http://127.0.0.1:4511/care/', '/complain');
    expect(set[0]).toMatch(/; Path=\/care\/complain; HttpOnly; SameSite=Lax$/);
  });
});

test.each([
  ['nothing is said', {}, true, false],
  ['the browser vouches for it', { 'sec-fetch-site': 'same-origin', origin: 'null' }, true, true],
  ['another site sent it', { 'sec-fetch-site': 'cross-site', origin: 'https://bank.test' }, false, false],
  ['a sister of our site sent it', { 'sec-fetch-site': 'same-site' }, false, false],
  ['the origin is ours', { origin: 'https://bank.test' }, true, false],
  ['the origin is another', { origin: 'https://evil.test' }, false, false],
  ['the origin is hidden and nobody vouches', { origin: 'null' }, false, false],
  ['the origin is no address', { origin: 'x' }, false, false],
])('a post where %s', (_, headers, may, is) => {
  const request = { headers: { host: 'bank.test', ...headers } };
  expect([mayBeFromOurSite(request), isFromOurSite(request)]).toEqual([may, is]);
});
