import { followOrder } from './follow-order.ts';
import { showLocalTimes } from './local-times.ts';
import { createStatus } from './status.ts';
import { enhanceSubscribing } from './subscribe.ts';
import { enhanceVotes } from './votes.ts';

document.documentElement.classList.add('enhanced');

// The token of the last vote has done its work; a reload or a bookmark should not carry it.
const address = new URL(location.href);
if (address.searchParams.has('after')) {
  address.searchParams.delete('after');
  history.replaceState(history.state, '', address);
}

const halfLife = document.querySelector<HTMLSelectElement>('#half-life');
halfLife?.addEventListener('change', () => halfLife.form?.requestSubmit());

showLocalTimes(document);
enhanceSubscribing(document);
const votes = enhanceVotes({ page: document, status: createStatus(document) });
followOrder({ page: document, isPending: votes.isPending });
