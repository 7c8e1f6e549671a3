/** The Message-ID of the message that the notifications are about. */
export const SENT_ID = '<digest.2025-12-10.c3Vi.AAAAAAAAAAAAAAAAAAAAAA@papers.example>';

const SENT_HEAD = [
  'From: "Daily Papers" <digest@papers.example>',
  'To: ann@reader.example',
  'Subject: Daily Papers',
  `Message-ID:`,
  ` ${SENT_ID}`,
  'MIME-Version: 1.0',
];

export type Shape = {
  readonly type: 'delivery-status' | 'feedback-report';
  /** Groups of fields, between blank lines. */
  readonly groups: readonly (readonly string[])[];
  /** What of the message comes back. */
  readonly original: 'message/rfc822' | 'text/rfc822-headers' | 'none';
  /** Further headers of the notification. */
  readonly headers?: readonly string[];
};

/** A notification in three parts: words, fields, and the message or its head. */
export const notification = ({ type, groups, original, headers = [] }: Shape): Buffer => {
  const part = (contentType: string, lines: readonly string[]) => [
    '--part',
    `Content-Type: ${contentType}`,
    '',
    ...lines,
    '',
  ];
  const body = original === 'message/rfc822' ? ['', 'The digest.'] : [];
  return Buffer.from(
    [
      'From: MAILER-DAEMON@mail.example (Mail Delivery System)',
      'To: digest@papers.example',
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <own.1@mail.example>',
      'MIME-Version: 1.0',
      ...headers,
      `Content-Type: multipart/report; report-type=${type}; boundary="part"`,
      '',
      'This is a MIME-encapsulated message.',
      '',
      ...part('text/plain; charset=us-ascii', ['I am sorry to have to tell you.']),
      ...part(
        `message/${type}`,
        groups.flatMap((group) => [...group, '']),
      ),
      ...(original === 'none' ? [] : part(original, [...SENT_HEAD, ...body])),
      '--part--',
      '',
    ].join('\r\n'),
  );
};

const REPORTING = [
  'Reporting-MTA: dns; mail.example',
  'Arrival-Date: Thu, 11 Dec 2025 07:00:01 +0000',
];
const RECIPIENT = 'Final-Recipient: rfc822; ann@reader.example';

/** One recipient's failure with that status, the whole message coming back. */
export const failed = (status: string, action = 'failed'): Buffer =>
  notification({
    type: 'delivery-status',
    groups: [REPORTING, [RECIPIENT, `Action: ${action}`, `Status: ${status}`]],
    original: 'message/rfc822',
  });

/** In the shapes of servers that are common. */
export const COMMON: Readonly<Record<string, readonly [kind: string, bytes: Buffer]>> = {
  'a Unix server about an unknown user, with the head': [
    'hard',
    notification({
      type: 'delivery-status',
      headers: ['Auto-Submitted: auto-replied'],
      groups: [
        [...REPORTING, 'X-Queue-ID: 4XyZ', 'X-Queue-Sender: rfc822; digest@papers.example'],
        [
          ...[RECIPIENT, 'Original-Recipient: rfc822;ann@reader.example', 'Action: failed'],
          ...['Status: 5.1.1', 'Remote-MTA: dns; mx.reader.example'],
          'Diagnostic-Code: smtp; 550 5.1.1 <ann@reader.example>: Recipient address rejected:',
          '    User unknown in virtual mailbox table',
        ],
      ],
      original: 'text/rfc822-headers',
    }),
  ],
  'a large provider about an account that is gone': [
    'hard',
    notification({
      type: 'delivery-status',
      headers: [
        `In-Reply-To: ${SENT_ID}`,
        `References: ${SENT_ID}`,
        'X-Failed-Recipients: ann@reader.example',
      ],
      groups: [
        REPORTING,
        [
          RECIPIENT,
          'Action: failed',
          'Status: 5.1.1',
          'Last-Attempt-Date: Thu, 11 Dec 2025 07:00:02 +0000',
        ],
      ],
      original: 'message/rfc822',
    }),
  ],
  'a groupware server that returns nothing of the message': [
    'hard',
    notification({
      type: 'delivery-status',
      headers: [`In-Reply-To: ${SENT_ID}`],
      groups: [
        REPORTING,
        ['Final-recipient: RFC822;', ' ann@reader.example', 'ACTION: Failed', 'Status: 5.1.10'],
      ],
      original: 'none',
    }),
  ],
  'a server that still tries': [
    'soft',
    notification({
      type: 'delivery-status',
      groups: [
        REPORTING,
        [
          RECIPIENT,
          'Action: delayed',
          'Status: 4.4.1',
          'Will-Retry-Until: Tue, 16 Dec 2025 07:00:00 +0000',
        ],
      ],
      original: 'text/rfc822-headers',
    }),
  ],
  'a mailbox that is full': ['soft', failed('5.2.2 (mailbox full)')],
  'a message that was delivered': [
    'other',
    notification({
      type: 'delivery-status',
      groups: [REPORTING, [RECIPIENT, 'Action: delivered (to the mailbox)', 'Status: 2.0.0']],
      original: 'message/rfc822',
    }),
  ],
  'a reader who pressed the button for spam': [
    'complaint',
    notification({
      type: 'feedback-report',
      groups: [
        ['Feedback-Type: abuse', 'User-Agent: Feedback/1.0', 'Version: 1', 'Source-IP: 192.0.2.1'],
      ],
      original: 'message/rfc822',
    }),
  ],
  'a provider that sends only the head of the spam': [
    'complaint',
    notification({
      type: 'feedback-report',
      groups: [['User-Agent: Loop/2.0', 'Version: 0.1', 'Feedback-Type: ABUSE']],
      original: 'text/rfc822-headers',
    }),
  ],
  'a reader who took a complaint back': [
    'other',
    notification({
      type: 'feedback-report',
      groups: [['Feedback-Type: not-spam', 'User-Agent: Loop/2.0', 'Version: 1']],
      original: 'message/rfc822',
    }),
  ],
};
