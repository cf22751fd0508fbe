// Prints what the shop's first view loads, gzipped: the entry with its static imports, one language, and the home page's chunk.
// Ends with 1 where a target is missed. `--json` prints one object for the benchmarks.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const TARGETS = { js: 60 * 1024, css: 20 * 1024 };
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
  console.log(JSON.stringify({ js_bytes: totals.js, css_bytes: totals.css }));
} else {
  const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  for (const { file, bytes } of sizes.sort((a, b) => b.bytes - a.bytes)) console.log(`${kib(bytes).padStart(10)}  ${file}`);
  console.log(`JavaScript ${kib(totals.js)} of ${kib(TARGETS.js)}, CSS ${kib(totals.css)} of ${kib(TARGETS.css)}`);
}
process.exitCode = totals.js <= TARGETS.js && totals.css <= TARGETS.css ? 0 : 1;
