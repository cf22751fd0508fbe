/**
 * Runs `check` when a field is left for another field. Not when it is left for a button: what the check shows or hides would move
 * the button away between pressing and letting go, and the click would be lost; the button checks anyway.
 */
export function onLeaving(check: () => void): (event: FocusEvent) => void {
  return (event) => {
    const next = event.relatedTarget;
    if (next instanceof HTMLInputElement || next instanceof HTMLSelectElement || next instanceof HTMLTextAreaElement) check();
  };
}
