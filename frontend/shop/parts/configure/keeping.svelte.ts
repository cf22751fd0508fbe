import { api, asProblem, idempotencyKey, type Schemas } from '$api';
import { auth } from '$lib/auth.svelte';
import { currentLanguage } from '$lib/i18n.svelte';
import { problemText, toasts } from '$ui';

import { basket } from '../../basket.svelte';
import { t } from '../../i18n';
import { router } from '../../router';
import type { Configurator } from './configurator.svelte';
import type { Choices } from './model';

type Saved = Schemas['SavedConfiguration'];
type Work = 'save' | 'share' | 'basket' | 'quote';

/** Hands a link over: to the system's own sheet on a phone, else to the clipboard. */
export async function shareLink(title: string, id: string): Promise<void> {
  const url = new URL(router.href('configuration', { id }), location.href).href;
  try {
    if (navigator.share && matchMedia('(pointer: coarse)').matches) await navigator.share({ title, url });
    else {
      await navigator.clipboard.writeText(url);
      toasts.show(t('configure.copied'));
    }
  } catch {
    // The person closed the system's sheet, or the browser keeps its clipboard: the address is in the page's bar.
  }
}

/** The same choices, in whatever order they were made. */
function keyOf({ version, choices }: { version: string; choices: Choices }): string {
  return JSON.stringify([version, Object.entries(choices).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Saves what is configured, for the list, a link, the basket or a quote. The same choices are saved once. */
export class Keeping {
  busy = $state<Work | null>(null);
  private kept: { key: string; name: string; saved: Saved } | null = null;
  private attempt: { key: string; idempotencyKey: string } | null = null;

  /** `from`: the saved configuration that it began from, under the version that it is configured by. */
  constructor(private readonly configurator: () => Configurator, from: Saved | null) {
    if (from) this.kept = { key: keyOf(from), name: from.name, saved: from };
  }

  async save(name: string): Promise<boolean> {
    const saved = await this.run('save', () => this.saved(name));
    if (!saved) return false;
    if (auth.signedIn) toasts.show(t('configure.saved'), { action: { label: t('configure.see_saved'), run: () => void router.go(router.href('configurations')) } });
    else toasts.show(t('configure.saved_guest'), { action: { label: t('configure.copy_link'), run: () => void shareLink(saved.title, saved.id) } });
    return true;
  }

  async share(): Promise<void> {
    const saved = await this.run('share', () => this.saved());
    if (saved) await shareLink(saved.title, saved.id);
  }

  /** The line of the basket that is being changed: what is configured takes its place. */
  get replaces(): string | null {
    return router.query.get('line');
  }

  async toBasket(): Promise<void> {
    const line = this.replaces;
    const saved = await this.run('basket', async () => {
      const { id, sku } = await this.saved();
      return line === null ? basket.add(sku, 1, id) : basket.replace(line, sku, id);
    });
    if (!saved) return;
    if (line === null) basket.shown = true;
    else await router.go(router.href('cart'));
  }

  async toQuote(): Promise<void> {
    const saved = await this.run('quote', () => this.saved());
    if (saved) await router.go(`${router.at('/quotes/new')}?configuration=${encodeURIComponent(saved.id)}`);
  }

  /** Saved under a name, or under any that these choices have already. */
  private async saved(name?: string): Promise<Saved> {
    const { model, decided } = this.configurator();
    const { sku, version } = model.view;
    const key = keyOf({ version, choices: decided });
    if (this.kept?.key === key && (name === undefined || name === this.kept.name)) return this.kept.saved;
    const body = { sku, version, choices: decided, name: name ?? '', lang: currentLanguage() };
    const intention = JSON.stringify(body);
    if (this.attempt?.key !== intention) this.attempt = { key: intention, idempotencyKey: idempotencyKey() };
    const saved = await api.post('/v1/configurations', { body, idempotencyKey: this.attempt.idempotencyKey });
    this.kept = { key, name: body.name, saved };
    return saved;
  }

  private async run<T>(work: Work, doing: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = work;
    try {
      return await doing();
    } catch (thrown) {
      toasts.show(problemText(asProblem(thrown)), { tone: 'danger' });
      return null;
    } finally {
      this.busy = null;
    }
  }
}
