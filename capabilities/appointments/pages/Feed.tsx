import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import { t } from '#platform/ui/pages/language.ts'
import { Note } from '#platform/ui/pages/Note.tsx'
import { endFeed, makeFeed } from '../contract-calendars.ts'
import type { Resource } from './CalendarForm.tsx'
import type { CalendarProps } from './Calendars.tsx'

/** The secret address of an officer's calendar for a program of theirs: shown once, made anew, taken back. It names nobody. */
export function Feed({ desk, told, resource }: CalendarProps & { resource: Resource }) {
  const [address, setAddress] = useState<string>()
  const params = { id: resource.id }
  async function make() {
    const result = await call(desk.fetch, makeFeed, { params, body: {} })
    setAddress(result.kind === 'ok' ? new URL(result.reply.path, location.origin).href : undefined)
    await told(result, t('appointments_done_feed'))
  }
  async function end() {
    setAddress(undefined)
    await told(await call(desk.fetch, endFeed, { params, body: {} }), t('appointments_done_feed_ended'))
  }
  return (
    <div class="stack">
      {address && (
        <Note icon="key">
          <p>{t('appointments_feed_once')}</p>
          <p>
            <bdi class="code break-all">{address}</bdi>
          </p>
        </Note>
      )}
      <div class="row row-tight">
        <button
          type="button"
          class="button"
          aria-label={`${t(resource.hasFeed ? 'appointments_feed_anew' : 'appointments_feed_make')}: ${resource.name}`}
          onClick={make}
        >
          {t(resource.hasFeed ? 'appointments_feed_anew' : 'appointments_feed_make')}
        </button>
        {resource.hasFeed && (
          <button
            type="button"
            class="button"
            aria-label={`${t('appointments_feed_end')}: ${resource.name}`}
            onClick={end}
          >
            {t('appointments_feed_end')}
          </button>
        )}
      </div>
    </div>
  )
}
