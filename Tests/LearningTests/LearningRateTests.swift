import Learning
import Scenarios
import Testing

@Suite struct LearningRateTests {
  @Test("the adaptive schedule moves by 1.5 beyond twice and half the desired divergence, within its bounds")
  func adapts() {
    var settings = PPOSettings()
    settings.learningRateSchedule = .adaptive
    settings.learningRate = 1e-3
    settings.desiredDivergence = 0.01
    settings.minimumLearningRate = 4e-4
    settings.maximumLearningRate = 2e-3
    var rate = LearningRate(settings)
    for (divergence, want) in [
      (nil, 1e-3), (0.015, 1e-3), (0.021, 1e-3 / 1.5), (0.5, 1e-3 / 2.25), (0.5, 4e-4), (0.006, 4e-4), (0.004, 6e-4),
      (0, 9e-4), (0, 1.35e-3), (0, 2e-3), (0, 2e-3),
    ] as [(Double?, Float)] {
      rate.begin(after: 0.9)
      rate.adapt(to: divergence)
      #expect(abs(rate.value / want - 1) < 1e-5, "\(rate.value), not \(want)")
    }
  }

  @Test("the other schedules take no notice of the divergence")
  func schedules() {
    var settings = PPOSettings()
    (settings.learningRate, settings.finalLearningRate) = (1e-3, 2e-4)
    for (schedule, want) in [(.linear, 6e-4), (.constant, 1e-3)] as [(LearningRateSchedule, Float)] {
      settings.learningRateSchedule = schedule
      var rate = LearningRate(settings)
      rate.begin(after: 0.5)
      rate.adapt(to: 1)
      #expect(abs(rate.value / want - 1) < 1e-6)
    }
  }
}
