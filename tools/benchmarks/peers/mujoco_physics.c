/* Steps of a model a second in MuJoCo: mujoco_physics FOLDER STEPS [summary]
 *
 * FOLDER holds model.xml and inputs.txt as `physics-bench describe` writes them. One core, MuJoCo's own C loop, built
 * by tools/benchmarks/figures/physics.py against the library in MuJoCo's wheel. */
#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  int joint, positive_part, other;
  double kp, kd, limit, centre, swing, frequency, phase, kq, kv;
  int q, v, other_q, other_v; /* addresses in qpos and qvel */
} Input;

static Input inputs[32];
static int count, episode, servo;

static void address(const mjModel *model, int joint, int *q, int *v) {
  char name[16];
  snprintf(name, sizeof name, "j%d", joint);
  const int id = mj_name2id(model, mjOBJ_JOINT, name);
  if (id < 0) exit(1);
  *q = model->jnt_qposadr[id];
  *v = model->jnt_dofadr[id];
}

static void control(const mjModel *model, mjData *data, int tick) {
  const double time = tick * model->opt.timestep;
  for (int i = 0; i < count; i++) {
    const Input *in = &inputs[i];
    double wave = in->swing == 0 ? 0 : sin(2 * M_PI * in->frequency * time + in->phase);
    if (in->positive_part && wave < 0) wave = 0;
    if (servo) {
      data->ctrl[i] = in->centre + in->swing / in->kp * wave;
      continue;
    }
    double effort = in->swing * wave + in->kp * (in->centre - data->qpos[in->q]) - in->kd * data->qvel[in->v];
    if (in->kq != 0) effort += in->kq * data->qpos[in->other_q] + in->kv * data->qvel[in->other_v];
    data->ctrl[i] = fmax(-in->limit, fmin(in->limit, effort));
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  char path[1000], error[1000];
  snprintf(path, sizeof path, "%s/model.xml", argv[1]);
  mjModel *model = mj_loadXML(path, 0, error, sizeof error);
  if (!model) return fprintf(stderr, "%s\n", error), 1;
  mjData *data = mj_makeData(model);

  snprintf(path, sizeof path, "%s/inputs.txt", argv[1]);
  FILE *file = fopen(path, "r");
  int joints;
  if (!file || fscanf(file, "%d %d %d", &episode, &servo, &joints) != 3) return 1;
  double first[100];
  memcpy(first, data->qpos, model->nq * sizeof(double));
  for (int i = 0; i < joints; i++) {
    double position;
    char name[16];
    if (fscanf(file, "%lf", &position) != 1) return 1;
    snprintf(name, sizeof name, "j%d", i);
    const int id = mj_name2id(model, mjOBJ_JOINT, name);
    if (id >= 0 && model->jnt_type[id] != mjJNT_FREE) first[model->jnt_qposadr[id]] = position;
  }
  Input in;
  while (fscanf(file, "%d %lf %lf %lf %lf %lf %lf %lf %d %d %lf %lf", &in.joint, &in.kp, &in.kd, &in.limit, &in.centre,
                &in.swing, &in.frequency, &in.phase, &in.positive_part, &in.other, &in.kq, &in.kv) == 12) {
    address(model, in.joint, &in.q, &in.v);
    if (in.kq != 0) address(model, in.other, &in.other_q, &in.other_v);
    inputs[count++] = in;
  }
  fclose(file);

  const long steps = atol(argv[2]);
  long contacts = 0, episodes = 0;
  double height = 0;
  struct timespec start, end;
  for (int pass = 0; pass < 2; pass++) { /* the first warms up */
    mj_resetData(model, data);
    memcpy(data->qpos, first, model->nq * sizeof(double));
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    int tick = 0;
    for (long i = 0; i < (pass == 0 ? 2000 : steps); i++) {
      control(model, data, tick);
      mj_step(model, data);
      contacts += data->ncon;
      if (++tick < episode) continue;
      tick = 0;
      episodes++;
      height += data->xpos[5];
      mj_resetData(model, data);
      memcpy(data->qpos, first, model->nq * sizeof(double));
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  }
  if (argc > 3) {
    printf("contacts a step %g, height at the end %g m\n", (double)contacts / (steps + 2000), height / episodes);
    return 0;
  }
  printf("%.17g\n", steps / (end.tv_sec - start.tv_sec + 1e-9 * (end.tv_nsec - start.tv_nsec)));
  return 0;
}
