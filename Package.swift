// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A library target of our own; every target may import `Mathematics`.
func library(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], embedding files: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies + (name == "Mathematics" ? [] : ["Mathematics"]), exclude: exclude,
    resources: files.map { .embedInCode($0) }, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [String]) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: Array(Set([name, "Mathematics", "TestSupport"] + dependencies)).sorted().map { .target(name: $0) },
    swiftSettings: strict)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "sim2real",
  products: [
    .executable(name: "sim2real", targets: ["sim2real"]),
    .executable(name: "robot-bridge", targets: ["robot-bridge"]),
    .library(name: "Sim2RealABI", type: .dynamic, targets: ["Sim2RealABI"]),
  ],
  traits: [.trait(name: "MPI", description: "Training and evaluation in several processes, by mpirun.")],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries.
    .systemLibrary(name: "COde", pkgConfig: "ode", providers: [.apt(["libode-dev"])]),
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CSerialPort", pkgConfig: "libserialport", providers: [.apt(["libserialport-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Of the trait MPI alone.
    .systemLibrary(name: "CMPI", pkgConfig: "mpi-c", providers: [.apt(["libopenmpi-dev"])]),

    // C of our own: element-wise kernels and one-sample products.
    .target(name: "CKernels"),
    // The header of the dynamic library, which its Swift implements.
    .systemLibrary(name: "CSim2RealABI"),

    // The architecture, from the ground up.
    library("Mathematics", ["CKernels"]),
    library("Processes", [.target(name: "CMPI", condition: .when(traits: ["MPI"]))]),
    library("Statistics", ["CGSL"]),
    library("Control", []),
    library("Robots", ["Control", yams]),
    library("RobotModels", ["Robots", "Control"]),
    library("Scenarios", ["RobotModels", "Robots", "Control", "Statistics"]),
    library("Policies", ["Control", "CKernels", crypto]),
    library("Planning", ["Policies", "Control", "CKernels"]),
    library("Physics", ["COde"]),
    library("Simulation", ["Physics", "Scenarios", "RobotModels", "Robots", "Control"]),
    library("Environments", ["Scenarios", "Robots", "Control"]),
    library("Networks", ["Policies", "COneDNN", "CKernels"]),
    library(
      "Learning",
      ["Networks", "Planning", "Evaluation", "Policies", "Processes", "Scenarios", "Robots", "Control", "CKernels"]),
    library("Evaluation", ["Planning", "Policies", "Scenarios", "Control", "Statistics"]),
    library("Logs", ["Control", "CZlib"]),
    library(
      "Reports", ["Logs", "RobotModels", "Control"],
      embedding: ["page.html", "page.css", "geometry.js", "scene.js", "camera.js", "plot.js", "curves.js", "player.js"]
        .map { "Page/" + $0 }),
    library("Wire", ["Control", "CSerialPort"], exclude: ["Dialect/sim2real.xml"]),
    library("Hardware", ["Wire", "Robots", "Control"]),
    library("Firmware", ["Wire", "Control"]),
    library("Identification", ["Logs", "Simulation", "Planning", "Policies", "Scenarios", "Robots", "Control", "Statistics"]),
    library("Sim2RealABI", ["CSim2RealABI", "Simulation", "Scenarios", "Robots", "Control"]),

    // What both programs share; it must link neither the physics nor the training and statistics libraries.
    library("CommandLineSupport", ["Policies", arguments]),
    .executableTarget(
      name: "sim2real",
      dependencies: [
        "CommandLineSupport", "Mathematics", "Control", "Robots", "Scenarios", "Policies", "Planning", "Simulation", "Learning",
        "Environments", "Evaluation", "Hardware", "Logs", "Statistics", "Wire", "Firmware", "Identification", "Reports",
        "RobotModels", "Processes", arguments,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "robot-bridge",
      dependencies: [
        "CommandLineSupport", "Mathematics", "Control", "Robots", "Policies", "Planning", "Logs", "Wire", "Hardware",
        arguments,
      ],
      path: "Sources/robot-bridge",
      swiftSettings: strict),

    // Programs behind the figures of tools/benchmarks.
    .executableTarget(
      name: "physics-bench", dependencies: ["Physics", "Mathematics"], path: "tools/benchmarks/physics-bench",
      swiftSettings: strict),
    .executableTarget(
      name: "replay-bench",
      dependencies: ["Identification", "Simulation", "Scenarios", "Policies", "Control", "Mathematics"],
      path: "tools/benchmarks/replay-bench", swiftSettings: strict),
    .executableTarget(
      name: "learning-bench",
      dependencies: [
        "Environments", "Learning", "Networks", "Planning", "Policies", "Scenarios", "Control", "Mathematics",
      ],
      path: "tools/benchmarks/learning-bench", swiftSettings: strict),
    .executableTarget(
      name: "tabular-bench", dependencies: ["Learning", "Scenarios", "Control"], path: "tools/benchmarks/tabular-bench",
      swiftSettings: strict),
    .executableTarget(
      name: "wire-fuzz", dependencies: ["Wire", "Mathematics", "CZlib", arguments], path: "tools/benchmarks/wire-fuzz",
      swiftSettings: strict),

    // Tests mirror the sources.
    .target(name: "TestSupport", dependencies: ["Processes"], path: "Tests/TestSupport", swiftSettings: strict),
    .target(name: "CMallocCount", path: "Tests/CMallocCount"),
    .target(
      name: "RobotTestSupport", dependencies: ["Firmware", "Wire", "Robots", "Control"], path: "Tests/RobotTestSupport",
      swiftSettings: strict),
    .target(name: "CPlainKernels", path: "Tests/CPlainKernels"),
    tests("CKernels", ["CPlainKernels"]),
    tests("Mathematics", []),
    tests("Processes", []),
    tests("Statistics", []),
    tests("Control", []),
    tests("Robots", ["Control"]),
    tests("RobotModels", ["Robots", "Control"]),
    tests("Scenarios", ["RobotModels", "Robots", "Control"]),
    tests("Policies", ["Control", "CMallocCount"]),
    tests("Planning", ["Policies", "Control", "CMallocCount"]),
    tests("Physics", ["CGSL", "CMallocCount", "Simulation", "Scenarios", "Robots", "Control"]),
    tests("Simulation", ["Planning", "Scenarios", "RobotModels", "Robots", "Control", "CMallocCount"]),
    tests(
      "Environments",
      ["RobotTestSupport", "Simulation", "Learning", "Evaluation", "Firmware", "Hardware", "Wire", "Scenarios", "Robots", "Control"]),
    tests("Networks", ["Policies", "CMallocCount"]),
    tests(
      "Learning", ["Networks", "Planning", "Policies", "Processes", "Evaluation", "Simulation", "Scenarios", "Robots", "Control", "CMallocCount"]),
    tests("Evaluation", ["Policies", "Scenarios", "Control", "Statistics"]),
    tests("Logs", ["Control", "CMallocCount"]),
    tests("Reports", ["Logs", "RobotModels", "Control"]),
    tests("Wire", ["Control", "CMallocCount", "wire-fuzz"]),
    tests("Firmware", ["RobotTestSupport", "Wire", "Control", "CMallocCount"]),
    .testTarget(
      name: "RobotBridgeTests",
      dependencies: [
        "robot-bridge", "Firmware", "Hardware", "Identification", "Logs", "Policies", "Robots", "Wire", "Control", "Mathematics",
        "RobotTestSupport", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "sim2real", "robot-bridge", "CommandLineSupport", "Evaluation", "Logs", "Policies", "Reports", "RobotModels",
        "Wire", "Control", "Mathematics", "TestSupport",
      ],
      swiftSettings: strict),
    tests("Sim2RealABI", ["CSim2RealABI", "CMallocCount"]),
    tests("Hardware", ["RobotTestSupport", "Firmware", "Wire", "Robots", "Control", "CMallocCount"]),
    tests("Identification", ["Logs", "Simulation", "Policies", "Scenarios", "Robots", "Control"]),
  ],
  swiftLanguageModes: [.v6]
)
