// The same three callers in the same moment, one boot. Also the cases that a simple guard gets wrong:
// a start that fails and is tried again, a VM that an earlier app process left running, and a bundle
// that really is damaged.
import assert from 'node:assert/strict'
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'

// region: single-flight
// Everyone who asks while a start is under way, or after it, gets the same promise. It is stored
// before the first await, so there is no gap between the check and the act.
export function singleFlight(start) {
  let current = null
  const get = () => (current ??= start().catch((error) => {
    current = null // a failed start may be tried again
    throw error
  }))
  const reset = () => { current = null } // call it when the VM has stopped
  return { get, reset }
}
// endregion

// region: attach-if-running
// "Already running" is the state that we want, not a fault. Take over that VM.
async function bootOrAttach(service, log) {
  try {
    return await service.boot()
  } catch (error) {
    if (error.code !== 'ALREADY_RUNNING') throw error
    log('[VM:start] VM is already running, attaching')
    return await service.attach()
  }
}
// endregion

// region: guarded-reinstall
// Deleting is the answer to one known fault, with the VM stopped, and only once per fault.
async function bootWithRepair(service, bundle, log) {
  try {
    return await bootOrAttach(service, log)
  } catch (error) {
    if (error.code !== 'BUNDLE_DAMAGED') throw error // a reinstall would not help
    await reinstall(service, bundle, log)
    return await bootOrAttach(service, log)
  }
}

async function reinstall(service, bundle, log) {
  if (service.state !== 'stopped') throw new Error(`refusing to reinstall: the VM is ${service.state}`)
  log('[VM:start] Reinstalling the damaged bundle')
  for (const name of bundle.files) await service.unlink(`${bundle.path}/${name}`)
  await bundle.install()
}
// endregion

// Stands in for the Windows service and the hypervisor, as in broken.mjs.
class VmService {
  state = 'stopped'; open = new Set(); boots = 0; faults = []
  constructor(bundle) { this.bundle = bundle }
  async boot() {
    if (this.state !== 'stopped') {
      throw Object.assign(new Error('VM is already running'), { code: 'ALREADY_RUNNING' })
    }
    this.state = 'starting'
    this.boots++
    this.ready = this.comeUp()
    return await this.ready
  }
  async comeUp() {
    for (const name of ['rootfs.vhdx', 'smol-bin.vhdx']) this.open.add(`${this.bundle.path}/${name}`)
    await turn()
    const present = await readdir(this.bundle.path)
    const missing = this.bundle.files.filter((name) => !present.includes(name))
    const fault = this.faults.shift() ??
      (missing.length ? Object.assign(new Error(`${missing} missing`), { code: 'BUNDLE_DAMAGED' }) : null)
    this.state = fault ? 'stopped' : 'running'
    if (!fault) return { id: `cowork-vm-${this.boots}` }
    this.open.clear()
    throw fault
  }
  async attach() { return await this.ready }
  async unlink(path) {
    if (this.open.has(path)) throw new Error(`EBUSY: resource busy or locked, unlink '${path}'`)
    await rm(path, { force: true })
  }
}

const bundle = {
  path: 'claudevm.bundle', files: ['vmlinuz', 'initrd', 'rootfs.vhdx'], installs: 0,
  async install() {
    this.installs++
    for (const name of this.files) await writeFile(`${this.path}/${name}`, name)
  },
}
const lines = []
const log = (line) => lines.push(line)

function workspace(service) {
  return singleFlight(async () => {
    await copyFile('smol-bin.x64.vhdx', `${bundle.path}/smol-bin.vhdx`)
    return await bootWithRepair(service, bundle, log)
  })
}
const three = ({ get }) => Promise.all([get(), get(), get()])
const complete = async () => (await readdir(bundle.path)).filter((name) => bundle.files.includes(name)).length === 3

await mkdir(bundle.path)
await writeFile('smol-bin.x64.vhdx', 'tools')
await bundle.install()
bundle.installs = 0

// Three callers at once: one boot, one VM for all, nothing deleted.
let service = new VmService(bundle)
let app = workspace(service)
let vms = await three(app)
assert.deepEqual(vms.map(({ id }) => id), ['cowork-vm-1', 'cowork-vm-1', 'cowork-vm-1'])
assert.equal(service.boots, 1)
assert.ok(await complete() && bundle.installs === 0)
assert.equal(await app.get(), vms[0])
// The VM stops: the next call boots again.
service.state = 'stopped'
service.open.clear()
app.reset()
assert.equal((await app.get()).id, 'cowork-vm-2')

// The app was restarted and has lost its handle, the VM still runs: attach, delete nothing.
vms = await three(workspace(service))
assert.deepEqual(vms.map(({ id }) => id), ['cowork-vm-2', 'cowork-vm-2', 'cowork-vm-2'])
assert.ok(await complete() && bundle.installs === 0 && lines.includes('[VM:start] VM is already running, attaching'))
await assert.rejects(reinstall(service, bundle, log), /refusing to reinstall: the VM is running/)
assert.ok(await complete())

// A start that fails for another reason: no reinstall, all three hear of it, the next try works.
service = new VmService(bundle)
service.faults.push(new Error('VM connection timeout after 60 seconds'))
app = workspace(service)
await assert.rejects(three(app), /VM connection timeout/)
assert.ok(service.boots === 1 && bundle.installs === 0)
assert.equal((await app.get()).id, 'cowork-vm-2')

// A bundle that really is damaged: one reinstall for all three.
service = new VmService(bundle)
await rm(`${bundle.path}/initrd`)
vms = await three(workspace(service))
assert.ok(vms.every((vm) => vm === vms[0]) && bundle.installs === 1 && await complete())

console.log('three starts at once: one boot, no reinstall; failed start retried, running VM attached, damage repaired once')
