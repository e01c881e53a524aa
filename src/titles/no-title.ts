/** Why a page gives no title; its message is what the user is told. */
export class NoTitle extends Error {
  override readonly name = 'NoTitle'
}
