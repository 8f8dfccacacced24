import { useState } from 'preact/hooks'
import { call } from '#platform/http/client.ts'
import type { ReplyOf } from '#platform/http/endpoint.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { Note, Tag } from '#platform/ui/pages/Note.tsx'
import { ArchiveAtDesk } from '../../rights/pages/ArchiveAtDesk.tsx'
import { type openHousehold, readHousehold } from '../contract.ts'
import { acceptWaiting, type Handed, reprintCard } from '../contract-changes.ts'
import { CardSection } from './CardSection.tsx'
import { Changes } from './Changes.tsx'
import { useClosingNames } from './closing-names.ts'
import { type Desk, sentenceFor, useReply } from './desk.ts'
import { History } from './History.tsx'
import { HouseholdTags } from './HouseholdTable.tsx'
import { languageWord } from './labels.ts'
import { PeopleSection } from './PeopleSection.tsx'
import { InQuarantine } from './Quarantine.tsx'
import { Shown, Title, Told } from './Screen.tsx'

export type HouseholdFile = ReplyOf<typeof readHousehold>
export type OpenedFile = ReplyOf<typeof openHousehold>

interface Props {
  desk: Desk
  id: string
  /** Shows what is handed to the person: card, and where it is new, the access code. */
  onHanded: (handed: Handed[]) => void
}

/** One household on one screen: who is here, the card, what can be changed, who has looked. */
export function Household({ desk, id, onHanded }: Props) {
  const { state, again } = useReply(desk, id, () => call(desk.fetch, readHousehold, { params: { id } }))
  return (
    <Shown state={state} again={again} title={t('desk_household')}>
      {(file) => <File key={id} desk={desk} file={file} again={again} onHanded={onHanded} />}
    </Shown>
  )
}

function File({
  desk,
  file,
  again,
  onHanded,
}: Omit<Props, 'id'> & { file: HouseholdFile; again: () => Promise<void> }) {
  const { household } = file
  // Opened names live in this screen only, and go with it.
  const [opened, setOpened] = useState<OpenedFile>()
  const [told, setTold] = useState<{ done?: string; failed?: string }>({})
  const params = { id: household.id }
  const speaker = opened?.people.find(({ id }) => file.people.some((person) => person.id === id && person.isFocalPoint))
  const title = speaker?.name ? t('desk_household_of', { name: speaker.name }) : t('desk_household')

  async function hand(target: typeof reprintCard | typeof acceptWaiting) {
    const result = await call(desk.fetch, target, { params, body: {} })
    if (result.kind === 'ok') onHanded([result.reply])
    else setTold({ failed: sentenceFor(desk, result) })
  }
  useClosingNames(desk, opened, () => setOpened(undefined))

  /** The list of who looked shows this opening too. */
  async function open(names: OpenedFile) {
    setOpened(names)
    await again()
  }
  /** After a change: the file as it is now, names closed again where someone came or went. */
  async function changed(done: string, handed: Handed[] = []) {
    setTold({ done })
    setOpened(undefined)
    if (handed.length > 0) onHanded(handed)
    else await again()
  }

  return (
    <div class="column">
      <div class="row row-spread">
        <div class="row">
          <span class="household-arch">
            <Icon name={household.householdSize > 1 ? 'family' : household.childAlone ? 'child' : 'adult'} size="big" />
          </span>
          <div>
            <p class="small">
              <a href="/desk/">{t('desk_registrations')}</a> / <bdi class="code">{household.caseNumber}</bdi>
            </p>
            {/* The name stays out of the page's title, which browsers keep in their history. */}
            <Title words={`${t('desk_household')} ${household.caseNumber}`}>
              <bdi>{title}</bdi>
            </Title>
            <p class="row row-tight">
              <Tag icon="message">{t('desk_speaks', { language: languageWord(household.language) })}</Tag>
              {file.siteName && <Tag icon="home">{file.siteName}</Tag>}
              <HouseholdTags row={household} card />
            </p>
          </div>
        </div>
        {desk.may('edit-registration') && (
          <div class="row">
            {household.cardState === 'valid' && (
              <button type="button" class="button" onClick={() => hand(reprintCard)}>
                <Icon name="print" />
                {t('desk_print_card')}
              </button>
            )}
            {household.stage === 'waiting' && (
              <button type="button" class="button button-primary" onClick={() => hand(acceptWaiting)}>
                <Icon name="check" />
                {t('desk_accept')}
              </button>
            )}
          </div>
        )}
      </div>
      <Told {...told} />
      {household.childAlone && (
        <Note tone="stop" icon="child">
          {t('desk_child_alone_what')}
        </Note>
      )}
      {(household.stage === 'quarantined' || household.stage === 'set-aside') && (
        <InQuarantine desk={desk} id={household.id} from={household.stage} onMoved={changed} />
      )}
      {household.hasConflict && (
        <Note tone="warn" icon="double">
          <a href="/desk/conflicts">{t('desk_conflict_look')}</a>
        </Note>
      )}
      {household.stage === 'registered' && household.householdSize !== household.adults + household.children && (
        <Note tone="warn" icon="card">
          {t('desk_someone_left')}
        </Note>
      )}
      {file.joinedIntoId && (
        <Note>
          <a href={`/desk/households/${file.joinedIntoId}`}>{t('desk_joined_into')}</a>
        </Note>
      )}
      <div class="columns">
        <PeopleSection desk={desk} file={file} opened={opened} onOpened={open} onChanged={changed} />
        <div class="column">
          <CardSection desk={desk} file={file} onChanged={changed} />
          <History file={file} openedAt={opened?.openedAt} />
          {desk.may('open-household') && <ArchiveAtDesk desk={desk} id={household.id} language={household.language} />}
        </div>
        {desk.may('edit-registration') && household.stage === 'registered' && (
          <Changes desk={desk} file={file} opened={opened} onChanged={changed} />
        )}
      </div>
    </div>
  )
}
