#if MPI
  import CMPI

  /// The processes that `mpirun` started.
  final class MPICommunicator: Communicator {
    let rank: Int
    let count: Int
    var hasFailed = false
    private var announcements = 0

    init() {
      var (rank, count): (Int32, Int32) = (0, 0)
      s2r_mpi_begin(&rank, &count)
      (self.rank, self.count) = (Int(rank), Int(count))
    }

    func sum(_ values: UnsafeMutablePointer<Float>, count: Int) {
      ProcessGroup.waiting { s2r_mpi_sum_floats(values, Int32(count)) }
    }

    func sum(_ values: inout [Double]) {
      let count = Int32(values.count)
      values.withUnsafeMutableBufferPointer { values in
        let base = values.baseAddress
        ProcessGroup.waiting { s2r_mpi_sum_doubles(base, count) }
      }
    }

    func exchange(_ bytes: [UInt8]) -> [[UInt8]] {
      var counts = [Int32](repeating: 0, count: count)
      ProcessGroup.waiting { s2r_mpi_gather_count(Int32(bytes.count), &counts) }
      var places = [Int32](repeating: 0, count: count)
      for i in places.indices.dropFirst() { places[i] = places[i - 1] + counts[i - 1] }
      var all = [UInt8](repeating: 0, count: Int(places[count - 1] + counts[count - 1]))
      ProcessGroup.waiting { s2r_mpi_gather_bytes(bytes, Int32(bytes.count), &all, counts, places) }
      return places.indices.map { Array(all[Int(places[$0])..<Int(places[$0] + counts[$0])]) }
    }

    func announce() {
      announcements += 1
      for other in 0..<count where other != rank { s2r_mpi_announce(Int32(other)) }
    }

    func announced() -> Int {
      while announcements < count, s2r_mpi_has_announcement() != 0 {
        s2r_mpi_take_announcement()
        announcements += 1
      }
      return announcements
    }

    func endRound() {
      ProcessGroup.waiting { while announcements < count { s2r_mpi_take_announcement(); announcements += 1 } }
      announcements = 0
    }

    func leave() { s2r_mpi_end() }
  }
#endif
