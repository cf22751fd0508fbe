import type { Schemas } from './types';
import { asProblem, problemOf } from './problem';

type Account = Schemas['AccountView'];
type SessionAnswer = Schemas['SessionAnswer'];

/** Says that this browser may hold a refresh cookie (which scripts cannot see), so that guests need no call to find out. */
const HINT = 'portico.signed-in';
/** A token this close to its end is renewed first. */
const EARLY_MS = 30_000;

/**
 * The signed-in person's session. The access token lives in memory only; the refresh token is an HttpOnly cookie.
 * Renewing is serialised over all tabs, since the refresh token rotates and may be used once.
 */
export class Session {
  private token: string | null = null;
  private expiresAt = 0;
  private renewing: Promise<boolean> | null = null;

  /** Told whenever the person changes; null: a guest. */
  onChange: (account: Account | null) => void = () => {};

  constructor(private readonly fetcher: typeof fetch = (...given) => fetch(...given)) {
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key === HINT && event.newValue === null && this.token) this.forget();
    });
  }

  /** Whether it is worth asking for a session. */
  get isLikely(): boolean {
    return this.token !== null || read(HINT) !== null;
  }

  /** Takes over the answer of a sign-in. */
  take(answer: SessionAnswer): void {
    this.token = answer.access_token;
    this.expiresAt = Date.now() + answer.expires_in_seconds * 1000;
    write(HINT, '1');
    this.onChange(answer.account);
  }

  /** Forgets the person, in every tab. */
  forget(): void {
    this.token = null;
    write(HINT, null);
    this.onChange(null);
  }

  /** A token that is good for a call now, or null for a guest. */
  async bearer(): Promise<string | null> {
    if (this.token && Date.now() < this.expiresAt - EARLY_MS) return this.token;
    if (!this.isLikely) return null;
    await this.renew();
    return this.token;
  }

  /** Gets a new access token by the cookie. False: there is no session any more. Throws when the server does not answer. */
  renew(): Promise<boolean> {
    this.renewing ??= locked(() => this.refresh()).finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async refresh(): Promise<boolean> {
    let response: Response;
    try {
      response = await this.fetcher('/v1/sessions/refresh', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      });
    } catch (error) {
      throw asProblem(error);
    }
    if (response.ok) {
      this.take((await response.json()) as SessionAnswer);
      return true;
    }
    // 429 and 5xx say nothing about the session: keep it.
    if (response.status === 429 || response.status >= 500) throw await problemOf(response);
    this.forget();
    return false;
  }
}

async function locked<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request('portico.session', work) : work();
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Without storage the session lasts as long as the page.
  }
}
