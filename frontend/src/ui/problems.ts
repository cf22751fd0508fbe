import type { ApiProblem } from '$api';
import { translateOr } from '$lib/i18n.svelte';

import { uiText } from './texts';

/** A sentence for the person: the app's own words for the code (`problem.<code>`), or the API's. */
export function problemText(problem: ApiProblem): string {
  if (problem.code === 'offline') return uiText('ui.offline_text');
  if (problem.isUnreachable) return uiText('ui.error_unreachable');
  if (problem.status === 429 && problem.retryAfterSeconds !== null) return uiText('ui.retry_in', { seconds: problem.retryAfterSeconds });
  return translateOr(problem.detail || uiText('ui.error_text'), `problem.${problem.code}`);
}
