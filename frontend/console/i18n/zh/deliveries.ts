export default {
  title: '失败的后续处理',
  hint: '事件之后应当发生、但最终失败的处理：例如邮件、退款。排除原因后再重试。',
  none: '没有失败的处理',
  none_text: '所有邮件、退款等处理都已完成，或正在自动重试。',
  reaction: '处理',
  event: '事件',
  attempts: '尝试次数',
  error: '失败原因',
  replay: '重试',
  replayed: '处理成功',
  failed_again: '再次失败',
} as const;
