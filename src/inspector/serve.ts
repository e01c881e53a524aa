import { createHash } from 'node:crypto'
import accepts from 'accepts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import { httpErrors } from '../control/errors.js'
import type { Asset } from './assets.js'

/**
 * What the page may do: load its own files and call its own origin. Nothing inline runs, and no text becomes markup, whatever
 * a client called its file.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'"
].join('; ')

const headers = {
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin'
} as const

/** Sends the page, if the client prefers HTML to JSON. Otherwise the handler of the route answers. */
export async function sendPage (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  // Shared caches keep the two apart.
  reply.header('vary', 'Accept')
  // JSON is first, so a client that takes anything gets it.
  if (accepts(request.raw).type(['application/json', 'text/html']) !== 'text/html') return undefined
  reply.headers(headers)
  // Relative, so that it holds below any prefix of a proxy: the page refers to its files relatively, too.
  if (!request.url.replace(/\?.*$/s, '').endsWith('/')) return reply.redirect('_mock/')
  const page = await find(name => name === 'index.html') as Asset
  const etag = `"${createHash('sha256').update(page.text).digest('base64url')}"`
  reply.headers({ 'cache-control': 'no-cache', etag })
  if (fresh(request.headers, { etag })) return reply.code(304).send()
  return reply.type(page.type).send(page.text)
}

/**
 * Sends a file that the page refers to.
 * @throws {HttpError} 404 for another name
 */
export async function sendAsset (name: string, reply: FastifyReply): Promise<FastifyReply> {
  const asset = await find(known => known === name && name !== 'index.html')
  if (asset === undefined) throw (await httpErrors()).notFound(`No file \`${name}\` of the inspector page: reload the page, which may be of another version`)
  // Its name has the hash of its content.
  return reply.headers({ ...headers, 'cache-control': 'public, max-age=31536000, immutable' }).type(asset.type).send(asset.text)
}

/** Sends the icon of the page to a browser that asks for it by its usual name. */
export async function sendFavicon (reply: FastifyReply): Promise<FastifyReply> {
  const icon = await find(name => name.endsWith('.svg')) as Asset
  return reply.headers({ ...headers, 'cache-control': 'public, max-age=86400' }).type(icon.type).send(icon.text)
}

/** In a module of their own, so that clients that prefer JSON do not load them. */
async function find (matches: (name: string) => boolean): Promise<Asset | undefined> {
  const { assets } = await import('./assets.js')
  return (await assets()).find(({ name }) => matches(name))
}
