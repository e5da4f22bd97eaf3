import Control
public import CSim2RealABI
import Glibc

// The functions of sim2real.h, where they are described; the compiler holds these to its declarations.

@c @implementation
public func sim2real_abi_version() -> UInt32 { UInt32(SIM2REAL_ABI_VERSION) }

@c @implementation
public func sim2real_create(
  _ options: UnsafePointer<sim2real_options>?, _ created: UnsafeMutablePointer<sim2real_environment>?
) -> UnsafeMutablePointer<CChar>? {
  sentence { () throws(Refusal) in
    let options = try given(options, "options", to: "sim2real_create").pointee
    let created = try given(created, "created", to: "sim2real_create")
    created.pointee = Registry.open(try Environment(options))
  }
}

@c @implementation
public func sim2real_get_sizes(
  _ environment: sim2real_environment, _ sizes: UnsafeMutablePointer<sim2real_sizes>?
) -> UnsafeMutablePointer<CChar>? {
  sentence { () throws(Refusal) in
    let sizes = try given(sizes, "sizes", to: "sim2real_get_sizes")
    try Registry.use(environment) { environment throws(Refusal) in sizes.pointee = environment.sizes }
  }
}

@c @implementation
public func sim2real_describe(
  _ environment: sim2real_environment, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafeMutablePointer<CChar>? {
  sentence { () throws(Refusal) in
    let json = try given(json, "json", to: "sim2real_describe")
    try Registry.use(environment) { environment throws(Refusal) in json.pointee = text(try environment.description()) }
  }
}

@c @implementation
public func sim2real_reset(
  _ environment: sim2real_environment, _ seeds: UnsafePointer<UInt64>?, _ mask: UnsafePointer<UInt8>?,
  _ variant: UnsafePointer<UnsafePointer<CChar>?>?, _ variant_count: Int,
  _ buffers: UnsafeMutablePointer<sim2real_buffers>?
) -> UnsafeMutablePointer<CChar>? {
  sentence { () throws(Refusal) in
    let buffers = try given(buffers, "buffers", to: "sim2real_reset")
    let assignments = try variant.map { texts throws(Refusal) in try strings(texts, variant_count, "variant") }
    try Registry.use(environment) { environment throws(Refusal) in
      try environment.reset(seeds: seeds, mask: mask, variant: assignments, into: StepMemory(buffers.pointee))
      buffers.pointee.ended = 0
    }
  }
}

@c @implementation
public func sim2real_step(
  _ environment: sim2real_environment, _ actions: UnsafePointer<Float>?,
  _ buffers: UnsafeMutablePointer<sim2real_buffers>?
) -> UnsafeMutablePointer<CChar>? {
  sentence { () throws(Refusal) in
    let actions = try given(actions, "actions", to: "sim2real_step")
    let buffers = try given(buffers, "buffers", to: "sim2real_step")
    try Registry.use(environment) { environment throws(Refusal) in
      buffers.pointee.ended = Int32(try environment.step(actions, into: StepMemory(buffers.pointee)))
    }
  }
}

@c @implementation
public func sim2real_close(_ environment: sim2real_environment) -> UnsafeMutablePointer<CChar>? {
  sentence { () throws(Refusal) in try Registry.close(environment) }
}

@c @implementation
public func sim2real_free(_ text: UnsafeMutablePointer<CChar>?) { free(text) }
