import { listOperations, practiceSignIn, signIn, signOut } from '#capabilities/access/contract.ts'
import { call, type Fetch } from '#platform/http/client.ts'

/** A journey one can sign in to with one click, because it is practice. */
export type PracticeJourney = { id: string; name: string }

/** Why it did not work, as the key of a sentence. */
export type SignInFailure = 'journeys_sign_in_refused' | 'journeys_sign_in_wait' | 'journeys_sign_in_no_signal'

/** Practice journeys of this server; real ones are not listed. */
export async function listPracticeJourneys(fetch: Fetch): Promise<PracticeJourney[]> {
  const answer = await call(fetch, listOperations, {})
  if (answer.kind !== 'ok') return []
  return answer.reply.operations.filter(({ kind, practice }) => kind === 'journey' && practice)
}

/** Signs in with a passphrase; the session is a cookie this page never sees. */
export async function signInHere(
  fetch: Fetch,
  who: { operationId: string; login: string; passphrase: string },
): Promise<SignInFailure | undefined> {
  const answer = await call(fetch, signIn, { body: who })
  if (answer.kind === 'ok') return undefined
  if (answer.kind === 'offline') return 'journeys_sign_in_no_signal'
  return answer.problem.status === 429 ? 'journeys_sign_in_wait' : 'journeys_sign_in_refused'
}

/** One click, in practice only. */
export async function practiseHere(fetch: Fetch, operationId: string): Promise<SignInFailure | undefined> {
  const answer = await call(fetch, practiceSignIn, { body: { operationId, role: 'volunteer' } })
  return answer.kind === 'ok' ? undefined : 'journeys_sign_in_no_signal'
}

/** Ends the session where there is signal; without, it ends by itself. */
export async function signOutHere(fetch: Fetch): Promise<void> {
  await call(fetch, signOut, { body: undefined })
}
