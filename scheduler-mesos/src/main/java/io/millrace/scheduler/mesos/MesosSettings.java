package io.millrace.scheduler.mesos;

import io.millrace.scheduler.mesos.framework.FrameworkProfile;
import io.millrace.scheduler.mesos.offers.Constraint;
import java.net.URI;
import java.util.List;

/**
 * How a cluster runs on Mesos.
 *
 * @param masters where masters are; any of them tells which one leads
 * @param profile as what the framework registers
 * @param constraints on agents, all of which have to hold
 */
public record MesosSettings(
    List<URI> masters, FrameworkProfile profile, List<Constraint> constraints) {
  public MesosSettings {
    masters = List.copyOf(masters);
    constraints = List.copyOf(constraints);
    if (masters.isEmpty()) {
      throw new IllegalArgumentException("no master named; http://HOST:5050 wanted");
    }
  }
}
