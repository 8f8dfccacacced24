import type { FlowRun } from '#platform/simulation/flow.ts'

/**
 * SHA-256 of all bits of all runs, in order of their replications, as 64 hexadecimal digits: two machines that agree on it agree on
 * everything. A page only has it where the browser trusts the connection.
 */
export async function hashOfRuns(runs: readonly FlowRun[]): Promise<string> {
  const parts = runs.flatMap(({ present, entered, waits }) => [present, entered, waits])
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
