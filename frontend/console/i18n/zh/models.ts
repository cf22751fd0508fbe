export default { title: '配置模型', standards: '标准配置' } as const;
