/** What to change after a refusal that the seed asks for. */
export const denied = 'The seed denies this to the token’s user. Use the token of another user, or take it out of “denied” in “users”.'
