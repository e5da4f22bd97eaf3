/// The version that the programs, runs and policy files carry.
public enum Version {
  public static let text = "0.1.0"
}
