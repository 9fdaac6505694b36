package io.millrace.scheduler.mesos.framework;

import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo.Capability;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * As what a framework registers.
 *
 * @param name for people
 * @param user as whom its tasks run on agents
 * @param role from whose share it gets resources
 * @param principal as whom it authenticates, or null
 * @param failoverTimeout for so long the master keeps its tasks when it is not there
 */
public record FrameworkProfile(
    String name, String user, String role, String principal, Duration failoverTimeout) {
  /** Without it, the master removes a framework with its first lost connection. */
  public static final Duration USUAL_FAILOVER_TIMEOUT = Duration.ofDays(7);

  private static final List<Capability.Type> CAPABILITIES =
      List.of(
          Capability.Type.MULTI_ROLE,
          Capability.Type.RESERVATION_REFINEMENT,
          Capability.Type.PARTITION_AWARE,
          Capability.Type.TASK_KILLING_STATE);

  /**
   * The call that subscribes.
   *
   * @param id of the framework, or null if it has none yet
   */
  Call subscribe(String id) {
    return subscribe(id, List.of());
  }

  /** The call that subscribes as a new framework which wants no offers. */
  public Call subscribeSuppressed() {
    return subscribe(null, List.of(role));
  }

  private Call subscribe(String id, List<String> suppressed) {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setName(name)
            .setUser(user)
            .addRoles(role)
            .setCheckpoint(true) // else a restart of an agent ends its tasks
            .setFailoverTimeout(failoverTimeout.toMillis() / 1000.0);
    CAPABILITIES.forEach(type -> info.addCapabilities(Capability.newBuilder().setType(type)));
    if (principal != null) {
      info.setPrincipal(principal);
    }
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    if (id != null) {
      FrameworkID framework = FrameworkID.newBuilder().setValue(id).build();
      info.setId(framework);
      call.setFrameworkId(framework);
    }
    return call.setSubscribe(
            Call.Subscribe.newBuilder().setFrameworkInfo(info).addAllSuppressedRoles(suppressed))
        .build();
  }
}
