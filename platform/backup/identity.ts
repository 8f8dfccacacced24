import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'

/** A new pair: the recipient seals and may lie anywhere, the identity opens and is kept away from every network. */
export async function createIdentity(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** The identity in a typed line or in a file as age writes it, with comments; undefined when there is none. */
export async function findIdentity(text: string): Promise<string | undefined> {
  const identity = text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (identity === undefined) return undefined
  return identityToRecipient(identity).then(
    () => identity,
    () => undefined,
  )
}

/** Whether files can be sealed to this text. */
export function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text)
    return true
  } catch {
    return false
  }
}
