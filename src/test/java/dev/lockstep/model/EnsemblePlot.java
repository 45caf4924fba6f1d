package dev.lockstep.model;

import java.util.List;

/**
 * Two gateways, two replicas of the coordinator and an ensemble, and how much may go wrong.
 *
 * @param work what each gateway is asked to do: {@link Plot.Kind#WRITE} or {@link Plot.Kind#LOOK}
 */
record EnsemblePlot(String name, List<Plot.Kind> work, Faults faults, Course course) {
  static final int GATEWAYS = 2;
  static final int REPLICAS = 2;
  static final List<String> GATEWAY_NAMES = List.of("line-a", "line-b");
  static final List<String> REPLICA_NAMES = List.of("replica-1", "replica-2");

  EnsemblePlot {
    work = List.copyOf(work);
  }

  /**
   * How much may go wrong on one schedule, each 0 to 3.
   *
   * @param gateways power cuts of gateways
   * @param replicas ends of replica processes
   * @param losses calls, answers and writes that are lost, late or come twice
   * @param sessions of replicas that expire while their process lives
   * @param refusals of machines that are checked
   */
  record Faults(int gateways, int replicas, int losses, int sessions, int refusals) {}

  /**
   * What else happens.
   *
   * @param both whether the caller asks the second replica too
   * @param otherPlan whether the second replica is asked for another plan of the same id
   * @param forGood whether a replica that ends is never started again
   * @param swept whether what is confirmed may be swept
   */
  record Course(boolean both, boolean otherPlan, boolean forGood, boolean swept) {
    static final Course ONE = new Course(false, false, false, true);
    static final Course BOTH = new Course(true, false, false, true);
    static final Course TWO_PLANS = new Course(true, true, false, false);
    static final Course FOR_GOOD = new Course(false, false, true, false);
  }

  /** The plan that a replica is asked for: 0 or 1. */
  int plan(int replica) {
    return course.otherPlan() ? replica : 0;
  }

  int plans() {
    return course.otherPlan() ? 2 : 1;
  }
}
