/** More partitions than a log has: views know all rows there are. */
export const ALL_ROWS = 'arrayWithConstant(1024, 18446744073709551615)';

/** Now, as the integer of ms UTC that statements are asked with. */
export const NOW_MS = `toUnixTimestamp64Milli(now64(3))`;
