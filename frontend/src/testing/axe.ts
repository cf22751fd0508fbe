import axe from 'axe-core';

/** What axe finds wrong, as short lines. Colours are judged in the browser, where there is a layout. */
export async function violations(container: Element): Promise<string[]> {
  const found = await axe.run(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
