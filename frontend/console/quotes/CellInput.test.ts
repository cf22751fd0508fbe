import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeAll, expect, it } from 'vitest';

import ui from '../../src/ui/texts/en';
import { useTexts } from '$lib/i18n.svelte';

import CellInput from './CellInput.svelte';

beforeAll(() => useTexts('en', { ui }));

function cell() {
  const taken: string[] = [];
  const oncommit = async (text: string) => void taken.push(text);
  render(CellInput, { label: 'Price', shown: '12.50', column: 'price', wrong: (text: string) => (/^[\d.]+$/.test(text) ? null : 'Such as 12.50'), oncommit });
  const input = screen.getByLabelText<HTMLInputElement>('Price');
  const type = (text: string) => fireEvent.input(input, { target: { value: text } });
  return { input, taken, type };
}

it('is sent when it is left, once, and only if it was changed', async () => {
  const { input, taken, type } = cell();
  await fireEvent.blur(input);
  await type('12.50');
  await fireEvent.blur(input);
  await type(' 9.90 ');
  await fireEvent.blur(input);
  expect(taken).toEqual(['9.90']);
});

it('is not sent while it is wrong, and says so', async () => {
  const { input, taken, type } = cell();
  await type('nine');
  await fireEvent.blur(input);
  expect([taken, input.value, input.getAttribute('aria-invalid')]).toEqual([[], 'nine', 'true']);
  await screen.findByText('Such as 12.50');
});

it('goes back to what the server says on Escape', async () => {
  const { input, taken, type } = cell();
  await type('nine');
  await fireEvent.keyDown(input, { key: 'Escape' });
  expect(input.value).toBe('12.50');
  await fireEvent.blur(input);
  expect(taken).toEqual([]);
});
