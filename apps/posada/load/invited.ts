import type * as z from 'zod/mini'
import { type OperationCard, openInvitation } from '#capabilities/registration/contract.ts'
import { call } from '#platform/http/client.ts'
import { WrongInput } from '../command.ts'
import { localFetch } from './link.ts'

/** The invitation on the first page of a practice world. */
export async function findInvitation(url: URL, signal: AbortSignal): Promise<string> {
  const page = await localFetch(url)('/', { method: 'GET', signal }).then(
    (response) => response.text(),
    () => undefined,
  )
  if (page === undefined) throw new WrongInput(`Nothing answers at ${url.origin}. Start Posada first: npm start.`)
  const found = /\/r\/[^"'\s]*#([A-Za-z0-9_-]{100,600})/.exec(page)?.[1]
  if (!found) throw new WrongInput('The first page there shows no invitation; give one with --invitation TEXT.')
  return found
}

/** Who invites, and which keys to seal to and to believe. */
export async function askForOperation(
  url: URL,
  invitation: string,
  signal: AbortSignal,
): Promise<z.infer<typeof OperationCard>> {
  const answer = await call(localFetch(url), openInvitation, { body: { invitation } }, signal)
  if (answer.kind === 'ok') return answer.reply
  if (answer.kind === 'offline')
    throw new WrongInput(`Nothing answers at ${url.origin}. Start Posada first: npm start.`)
  throw new WrongInput(`The invitation was not accepted: ${answer.problem.title}`)
}
