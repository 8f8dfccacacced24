/** The part of the Trusted Types interface used here; browsers without it need no policy. */
type Policy = { createScriptURL(url: string): string }
type TrustedTypes = { createPolicy(name: string, rules: Policy): Policy }

let policy: Policy | undefined

/**
 * An address the browser may run as a worker. Our one Trusted Types policy, `posada`, lets through the offline worker of an
 * app and files of its own build, and nothing else.
 */
export function trustedScript(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('posada', { createScriptURL: onlyOurs }) ?? { createScriptURL: onlyOurs }
  return policy.createScriptURL(address)
}

function onlyOurs(address: string): string {
  if (/^\/[a-z]+\/(sw|assets\/[\w-]+)\.js$/.test(address)) return address
  throw new TypeError('Only workers of this app may be loaded by address.')
}
