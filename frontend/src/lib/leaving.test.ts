import { expect, it, vi } from 'vitest';

import { onLeaving } from './leaving';

const left = (next: HTMLElement | null): FocusEvent => new FocusEvent('blur', { relatedTarget: next });

it('checks a field that is left for another', () => {
  const check = vi.fn();
  onLeaving(check)(left(document.createElement('input')));
  onLeaving(check)(left(document.createElement('select')));
  expect(check).toHaveBeenCalledTimes(2);
});

it('moves nothing while a button is being pressed', () => {
  const check = vi.fn();
  onLeaving(check)(left(document.createElement('button')));
  onLeaving(check)(left(null));
  expect(check).not.toHaveBeenCalled();
});
