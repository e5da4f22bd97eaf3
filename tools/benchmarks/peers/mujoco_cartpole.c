/* Steps of MuJoCo's cart-pole a second: mujoco_cartpole STEPS friction|frictionless
 *
 * The peer of physics-bench: the same cart-pole, Euler at 2 ms, the same force, MuJoCo's own C loop on one core.
 * Built by `tools/benchmarks/run physics-cartpole` against the library in MuJoCo's wheel. */
#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *model_format =
    "<mujoco><compiler inertiafromgeom='false'/><option timestep='0.002' integrator='Euler'/><worldbody>"
    "<body name='cart'><inertial pos='0 0 0' mass='1' diaginertia='.01 .01 .01'/>"
    "<joint name='slider' type='slide' axis='1 0 0' damping='%g' frictionloss='%g'/>"
    "<body name='pole'><inertial pos='0 0 .4' mass='.3' diaginertia='.016 .016 .001'/>"
    "<joint name='hinge' type='hinge' axis='0 1 0' damping='%g' frictionloss='%g'/></body></body></worldbody>"
    "<actuator><motor joint='slider'/></actuator></mujoco>";

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  const long steps = atol(argv[1]);
  const int friction = strcmp(argv[2], "friction") == 0;
  char xml[2000], path[] = "/tmp/mujoco_cartpole_XXXXXX", error[1000];
  snprintf(xml, sizeof xml, model_format, friction ? 0.05 : 0, friction ? 0.05 : 0, friction ? 0.0001 : 0,
           friction ? 0.0003 : 0);
  FILE *file = fdopen(mkstemp(path), "w");
  fputs(xml, file);
  fclose(file);
  mjModel *model = mj_loadXML(path, 0, error, sizeof error);
  remove(path);
  if (!model) return fprintf(stderr, "%s\n", error), 1;
  mjData *data = mj_makeData(model);
  data->qpos[1] = 3;
  for (int i = 0; i < 1000; i++) mj_step(model, data);
  mj_resetData(model, data);
  data->qpos[1] = 3;
  struct timespec start, end;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
  for (long i = 0; i < steps; i++) {
    data->ctrl[0] = 5 * sin(0.01 * i) - 2 * data->qpos[0];
    mj_step(model, data);
  }
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  printf("%.17g\n", steps / (end.tv_sec - start.tv_sec + 1e-9 * (end.tv_nsec - start.tv_nsec)));
  return 0;
}
