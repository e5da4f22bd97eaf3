// The simulator's environments behind a C interface: libSim2RealABI, `swift build -c release --product Sim2RealABI`.
//
// N copies of a scenario step in one call, over T threads, into arrays that the caller owns. A copy whose episode ends
// begins the next one in the same step. Every array is dense and row-major; a row is a copy. Units are SI.
//
// Errors: a function that returns `char *` gives NULL when all is well, else one sentence (what is wrong, where, and the
// mend) that the caller frees with sim2real_free; then nothing has changed and no output was written. No call ends the
// process: a handle is a number, and one that is closed or was never open is refused with a sentence like any bad input.
// What it cannot check are pointers: arrays must be as long as said.
//
// Threads: calls on different environments may run at once. An environment is used by one thread at a time; a second one
// is refused. After fork() a child opens environments of its own.
#ifndef SIM2REAL_H
#define SIM2REAL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What this header describes; sim2real_abi_version() says what the library was built with.
#define SIM2REAL_ABI_VERSION 1

// An open environment; 0 is none.
typedef uint64_t sim2real_environment;

typedef struct sim2real_options {
  const char *scenario;          // path of a scenario file with a robot
  const char *const *overrides;  // (override_count) "key.path=value", as --set takes them; may be NULL when there are none
  size_t override_count;
  const char *randomization;     // "training" or a held-out set: each episode draws its physics from it; NULL: nominal
  uint64_t seed;                 // every copy's episodes follow from it and the copy's number; see sim2real_reset
  int32_t copies;                // 1 … 65,536
  int32_t threads;               // 1 … 1,024; does not change a bit of any result
  int32_t is_evaluation;         // 0: episodes begin at any of the scenario's starts and have its training length;
                                 // else: they begin at its first start and have full length
} sim2real_options;

typedef struct sim2real_sizes {
  int32_t copies;
  int32_t observation;     // values of one copy's observation
  int32_t action;          // values of one copy's action
  int32_t reward_terms;
  int32_t episode_steps;   // steps after which an episode is truncated
  double control_period_s;
  double physics_step_s;
} sim2real_sizes;

// Where a reset or a step writes. All of every array is written, by a reset too.
typedef struct sim2real_buffers {
  float *observations;   // (copies × observation)   to act on next; of copies that ended, the first of the new episode
  float *reached;        // (copies × observation)   truly reached by the step, before any restart
  double *rewards;       // (copies)
  float *reward_terms;   // (copies × reward_terms)  weighted; their sum is the reward
  uint8_t *terminated;   // (copies)                 0 or 1: the scenario's own end, a safe stop or a divergence
  uint8_t *truncated;    // (copies)                 0 or 1: time is up
  uint8_t *succeeded;    // (copies)                 0 or 1: the scenario's criterion held, said when an episode ends
  int32_t ended;         // written: how many copies ended in this step
} sim2real_buffers;

uint32_t sim2real_abi_version(void);

// Opens an environment. It has no episode yet: reset it first.
char *sim2real_create(const sim2real_options *options, sim2real_environment *created);

char *sim2real_get_sizes(sim2real_environment environment, sim2real_sizes *sizes);

// What it is, as JSON, freed with sim2real_free:
//   {"scenario", "file", "robot", "randomizations": [names],
//    "observation": [{"name", "unit", "low", "high"}] (low and high are absent where nothing bounds the value),
//    "action": [{"name", "unit", "scale", "offset"}] (an action in -1 … 1 is the command offset + scale × action),
//    "rewardTerms": [names], "parameters": {name: nominal value}}
char *sim2real_describe(sim2real_environment environment, char **json);

// Begins episodes.
//   seeds         (copies) or NULL. A seeded copy's episodes are those of an environment of one copy with that seed. NULL:
//                 each copy goes on with its next episode.
//   mask          (copies) or NULL: copies with 0 are left as they are, only written again, with no reward and no ending.
//   variant       (variant_count) "cart.mass_kg=1.6" or "cart.mass_kg=x1.6" (times nominal): this physics, the rest
//                 nominal, for all episodes until the copy's next reset. NULL: drawn from the randomization.
char *sim2real_reset(
    sim2real_environment environment, const uint64_t *seeds, const uint8_t *mask, const char *const *variant,
    size_t variant_count, sim2real_buffers *buffers);

// One control period of every copy.
//   actions       (copies × action), clamped to -1 … 1. What is not a number makes the safety supervisor stop the robot,
//                 which terminates the episode.
char *sim2real_step(sim2real_environment environment, const float *actions, sim2real_buffers *buffers);

// Closes an environment and frees what it holds.
char *sim2real_close(sim2real_environment environment);

// Frees a text that the library gave; NULL is nothing.
void sim2real_free(char *text);

#ifdef __cplusplus
}
#endif
#endif
