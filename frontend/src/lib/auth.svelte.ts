import { api, type Schemas } from '$api';

type Account = Schemas['AccountView'];

const STAFF = ['support', 'catalogue', 'finance', 'admin'] as const;

/** Who is signed in. `known` is false until the first answer on it. */
class Auth {
  account = $state.raw<Account | null>(null);
  known = $state(false);

  get signedIn(): boolean {
    return this.account !== null;
  }

  get isStaff(): boolean {
    return this.has(...STAFF);
  }

  /** Whether the person has one of these roles (an admin has all). */
  has(...roles: Schemas['AccountView']['roles'][number][]): boolean {
    return this.account?.roles.some((role) => role === 'admin' || roles.includes(role)) ?? false;
  }

  /** Finds out who is here; a guest without a session costs no call. */
  async start(): Promise<void> {
    api.session.onChange = (account) => {
      if (account?.id !== this.account?.id) api.dropPrivate();
      this.account = account;
      this.known = true;
    };
    if (api.session.isLikely) await api.session.renew().catch(() => {});
    this.known = true;
  }

  async signIn(email: string, password: string): Promise<Account> {
    const answer = await api.post('/v1/sessions', { body: { email, password, client: 'browser' } });
    api.session.take(answer);
    return answer.account;
  }

  async signOut(): Promise<void> {
    try {
      await api.delete('/v1/sessions/current');
    } finally {
      api.session.forget();
    }
  }

  /** Takes over a profile that was changed. */
  update(account: Account): void {
    this.account = account;
  }
}

export const auth = new Auth();
