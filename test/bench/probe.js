// Preloaded into a server that is started with --expose-gc: tells its memory to whoever asks over IPC.
process.on('message', when => {
  if (when === 'collected') {
    globalThis.gc()
    globalThis.gc()
  }
  process.send(process.memoryUsage())
})
// The server decides when it is over.
process.channel.unref()
