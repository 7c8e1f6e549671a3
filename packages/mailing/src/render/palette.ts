/** Text on background, light and dark: each pair has a contrast of at least 4.5 (WCAG 2.2). */
export const PALETTE = {
  light: { page: '#f4f4f5', card: '#ffffff', text: '#18181b', quiet: '#52525b', link: '#9a3412' },
  dark: { page: '#18181b', card: '#27272a', text: '#fafafa', quiet: '#d4d4d8', link: '#fdba74' },
} as const;

const { dark } = PALETTE;

/**
 * The one style sheet, for clients that know dark mode. It has to be `!important` to win over
 * inline styles; clients that drop it show the light ones.
 */
export const DARK_STYLES = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  '@media (prefers-color-scheme:dark){',
  `.page{background-color:${dark.page}!important}`,
  `.card{background-color:${dark.card}!important}`,
  `.text{color:${dark.text}!important}`,
  `.quiet{color:${dark.quiet}!important}`,
  `.link{color:${dark.link}!important}`,
  '}',
].join('');
