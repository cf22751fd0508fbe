// Writes src/api/generated.d.ts from the OpenAPI document that the backend's code produces.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frontend = fileURLToPath(new URL('..', import.meta.url));
const root = join(frontend, '..');
const venv = join(root, '.venv/bin/python');
const python = process.env.PYTHON ?? (existsSync(venv) ? venv : 'python3');
const folder = mkdtempSync(join(tmpdir(), 'portico-types-'));
try {
  const document = join(folder, 'openapi.json');
  execFileSync(python, ['-m', 'infra.openapi_file', document], { cwd: root, stdio: 'inherit' });
  const command = join(frontend, 'node_modules/.bin/openapi-typescript');
  const output = join(frontend, 'src/api/generated.d.ts');
  execFileSync(command, [document, '-o', output, '--default-non-nullable', 'false'], { stdio: ['ignore', 'ignore', 'inherit'] });
} finally {
  rmSync(folder, { recursive: true });
}
