import { ApiProblem, api, asProblem, type Schemas } from '$api';
import type { Tone } from '$ui';

export type Import = Schemas['ImportView'];

export const IMPORT_TONES: Record<Import['state'], Tone | 'neutral'> = {
  queued: 'neutral',
  running: 'info',
  published: 'positive',
  unchanged: 'neutral',
  refused: 'caution',
  failed: 'danger',
};

export const isOpen = (one: Import): boolean => one.state === 'queued' || one.state === 'running';

/** What the API takes in one call (chalicelib/catalog/routes.py). */
export const MAX_UPLOAD_BYTES = 4_500_000;
/** Files above this are compressed first. */
const COMPRESSED_FROM_BYTES = 256 * 1024;

/** The feed as it is sent: large plain files as gzip. */
export async function packed(file: File): Promise<Blob> {
  const isGzip = file.name.endsWith('.gz');
  if (isGzip || file.size < COMPRESSED_FROM_BYTES || !('CompressionStream' in globalThis)) return file;
  const zipped = file.stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(zipped).blob();
}

/** Sends a feed, telling how far it is in percent: `fetch` cannot tell. Throws an ApiProblem. */
export async function upload(feed: Blob, name: string, maxBadPercent: number, onProgress: (percent: number) => void): Promise<Import> {
  const bearer = await api.session.bearer();
  const query = new URLSearchParams({ file_name: name.slice(-200), max_bad_percent: String(maxBadPercent) });
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', `/v1/catalog/imports?${query}`);
    if (bearer) call.setRequestHeader('Authorization', `Bearer ${bearer}`);
    call.setRequestHeader('Content-Type', 'application/octet-stream');
    call.responseType = 'json';
    call.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.round((event.loaded / event.total) * 100));
    call.onerror = () => reject(asProblem(null));
    call.onload = () => {
      if (call.status < 300) resolve(call.response as Import);
      else reject(new ApiProblem({ code: `http_${call.status}`, ...(call.response as Partial<Schemas['Problem']> | null), status: call.status }));
    };
    call.send(feed);
  });
}
