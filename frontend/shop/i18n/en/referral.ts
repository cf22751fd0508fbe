export default {
  allow: 'Remember it',
  more: 'Privacy',
  refuse: 'Only for this visit',
  text: 'If we may remember that in a cookie of our own, they get their share also when you buy later. It costs you nothing.',
  title: 'You came by a partner’s link.',
} as const;
