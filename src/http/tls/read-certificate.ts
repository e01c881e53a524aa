import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { OptionError } from '../../option-error.js'
import type { Identity } from './identity.js'

/**
 * Reads the user's own certificate and key.
 * @param tlsCert path of a PEM file: the certificate, then those between it and its authority
 * @param tlsKey path of a PEM file with its key, not encrypted
 * @throws {OptionError} where one of them cannot be used
 */
export async function readCertificate (tlsCert: string, tlsKey: string): Promise<Identity> {
  const cert = await readPem('tlsCert', tlsCert, 'CERTIFICATE')
  const key = await readPem('tlsKey', tlsKey, '[A-Z ]*PRIVATE KEY')
  const certificate = parsed('tlsCert', tlsCert, () => new X509Certificate(cert))
  const privateKey: KeyObject = parsed('tlsKey', tlsKey, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new OptionError(`Expected \`tlsKey\` to be the key of the certificate in \`${tlsCert}\`, got another's in \`${tlsKey}\``)
  }
  // What is left: a broken certificate further down the file, a key that is too weak for OpenSSL.
  parsed('tlsCert', tlsCert, () => createSecureContext({ cert, key }))
  return { cert, key, ca: undefined }
}

async function readPem (name: 'tlsCert' | 'tlsKey', path: string, label: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: Error) => { throw unusable(name, path, error.message) })
  if (!new RegExp(`-----BEGIN ${label}-----`).test(text)) throw unusable(name, path, 'it is not PEM')
  return text
}

function parsed<Value> (name: 'tlsCert' | 'tlsKey', path: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    throw unusable(name, path, (error as Error).message)
  }
}

function unusable (name: 'tlsCert' | 'tlsKey', path: string, why: string): OptionError {
  const what = name === 'tlsCert' ? 'certificate' : 'private key that is not encrypted'
  return new OptionError(`Expected \`${name}\` to be the path of a PEM file with a ${what}, got \`${path}\`: ${why}`)
}
