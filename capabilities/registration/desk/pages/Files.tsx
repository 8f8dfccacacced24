import { t } from '#platform/ui/pages/language.ts'
import type { Desk } from './desk.ts'
import { Export } from './Export.tsx'
import { Import } from './Import.tsx'
import { Title } from './Screen.tsx'

/** Lists that come in and go out. */
export function Files({ desk }: { desk: Desk }) {
  return (
    <div class="column">
      <Title words={t('desk_files')}>{t('desk_files')}</Title>
      <div class="columns">
        {desk.may('import') && <Import desk={desk} />}
        {(desk.may('export-pseudonymous') || desk.may('export-names')) && <Export desk={desk} />}
      </div>
    </div>
  )
}
