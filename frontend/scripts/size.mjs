// Prints what the shop's first view loads, gzipped: the entry with its static imports, one language, and the home page's chunk.
// Ends with 1 where a target is missed. `--json` prints one object for the benchmarks.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

// A KB is 1,000 bytes.
const TARGETS = { js: 60_000, css: 20_000 };
const ROOTS = ['shop/index.html', 'shop/i18n/en/index.ts', 'shop/pages/Home.svelte'];

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}manifest.json`, 'utf8'));

/** Every file that must be there before the chunks run: static imports only. */
function filesOf(keys) {
  const seen = new Set();
  const files = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the manifest has no '${key}'; run the build first`);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) visit(next);
  };
  keys.forEach(visit);
  return [...files];
}

const sizes = filesOf(ROOTS).map((file) => ({ file, bytes: gzipSync(readFileSync(dist + file), { level: 9 }).length }));
const sum = (ending) => sizes.filter(({ file }) => file.endsWith(ending)).reduce((total, { bytes }) => total + bytes, 0);
const totals = { js: sum('.js'), css: sum('.css') };
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ js_bytes: totals.js, css_bytes: totals.css, js_target: TARGETS.js, css_target: TARGETS.css }));
} else {
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
  for (const { file, bytes } of sizes.sort((a, b) => b.bytes - a.bytes)) console.log(`${kb(bytes).padStart(10)}  ${file}`);
  console.log(`JavaScript ${kb(totals.js)} of ${kb(TARGETS.js)}, CSS ${kb(totals.css)} of ${kb(TARGETS.css)}`);
}
process.exitCode = totals.js <= TARGETS.js && totals.css <= TARGETS.css ? 0 : 1;
