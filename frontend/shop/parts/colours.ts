// What the usual words for colours look like, so that a choice of colour shows it. Words without an entry are shown as words only.
const COLOURS: readonly (readonly [colour: string, ...words: string[]])[] = [
  ['#4a4c50', 'graphite', '石墨黑'],
  ['#25282f', 'midnight', '午夜黑'],
  ['#2a2b2e', 'black', '黑色', '黑'],
  ['#d9dadc', 'silver', '银色'],
  ['#8d9095', 'grey', 'gray', '灰色'],
  ['#f3f1ed', 'snow', 'ivory', '雪白'],
  ['#f2f2f0', 'white', '白色', '白'],
  ['#dcc9ae', 'sand', 'beige', '沙金'],
  ['#d4af5f', 'gold', '金色'],
  ['#e3b9b4', 'rose', '玫瑰粉'],
  ['#e787ab', 'pink', '粉色'],
  ['#e8795c', 'coral', '珊瑚橙'],
  ['#ee7f22', 'orange', '橙色'],
  ['#e6b04a', 'amber', '琥珀黄'],
  ['#f0c419', 'yellow', '黄色'],
  ['#a4c639', 'lime', '柠檬绿'],
  ['#a9b8a0', 'sage', '鼠尾草绿'],
  ['#2f9152', 'green', '绿色'],
  ['#2f5d50', 'forest', '松林绿'],
  ['#35b8b8', 'aqua', 'teal', 'turquoise', '水蓝色'],
  ['#9cc1dc', 'sky', '天空蓝'],
  ['#2a6bc0', 'blue', '蓝色'],
  ['#2d5f8f', 'ocean', 'navy', '海洋蓝'],
  ['#b9aed6', 'lavender', '薰衣草紫'],
  ['#7d4fb0', 'purple', 'violet', '紫色'],
  ['#6b4468', 'plum', '梅子紫'],
  ['#b3293a', 'crimson', '绯红'],
  ['#cc3434', 'red', '红色'],
  ['#7a5235', 'brown', '棕色'],
  ['#e9edf0', 'clear', 'transparent', '透明'],
];
const BY_WORD = new Map(COLOURS.flatMap(([colour, ...words]) => words.map((word) => [word, colour] as const)));

/** The colour that a name speaks of: all of it, or its last word (`Midnight Blue` is a blue). */
export function colourOf(name: string): string | null {
  const words = name.trim().toLocaleLowerCase();
  return BY_WORD.get(words) ?? BY_WORD.get(words.split(/[\s-]+/).at(-1) ?? '') ?? null;
}
