import { describe, expect, it } from 'vitest';

import { countText, readDocument, textOf } from './documents';

describe('a model’s document', () => {
  it('is read from a file', () => {
    expect(readDocument('{"id": "chassis", "options": []}')).toEqual({ document: { id: 'chassis', options: [] } });
  });

  it('that is no JSON is refused', () => {
    expect(readDocument('{\n  "id": "chassis",\n  "options": [,]\n}')).toMatchObject({ fault: 'json' });
  });

  it.each(['[]', '1', 'null', '{"id": 3, "options": []}', '{"id": "a"}'])('%s is no model', (text) => {
    expect(readDocument(text)).toEqual({ fault: 'shape' });
  });
});

it.each([
  ['0', '0'],
  ['278744', '278,744'],
  ['999999999999', '999,999,999,999'],
  ['1234567890123', '1.23 × 10^12'],
])('%s configurations are written %s', (digits, text) => {
  expect(countText(digits)).toBe(text);
});

it('a text falls back to another language, then to the id', () => {
  expect([textOf({ en: 'Slot', zh: '插槽' }, 'zh', 'slot'), textOf({ en: 'Slot' }, 'zh', 'slot'), textOf({}, 'en', 'slot')]).toEqual(['插槽', 'Slot', 'slot']);
});
