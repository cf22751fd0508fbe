import { expect, it } from 'vitest';

import { ibanFault } from './iban';

it.each([
  ['DE89 3704 0044 0532 0130 00', null],
  ['gb82west12345698765432', null],
  ['DE88 3704 0044 0532 0130 00', 'digits'],
  ['12345678', 'form'],
  [' ', 'missing'],
])('%s: %s', (typed, fault) => expect(ibanFault(typed)).toBe(fault));
