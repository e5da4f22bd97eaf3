/// One set of physical parameters: names → numbers in SI units, such as `cart.mass_kg` or `action_delay_s`.
///
/// What is not named keeps the nominal value.
public struct Variant: Sendable, Equatable, Codable {
  public var parameters: [String: Double]

  public init(_ parameters: [String: Double] = [:]) { self.parameters = parameters }

  public static let nominal = Variant()
}
