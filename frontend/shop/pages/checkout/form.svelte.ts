import type { Schemas } from '$api';
import { auth } from '$lib/auth.svelte';
import { COUNTRIES } from '$lib/countries';

import { draftOf, emptyAddress, type AddressDraft } from './address';
import { keptIn } from './kept';

interface Draft {
  email: string;
  shipping: AddressDraft;
  /** The bill goes to another address. */
  differs: boolean;
  billing: AddressDraft;
  /** Keep the address with the account. */
  save: boolean;
  note: string;
}

const kept = keptIn<{ account: string | null; draft: Draft }>('checkout-form');

/** What the person fills in at the checkout; nothing of it is lost by a reload or a detour. */
export class CheckoutForm {
  draft = $state<Draft>() as Draft;

  constructor(cart: Schemas['CartView']) {
    this.draft = typed() ?? begun(cart);
  }

  /** Keeps what is there now; call it in an effect. */
  keep(): void {
    kept.write({ account: auth.account?.id ?? null, draft: $state.snapshot(this.draft) });
  }
}

/** Forgets what was typed: the order is placed. */
export function forgetForm(): void {
  kept.clear();
}

/** What was typed in this tab, by this person or before they signed in. */
function typed(): Draft | null {
  const value = kept.read();
  return value && (value.account === null || value.account === auth.account?.id) ? value.draft : null;
}

function begun(cart: Schemas['CartView']): Draft {
  const account = auth.account;
  const known = cart.shipping_address ?? account?.addresses[0];
  const shipping = known ? draftOf(known) : emptyAddress(likelyCountry(), account?.name);
  return {
    email: cart.email ?? account?.email ?? '',
    shipping,
    differs: cart.billing_address !== null,
    billing: cart.billing_address ? draftOf(cart.billing_address) : emptyAddress(shipping.country),
    save: false,
    note: '',
  };
}

/** The country that the browser's language names, or the shop's own. */
export function likelyCountry(): string {
  const found = navigator.languages.map((tag) => /-([A-Z]{2})$/.exec(tag)?.[1] ?? '').find((code) => COUNTRIES.includes(code));
  return found ?? 'US';
}
