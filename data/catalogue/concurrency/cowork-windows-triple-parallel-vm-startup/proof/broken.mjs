// A model of the Cowork start on Windows. Three parts of the app ask for the VM in the same moment.
// Each sees that no VM is there yet, and each goes through the whole start. The first boots. The
// second takes "VM is already running" for a damaged installation and reinstalls: it deletes the
// files of the VM that has just come up, as far as they are not open. The third gives up.
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync, writeFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'

const BUNDLE = 'claudevm.bundle'
const REINSTALL = ['vmlinuz', 'initrd', 'rootfs.vhdx']
const SENTINEL = `${BUNDLE}/.auto_reinstall_attempted`
const log = (line) => console.log(line)

// Stands in for the Windows service and the hypervisor. Files of a running VM can't be deleted.
const service = {
  state: 'stopped', open: new Set(),
  async boot() {
    if (this.state !== 'stopped') throw new Error('VM is already running')
    this.state = 'starting'
    this.open.add(`${BUNDLE}/rootfs.vhdx`).add(`${BUNDLE}/smol-bin.vhdx`)
    await turn()
    this.state = 'running'
    return { id: 'cowork-vm-1' }
  },
  async unlink(path) {
    if (this.open.has(path)) throw new Error(`EBUSY: resource busy or locked, unlink '${path}'`)
    await rm(path, { force: true })
  },
}

async function deleteVMBundle() {
  log(`[info] [deleteVMBundle] Deleting reinstall files from ${BUNDLE}`)
  try {
    for (const name of REINSTALL) await service.unlink(`${BUNDLE}/${name}`)
  } catch (error) {
    log(`[error] [deleteVMBundle] ${error.message}`)
  }
}

let vm = null

async function startVM(caller) {
  if (vm) return vm // the check is here, the answer comes seconds later
  log(`[info] [VM:start] Beginning startup, bundlePath=${BUNDLE} (caller ${caller})`)
  await copyFile('smol-bin.x64.vhdx', `${BUNDLE}/smol-bin.vhdx`)
  log('[info] [VM:start] Configuring Windows VM service...')
  await inOrder(caller)
  try {
    vm = await service.boot()
    log(`[info] [VM:start] VM is up: ${vm.id} (caller ${caller})`)
    return vm
  } catch (error) {
    log(`[error] [VM:start] VM boot failed: ${error.message}`)
    if (existsSync(SENTINEL)) {
      log('[info] [VM:start] Skipping auto-reinstall (already attempted once)')
      throw error
    }
    writeFileSync(SENTINEL, '')
    log('[info] [VM:start] Auto-reinstalling workspace after startup failure')
    await deleteVMBundle()
    return await service.boot()
  }
}

// The forced schedule: nobody boots before all three are through the check; then one by one.
const waiting = new Map()
function inOrder(caller) {
  return new Promise((go) => {
    waiting.set(caller, go)
    if (waiting.size === 3) for (const name of [1, 2, 3]) waiting.get(name)()
  })
}

await mkdir(BUNDLE)
await writeFile('smol-bin.x64.vhdx', 'tools')
for (const name of [...REINSTALL, 'sessiondata.vhdx']) await writeFile(`${BUNDLE}/${name}`, name)

const starts = await Promise.allSettled([startVM(1), startVM(2), startVM(3)])
const failed = starts.filter((start) => start.status === 'rejected')
for (const { reason } of failed) log(`[error] [VM:start] Startup failed: ${reason}`)
const left = await readdir(BUNDLE)
for (const name of REINSTALL) if (!left.includes(name)) log(`[info] [Bundle:status] ${name} missing`)
log(`${failed.length} of 3 starts failed while the VM is ${service.state}; its files were deleted under it`)
process.exit(failed.length ? 1 : 0)
