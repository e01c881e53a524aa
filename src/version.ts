/** The version in package.json. It is repeated here because a bundle has no package.json beside it; a test keeps them equal. */
export const version = '0.1.0'
