/** A rooted spanning tree over numbered nodes that can exchange one arc for another, with a price for each node. */
export type SpanningTree = {
  parent: Int32Array
  /** The arc that ties a node to its parent. */
  arc: Int32Array
  depth: Int32Array
  /** Prices under which every arc of the tree costs nothing. */
  price: Float64Array
}

/** Arcs as columns: number `a` leads from `from[a]` to `to[a]`. */
export type Arcs = { from: Int32Array; to: Int32Array; cost: Float64Array }

/** Starts as a star: node `n` hangs on the root by the arc `arcOf(n)`. */
export function createSpanningTree(nodeCount: number, arcs: Arcs, arcOf: (node: number) => number) {
  const root = nodeCount
  const parent = new Int32Array(nodeCount + 1).fill(root)
  const arc = new Int32Array(nodeCount + 1).fill(-1)
  const depth = new Int32Array(nodeCount + 1).fill(1)
  const price = new Float64Array(nodeCount + 1)
  const firstChild = new Int32Array(nodeCount + 1).fill(-1)
  const next = new Int32Array(nodeCount + 1).fill(-1)
  const previous = new Int32Array(nodeCount + 1).fill(-1)
  const stack = new Int32Array(nodeCount + 1)
  parent[root] = -1
  depth[root] = 0
  for (let node = 0; node < nodeCount; node++) {
    arc[node] = arcOf(node)
    hang(node, root)
  }

  function hang(node: number, above: number): void {
    const sibling = firstChild[above]!
    previous[node] = -1
    next[node] = sibling
    if (sibling >= 0) previous[sibling] = node
    firstChild[above] = node
    parent[node] = above
  }

  function unhang(node: number): void {
    const [before, after] = [previous[node]!, next[node]!]
    if (before >= 0) next[before] = after
    else firstChild[parent[node]!] = after
    if (after >= 0) previous[after] = before
  }

  /** Walks what hangs below a node, parents first, giving each its depth and a price that fits its arc. */
  function settle(top: number): void {
    let height = 0
    stack[height++] = top
    while (height > 0) {
      const node = stack[--height]!
      const above = parent[node]!
      if (above >= 0) {
        const tie = arc[node]!
        depth[node] = depth[above]! + 1
        price[node] = arcs.from[tie] === node ? price[above]! - arcs.cost[tie]! : price[above]! + arcs.cost[tie]!
      }
      for (let child = firstChild[node]!; child >= 0; child = next[child]!) stack[height++] = child
    }
  }

  /** Takes out the arc above `cut` and ties what hung there to the rest by `entering`, of which one end lies inside. */
  function exchange(cut: number, entering: number): void {
    const inside = isBelow(arcs.from[entering]!, cut) ? arcs.from[entering]! : arcs.to[entering]!
    let node = inside
    let above = inside === arcs.from[entering] ? arcs.to[entering]! : arcs.from[entering]!
    let tie = entering
    // Turn the way from the entering arc up to the cut upside down.
    while (true) {
      const [oldParent, oldArc] = [parent[node]!, arc[node]!]
      unhang(node)
      hang(node, above)
      arc[node] = tie
      if (node === cut) break
      above = node
      tie = oldArc
      node = oldParent
    }
    settle(inside)
  }

  function isBelow(node: number, top: number): boolean {
    let at = node
    while (depth[at]! > depth[top]!) at = parent[at]!
    return at === top
  }

  const tree: SpanningTree = { parent, arc, depth, price }
  return { ...tree, exchange, isBelow, settleAll: () => settle(root) }
}
