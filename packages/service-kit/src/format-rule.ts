import type { z } from 'zod';

const formats: Readonly<Partial<Record<string, string>>> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  datetime: 'a date and time by RFC 3339, like 2025-12-10T08:00:00Z',
  date: 'a date, like 2025-12-10',
  time: 'a time of day, like 08:00:00',
  base64: 'base64 text',
  base64url: 'base64url text',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
};

/** The rule of a string format as the end of a sentence. */
export function formatRule(issue: z.core.$ZodIssueInvalidStringFormat): string {
  const named = formats[issue.format];
  if (named !== undefined) return `must be ${named}`;
  const rule = issue as z.core.$ZodStringFormatIssues;
  switch (rule.format) {
    case 'regex':
      return `must match ${rule.pattern}`;
    case 'starts_with':
      return `must start with ${JSON.stringify(rule.prefix)}`;
    case 'ends_with':
      return `must end with ${JSON.stringify(rule.suffix)}`;
    case 'includes':
      return `must contain ${JSON.stringify(rule.includes)}`;
    default:
      return `must have the format ${issue.format}`;
  }
}
