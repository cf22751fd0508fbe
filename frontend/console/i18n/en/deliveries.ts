export default {
  title: 'Failed reactions',
  hint: 'What should have followed from an event and failed for good: a mail, a refund. Mend the cause, then try it again.',
  none: 'Nothing has failed',
  none_text: 'Every mail, refund and other reaction went through or is being tried again.',
  reaction: 'Reaction',
  event: 'Event',
  attempts: 'Attempts',
  error: 'What went wrong',
  replay: 'Try again',
  replayed: 'It went through',
  failed_again: 'It failed again',
} as const;
