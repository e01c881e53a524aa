import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import t from 'tap'
import { publicOnlyLookup } from '../../src/titles/public-lookup.js'

/** A lookup with these results, one after the other. */
function answering (...answers: string[][]): LookupFunction {
  return (_hostname, _options, callback) => callback(null, (answers.shift() ?? []).map(address => ({ address, family: address.includes(':') ? 6 : 4 })))
}

function resolve (lookup: LookupFunction): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup('name.example', { all: true }, (error, addresses) => error ? reject(error) : resolve(addresses as LookupAddress[]))
  })
}

t.test('only the public addresses of a name are used', async t => {
  const lookup = publicOnlyLookup(answering(['127.0.0.1', '8.8.8.8', 'fd00::1', '2606:4700:4700::1111', '::ffff:10.0.0.1']))
  t.strictSame(await resolve(lookup), [{ address: '8.8.8.8', family: 4 }, { address: '2606:4700:4700::1111', family: 6 }])
})

t.test('a name whose address is not public any more is refused', async t => {
  const lookup = publicOnlyLookup(answering(['8.8.8.8'], ['127.0.0.1'], []))
  t.strictSame(await resolve(lookup), [{ address: '8.8.8.8', family: 4 }])
  await t.rejects(resolve(lookup), { name: 'NoTitleError', message: 'name.example is at 127.0.0.1, not a public address (--link-title-hosts name.example allows it)' })
  await t.rejects(resolve(lookup), { name: 'NoTitleError' }, 'so is a name without any address')
})

t.test('an error of the resolver is passed on', async t => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
  await t.rejects(resolve(publicOnlyLookup((_hostname, _options, callback) => callback(error, []))), error)
})
