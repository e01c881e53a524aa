/** What surprises those who point an SDK elsewhere for the first time. */
interface Trap {
  readonly what: string
  readonly why: string
}

/** Printed under a snippet, and listed in test/sdks/README.md. */
export const traps = {
  tokenUrl: {
    what: 'The accounts URL is the token URL, `/oauth/v2/token` included.',
    why: 'SDKs add nothing to it. Without the path the Node.js SDK says `ACCESS TOKEN IS NOT PRESENT IN RESPONSE`.'
  },
  tokenFile: {
    what: 'A token file outlives the double.',
    why: 'SDKs keep their token in a file for an hour, by default `sdk_tokens.txt` in the project’s or the working folder. A double that was restarted or reset does not know that token: 401. With the client id and refresh token of the real service it is worse: the file has Zoho’s `api_domain` too, and the SDK goes back there, whatever its environment says. Give every run a file of its own.'
  },
  refusal: {
    what: 'A refused call throws nothing.',
    why: 'SDKs ignore the HTTP status; the object of the response is then an `APIException`. Only a refused login throws, when the SDK is initialized or at the first call.'
  },
  fileName: {
    what: 'A downloaded file’s name comes percent-encoded.',
    why: 'No SDK decodes it: do so yourself.'
  },
  deletions: {
    what: 'A deletion of many gives `SuccessResponse` rows, also for what was not deleted.',
    why: 'From 6.0 to 8.0 the SDKs have no other class for them: look at the status of each row.'
  },
  links: {
    what: 'The Node.js SDKs cut a link at `&` and `#`.',
    why: 'They do not encode it. After `#` the title is lost, too.'
  },
  buffers: {
    what: 'A Buffer in a `StreamWrapper` is sent without a name, whatever name you give.',
    why: 'Give a path.'
  },
  bytes: {
    what: 'Bytes in a Python `StreamWrapper` are all called `file`, whatever name you give.',
    why: 'Give a path.'
  },
  declarations: {
    what: 'The TypeScript SDKs’ own declarations do not compile for ES2022.',
    why: 'Set `"skipLibCheck": true`.'
  },
  sources: {
    what: 'TypeScript SDKs 2.0 and 1.1 come as sources, which do not compile with `"strict": true`.',
    why: 'Their JavaScript is beside them: leave the types out, or the strictness.'
  },
  phpTrust: {
    what: 'Over HTTPS, PHP does without trust in the double’s certificate.',
    why: 'Set `->sslVerification(false)` in `SDKConfigBuilder`.'
  },
  javaNothing: {
    what: 'Java throws a NullPointerException on every 204, which is an empty list or a missing file.',
    why: 'A bug of SDK 8.0; others were not tried.'
  },
  javaNames: {
    what: 'Java sends `?` for each letter of a file’s name that is not ASCII.',
    why: 'A bug of SDK 8.0; others were not tried.'
  },
  rubyHttps: {
    what: 'Ruby speaks HTTPS only.',
    why: 'Start the double with `--tls-port 4151`, fetch its authority with `curl -o ca.pem http://127.0.0.1:4150/_mock/ca.pem`, and run Ruby with `SSL_CERT_FILE=ca.pem`.'
  },
  rubyPath: {
    what: 'Ruby keeps the path of its base URL for the token only, and calls the bare host after that.',
    why: 'Give it a sandbox’s token URL all the same: a token that a sandbox issued leads back to that sandbox.'
  }
} as const satisfies Record<string, Trap>

export type TrapName = keyof typeof traps
