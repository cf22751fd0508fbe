import { describe, expect, it } from 'vitest';

import { filtersOf, listRequest, partsOf } from './list';

const query = (text: string) => new URLSearchParams(text);

describe('the filters of an address', () => {
  it('are what the API knows; campaign tags and how far the list is open are none', () => {
    expect(filtersOf(query('q=switch&brand=A&brand=B&attr.color=Black&utm_source=mail&parts=3'))).toEqual({ q: ['switch'], brand: ['A', 'B'], 'attr.color': ['Black'] });
  });

  it('leave out what is empty', () => {
    expect(filtersOf(query('q=&brand=&sort=price_asc'))).toEqual({ sort: ['price_asc'] });
  });

  it("are those of a category's page with its category", () => {
    expect(filtersOf(query('category=other&in_stock=true'), 'phones')).toEqual({ category: ['phones'], in_stock: ['true'] });
  });
});

describe('a list', () => {
  it('is open one part far unless its address says more', () => {
    expect([partsOf(query('')), partsOf(query('parts=4')), partsOf(query('parts=-1')), partsOf(query('parts=x'))]).toEqual([1, 4, 1, 1]);
  });

  it('asks for its first part at the address that the server embeds', () => {
    expect(listRequest(filtersOf(query('sort=newest&brand=B')), 'en').url).toBe('/v1/products?brand=B&lang=en&limit=24&sort=newest');
  });

  it('asks for several parts at once, within what one call answers', () => {
    expect(listRequest({}, 'en', { cursor: 'c', parts: 2 }).url).toContain('limit=48');
    expect(listRequest({}, 'en', { cursor: 'c', parts: 9 }).url).toContain('limit=96');
  });
});
