import Mathematics

/// State–action pairs by priority, the greatest first: a binary heap that finds a queued pair again.
///
/// Nothing here allocates after `init`.
package struct PriorityQueue: Sendable {
  private var heap: [Int32] = []
  /// Where a pair stands in the heap; −1 where it is not queued.   (pairs)
  private var places: [Int32]
  private var priorities: [Double]  // (pairs)

  package init(pairs: Int) {
    places = [Int32](repeating: -1, count: pairs)
    priorities = [Double](repeating: 0, count: pairs)
    heap.reserveCapacity(pairs)
  }

  package var isEmpty: Bool { heap.isEmpty }
  package var count: Int { heap.count }

  /// Queues a pair, or raises its priority where that is lower.
  package mutating func insert(_ pair: Int, priority: Double) {
    if places[pair] < 0 {
      places[pair] = Int32(heap.count)
      heap.append(Int32(pair))
    } else if priority <= priorities[pair] {
      return
    }
    priorities[pair] = priority
    rise(Int(places[pair]))
  }

  /// - Precondition: the queue is not empty.
  package mutating func removeFirst() -> Int {
    let first = Int(heap[0])
    let last = heap.removeLast()
    places[first] = -1
    if !heap.isEmpty {
      heap[0] = last
      places[Int(last)] = 0
      sink(0)
    }
    return first
  }

  private mutating func rise(_ place: Int) {
    var place = place
    while place > 0 {
      let parent = (place - 1) / 2
      guard priorities[Int(heap[place])] > priorities[Int(heap[parent])] else { return }
      swap(place, parent)
      place = parent
    }
  }

  private mutating func sink(_ place: Int) {
    var place = place
    while true {
      var greatest = place
      for child in 2 * place + 1..<min(2 * place + 3, max(heap.count, 2 * place + 1)) {
        if priorities[Int(heap[child])] > priorities[Int(heap[greatest])] { greatest = child }
      }
      guard greatest != place else { return }
      swap(place, greatest)
      place = greatest
    }
  }

  private mutating func swap(_ a: Int, _ b: Int) {
    heap.swapAt(a, b)
    places[Int(heap[a])] = Int32(a)
    places[Int(heap[b])] = Int32(b)
  }

  func save(into state: inout SavedState) {
    state.append(heap.count)
    for pair in heap {
      state.append(Int(pair))
      state.append(priorities[Int(pair)])
    }
  }

  mutating func restore(_ state: inout SavedState) {
    self = PriorityQueue(pairs: places.count)
    for place in 0..<state.takeInt() {
      let pair = state.takeInt()
      heap.append(Int32(pair))
      places[pair] = Int32(place)
      priorities[pair] = state.takeReal()
    }
  }
}
