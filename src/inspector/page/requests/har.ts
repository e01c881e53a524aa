import type { JournalRequest } from '../../../control/shapes/request.js'

const EMPTY = { headersSize: -1, bodySize: -1, cookies: [] }

function listOf (headers: Readonly<Record<string, string>> = {}): Array<{ name: string, value: string }> {
  return Object.entries(headers).map(([name, value]) => ({ name, value }))
}

/**
 * Writes requests as an HTTP archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/), which browsers and other
 * tools open. What the double knows beside it is in fields that begin with `_`.
 * @param base the base URL of the sandbox
 */
export function harOf (requests: readonly JournalRequest[], base: string, version: string): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'zoho-attachments-mock', version },
      entries: requests.map(request => {
        const { id, time, duration, method, url, headers, parts, body, answer, outcome, sandbox } = request
        const target = new URL(url, base)
        const postData = postDataOf(headers['content-type'], parts, body?.text)
        const text = answer?.body?.text ?? ''
        return {
          startedDateTime: time,
          time: duration,
          request: {
            ...EMPTY,
            method,
            url: target.href,
            httpVersion: 'HTTP/1.1',
            headers: listOf(headers),
            queryString: [...target.searchParams].map(([name, value]) => ({ name, value })),
            ...postData && { postData }
          },
          response: {
            ...EMPTY,
            // HAR has 0 where there was no answer.
            status: answer?.status ?? 0,
            statusText: '',
            httpVersion: 'HTTP/1.1',
            headers: listOf(answer?.headers),
            content: { size: answer?.body?.size ?? 0, mimeType: answer?.headers['content-type'] ?? '', text },
            redirectURL: answer?.headers.location ?? ''
          },
          cache: {},
          timings: { send: 0, wait: duration, receive: 0 },
          _id: id,
          _sandbox: sandbox,
          _outcome: outcome,
          ...answer?.rule !== undefined && { _rule: answer.rule, _explain: answer.explain }
        }
      })
    }
  }
}

function postDataOf (mimeType = '', parts: JournalRequest['parts'], text: string | undefined): object | undefined {
  if (parts.length === 0) return text === undefined ? undefined : { mimeType, text }
  return {
    mimeType,
    params: parts.map(({ name, filename, type, value }) => ({
      name,
      ...value !== undefined && { value },
      ...filename !== undefined && { fileName: filename },
      ...type !== undefined && { contentType: type }
    }))
  }
}
