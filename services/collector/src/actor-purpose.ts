/** What an actor's pseudonym is made for; another purpose would let everybody vote twice. */
export const ACTOR_PURPOSE = 'emberlog actor';
