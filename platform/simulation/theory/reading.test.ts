import { expect, test } from 'vitest'
import { readQueues } from './reading.ts'

const read = (...lines: string[]) => readQueues(lines.join('\n'))
const refusal = (...lines: string[]) => {
  const file = read(...lines)
  return 'refused' in file ? file.refused : 'nothing was refused'
}

test('a kind is told by its columns, in any order, with or without values', () => {
  const kindOf = (columns: string, row: string) => {
    const file = read(columns, row)
    return 'refused' in file ? file.refused : file.kind.name
  }
  expect(kindOf('mu,lambda,id,c', '1,0.5,a,1')).toBe('mmc')
  expect(kindOf('id,c,K_places_total,lambda,mu,Lq', '0,1,10,0.9,1,')).toBe('mmck')
  expect(kindOf('id,c,lambda,mu,theta_abandon', '0,10,12,1,0.5')).toBe('erlang_a')
  expect(kindOf('id,service,param,lambda,mean_service', '0,LN,2,0.4,2')).toBe('mg1')
  expect(kindOf('id,c,rho,D', '0,2,0.9,1')).toBe('mdc')
  expect(kindOf('id,class_1_is_highest,lambda,mean_service,scv', '0,1,0.2,1,1')).toBe('mg1_priority_cobham')
  expect(kindOf('id,node,c,mu,external_arrivals,routing_row', '0,0,8,1.25,9,0')).toBe('jackson')
  const file = read('id,Lq,c,lambda,mu,erlang_b', '7,3.2,1,0.4,0.5,')
  expect(file).toMatchObject({ values: ['Lq', 'erlang_b'], rows: [{ id: '7', values: { Lq: 3.2, erlang_b: null } }] })
})

test('rows of one id are one queue, ordered by their number, wherever they stand', () => {
  const file = read('id,class_1_is_highest,c,mu,lambda_k', '0,2,1,1,0.3', '1,1,2,1,0.5', '0,1,1,1,0.2')
  if ('refused' in file) throw new Error(file.refused)
  expect(file.queues.map(({ id, at }) => ({ id, at }))).toEqual([
    { id: '0', at: [2, 0] },
    { id: '1', at: [1] },
  ])
})

test('what is wrong is told with its line, its column, what it was and what is possible', () => {
  expect(refusal('id,c,lambda,mu', '0,2,"1,000",1')).toMatch(
    /^Line 2, column lambda: "1,000" stands there; possible is a number from 0.0001 up to 1000000, without thousands separators\.$/,
  )
  expect(refusal('id,c,lambda,mu', '0,2,1,000,1')).toMatch(/^Line 2: 5 cells under 4 columns\./)
  expect(refusal('id,c,lambda,mu', '0,2.5,1,1', '1,2,-1,1', '2,2,NaN,1', '3,20000,1,1').split('\n')).toEqual([
    expect.stringMatching(/^Line 2, column c: "2.5" .* whole number from 1 up to 10000/),
    expect.stringMatching(/^Line 3, column lambda: "-1"/),
    expect.stringMatching(/^Line 4, column lambda: "NaN"/),
    expect.stringMatching(/^Line 5, column c: "20000"/),
  ])
  expect(refusal('id,c,lambda,mu', '0,2,,1')).toMatch(/column lambda: nothing stands there/)
  expect(refusal('id,c,lambda,mu,Lq', '0,2,1,1,many')).toMatch(
    /column Lq: "many" stands there; possible is a number .*or nothing/,
  )
  expect(refusal('id,service,param,lambda,mean_service', '0,X,2,0.4,2')).toMatch(
    /column service: "X" .* D, M, E, LN, H2/,
  )
  expect(refusal('id,c,lambda')).toMatch(/closest is mmc, which also needs mu/)
  expect(refusal('id,name', '0,x')).toMatch(/no kind of queue known here/)
  expect(refusal('')).toMatch(/empty/)
  expect(refusal('id,c,lambda,mu')).toMatch(/no rows/)
})

test('more than can be served is an answer in a sentence, not a run without end', () => {
  expect(refusal('id,c,lambda,mu', '0,2,2,1')).toMatch(
    /^Line 2, column lambda: more comes than can be served \(load 1\), so the queue never settles/,
  )
  expect(refusal('id,c,rho,D', '0,2,1.2,1')).toMatch(/column rho: .*never settles/)
  expect(refusal('id,class_1_is_highest,lambda,mean_service,scv', '0,1,0.6,1,1', '0,2,0.5,1,1')).toMatch(
    /^Line 3.*load 1.1.*never settles/,
  )
  const nodes = 'id,node,c,mu,external_arrivals,routing_row'
  expect(refusal(nodes, '0,0,1,1,0.5,0;1', '0,1,1,1,0,0.5;0')).toMatch(/column external_arrivals: .*never settles/)
  expect(refusal(nodes, '0,0,2,1,0.5,0;1', '0,1,2,1,0,1;0')).toMatch(/column routing_row: whoever comes never leaves/)
  expect(refusal(nodes, '0,0,2,1,0.5,0.7;0.5', '0,1,2,1,0,0;0')).toMatch(/column routing_row: .*add up to 1.2/)
  expect(refusal('id,c,lambda,mu,theta_abandon', '0,10,12,1,0.5')).toBe('nothing was refused')
})
