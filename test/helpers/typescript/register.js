// Lets a process load TypeScript: node --import=./test/helpers/typescript/register.js
import { register } from 'node:module'

register('./hooks.js', import.meta.url)
