import { computed, ref, type Ref } from 'vue'

import type { TreeNode } from '@/api/types'

export type Row =
  | { type: 'node'; key: string; node: TreeNode; depth: number; open: boolean }
  | { type: 'loading' | 'failed' | 'empty' | 'more'; key: string; parent: string; depth: number }

type Branch = { state: 'loading' | 'failed' | 'ready'; items: TreeNode[]; cursor: string | null }
type Read = (parent: string, cursor: string | null) => Promise<{ items: TreeNode[]; next_cursor?: string | null }>

/**
 * The part of the resource tree that is open, as flat rows for a virtual list. Children are read when a node is opened
 * (and further pages of them when scrolled to) and dropped when it is closed: memory follows what is open, not what exists.
 */
export function useTreeNodes(read: Read, isHidden: (node: TreeNode) => boolean = () => false): {
  rows: Ref<Row[]>
  start: (root: string) => Promise<void>
  toggle: (node: TreeNode) => Promise<void>
  more: (parent: string) => Promise<void>
  again: (parent: string) => Promise<void>
} {
  const root = ref('')
  const branches = ref(new Map<string, Branch>())

  const rows = computed<Row[]>(() => {
    const list: Row[] = []
    const add = (parent: string, depth: number): void => {
      const branch = branches.value.get(parent)
      if (!branch) return
      const shown = branch.items.filter((node) => !isHidden(node))
      for (const node of shown) {
        const open = branches.value.has(node.id)
        list.push({ type: 'node', key: node.id, node, depth, open })
        if (open) add(node.id, depth + 1)
      }
      if (branch.state !== 'ready') list.push({ type: branch.state, key: `${branch.state}:${parent}`, parent, depth })
      else if (branch.cursor !== null) list.push({ type: 'more', key: `more:${parent}`, parent, depth })
      else if (shown.length === 0) list.push({ type: 'empty', key: `empty:${parent}`, parent, depth })
    }
    add(root.value, 0)
    return list
  })

  /** Read the next page of a branch behind what it holds. */
  async function load(parent: string, before: TreeNode[], cursor: string | null): Promise<void> {
    const asked: Branch = { state: 'loading', items: before, cursor }
    branches.value.set(parent, asked)
    const standing = branches.value.get(parent)
    let found: Branch
    try {
      const page = await read(parent, cursor)
      found = { state: 'ready', items: [...before, ...page.items], cursor: page.next_cursor ?? null }
    } catch {
      found = { state: 'failed', items: before, cursor }
    }
    // Closed or asked for anew in the meantime: this answer is no longer wanted.
    if (branches.value.get(parent) === standing) branches.value.set(parent, found)
  }

  function drop(id: string): void {
    const branch = branches.value.get(id)
    branches.value.delete(id)
    for (const node of branch?.items ?? []) if (branches.value.has(node.id)) drop(node.id)
  }

  async function start(id: string): Promise<void> {
    branches.value.clear()
    root.value = id
    await load(id, [], null)
    // A single branch at the top is opened at once: nobody wants to see a tree of one line.
    const items = (branches.value.get(id)?.items ?? []).filter((node) => !isHidden(node))
    if (items.length === 1 && items[0]?.has_children && root.value === id) await toggle(items[0])
  }

  async function toggle(node: TreeNode): Promise<void> {
    if (branches.value.has(node.id)) drop(node.id)
    else if (node.has_children) await load(node.id, [], null)
  }

  async function more(parent: string): Promise<void> {
    const branch = branches.value.get(parent)
    if (branch?.state === 'ready' && branch.cursor !== null) await load(parent, branch.items, branch.cursor)
  }

  async function again(parent: string): Promise<void> {
    const branch = branches.value.get(parent)
    if (branch?.state === 'failed') await load(parent, branch.items, branch.cursor)
  }

  return { rows, start, toggle, more, again }
}
