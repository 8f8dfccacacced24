/** Told by /healthz, the API's description and the page Health. */
export const VERSION = '0.1.0'
