#ifndef S2R_CMPI_H
#define S2R_CMPI_H

#include <mpi.h>

/* MPI's constants are macros that Swift does not see, so what is used of it stands here as functions. An error within
   MPI ends all processes, which is MPI's own default. */

static inline void s2r_mpi_begin(int *rank, int *count) {
  int provided;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, rank);
  MPI_Comm_size(MPI_COMM_WORLD, count);
}

static inline void s2r_mpi_end(void) { MPI_Finalize(); }

static inline void s2r_mpi_sum_floats(float *values, int count) {
  MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

static inline void s2r_mpi_sum_doubles(double *values, int count) {
  MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

static inline void s2r_mpi_gather_count(int count, int *counts) {
  MPI_Allgather(&count, 1, MPI_INT, counts, 1, MPI_INT, MPI_COMM_WORLD);
}

static inline void s2r_mpi_gather_bytes(
    const void *bytes, int count, void *all, const int *counts, const int *places) {
  MPI_Allgatherv(bytes, count, MPI_BYTE, all, counts, places, MPI_BYTE, MPI_COMM_WORLD);
}

enum { s2r_mpi_announcement = 1 };

static inline void s2r_mpi_announce(int to) {
  MPI_Request request;
  MPI_Isend(NULL, 0, MPI_BYTE, to, s2r_mpi_announcement, MPI_COMM_WORLD, &request);
  MPI_Request_free(&request);
}

/* Whether an announcement has come. */
static inline int s2r_mpi_has_announcement(void) {
  int has;
  MPI_Iprobe(MPI_ANY_SOURCE, s2r_mpi_announcement, MPI_COMM_WORLD, &has, MPI_STATUS_IGNORE);
  return has;
}

/* Takes one, waiting for it where none has come. */
static inline void s2r_mpi_take_announcement(void) {
  MPI_Recv(NULL, 0, MPI_BYTE, MPI_ANY_SOURCE, s2r_mpi_announcement, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

#endif
