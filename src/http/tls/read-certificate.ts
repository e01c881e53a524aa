import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { OptionError } from '../../option-error.js'
import type { Identity } from './identity.js'

/**
 * Reads the user's own certificate and key.
 * @param tlsCert path of a PEM file with the certificate, followed by any intermediate certificates
 * @param tlsKey path of a PEM file with its key, not encrypted
 * @throws {OptionError} if one of them cannot be used
 */
export async function readCertificate (tlsCert: string, tlsKey: string): Promise<Identity> {
  const cert = await readPem('tlsCert', tlsCert, 'CERTIFICATE')
  const key = await readPem('tlsKey', tlsKey, '[A-Z ]*PRIVATE KEY')
  const certificate = tryParse('tlsCert', tlsCert, () => new X509Certificate(cert))
  const privateKey: KeyObject = tryParse('tlsKey', tlsKey, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new OptionError(`Expected \`tlsKey\` to be the key of the certificate in \`${tlsCert}\`, got the key of another in \`${tlsKey}\``)
  }
  // Catches what is left: an invalid intermediate certificate, or a key that is too weak for OpenSSL.
  tryParse('tlsCert', tlsCert, () => createSecureContext({ cert, key }))
  return { cert, key, ca: undefined }
}

async function readPem (name: 'tlsCert' | 'tlsKey', path: string, label: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: Error) => { throw unusableFile(name, path, error.message) })
  if (!new RegExp(`-----BEGIN ${label}-----`).test(text)) throw unusableFile(name, path, 'it is not PEM')
  return text
}

function tryParse<Value> (name: 'tlsCert' | 'tlsKey', path: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    throw unusableFile(name, path, (error as Error).message)
  }
}

function unusableFile (name: 'tlsCert' | 'tlsKey', path: string, why: string): OptionError {
  const what = name === 'tlsCert' ? 'certificate' : 'private key that is not encrypted'
  return new OptionError(`Expected \`${name}\` to be the path of a PEM file with a ${what}, got \`${path}\`: ${why}`)
}
