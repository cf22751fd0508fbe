export default {
  banner: 'Banner {width} × {height}',
  code: 'Code of the banner {width} × {height}',
  empty: 'First, a link',
  empty_text: 'Banners and QR codes carry a link of yours.',
  for_link: 'For the link',
  hint: 'Pictures with your link in them. Copy the code into your page, or take the file.',
  text_link: 'Text link for a web page',
} as const;
