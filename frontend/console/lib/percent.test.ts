import { describe, expect, it } from 'vitest';

import { parsePercent, percentText, shareOf } from './percent';

describe('percent', () => {
  it.each([
    ['12.5', 12_500],
    ['12,5 %', 12_500],
    ['0', 0],
    ['100', 100_000],
    ['0.001', 1],
    ['8.875', 8_875],
    ['100.001', null],
    ['1.2345', null],
    ['-5', null],
    ['a', null],
    ['', null],
  ])('%s is %s parts', (text, parts) => {
    expect(parsePercent(text)).toBe(parts);
  });

  it('may be below zero where that makes sense', () => {
    expect(parsePercent('-5.5', { least: -100_000 })).toBe(-5_500);
  });

  it.each([
    [12_500, '12.5'],
    [0, '0'],
    [100_000, '100'],
    [10_000, '10'],
    [1, '0.001'],
    [-5_500, '-5.5'],
  ])('%s parts are written %s', (parts, text) => {
    expect(percentText(parts)).toBe(text);
  });

  it('says which share something is', () => {
    expect([shareOf(1, 8), shareOf(-1, 8), shareOf(1, 0)]).toEqual([12_500, -12_500, null]);
  });
});
