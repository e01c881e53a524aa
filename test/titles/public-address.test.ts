import t from 'tap'
import { isPublicAddress } from '../../src/titles/public-lookup.js'

const closed = {
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'link-local': ['169.254.169.254', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
  'unique-local': ['fc00::1', 'fd12:3456:789a::1', 'fd00:ec2::254'],
  'site-local, deprecated': ['fec0::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  broadcast: ['255.255.255.255'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  benchmark: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  reserved: ['192.0.0.1', '192.88.99.1', '240.0.0.1', '2001:1::1', '100::1', '5f00::1'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe'],
  'IPv4-compatible, deprecated': ['::127.0.0.1', '::10.0.0.1', '::808:808'],
  'IPv4-translated': ['::ffff:0:127.0.0.1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::a00:1'],
  '6to4 and Teredo': ['2002:7f00:1::', '2002:808:808::1', '2001:0:7f00:1::1'],
  unassigned: ['4000::1', 'a000::1', '1::1']
}

for (const [kind, addresses] of Object.entries(closed)) {
  t.test(`${kind} addresses are not public`, async t => {
    for (const address of addresses) t.notOk(isPublicAddress(address), address)
  })
}

t.test('addresses on the internet are public', async t => {
  for (const address of ['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '::ffff:8.8.8.8', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e']) {
    t.ok(isPublicAddress(address), address)
  }
})
