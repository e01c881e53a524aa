import type { FilterKey } from './filter.js'

/** An example of each key of the filter, and what it is compared with. */
export const filterHelp: Readonly<Record<FilterKey, readonly [example: string, help: string]>> = {
  status: ['status:4xx', 'the HTTP status: 404, 4xx, >=400, none'],
  op: ['op:upload', 'the operation'],
  rule: ['rule:auth.', 'the rule, or how it begins'],
  code: ['code:INVALID_DATA', 'Zoho’s code'],
  module: ['module:Leads', 'the module'],
  record: ['record:1000000231009', 'the id of the record'],
  file: ['file:.pdf', 'a part of the file’s name'],
  token: ['token:cdef', 'how the token ends'],
  method: ['method:POST', 'the HTTP method'],
  sandbox: ['sandbox:worker-3', 'the sandbox, or default'],
  id: ['id:1a-2f', 'a request, or a range of them'],
  is: ['is:refused', 'refused, faulted, ignored, aborted or slow (a second or more)']
}
