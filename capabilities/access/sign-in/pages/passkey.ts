/**
 * The browser's side of passkeys. The library is fetched when a passkey is wanted, so that no page waits for it. Undefined
 * wherever nothing came of it: the person closed the browser's window, or the device has none that fits.
 */
type Options = Record<string, unknown>

/** The same rule as the server's: a passkey belongs to a name, and the browser shows it only where nobody listens in. */
export const passkeysWorkHere = (): boolean =>
  isSecureContext && 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname)

export async function makePasskey(options: Options) {
  const { startRegistration } = await import('@simplewebauthn/browser')
  // What the server's half of the same library wrote.
  const optionsJSON = options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON']
  return sendable(() => startRegistration({ optionsJSON }))
}

export async function askForPasskey(options: Options) {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const optionsJSON = options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON']
  return sendable(() => startAuthentication({ optionsJSON }))
}

async function sendable<A extends { id: string; rawId: string; response: object }>(ask: () => Promise<A>) {
  try {
    const { id, rawId, response } = await ask()
    return {
      id,
      rawId,
      type: 'public-key' as const,
      response: { ...response } as Record<string, unknown>,
      clientExtensionResults: {},
    }
  } catch {
    return undefined
  }
}
