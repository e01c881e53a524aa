export { attach } from './attach.cjs'
