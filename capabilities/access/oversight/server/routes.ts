import { serve } from '#platform/http/serve.ts'
import { mayAnswerAgreements, mayAskAgreements, mayOversee, mayUseAgreements } from '../../policy.ts'
import * as contract from '../contract.ts'
import { acknowledge, list as listAlarms } from './alarms.ts'
import { answer, ask, list, withdraw } from './second-person.ts'

/** Watching over those who watch: agreements of two people, alarms. */
export function oversightRoutes() {
  return [
    serve(contract.askAgreement, mayAskAgreements, (input) => ask(input, input.body)),
    serve(contract.listAgreements, mayUseAgreements, (input) => list(input)),
    serve(contract.agree, mayAnswerAgreements, async (input) => {
      await answer(input, input.params.id, 'agreed')
      return { done: true as const }
    }),
    serve(contract.refuseAgreement, mayAnswerAgreements, async (input) => {
      await answer(input, input.params.id, 'refused')
      return { done: true as const }
    }),
    serve(contract.withdrawAgreement, mayAskAgreements, async (input) => {
      await withdraw(input, input.params.id)
      return { done: true as const }
    }),
    serve(contract.listAlarms, mayOversee, (input) => listAlarms(input)),
    serve(contract.acknowledgeAlarm, mayOversee, async (input) => {
      await acknowledge(input, { id: input.params.id, note: input.body.note })
      return { done: true as const }
    }),
  ]
}
