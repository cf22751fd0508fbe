import type { Translation } from '$lib/i18n.svelte';

import type en from '../en/materials';

export default {
  banner: '横幅 {width} × {height}',
  banners: '横幅',
  code: '横幅代码 {width} × {height}',
  coupons: '您的优惠码',
  coupons_hint: '使用优惠码下单即计入您的名下，无需点击链接。',
  empty: '请先创建链接',
  empty_text: '横幅和二维码都需要您的推广链接。',
  for_link: '用于链接',
  hint: '带有您链接的图片。将代码粘贴到网页，或下载文件。',
  look: '配色',
  look_bold: '鲜明',
  look_dark: '深色',
  look_light: '浅色',
  not_drawn: '图片生成失败。请下载 SVG，或重试。',
  save_png: '下载横幅 {size} PNG',
  save_svg: '下载横幅 {size} SVG',
  text_link: '网页文字链接',
} satisfies Translation<typeof en>;
