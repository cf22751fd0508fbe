import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import Gallery from '../../console/pages/Gallery.svelte';
import { useLanguage } from '../../console/i18n';
import { useTexts } from '$lib/i18n.svelte';
import { violations } from '../testing/axe';
import Input from './Input.svelte';
import Price from './Price.svelte';
import Quantity from './Quantity.svelte';
import { arrange, tableCsv, type Column } from './table';
import uiTexts from './texts/en';
import Toaster from './Toaster.svelte';
import { toasts } from './toasts.svelte';

beforeEach(() => useTexts('en', { ui: uiTexts, common: { app_name: 'Portico' } }));

describe('every component together', () => {
  it.each(['en', 'zh'] as const)('gives axe nothing to say in %s', async (language) => {
    await useLanguage(language);
    const { container } = render(Gallery);
    expect(await violations(container)).toEqual([]);
    // All of axe over every component, in jsdom: long on a busy machine.
  }, 30_000);

  it('opens a dialog by its button and closes it', async () => {
    render(Gallery);
    await fireEvent.click(screen.getByText('Dialog'));
    expect(screen.getByRole('dialog', { name: 'Cancel this order?' })).toBeTruthy();
    await fireEvent.click(screen.getByText('Keep it'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('filters, sorts and chooses rows of a table', async () => {
    render(Gallery);
    const names = () => screen.getAllByRole('link').map((link) => link.textContent?.trim()).filter((text) => text?.startsWith('P-'));
    await fireEvent.click(screen.getByRole('button', { name: 'Total' }));
    expect(names()).toEqual(['P-9D2A-8WLR', 'P-1B6C-5TTE', 'P-7K3M-2QXD']);
    expect(screen.getByRole('columnheader', { name: 'Total' }).getAttribute('aria-sort')).toBe('ascending');
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'moreau' } });
    expect(names()).toEqual(['P-1B6C-5TTE']);
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Select P-1B6C-5TTE' }));
    expect(screen.getByText('2 selected')).toBeTruthy();
  });
});

describe('a field', () => {
  it('is named by its label and tells what is wrong', () => {
    render(Input, { label: 'E-mail', required: true, hint: 'For the receipt', error: 'Write the whole address.' });
    const input = screen.getByLabelText('E-mail');
    const told = input.getAttribute('aria-describedby')?.split(' ').map((id) => document.getElementById(id)?.textContent?.trim());
    expect([input.getAttribute('aria-invalid'), told]).toEqual(['true', ['For the receipt', 'Write the whole address.']]);
  });
});

describe('a quantity', () => {
  it('stays in its bounds and tells each new number once', async () => {
    const onchange = vi.fn();
    render(Quantity, { value: 2, max: 3, onchange });
    const more = screen.getByRole<HTMLButtonElement>('button', { name: 'One more' });
    await fireEvent.click(more);
    expect(more.disabled).toBe(true);
    const input = screen.getByRole<HTMLInputElement>('textbox');
    await fireEvent.change(input, { target: { value: '99' } });
    expect(input.value).toBe('3');
    await fireEvent.change(input, { target: { value: 'x' } });
    await fireEvent.keyDown(input, { key: 'ArrowDown' });
    expect(onchange.mock.calls).toEqual([[3], [2]]);
  });

  it('steps over numbers that cannot be had, and takes the first one when none was chosen', async () => {
    const onchange = vi.fn();
    const { rerender } = render(Quantity, { values: [0, 4, 10], unset: true, value: 0, onchange });
    const input = screen.getByRole<HTMLInputElement>('textbox');
    expect(input.value).toBe('');
    await fireEvent.click(screen.getByRole('button', { name: 'One more' }));
    await rerender({ unset: false, value: 4 });
    await fireEvent.change(input, { target: { value: '9' } });
    await fireEvent.keyDown(input, { key: 'ArrowUp' });
    await fireEvent.keyDown(input, { key: 'ArrowUp' });
    expect(onchange.mock.calls).toEqual([[4], [10]]);
  });
});

describe('a price', () => {
  it('tells the old price only where it was higher', async () => {
    const price = { amount: 900, currency: 'USD' };
    const { rerender } = render(Price, { price, list: { amount: 1200, currency: 'USD' }, saving: true });
    expect(document.body.textContent).toContain('was $12.00');
    expect(document.body.textContent).toContain('Save $3.00');
    await rerender({ price, list: { amount: 900, currency: 'USD' } });
    expect(document.body.textContent).not.toContain('was');
  });
});

describe('a message', () => {
  it('goes by itself, but not while somebody reads it', async () => {
    vi.useFakeTimers();
    render(Toaster);
    toasts.show('Added to your basket');
    await tick();
    const shown = screen.getByRole('group', { name: 'Added to your basket' });
    await fireEvent.pointerEnter(shown);
    vi.advanceTimersByTime(60_000);
    expect(toasts.items.length).toBe(1);
    await fireEvent.pointerLeave(shown);
    vi.advanceTimersByTime(6_000);
    expect(toasts.items.length).toBe(0);
    vi.useRealTimers();
  });
});

describe('a table’s rows', () => {
  interface Row { name: string; pieces: number | null }
  const columns: Column<Row>[] = [
    { id: 'name', label: 'Name', value: (row) => row.name },
    { id: 'pieces', label: 'Pieces', value: (row) => row.pieces },
  ];
  const rows: Row[] = [{ name: 'Port 10', pieces: 3 }, { name: 'Port 9', pieces: null }, { name: '=2+3, "x"', pieces: 20 }];

  it('sort numbers as numbers, in texts too, and nothing before something', () => {
    const names = (column: string, descending = false) => arrange(rows, columns, '', { column, descending }).map(({ name }) => name);
    expect(names('name').slice(1)).toEqual(['Port 9', 'Port 10']);
    expect(names('pieces', true)).toEqual(['=2+3, "x"', 'Port 10', 'Port 9']);
  });

  it('go into a CSV file that no spreadsheet runs', () => {
    expect(tableCsv(rows, columns)).toBe('\uFEFFName,Pieces\r\nPort 10,3\r\nPort 9,\r\n"\'=2+3, ""x""",20\r\n');
  });
});
