import Glibc

/// Repeats a system call for as long as signals interrupt it; what it returns may still be −1, with `errno` set.
func uninterrupted<R: FixedWidthInteger & SignedInteger>(_ call: () -> R) -> R {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// Waits until a descriptor is ready for `events` or the deadline, rounded up to milliseconds, has passed.
///
/// - Returns: false at the deadline.
func wait(for events: Int16, on descriptor: Int32, until deadline: Int64) throws(LinkError) -> Bool {
  var entry = pollfd(fd: descriptor, events: events, revents: 0)
  let result = uninterrupted {
    let milliseconds = (max(0, deadline - MonotonicTime.now) + 999_999) / 1_000_000
    return poll(&entry, 1, Int32(min(milliseconds, Int64(Int32.max))))
  }
  if result < 0 { throw .system("poll", errno) }
  return result > 0
}
