import { type Refused, unsupported } from '../refusal.ts';

/** How a body is to be read; `binary` is one event whose attributes are `ce-*` headers. */
export type BodyFormat = 'json' | 'lines' | 'cloudevent' | 'cloudevents' | 'binary';

export type FoundFormat =
  { readonly ok: true; readonly format: BodyFormat; readonly gzip: boolean } | Refused;

const FORMATS: Readonly<Record<string, BodyFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'lines',
  'application/cloudevents+json': 'cloudevent',
  'application/cloudevents-batch+json': 'cloudevents',
};
const MEDIA_TYPES = Object.keys(FORMATS);
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;

/** Reads `Content-Type`, `Content-Encoding` and the marks of CloudEvents' binary mode. */
export const bodyFormatOf = (headers: Headers): FoundFormat => {
  const binary = headers.has('ce-specversion') || headers.has('ce-id');
  // A binary event without data has no media type to name.
  const contentType = headers.get('content-type') ?? (binary ? 'application/json' : '');
  const mediaType = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const format = Object.hasOwn(FORMATS, mediaType) ? FORMATS[mediaType] : undefined;
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  if (format === undefined || (charset !== 'utf-8' && charset !== 'utf8')) {
    return unsupported('Content-Type', MEDIA_TYPES);
  }
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    return unsupported('Content-Encoding', ['gzip', 'identity']);
  }
  return {
    ok: true,
    format: binary && format === 'json' ? 'binary' : format,
    gzip: encoding === 'gzip',
  };
};
