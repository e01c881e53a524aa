const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'its permissions do not allow it',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'its permissions do not allow it',
  ERR_FS_EISDIR: 'it is a folder',
  EROFS: 'its file system is read-only'
}

/** Thrown for a file that cannot be read or written: ``Expected `seed` to be a file that can be read, got `x.json`: it does not exist``. */
export class FileError extends Error {
  override readonly name = 'FileError'

  /**
   * @param option what names the file: an option, or a path in a seed
   * @param cause an error of the file system
   */
  constructor (readonly option: string, readonly can: 'read' | 'written', readonly path: string, override readonly cause: NodeJS.ErrnoException) {
    super()
    this.message = this.messageFor(option)
  }

  /** @returns the message with another name for the option, such as that of its variable */
  messageFor (name: string): string {
    const { code = '', message } = this.cause
    const missing = this.can === 'written' ? 'its folder does not exist' : 'it does not exist'
    return `Expected \`${name}\` to be a file that can be ${this.can}, got \`${this.path}\`: ${code === 'ENOENT' ? missing : REASONS[code] ?? message}`
  }
}
