import { useSignal } from '@preact/signals'
import type { Fetch } from '#platform/http/client.ts'
import { ChooseStop } from './ChooseStop.tsx'
import { CountScreen } from './CountScreen.tsx'
import type { Field } from './field.ts'
import { SignIn } from './SignIn.tsx'
import { signOutHere } from './signing-in.ts'

interface Props {
  field: Field
  fetch: Fetch
  hasSignal: boolean
  /** The operation in the address a coordinator gave out; real journeys are listed nowhere. */
  operationId: string | undefined
}

/** What a volunteer does, in this order: sign in once, say where they are, count. */
export function FieldApp({ field, fetch, hasSignal, operationId }: Props) {
  const signingIn = useSignal(false)
  const signedIn = async () => {
    signingIn.value = false
    await field.refresh()
  }
  const signOut = async () => {
    await signOutHere(fetch)
    await field.forget()
  }
  const journey = field.journey.value
  if (!journey || signingIn.value)
    return (
      <SignIn
        {...{ fetch, hasSignal }}
        operationId={journey?.operationId ?? operationId}
        isNotVolunteer={field.isNotVolunteer.value}
        onSignedIn={signedIn}
        onBack={
          journey &&
          (() => {
            signingIn.value = false
          })
        }
      />
    )
  if (!field.stop.value) return <ChooseStop {...{ field, journey }} onSignOut={signOut} />
  return (
    <CountScreen
      {...{ field }}
      stop={field.stop.value}
      onSignIn={() => {
        signingIn.value = true
      }}
    />
  )
}
