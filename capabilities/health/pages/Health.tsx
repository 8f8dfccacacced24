import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type Fetch } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Bones } from '#platform/ui/pages/Bones.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { readHealth } from '../contract.ts'
import type { Level } from '../model.ts'

type Reply = ReplyOf<typeof readHealth>

/** One thing, how well it is, and what to do where it is not. */
type Item = { level: Level; said: string; remedy: string }

interface Props {
  fetch: Fetch
  onSignedOut: () => void
}

/** How the service stands, the worst first: what an administrator looks at in the morning. */
export function Health({ fetch, onSignedOut }: Props) {
  const found = useSignal<Reply | 'failed' | undefined>(undefined)
  async function look(): Promise<void> {
    const result = await call(fetch, readHealth, {})
    if (result.kind === 'problem' && result.problem.status === 401) onSignedOut()
    found.value = result.kind === 'ok' ? result.reply : 'failed'
  }
  useEffect(() => void look(), [])
  const reply = typeof found.value === 'object' ? found.value : undefined
  return (
    <div class="column">
      <div>
        <h1 tabIndex={-1}>{t('health_title')}</h1>
        <p class="hint">{t('health_hint')}</p>
      </div>
      {found.value === undefined && <Bones lines={6} />}
      {found.value === 'failed' && (
        <Note tone="warn" live>
          {t('health_failed')}
        </Note>
      )}
      {reply && (
        <ul class="card list">
          {itemsOf(reply).map(({ level, said, remedy }) => (
            <li key={said}>
              <div class="row row-spread grow">
                <div>
                  <p>{said}</p>
                  {level !== 'well' && <p class="strong">{remedy}</p>}
                </div>
                <Tag tone={tones[level]} icon={level === 'well' ? 'check' : 'warning'}>
                  {t(`health_${level}`)}
                </Tag>
              </div>
            </li>
          ))}
        </ul>
      )}
      {reply && <p>{reply.lapsesAt ? t('health_unlocked', { at: timeOf(reply.lapsesAt) }) : t('health_locked')}</p>}
      {reply && (
        <p class="soft small">
          {t('health_about', {
            ...{ sessions: reply.sessions, version: reply.version, migrations: reply.migrations },
            hours: Math.floor(reply.uptimeSeconds / 3600),
          })}
        </p>
      )}
      <div>
        <button type="button" class="button" onClick={look}>
          {t('health_again')}
        </button>
      </div>
    </div>
  )
}

const tones = { well: 'ok', watch: 'warn', act: 'stop' } as const
const order: Record<Level, number> = { act: 0, watch: 1, well: 2 }

function itemsOf({ disks, databaseClock, phones, backup, head, backlog, failed }: Reply): Item[] {
  const items: Item[] = [
    ...disks.map(({ place, freeBytes, totalBytes, level }) => ({
      level,
      said: t(`health_disk_${place}`, { free: gigabytes(freeBytes), total: gigabytes(totalBytes) }),
      remedy: t('health_disk_do'),
    })),
    { level: backup.level, said: backupSaid(backup), remedy: t('health_backup_do') },
    {
      level: head.level,
      said: head.unsealedSeconds > 10 ? t('health_head_late', { seconds: head.unsealedSeconds }) : t('health_head'),
      remedy: t('health_head_do'),
    },
    {
      level: backlog.level,
      said:
        backlog.sealed > 0
          ? t('health_backlog', { count: backlog.sealed, minutes: backlog.oldestMinutes })
          : t('health_backlog_none'),
      remedy: t('health_backlog_do'),
    },
    { level: failed.level, said: t('health_unread', { count: failed.entries }), remedy: t('health_unread_do') },
    {
      level: databaseClock.level,
      said: t('health_clock', { seconds: Math.abs(Math.round(databaseClock.offMs / 1000)) }),
      remedy: t('health_clock_do'),
    },
    { level: phones.level, said: phonesSaid(phones), remedy: t('health_phones_do') },
  ]
  return items.sort((a, b) => order[a.level] - order[b.level])
}

function backupSaid({ hours, isRunning, failed }: Reply['backup']): string {
  const age = hours === null ? t('health_backup_never') : t('health_backup', { hours })
  const more = isRunning ? t('health_backup_running') : failed ? t('health_backup_failed', { why: failed }) : ''
  return `${age} ${more}`.trim()
}

const phonesSaid = ({ medianSeconds, worstSeconds }: Reply['phones']): string =>
  medianSeconds === null || worstSeconds === null
    ? t('health_phones_none')
    : t('health_phones', { median: Math.round(medianSeconds), worst: Math.round(worstSeconds) })

const gigabytes = (bytes: number) => Math.round(bytes / 1e8) / 10
const timeOf = (instant: string) =>
  new Date(instant).toLocaleString(language.value.locale === 'ht' ? 'fr' : language.value.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
