/** Where Chromium is on this machine; `POSADA_CHROMIUM` decides when it is set. */
export function findChromium(): string | undefined
