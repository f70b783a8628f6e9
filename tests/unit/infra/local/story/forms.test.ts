import { describe, expect, test } from 'vitest';
import { filled, readPage } from '../../../../../infra/local/story/forms.ts';

const PAGE = `<!doctype html><html><body>
<h1>Handle <em>a</em> complaint &amp; more</h1>
<dl><dt>Case</dt><dd>K1</dd><dt>Due</dt><dd><time datetime="x">Thu &#8211; 17:00</time></dd></dl>
<!-- <form method="post"><input name="trap"></form> -->
<form method=post action="./again?x=1&amp;y=2">
<input type="hidden" name="csrf" value="a&quot;b">
<fieldset><label><input type="radio" name="outcome" value="UPHELD" required>Upheld</label>
<label><input type="radio" name="outcome" value="REJECTED" required>Rejected</label></fieldset>
<select name="way" required><option value="">choose</option><option>RETRY</option><option value='CANCEL'>cancel</option></select>
<textarea name="reason" required minlength="30">
</textarea>
<input type="checkbox" name="confirm" value="yes" required><input type="checkbox" name="copy">
<input type="text" name="code" value="" maxlength="12" required>
<input name="note" value="kept > all">
<button type="submit" name="go" value="1">Send</button><input type="submit" name="also">
</form>
<form><input name="q"></form>
</body></html>`;

describe('a page', () => {
  const page = readPage(PAGE, 'https://care.bank.example/t/link');

  test('is read as a person sees it: heading, facts and forms, no comments', () => {
    expect(page.title).toBe('Handle a complaint & more');
    expect(page.facts).toEqual([
      ['Case', 'K1'],
      ['Due', 'Thu – 17:00'],
    ]);
    expect(page.forms.map(({ method, action }) => [method, action])).toEqual([
      ['post', 'https://care.bank.example/t/again?x=1&y=2'],
      ['get', 'https://care.bank.example/t/link'],
    ]);
  });

  test('has fields with their choices, and nothing is chosen beforehand', () => {
    expect(
      page.forms[0]?.fields.map(({ name, kind, value, options }) => [name, kind, value, options]),
    ).toEqual([
      ['csrf', 'hidden', 'a"b', []],
      ['outcome', 'radio', '', ['UPHELD', 'REJECTED']],
      ['way', 'select', '', ['RETRY', 'CANCEL']],
      ['reason', 'textarea', '', []],
      ['confirm', 'checkbox', '', ['yes']],
      ['copy', 'checkbox', '', ['on']],
      ['code', 'text', '', []],
      ['note', 'text', 'kept > all', []],
    ]);
  });

  test('is filled as wished, hidden fields kept, what is required and not mentioned chosen somehow', () => {
    const form = page.forms[0];
    if (!form) throw new Error('no form');
    const body = Object.fromEntries(filled(form, { outcome: 'REJECTED', code: '123456', unknown: 'x' }));
    expect(body).toMatchObject({
      csrf: 'a"b',
      outcome: 'REJECTED',
      way: 'RETRY',
      code: '123456',
      confirm: 'yes',
      note: 'kept > all',
    });
    expect(body.reason?.length).toBeGreaterThanOrEqual(30);
    expect(Object.keys(body)).not.toContain('copy');
    expect(Object.keys(body)).not.toContain('unknown');
  });

  test('keeps what stands in a form that is shown again, and never invents a choice', () => {
    const again = readPage(
      '<form method="post"><input type="radio" name="o" value="A"><input type="radio" name="o" value="B" checked><textarea name="r">\nold &lt;b&gt;</textarea></form>',
      'http://x/',
    );
    const form = again.forms[0];
    if (!form) throw new Error('no form');
    expect(Object.fromEntries(filled(form, { o: 'C' }))).toEqual({ o: 'B', r: 'old <b>' });
  });
});
