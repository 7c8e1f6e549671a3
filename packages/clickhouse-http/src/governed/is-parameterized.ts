import type { GovernedView } from './governor.ts';

/** Whether a view is called like a function. */
export const isParameterized = ({ takes = [] }: GovernedView): boolean => takes.length > 0;
