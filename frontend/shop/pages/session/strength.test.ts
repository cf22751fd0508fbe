import { expect, it } from 'vitest';

import { strengthOf } from './strength';

it.each([
  ['nine char', 'short'],
  ['password1234', 'weak'],
  ['aaaaaaaaaaaa', 'weak'],
  ['maple-river', 'good'],
  ['Maple-river-7', 'strong'],
  ['correct horse battery staple', 'strong'],
] as const)('%s is %s', (password, strength) => {
  expect(strengthOf(password)).toBe(strength);
});

it('is weak where it is one’s own name or address', () => {
  expect(strengthOf('byron-forever-1', ['Ada Byron', 'ada@example.com'])).toBe('weak');
});
