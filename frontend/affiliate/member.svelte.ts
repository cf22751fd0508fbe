import { api, asProblem, type ApiProblem, type Schemas } from '$api';
import { auth } from '$lib/auth.svelte';

type Affiliate = Schemas['AffiliateView'];

/** The signed-in person as a member. `known` is false until it is clear whether they are one. */
class Member {
  /** Null for who has not joined. */
  view = $state.raw<Affiliate | null>(null);
  known = $state(false);
  /** Why it is not known. */
  problem = $state.raw<ApiProblem | null>(null);
  private account: string | null = null;

  /** Asks who the signed-in person is here; once for each account. */
  async find(): Promise<void> {
    const account = auth.account?.id ?? null;
    if (account === this.account && this.known) return;
    this.account = account;
    this.known = account === null;
    this.view = null;
    if (account !== null) await this.load();
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      this.view = await api.get('/v1/affiliates/me');
      this.known = true;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.isNotFound) this.known = true;
      else this.problem = problem;
    }
  }

  /** Takes over what a change answered. */
  update(view: Affiliate): void {
    this.view = view;
    this.known = true;
  }
}

export const member = new Member();
