import { trustedScript } from './trusted-script.ts'

/** Registers the worker that keeps the app on the phone, and says when everything is there. */
export async function keepForOffline(base: string, ready: () => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  await navigator.serviceWorker.register(trustedScript(`${base}sw.js`), { scope: base })
  await navigator.serviceWorker.ready // active means: every file of the app has been stored
  ready()
}
