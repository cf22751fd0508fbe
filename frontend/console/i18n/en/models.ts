export default { title: 'Option models', standards: 'Standard configurations' } as const;
