export { mailOf } from './mail-settings.ts';
export type { MailSettings } from './mail-settings.ts';
export { mailRules, mailVariables } from './mail-variables.ts';
export type { MailVariables } from './mail-variables.ts';
export { openMailTransport } from './open-mail-transport.ts';
