import { serve } from '#platform/http/serve.ts'
import {
  mayAnswerAgreements,
  mayAskAgreements,
  mayCloseOperation,
  mayOversee,
  mayReadAudit,
  mayUseAgreements,
} from '../../policy.ts'
import * as contract from '../contract.ts'
import * as audit from '../contract-audit.ts'
import { acknowledge, list as listAlarms } from './alarms.ts'
import { createVerifications, exportPage, readLogOf, readPage } from './audit.ts'
import { close, type OnClosed, read as readClosing, reopen } from './closing.ts'
import { answer, ask, list, withdraw } from './second-person.ts'

/** Watching over those who watch: agreements of two people, alarms, and the record of acts. */
export function oversightRoutes({
  onClosed,
  ...means
}: Parameters<typeof createVerifications>[0] & { onClosed: OnClosed }) {
  const verifications = createVerifications(means)
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
    serve(contract.readClosing, mayCloseOperation, (input) => readClosing(input)),
    serve(contract.closeOperation, mayCloseOperation, (input) => close(input, input.body, onClosed)),
    serve(contract.reopenOperation, mayCloseOperation, async (input) => {
      await reopen(input, input.body.agreementId, onClosed)
      return { open: true as const }
    }),
    serve(audit.readAudit, mayReadAudit, (input) => readPage(input, input.query)),
    serve(audit.exportAudit, mayReadAudit, (input) => exportPage(input, input.body)),
    serve(audit.readLog, mayReadAudit, (input) => readLogOf(input, verifications)),
    serve(audit.verifyAudit, mayReadAudit, async ({ actor }) => verifications.start(actor.operationId)),
  ]
}
