/// The version that runs and policy files carry.
enum Version {
  static let text = "0.1.0"
}
