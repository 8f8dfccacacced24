import { day, moment } from '#capabilities/registration/desk/pages/labels.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { t } from '#platform/ui/pages/language.ts'
import type { readClaim } from '../contract.ts'

/** What became of the appointments of a claim, the newest first. */
export function Meetings({ meetings }: { meetings: ReplyOf<typeof readClaim>['meetings'] }) {
  if (meetings.length === 0) return null
  return (
    <ul class="list">
      {meetings.toReversed().map((line) => (
        <li key={`${line.appointmentId} ${line.at} ${line.kind}`}>
          <div class="grow">
            <p>
              <b>{t(`appointments_purpose_${line.purpose}`)}</b> ·{' '}
              {t(`appointments_event_${line.kind.replaceAll('-', '_')}`)} · {day(line.day)} <bdi>{line.from}</bdi>
            </p>
            <p class="hint">
              {moment(line.at)} · {line.by ? <bdi>{line.by}</bdi> : t('appointments_by_family')}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
