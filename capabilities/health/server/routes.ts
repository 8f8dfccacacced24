import { mayReadHealth } from '#capabilities/access/policy.ts'
import { serve } from '#platform/http/serve.ts'
import { readHealth } from '../contract.ts'
import { type HealthMeans, measureHealth } from './health.ts'

export const healthRoutes = (means: HealthMeans) => [
  serve(readHealth, mayReadHealth, ({ actor }) => measureHealth(means, actor.operationId)),
]
