import { computed, ref, type Ref } from 'vue'

import type { TreeNode } from '@/api/types'

export type Row =
  | { type: 'node'; key: string; node: TreeNode; depth: number; open: boolean }
  | { type: 'loading' | 'failed' | 'empty'; key: string; parent: string; depth: number }

type Branch = { state: 'loading' | 'failed' | 'ready'; items: TreeNode[] }

/**
 * The part of the resource tree that is open, as flat rows for a virtual list. Children are read when a node is opened
 * and dropped when it is closed, so that memory follows what is open, not what exists.
 */
export function useTreeNodes(read: (parent: string) => Promise<TreeNode[]>): {
  rows: Ref<Row[]>
  start: (root: string) => Promise<void>
  toggle: (node: TreeNode) => Promise<void>
  again: (parent: string) => Promise<void>
  isOpen: (id: string) => boolean
} {
  const root = ref('')
  const branches = ref(new Map<string, Branch>())

  const rows = computed<Row[]>(() => {
    const list: Row[] = []
    const add = (parent: string, depth: number): void => {
      const branch = branches.value.get(parent)
      if (!branch) return
      if (branch.state !== 'ready') list.push({ type: branch.state, key: `${branch.state}:${parent}`, parent, depth })
      else if (branch.items.length === 0) list.push({ type: 'empty', key: `empty:${parent}`, parent, depth })
      for (const node of branch.items) {
        const open = branches.value.has(node.id)
        list.push({ type: 'node', key: node.id, node, depth, open })
        if (open) add(node.id, depth + 1)
      }
    }
    add(root.value, 0)
    return list
  })

  async function load(parent: string): Promise<void> {
    const branch: Branch = { state: 'loading', items: [] }
    branches.value.set(parent, branch)
    let found: Branch
    try {
      found = { state: 'ready', items: await read(parent) }
    } catch {
      found = { state: 'failed', items: [] }
    }
    // Closed or asked for anew in the meantime: this answer is no longer wanted.
    if (branches.value.get(parent)?.state === 'loading') branches.value.set(parent, found)
  }

  function drop(id: string): void {
    const branch = branches.value.get(id)
    branches.value.delete(id)
    for (const node of branch?.items ?? []) if (branches.value.has(node.id)) drop(node.id)
  }

  async function start(id: string): Promise<void> {
    branches.value.clear()
    root.value = id
    await load(id)
    // A single branch at the top is opened at once: nobody wants to see a tree of one line.
    const items = branches.value.get(id)?.items ?? []
    if (items.length === 1 && items[0]?.has_children && root.value === id) await toggle(items[0])
  }

  async function toggle(node: TreeNode): Promise<void> {
    if (branches.value.has(node.id)) drop(node.id)
    else if (node.has_children) await load(node.id)
  }

  return { rows, start, toggle, again: load, isOpen: (id) => branches.value.has(id) }
}
