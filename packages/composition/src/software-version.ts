/** Version of the software that all services of this repository are. */
export const SOFTWARE_VERSION = '0.1.0';
