import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/materials';

export default {
  banner: '横幅 {width} × {height}',
  code: '横幅代码 {width} × {height}',
  empty: '请先创建链接',
  empty_text: '横幅和二维码都需要您的推广链接。',
  for_link: '用于链接',
  hint: '带有您链接的图片。将代码粘贴到网页，或下载文件。',
  text_link: '网页文字链接',
} satisfies Translation<typeof en>;
