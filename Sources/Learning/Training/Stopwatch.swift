/// Times the iterations of a trainer; nothing that is learned depends on it.
struct Stopwatch {
  private let clock = ContinuousClock()
  private var start: (time: ContinuousClock.Instant, steps: Int)?
  private var began: ContinuousClock.Instant
  private var split: ContinuousClock.Instant

  init() {
    began = clock.now
    split = began
  }

  mutating func begin(steps: Int) {
    began = clock.now
    if start == nil { start = (began, steps) }
  }

  mutating func collected() { split = clock.now }

  mutating func end(into progress: inout TrainingProgress) {
    let now = clock.now
    progress.collectSeconds = (split - began) / .seconds(1)
    progress.updateSeconds = (now - split) / .seconds(1)
    guard let start else { return }
    progress.stepsPerSecond = Double(progress.steps - start.steps) / max((now - start.time) / .seconds(1), 1e-9)
    progress.secondsLeft = Double(progress.totalSteps - progress.steps) / progress.stepsPerSecond
  }
}
