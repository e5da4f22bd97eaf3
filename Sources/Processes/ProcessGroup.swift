import Dispatch
import Foundation
import Synchronization

/// The processes that this one was started with.
public enum ProcessGroup {
  /// Takes this process in among those that `mpirun` or `srun` started; without either it works alone.
  ///
  /// - Throws: ``BuiltWithoutMPI`` where several were started that would not know of one another.
  public static func join() throws(BuiltWithoutMPI) -> any Communicator {
    let environment = ProcessInfo.processInfo.environment
    // Set by Open MPI, by MPICH and its kin, and by Slurm's srun with PMIx.
    let sizes = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"].compactMap { environment[$0].flatMap { Int($0) } }
    #if MPI
      if !sizes.isEmpty || environment["PMIX_RANK"] != nil { return MPICommunicator() }
    #else
      if let count = sizes.first, count > 1 { throw BuiltWithoutMPI(processes: count) }
    #endif
    return SingleProcess()
  }

  /// Several processes were started, and this program cannot join them.
  public struct BuiltWithoutMPI: Error, CustomStringConvertible {
    public let processes: Int
    public var description: String {
      "mpirun: \(processes) processes would each do the same work, since this sim2real was built without MPI: build it with swift build -c release --traits MPI."
    }
  }

  // MARK: Waiting for one that is gone

  /// Since when the main thread waits for the others, ns of the monotonic clock; 0: it does not.
  private static let since = Atomic<UInt64>(0)

  /// For how long it has waited, s.
  public static var secondsWaited: Double {
    let since = since.load(ordering: .relaxed)
    return since == 0 ? 0 : Double(DispatchTime.now().uptimeNanoseconds - since) * 1e-9
  }

  static func waiting(_ body: () -> Void) {
    since.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed)
    body()
    since.store(0, ordering: .relaxed)
  }
}
