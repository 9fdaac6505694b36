/**
 * A Mesos to test against: the logic of a master and its agents, and the fronts by which it is
 * reached. Where it differs from what is recorded of a real one, the recording is right: {@link
 * io.millrace.scheduler.mesos.simulated.SimulatedMesosTest} compares them.
 */
package io.millrace.scheduler.mesos.simulated;
