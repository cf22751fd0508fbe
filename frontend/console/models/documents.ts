import type { Schemas } from '$api';

export type Publication = Schemas['PublicationView'];
export type Model = Schemas['OptionModelView'];
export type OptionModelDocument = Schemas['OptionModel'];
export type PlaceProblem = Schemas['PlaceProblem'];

/** What a file holds: a model's document, or why it is none (`line` where its JSON breaks off). */
export type ReadDocument = { document: OptionModelDocument } | { fault: 'json'; line: number; detail: string } | { fault: 'shape' };

/** Reads a document as far as it can be told here; what it means is checked by the server. */
export function readDocument(text: string): ReadDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    return { fault: 'json', line: lineOf(text, detail), detail };
  }
  const candidate = parsed as Partial<OptionModelDocument> | null;
  if (typeof candidate !== 'object' || candidate === null || typeof candidate.id !== 'string' || !Array.isArray(candidate.options)) return { fault: 'shape' };
  return { document: candidate as OptionModelDocument };
}

/** The line that a JSON error speaks of: engines name a position, or the line itself; 0 where neither. */
function lineOf(text: string, message: string): number {
  const line = /line (\d+)/.exec(message);
  if (line) return Number(line[1]);
  const position = /position (\d+)/.exec(message);
  return position ? text.slice(0, Number(position[1])).split('\n').length : 0;
}

/** A text of a model in a language, or in any it has, or its id. */
export function textOf(text: Readonly<Record<string, string>> | undefined, language: string, id: string): string {
  return text?.[language] || text?.en || Object.values(text ?? {}).find(Boolean) || id;
}

/** A count that may have hundreds of digits: grouped by three, or as 1.23 × 10^n from a million million on. */
export function countText(digits: string): string {
  if (!/^\d+$/.test(digits)) return digits;
  if (digits.length <= 12) return digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits[0]}.${digits.slice(1, 3)} × 10^${digits.length - 1}`;
}

export const isRunning = (publication: Publication | null): boolean => publication?.state === 'running';
