declare module 'role-based-email-addresses' {
  /** Local parts in lower case, by what they are for. */
  const roles: Readonly<Record<'MARKETING' | 'NOTIFICATION' | 'MEETING' | 'OTHER', string[]>>;
  export default roles;
}
