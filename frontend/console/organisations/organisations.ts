import { api, type Request, type Schemas } from '$api';

export type Organisation = Schemas['OrganisationView'];
export type Summary = Schemas['OrganisationSummary'];

/** All organisations, as far as one page of them goes: to choose from. */
export const listRequest = (): Request<Schemas['OrganisationList']> => api.request('/v1/organisations', { query: { limit: 100 } });

/** An organisation as it stands in its form. */
export interface Form {
  name: string;
  country: string;
  taxId: string;
  group: string;
  onAccount: boolean;
}

export const formOf = (organisation: Summary | null): Form => ({
  name: organisation?.name ?? '',
  country: organisation?.country ?? '',
  taxId: organisation?.tax_id ?? '',
  group: organisation?.group ?? '',
  onAccount: organisation?.on_account ?? false,
});

export const isGroup = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);

/** The organisation that the form describes. */
export function read(form: Form): Schemas['NewOrganisation'] {
  return { name: form.name.trim(), country: form.country, tax_id: form.taxId.trim(), group: form.group.trim() || null, on_account: form.onAccount };
}
