import Foundation
import Policies
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test("what a killed writer left is removed, what a living one writes is not")
  func leftovers() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let gone = try Program("/bin/true", [])
    _ = gone.finish()
    let living = "checkpoint.\(ProcessInfo.processInfo.processIdentifier).tmp"
    for name in ["checkpoint.\(gone.processIdentifier).tmp", living, "checkpoint", "notes.tmp", "a.b.tmp"] {
      try Data("half".utf8).write(to: folder.appendingPathComponent(name))
    }
    AtomicFile.removeLeftovers(in: folder.path)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.b.tmp", "checkpoint", living, "notes.tmp"])
  }

  @Test("what cannot be written is said, and leaves neither a new file nor a part of one")
  func unwritable() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let taken = folder.appendingPathComponent("taken")
    try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: false)
    let failure = #expect(throws: AtomicFile.Failure.self) { try AtomicFile.replace(taken.path, with: [1, 2, 3]) }
    #expect(failure?.number == EISDIR && failure?.isFull == false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
  }
}
