package io.millrace.scheduler.mesos.simulated;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Attribute;

/** An agent: what it has, its tasks, how the master sees it. */
final class SimulatedAgent {
  /** How the master sees it. */
  enum Standing {
    REGISTERED,
    /** Nothing gets there or comes from there, and the master has not noticed. */
    CUT_OFF,
    UNREACHABLE,
    /** The master has begun anew, and the agent has not come back. */
    EXPECTED,
    GONE
  }

  final AgentID id;
  final String host;
  final double cpus;
  final double mem;
  final List<Attribute> attributes = new ArrayList<>();
  final Map<String, SimulatedTask> tasks = new LinkedHashMap<>();
  Standing standing = Standing.REGISTERED;
  boolean refused;

  /** Whether others get what it has. */
  boolean withheld;

  SimulatedAgent(String id, double cpus, double mem) {
    this.id = AgentID.newBuilder().setValue(id).build();
    this.host = "host-" + id;
    this.cpus = cpus;
    this.mem = mem;
  }

  private double used(String name) {
    return tasks.values().stream()
        .filter(SimulatedTask::isLive)
        .flatMap(task -> task.info.getResourcesList().stream())
        .filter(one -> one.getName().equals(name))
        .mapToDouble(one -> one.getScalar().getValue())
        .sum();
  }

  double freeCpus() {
    return cpus - used("cpus");
  }

  double freeMem() {
    return mem - used("mem");
  }
}
