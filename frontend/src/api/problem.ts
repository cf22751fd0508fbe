import type { Schemas } from './types';

/** An answer of the API that is not a success (RFC 9457), or no answer at all (`code` is `offline` or `unreachable`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Stable, for decisions: `sku_unknown`, `card_declined`. */
  readonly code: string;
  /** A sentence for a person that says what to do. In the language of the API (English). */
  readonly detail: string;
  /** What is wrong, by field: `{"shipping.city": "…"}`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly retryAfterSeconds: number | null;
  /** Further members of the problem, such as `available`. */
  readonly context: Readonly<Record<string, unknown>>;

  constructor(problem: Partial<Schemas['Problem']>, retryAfterSeconds: number | null = null) {
    const { status = 0, code = 'unreachable', detail = '', errors = [], title = '', type: _type, ...context } = problem;
    super(detail || title || code);
    this.status = status;
    this.code = code;
    this.detail = detail || title;
    this.fields = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
    this.retryAfterSeconds = retryAfterSeconds;
    this.context = context;
  }

  /** There was no answer: trying again can help. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }

  get isNotFound(): boolean {
    return this.status === 404 || this.status === 410;
  }
}

/** The problem that an unsuccessful answer carries; a foreign body (a proxy's page) becomes `http_<status>`. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const retryAfter = Number.isFinite(seconds) ? seconds : null;
  let problem: Partial<Schemas['Problem']> = {};
  if (response.headers.get('Content-Type')?.includes('json')) {
    problem = await response.json().catch(() => ({}));
  }
  return new ApiProblem({ code: `http_${response.status}`, ...problem, status: response.status }, retryAfter);
}

/** Whatever was thrown while calling, as a problem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false;
  return new ApiProblem({ code: offline ? 'offline' : 'unreachable', detail: error instanceof Error ? error.message : '' });
}
