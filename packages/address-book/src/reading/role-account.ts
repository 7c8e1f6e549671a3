import roles from 'role-based-email-addresses';

/**
 * The list's groups that no person is called by. Its fourth, `OTHER`, has first names and towns:
 * Alexa and Paris may read papers.
 */
const listed = [...roles.NOTIFICATION, ...roles.MARKETING, ...roles.MEETING];

/** Of RFC 2142 and of mail systems; what reaches them reaches a machine, or many. */
const systems = [
  ...['postmaster', 'hostmaster', 'webmaster', 'abuse', 'noc', 'security', 'usenet', 'news', 'www'],
  ...['uucp', 'ftp', 'root', 'daemon', 'mailer-daemon', 'maildaemon', 'devnull', 'nobody', 'null'],
  ...['list', 'listserv', 'listproc', 'majordomo', 'mailman', 'undisclosed-recipients', 'www-data'],
  ...['all', 'everyone', 'everybody', 'staff'],
];

const accounts: ReadonlySet<string> = new Set([...listed, ...systems]);

/** However it is joined to other words: `list-noreply`, `do_not_reply`. */
const NO_REPLY = /(?:^|[._-])(?:no|do[._-]?not)[._-]?reply(?:[._-]|$)/;

/** Whether a folded local part, without its tag, is a job's or a machine's instead of a person's. */
export const isRoleAccount = (folded: string): boolean => {
  const [untagged = ''] = folded.split('+', 1);
  return accounts.has(untagged) || NO_REPLY.test(untagged);
};
