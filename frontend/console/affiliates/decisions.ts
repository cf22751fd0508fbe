import { api, asProblem, type Schemas } from '$api';
import { problemText, toasts } from '$ui';

import { t } from '../i18n';

export type Affiliate = Schemas['AffiliateView'];
/** What needs a reason. */
export type Decision = 'reject' | 'suspend';
export interface Asked {
  member: Affiliate;
  what: Decision;
}

export const STATES = ['waiting', 'active', 'suspended', 'banned', 'rejected'] as const;
export const TONES = { pending: 'info', active: 'positive', suspended: 'caution', banned: 'danger', rejected: 'neutral' } as const satisfies Record<Affiliate['state'], string>;

/** Staff have something to decide about them. */
export const waits = ({ memberships }: Affiliate): boolean => memberships.some((one) => one.state === 'pending');
/** Staff who take part themselves leave decisions about it to others. */
export const isOwn = ({ account_id }: Affiliate, account: { id: string } | null): boolean => account !== null && account_id === account.id;
export const isStopped = ({ state }: Affiliate): boolean => state === 'suspended' || state === 'banned';

/** Lets in somebody whom a programme turned down. Answers the member as they are then. */
export async function admit(member: Affiliate, programme_id: string): Promise<Affiliate | null> {
  try {
    const changed = await api.post('/v1/affiliates/{member_id}/admit', { path: { member_id: member.id }, body: { programme_id } });
    toasts.show(t('affiliates.approved', { name: member.display_name }));
    return changed;
  } catch (error) {
    toasts.show(problemText(asProblem(error)), { tone: 'danger' });
    return null;
  }
}

/** Lets in who waits, or takes a suspension back: neither needs a reason. Answers the member as they are then. */
export async function allow(member: Affiliate, what: 'approve' | 'restore'): Promise<Affiliate | null> {
  const path = { member_id: member.id };
  try {
    const changed = what === 'approve' ? await api.post('/v1/affiliates/{member_id}/approve', { path }) : await api.post('/v1/affiliates/{member_id}/restore', { path });
    toasts.show(t(what === 'approve' ? 'affiliates.approved' : 'affiliates.restored', { name: member.display_name }));
    return changed;
  } catch (error) {
    toasts.show(problemText(asProblem(error)), { tone: 'danger' });
    return null;
  }
}
