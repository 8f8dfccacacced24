import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type CallResult, call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { NewPassphrase } from '../../model.ts'
import { openEnrolment, useEnrolment as sendEnrolment } from '../contract.ts'
import { makePasskey, passkeysWorkHere } from './passkey.ts'

interface Props {
  fetch: Fetch
  operationId: string
  /** From the link; empty where it is typed. */
  code: string
  onSignedIn: () => void
  onLeave: () => void
}

type Opened = ReplyOf<typeof openEnrolment>

/** A colleague handed over a code: with it one makes one's own way in, which nobody else ever knows. */
export function Enrolment({ fetch, operationId, code, onSignedIn, onLeave }: Props) {
  const typed = useSignal(code)
  const opened = useSignal<Opened | undefined>(undefined)
  const isOpening = useSignal(code !== '')
  const failed = useSignal<string | undefined>(undefined)
  // A computer may know passkeys and still have nothing to keep one in.
  const wantsPassphrase = useSignal(!passkeysWorkHere())
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])

  async function open() {
    const result = await call(fetch, openEnrolment, { body: { operationId, code: typed.value } })
    isOpening.value = false
    if (result.kind === 'ok') {
      opened.value = result.reply
      if (!result.reply.options) wantsPassphrase.value = true
    } else after(result)
  }
  useEffect(() => {
    if (code) void open()
  }, [])
  function after(result: CallResult<unknown>) {
    if (result.kind === 'ok') return onSignedIn()
    const kind = result.kind === 'offline' ? 'offline' : (result.problem.type.split(':').at(-1) ?? '')
    failed.value = t(KINDS[kind] ?? 'access_failed')
    if (kind === 'enrolment-unknown') opened.value = undefined
  }
  async function useCode(event: Event) {
    event.preventDefault()
    failed.value = undefined
    await open()
  }
  async function usePasskey() {
    failed.value = undefined
    const passkey = opened.value?.options && (await makePasskey(opened.value.options))
    if (!passkey) {
      failed.value = t('passkey_not_made')
      wantsPassphrase.value = true
      return
    }
    const body = { operationId, code: typed.value, passkey, label: t('enrol_label') }
    const result = await call(fetch, sendEnrolment, { body })
    after(result)
    // What was signed is good once: the next try needs something new to sign.
    if (result.kind === 'problem' && opened.value) await open()
  }
  const choose = async (passphrase: string) =>
    after(await call(fetch, sendEnrolment, { body: { operationId, code: typed.value, passphrase } }))

  const who = opened.value
  const isPossible = passkeysWorkHere() && who?.options != null
  return (
    <div class="column">
      <h1 tabIndex={-1} ref={heading}>
        {t('enrol_title')}
      </h1>
      {failed.value && (
        <Note tone="warn" live>
          {failed.value}
        </Note>
      )}
      {isOpening.value && <Bones />}
      {!isOpening.value && !who && (
        <form class="card form" onSubmit={useCode} noValidate>
          <TextField
            id="enrol-code"
            label={t('enrol_code')}
            hint={t('enrol_code_hint')}
            value={typed.value}
            onInput={(text) => (typed.value = text)}
          />
          <div>
            <button type="submit" class="button button-primary">
              {t('enrol_open')}
            </button>
          </div>
        </form>
      )}
      {who && (
        <section class="card stack">
          <h2>
            <bdi>{who.displayName}</bdi> · <bdi>{who.operationName}</bdi>
          </h2>
          <p class="hint">{t('enrol_who_hint')}</p>
          {isPossible && (
            <>
              <p>{t('enrol_passkey_hint')}</p>
              <div>
                <button type="button" class="button button-primary" onClick={usePasskey}>
                  {t('enrol_make')}
                </button>
              </div>
            </>
          )}
          {wantsPassphrase.value && <ChoosePassphrase login={who.login} isFirst={!isPossible} onChosen={choose} />}
        </section>
      )}
      <div>
        <button type="button" class="button" onClick={onLeave}>
          {t('enrol_leave')}
        </button>
      </div>
    </div>
  )
}

interface ChooseProps {
  login: string
  /** No passkey is possible here. */
  isFirst: boolean
  onChosen: (passphrase: string) => Promise<void>
}

function ChoosePassphrase({ login, isFirst, onChosen }: ChooseProps) {
  const passphrase = useSignal('')
  const error = useSignal<string | undefined>(undefined)
  async function submit(event: Event) {
    event.preventDefault()
    error.value = NewPassphrase.safeParse(passphrase.value).success ? undefined : t('enrol_passphrase_wrong')
    if (!error.value) await onChosen(passphrase.value)
  }
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <p>
        {t('enrol_login')} <bdi class="strong">{login}</bdi>
      </p>
      <TextField
        id="enrol-passphrase"
        type="password"
        autocomplete="new-password"
        label={t('enrol_passphrase')}
        hint={t('enrol_passphrase_hint')}
        value={passphrase.value}
        error={error.value}
        onInput={(text) => (passphrase.value = text)}
      />
      <div>
        <button type="submit" class={isFirst ? 'button button-primary' : 'button'}>
          {t('enrol_choose')}
        </button>
      </div>
    </form>
  )
}

const KINDS: Record<string, string> = {
  offline: 'access_failed_offline',
  'bad-input': 'enrol_unknown',
  'enrolment-unknown': 'enrol_unknown',
  'proof-not-right': 'passkey_not_made',
  'no-passkeys-here': 'passkey_not_here',
  'passphrase-too-common': 'enrol_too_common',
  'closed-to-staff': 'access_closed_to_staff',
}
