import { t } from '#platform/ui/pages/language.ts'
import type { Draft, DraftPerson } from './draft.ts'

/** How the pages call someone: by name, or as "Adult 2" while no name is known. */
export function whoIs(draft: Draft, person: DraftPerson): string {
  if (person.name) return person.name
  const alike = draft.people.filter(({ group }) => group === person.group)
  return t(`registration_person_${person.group.replaceAll('-', '_')}`, { number: alike.indexOf(person) + 1 })
}

/** A question as it is put to the speaker, or about someone else. */
export function asked(question: string, draft: Draft, person: DraftPerson): string {
  const isSpeaker = person.id === draft.people[0]?.id
  return isSpeaker
    ? t(`registration_${question}_you`)
    : t(`registration_${question}_other`, { who: whoIs(draft, person) })
}
