import { createHash, KeyObject, webcrypto, X509Certificate } from 'node:crypto'
import { BitString, Integer, OctetString, Utf8String } from 'asn1js'
import ipaddr from 'ipaddr.js'
import { AltName, AttributeTypeAndValue, AuthorityKeyIdentifier, BasicConstraints, Certificate, CryptoEngine, ExtKeyUsage, Extension, GeneralName, RelativeDistinguishedNames, Time } from 'pkijs'
import type { Identity } from './identity.js'

const DAY = 24 * 60 * 60 * 1000

/** Object identifiers (RFC 5280, appendix A). */
const oid = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1'
}

const AUTHORITY = 'zoho-attachments-mock CA'

/**
 * P-256 is supported by every client with TLS 1.2, from Java 8 and OpenSSL 1.0 on. Generating a key pair takes 1 ms, with RSA 100
 * to 300 ms.
 */
const KEY = { name: 'ECDSA', namedCurve: 'P-256' }
const HASH = 'SHA-256'

/** Key usages as bits of the first byte of a BIT STRING (RFC 5280 §4.2.1.3). */
const usage = { digitalSignature: 0x80, keyCertSign: 0x04, cRLSign: 0x02 }

interface Party {
  readonly name: string
  readonly keys: webcrypto.CryptoKeyPair
  /** Key identifier for certificates (RFC 7093 §2, method 1). */
  readonly keyId: Uint8Array
}

/**
 * Creates a certificate for a server, signed by a new authority that signs nothing else, since its key is discarded. The
 * certificates satisfy strict verifiers: Python 3.13's VERIFY_X509_STRICT, Go, rustls, Apple.
 * @param names names and IP addresses; the first becomes the subject's common name
 * @param now real time in milliseconds since 1970, since clients compare with their own clock
 */
export async function makeCertificate (names: readonly [string, ...string[]], now: number): Promise<Identity> {
  const [authority, server] = await Promise.all([createParty(AUTHORITY), createParty(names[0])])
  const [ca, cert] = await Promise.all([
    issue(authority, authority, now, [
      extension(oid.basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema(), true),
      keyUsage(usage.keyCertSign | usage.cRLSign)
    ]),
    issue(server, authority, now, [
      extension(oid.basicConstraints, new BasicConstraints({ cA: false }).toSchema(), true),
      keyUsage(usage.digitalSignature),
      extension(oid.extKeyUsage, new ExtKeyUsage({ keyPurposes: [oid.serverAuth] }).toSchema()),
      extension(oid.subjectAltName, new AltName({ altNames: names.map(generalName) }).toSchema())
    ])
  ])
  return { cert, ca, key: KeyObject.from(server.keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString() }
}

async function createParty (name: string): Promise<Party> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify'])
  const point = await webcrypto.subtle.exportKey('raw', keys.publicKey)
  return { name, keys, keyId: createHash('sha256').update(new Uint8Array(point)).digest().subarray(0, 20) }
}

/** Issues a certificate and returns it as PEM. */
async function issue (subject: Party, issuer: Party, now: number, extensions: readonly Extension[]): Promise<string> {
  // Not the global `crypto`, which a test runner's browser environment may have replaced.
  const engine = new CryptoEngine({ name: 'node', crypto: webcrypto })
  const certificate = new Certificate({
    version: 2,
    serialNumber: serialNumber(subject.keyId),
    subject: distinguishedName(subject.name),
    issuer: distinguishedName(issuer.name),
    // Starts a day ago, for clients whose clock is slow. Browsers and Apple refuse more than 398 days.
    notBefore: new Time({ value: new Date(now - DAY) }),
    notAfter: new Time({ value: new Date(now + 396 * DAY) }),
    extensions: [
      ...extensions,
      extension(oid.subjectKeyIdentifier, octets(subject.keyId)),
      extension(oid.authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: octets(issuer.keyId) }).toSchema())
    ]
  })
  await certificate.subjectPublicKeyInfo.importKey(subject.keys.publicKey, engine)
  await certificate.sign(issuer.keys.privateKey, HASH, engine)
  return new X509Certificate(Buffer.from(certificate.toSchema(true).toBER())).toString()
}

/** A serial number from the key, because browsers require it to be unique among certificates of the same issuer name. */
function serialNumber (keyId: Uint8Array): Integer {
  const bytes = Uint8Array.from(keyId.subarray(0, 16))
  // Positive and without leading zeros (RFC 5280 §4.1.2.2).
  bytes[0] = 0x40 | (Number(bytes[0]) & 0x3f)
  return new Integer({ valueHex: bytes })
}

function distinguishedName (commonName: string): RelativeDistinguishedNames {
  return new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: oid.commonName, value: new Utf8String({ value: commonName }) })]
  })
}

function generalName (name: string): GeneralName {
  return ipaddr.isValid(name)
    ? new GeneralName({ type: 7, value: octets(Uint8Array.from(ipaddr.parse(name).toByteArray())) })
    : new GeneralName({ type: 2, value: name })
}

function keyUsage (bits: number): Extension {
  return extension(oid.keyUsage, new BitString({ valueHex: Uint8Array.of(bits), unusedBits: Math.log2(bits & -bits) }), true)
}

function extension (extnID: string, value: { toBER (): ArrayBuffer }, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() })
}

function octets (bytes: Uint8Array): OctetString {
  return new OctetString({ valueHex: bytes })
}
