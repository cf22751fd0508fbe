export default { title: 'promotions' } as const;
