import { expect, test } from 'vitest';
import type { Confirmation } from './confirmation.ts';
import { renderConfirmation } from './render-confirmation.tsx';
import { attributeOf, parsedPage, textOf } from './testing/parsed-page.ts';

const asked: Confirmation = {
  site: { name: 'Daily Papers', url: 'https://papers.example/' },
  settings: {
    ...{ cadence: 'weekly', hour: 8, weekday: 1, timeZone: 'Europe/Berlin' },
    ...{ organizations: ['Acme & Sons'], tags: ['<b>nlp</b>'] },
  },
  links: {
    confirm: 'https://papers.example/confirm?token=x&y=z',
    unsubscribe: 'https://papers.example/leave?token=u',
  },
};

test('both parts say what was asked for, and have both links whole', () => {
  const { subject, text, html } = renderConfirmation(asked);
  expect(subject).toBe('Confirm your subscription to Daily Papers');
  const { elements, errors } = parsedPage(html);
  expect(errors).toEqual([]);
  const shown = elements.filter(({ tagName }) => tagName === 'p').map(textOf);
  for (const part of [text.replaceAll('\n', ' '), shown.join(' ')]) {
    expect(part).toContain('a weekly digest on Mondays at 08:00 (Europe/Berlin)');
    expect(part).toContain('Acme & Sons, <b>nlp</b>');
  }
  for (const url of Object.values(asked.links)) {
    expect(text.split('\n')).toContain(url);
    expect(elements.map((element) => attributeOf(element, 'href'))).toContain(url);
  }
});

test('a name over many lines is one, and a link that is no page is refused', () => {
  const site = { name: 'Papers\r\nBcc: x@y.example', url: 'https://papers.example/' };
  expect(renderConfirmation({ ...asked, site }).subject).toBe(
    'Confirm your subscription to Papers Bcc: x@y.example',
  );
  const links = { ...asked.links, confirm: 'javascript:alert(1)' };
  expect(() => renderConfirmation({ ...asked, links })).toThrow('absolute http or https');
});
