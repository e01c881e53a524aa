/** package.json's version; a test holds the two together, and a bundle has no package.json beside it. */
export const version = '0.1.0'
