import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { type listOperations, signOut, whoAmI } from '#capabilities/access/contract.ts'
import { custodiansHere } from '#capabilities/access/custody/contract.ts'
import { CustodianPage } from '#capabilities/access/custody/pages/GiveWords.tsx'
import { lapsesSoon } from '#capabilities/access/model.ts'
import { listAlarms } from '#capabilities/access/oversight/contract.ts'
import { Enrolment } from '#capabilities/access/sign-in/pages/Enrolment.tsx'
import { StepUp } from '#capabilities/access/sign-in/pages/StepUp.tsx'
import { createStepUp } from '#capabilities/access/sign-in/pages/step-up.ts'
import { DrawingView } from '#capabilities/proof/pages/DrawingView.tsx'
import type { CardWords } from '#capabilities/proof/paper.ts'
import { readCounts } from '#capabilities/registration/desk/contract.ts'
import type { Handed } from '#capabilities/registration/desk/contract-changes.ts'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { Handout } from '#capabilities/registration/desk/pages/Handout.tsx'
import { type Environment, every } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import type { Locale } from '#platform/messages/messages.ts'
import type { Network } from '#platform/offline/network.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { LanguagePicker } from '#platform/ui/pages/LanguagePicker.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { Sheet } from '#platform/ui/pages/Sheet.tsx'
import type { Address } from './address.ts'
import { DeskBar } from './DeskBar.tsx'
import { SignIn } from './SignIn.tsx'
import { Unlock } from './Unlock.tsx'
import { View } from './View.tsx'

export type Me = ReplyOf<typeof whoAmI>
export type Operations = ReplyOf<typeof listOperations>['operations']

interface Props {
  environment: Environment
  network: Network
  address: Address
  speak: (locale: Locale) => Promise<void>
  loadWords: () => Promise<CardWords>
}

/** The desk: who is signed in decides what is shown, and everything shown works for them. */
export function App({ environment, network, address, speak, loadWords }: Props) {
  const me = useSignal<Me | 'nobody' | 'unknown' | undefined>(undefined)
  const locked = useSignal(false)
  const emptied = useSignal(0)
  const today = useSignal(plainDateOf(environment.clock()))
  const handed = useSignal<Handed[]>([])
  const choosing = useSignal(false)
  const stepUp = useMemo(() => createStepUp(network.fetch), [])
  const alarms = useSignal(0)
  const lapsing = useSignal(false)
  const enrolment = useSignal(useMemo(() => address.takeEnrolment(), []))

  async function look() {
    const result = await call(network.fetch, whoAmI, {})
    if (result.kind !== 'ok') {
      me.value = result.kind === 'offline' ? 'unknown' : 'nobody'
      return
    }
    if (result.reply.operation.practice) network.obeyPracticeSwitch()
    locked.value = !result.reply.operation.unlocked
    if (result.reply.permissions.includes('read-registrations')) {
      // The operation's own day: practice lives in another year.
      const counts = await call(network.fetch, readCounts, {})
      if (counts.kind === 'ok') today.value = counts.reply.today
    }
    if (result.reply.permissions.includes('oversee')) {
      const raised = await call(network.fetch, listAlarms, {})
      if (raised.kind === 'ok') alarms.value = raised.reply.open
    }
    know(result.reply)
  }
  function know(reply: Me) {
    me.value = reply
    watchLapse()
  }
  /** In practice no custodian renews anything, and its clock is another one. */
  const watchLapse = () => {
    const known = typeof me.value === 'object' ? me.value : undefined
    lapsing.value = known?.operation.practice === false && lapsesSoon(known.lapsesAt, environment.clock())
  }
  /** Whether custodians renewed the key: asked when somebody does something, because asking keeps the session alive. */
  async function renew() {
    const result = await call(network.fetch, whoAmI, {})
    if (result.kind === 'ok') know(result.reply)
  }
  useEffect(() => void look(), [])
  useEffect(() => {
    if (lapsing.value) void renew()
  }, [address.path.value])
  useEffect(() => network.onReturn(() => me.value === 'unknown' && void look()), [])
  // The link may be opened in a window that already shows the desk.
  useEffect(() => {
    const see = () => {
      enrolment.value = address.takeEnrolment() ?? enrolment.value
    }
    addEventListener('hashchange', see)
    return () => removeEventListener('hashchange', see)
  }, [])
  // Another view ends the handing over: a code must not stay on the screen of a shared computer.
  useEffect(() => {
    handed.value = []
  }, [address.path.value])

  /** What is on the screen, in forms and in memory goes with the key. */
  function empty() {
    handed.value = []
    emptied.value++
  }
  // Another desk may have locked: this one learns it within seconds. The question needs no session, so it keeps none alive.
  useEffect(() => {
    const ask = async () => {
      if (typeof me.value !== 'object') return
      watchLapse()
      const { id } = me.value.operation
      const result = await call(network.fetch, custodiansHere, { body: { operationId: id } })
      if (result.kind !== 'ok' || result.reply.unlocked || locked.value) return
      desk.onLocked(true)
      await look() // a panic lock ended the session too
    }
    const end = every(environment.timers, LOOK_EVERY_MS, ask, () => {})
    return () => void end()
  }, [])

  const desk = useMemo<Desk>(
    () => ({
      fetch: stepUp.fetch,
      newId: () => newId(environment.random),
      today: () => today.value,
      may: (permission) => typeof me.value === 'object' && me.value.permissions.includes(permission),
      get practice() {
        return typeof me.value === 'object' && me.value.operation.practice
      },
      ...address,
      after: environment.timers.after,
      onSignedOut: () => {
        me.value = 'nobody'
      },
      onLocked: (now) => {
        if (now && !locked.value) empty()
        if (!now && locked.value) void renew()
        locked.value = now
      },
    }),
    [],
  )
  const leave = async () => {
    await call(network.fetch, signOut, { body: undefined })
    me.value = 'nobody'
  }
  const known = typeof me.value === 'object' ? me.value : undefined
  return (
    <>
      <a class="skip" href="#main">
        {t('desk_skip')}
      </a>
      <DeskBar
        desk={desk}
        me={known}
        signal={network.hasSignal.value}
        alarms={alarms.value}
        lapsing={lapsing.value && !locked.value}
        onLanguage={() => (choosing.value = true)}
        onSignOut={leave}
      />
      {known?.operation.practice && <p class="practice">{t('ui_practice')}</p>}
      <main class="wide-page" id="main">
        {enrolment.value ? (
          <Enrolment
            key={enrolment.value.code}
            fetch={network.fetch}
            {...enrolment.value}
            onSignedIn={() => {
              enrolment.value = undefined
              me.value = undefined
              void look()
            }}
            onLeave={() => (enrolment.value = undefined)}
          />
        ) : (
          <>
            {me.value === undefined && <Bones lines={4} />}
            {me.value === 'unknown' && (
              <Note tone="warn" live>
                <p>{t('desk_failed_offline')}</p>
                <button type="button" class="button" onClick={look}>
                  {t('desk_try_again')}
                </button>
              </Note>
            )}
            {me.value === 'nobody' && address.path.value === '/unlock' && (
              <CustodianPage fetch={network.fetch} operation={address.search.value.get('operation') ?? ''} />
            )}
            {me.value === 'nobody' && address.path.value !== '/unlock' && (
              <SignIn
                fetch={network.fetch}
                onCode={(operationId) => (enrolment.value = { operationId, code: '' })}
                onSignedIn={() => {
                  me.value = undefined
                  void look()
                }}
              />
            )}
            {known && locked.value && <Unlock desk={desk} me={known} />}
            {known &&
              (handed.value.length > 0 ? (
                <Handout
                  handed={handed.value}
                  loadWords={loadWords}
                  DrawingView={DrawingView}
                  onDone={() => {
                    const [first] = handed.value
                    handed.value = []
                    if (first) address.go(`/desk/households/${first.id}`)
                  }}
                />
              ) : (
                <View
                  key={emptied.value}
                  desk={desk}
                  me={known}
                  environment={environment}
                  onHanded={(all) => (handed.value = all)}
                  onAlarms={(open) => (alarms.value = open)}
                  onRenewed={renew}
                />
              ))}
          </>
        )}
      </main>
      {known && stepUp.asked.value && (
        <StepUp fetch={network.fetch} asked={stepUp.asked.value} practice={known.operation.practice} />
      )}
      {choosing.value && (
        <Sheet title={t('ui_language')} closeWord={t('ui_close')} onClose={() => (choosing.value = false)}>
          <LanguagePicker
            onChoose={async (locale) => {
              await speak(locale)
              choosing.value = false
            }}
          />
        </Sheet>
      )}
    </>
  )
}

const LOOK_EVERY_MS = 4_000
