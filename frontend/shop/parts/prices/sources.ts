import { t } from '../../i18n';

/** Which of somebody's own terms a price comes from: `Contract price: Frame 2026`; empty where it is everybody's. */
export function sourceText({ kind, name }: { kind: string; name: string }): string {
  if (kind !== 'contract' && kind !== 'company' && kind !== 'group') return '';
  return name ? t(`catalog.source_${kind}_named`, { name }) : t(`catalog.source_${kind}`);
}
