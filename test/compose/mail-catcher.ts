import { waitUntil } from '@emberlog/testing';
import { simpleParser, type ParsedMail } from 'mailparser';
import { z } from 'zod';

const messages = z.object({
  messages: z.array(z.object({ ID: z.string(), To: z.array(z.object({ Address: z.string() })) })),
});

/** Of a catcher of mail with Mailpit's interface: the newest mail to an address, once it is there. */
export const caughtMail = async (catcherUrl: string, address: string): Promise<ParsedMail> => {
  const found = await waitUntil(
    async () => {
      const reply = await fetch(`${catcherUrl}/api/v1/messages`).catch(() => null);
      if (reply?.ok !== true) return null;
      const listed = messages.parse(await reply.json());
      return listed.messages.find(({ To }) => To.some((each) => each.Address === address));
    },
    { timeoutMs: 60_000, what: 'a mail to be caught' },
  );
  const raw = await fetch(`${catcherUrl}/api/v1/message/${found.ID}/raw`);
  return await simpleParser(Buffer.from(await raw.arrayBuffer()));
};
