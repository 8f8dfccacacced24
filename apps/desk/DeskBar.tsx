import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { panicLock } from '#capabilities/access/contract.ts'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'
import { call } from '#platform/http/client.ts'
import { locales } from '#platform/messages/messages.ts'
import { Icon, Mark } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import type { Me } from './App.tsx'
import { tabsFor } from './tabs.ts'

interface Props {
  desk: Desk
  me: Me | undefined
  signal: boolean
  /** How many nobody has looked at; told only to whom may. */
  alarms: number
  /** The key lapses within a day. */
  lapsing: boolean
  onLanguage: () => void
  onSignOut: () => void
}

/** The petrol bar: where one is, which language, and the lock that every page has. */
export function DeskBar({ desk, me, signal, alarms, lapsing, onLanguage, onSignOut }: Props) {
  const { shortName, code } = locales.find(({ code }) => code === language.value.locale) ?? locales[0]
  const tabs = me ? tabsFor(me.operation.kind, desk.may) : []
  const frame = useRef<HTMLElement>(null)
  // On a phone the tabs scroll sideways: the one where one is must be in sight.
  useEffect(() => {
    const current = frame.current?.querySelector('[aria-current]')?.getBoundingClientRect()
    const seen = frame.current?.getBoundingClientRect()
    if (current && seen) frame.current?.scrollBy(current.left + current.width / 2 - seen.left - seen.width / 2, 0)
  }, [desk.path.value, tabs.length, code])
  return (
    <header class="bar">
      <a class="brand" href="/desk/" translate={false}>
        <Mark />
        Posada
      </a>
      <nav
        class={tabs.length > 3 ? 'tabs-frame tabs-many' : 'tabs-frame'}
        aria-label={t('desk_navigation')}
        ref={frame}
      >
        <ul class="tabs">
          {tabs.map(({ path, key }) => (
            <li key={path}>
              <a href={`/desk${path}`} aria-current={isCurrent(path, desk.path.value) ? 'page' : undefined}>
                {t(key)}
                {path === '/oversight' && alarms > 0 && <span class="count"> {alarms}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {!signal && (
        <span class="pill" role="status">
          <Icon name="no-signal" />
          {t('ui_no_signal')}
        </span>
      )}
      {me && lapsing && (
        <span role="status">
          {desk.may('rotate-keys') ? (
            <a class="pill pill-armed" href="/desk/keys">
              <Icon name="key" />
              {t('custody_lapses_bar')}
            </a>
          ) : (
            <span class="pill pill-armed">
              <Icon name="key" />
              {t('custody_lapses_bar')}
            </span>
          )}
        </span>
      )}
      <button type="button" class="pill" onClick={onLanguage} aria-haspopup="dialog">
        <Icon name="globe" />
        <bdi lang={code}>{shortName}</bdi>
      </button>
      {me && (
        <>
          {desk.may('panic-lock') && <Lock desk={desk} />}
          <a class="pill" href="/desk/me" aria-current={desk.path.value === '/me' ? 'page' : undefined}>
            <Icon name="key" />
            {t('own_title')}
          </a>
          <button type="button" class="pill" onClick={onSignOut}>
            <Icon name="leave" />
            {t('desk_sign_out')}
          </button>
          <span class="who">
            <bdi class="strong">{me.displayName}</bdi>
            <bdi>{me.operation.name}</bdi>
          </span>
        </>
      )}
    </header>
  )
}

/** Two presses, so that no slip of the hand locks out a whole office; no dialog, so that it is done at once. */
function Lock({ desk }: { desk: Desk }) {
  const armed = useSignal(false)
  async function press() {
    if (!armed.value) {
      armed.value = true
      desk.after(ARMED_MS, () => (armed.value = false))
      return
    }
    const result = await call(desk.fetch, panicLock, { body: undefined })
    armed.value = false
    if (result.kind === 'ok') desk.onSignedOut()
  }
  return (
    <button type="button" class={armed.value ? 'pill pill-armed' : 'pill'} onClick={press}>
      <Icon name="lock" />
      {t(armed.value ? 'desk_lock_again' : 'desk_lock')}
    </button>
  )
}

const ARMED_MS = 6_000

/** What lies under a tab is part of it; households lie under the first. */
const isCurrent = (tab: string, path: string) =>
  tab === path || path.startsWith(tab === '/' ? '/households/' : `${tab}/`)
