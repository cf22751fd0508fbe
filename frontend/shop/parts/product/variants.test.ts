import { describe, expect, it } from 'vitest';

import type { Schemas } from '$api';

import { dimensionsOf } from './variants';

type View = Schemas['ProductView'];

const values = (color: string, storage: string, memory: string): View['attributes'] => [
  { name: 'color', label: 'Color', value: color },
  { name: 'storage', label: 'Storage', value: storage },
  { name: 'memory', label: 'Memory', value: memory },
];
const usd = (amount: number) => ({ amount, currency: 'USD' });
const variant = (sku: string, attributes: View['attributes'], availability: View['availability'] = 'in_stock') => ({ sku, title: sku, price: usd(1), availability, attributes });

const phone = {
  sku: 'BLACK-256',
  availability: 'in_stock',
  attributes: [...values('Black', '256 GB', '8 GB'), { name: 'screen', label: 'Screen', value: '6.1 inches' }],
  variants: [
    variant('WHITE-256', values('White', '256 GB', '8 GB'), 'out_of_stock'),
    variant('BLACK-1T', values('Black', '1 TB', '16 GB')),
    variant('WHITE-1T', values('White', '1 TB', '16 GB')),
    variant('RED-1T', values('Red', '1 TB', '16 GB')),
  ],
} as unknown as View;

describe('the choices among the products of a group', () => {
  it('are the properties that tell them apart, without those that follow from others', () => {
    expect(dimensionsOf(phone).map(({ name }) => name)).toEqual(['color', 'storage']);
  });

  it('change one property and keep the others', () => {
    const [colour, storage] = dimensionsOf(phone);
    expect(colour?.choices.find(({ value }) => value === 'White')).toMatchObject({ sku: 'WHITE-256', changesMore: false, available: false });
    expect(storage?.choices.find(({ value }) => value === '1 TB')).toMatchObject({ sku: 'BLACK-1T', changesMore: false });
  });

  it('go to the nearest product where the combination is not made, and say that more changes', () => {
    const [colour] = dimensionsOf(phone);
    expect(colour?.choices.find(({ value }) => value === 'Red')).toMatchObject({ sku: 'RED-1T', changesMore: true });
  });

  it('stand in the order of their size', () => {
    const [, storage] = dimensionsOf(phone);
    expect(storage?.choices.map(({ value }) => value)).toEqual(['256 GB', '1 TB']);
  });

  it('are none for a product without a group', () => {
    expect(dimensionsOf({ ...phone, variants: [] })).toEqual([]);
  });
});
