export default { title: 'tryout' } as const;
