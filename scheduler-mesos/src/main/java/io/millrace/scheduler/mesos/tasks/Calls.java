package io.millrace.scheduler.mesos.tasks;

import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** Calls as they go to a master, but for the framework's id. */
public final class Calls {
  /** So long a worker that is killed has to end in order. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final String LABEL = "millrace.worker";

  private Calls() {}

  /**
   * Starts tasks on an agent, from its offers; what is left may come back after so many seconds.
   */
  public static Call.Builder accept(List<OfferID> offers, List<TaskInfo> tasks, double seconds) {
    return Call.newBuilder()
        .setType(Call.Type.ACCEPT)
        .setAccept(
            Call.Accept.newBuilder()
                .addAllOfferIds(offers)
                .addOperations(
                    Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH)
                        .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(tasks)))
                .setFilters(Filters.newBuilder().setRefuseSeconds(seconds)));
  }

  /** Needs no offers of these agents for so many seconds. */
  public static Call.Builder decline(List<OfferID> offers, double seconds) {
    return Call.newBuilder()
        .setType(Call.Type.DECLINE)
        .setDecline(
            Call.Decline.newBuilder()
                .addAllOfferIds(offers)
                .setFilters(Filters.newBuilder().setRefuseSeconds(seconds)));
  }

  /** Wants offers, also those that were declined. */
  public static Call.Builder revive() {
    return Call.newBuilder().setType(Call.Type.REVIVE).setRevive(Call.Revive.newBuilder());
  }

  /** Wants no offers until further notice. */
  public static Call.Builder suppress() {
    return Call.newBuilder().setType(Call.Type.SUPPRESS).setSuppress(Call.Suppress.newBuilder());
  }

  /** Has heard of an update, which has a {@code uuid}. */
  public static Call.Builder acknowledge(TaskStatus status) {
    return Call.newBuilder()
        .setType(Call.Type.ACKNOWLEDGE)
        .setAcknowledge(
            Call.Acknowledge.newBuilder()
                .setAgentId(status.getAgentId())
                .setTaskId(status.getTaskId())
                .setUuid(status.getUuid()));
  }

  /** Ends the framework and all its tasks; the master ends the stream then. */
  public static Call.Builder teardown() {
    return Call.newBuilder().setType(Call.Type.TEARDOWN);
  }

  /**
   * Ends a task.
   *
   * @param agent its agent's id: without it, masters that have just begun do nothing; or null
   */
  public static Call.Builder kill(TaskName task, String agent) {
    Call.Kill.Builder kill = Call.Kill.newBuilder().setTaskId(task.id());
    if (agent != null) {
      kill.setAgentId(agent(agent));
    }
    return Call.newBuilder().setType(Call.Type.KILL).setKill(kill);
  }

  /** Asks how all tasks are that the master knows. */
  public static Call.Builder reconcileAll() {
    return Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(Call.Reconcile.newBuilder());
  }

  /** A task to be asked about. */
  public static Call.Reconcile.Task question(TaskName task, String agent) {
    Call.Reconcile.Task.Builder question = Call.Reconcile.Task.newBuilder().setTaskId(task.id());
    if (agent != null) {
      question.setAgentId(agent(agent));
    }
    return question.build();
  }

  /** Asks how these tasks are. */
  public static Call.Builder reconcile(List<Call.Reconcile.Task> tasks) {
    return Call.newBuilder()
        .setType(Call.Type.RECONCILE)
        .setReconcile(Call.Reconcile.newBuilder().addAllTasks(tasks));
  }

  /** A worker as a task. */
  public static TaskInfo task(
      TaskName task, String agent, List<Resource> resources, CommandInfo command) {
    return TaskInfo.newBuilder()
        .setName(task.worker())
        .setTaskId(task.id())
        .setAgentId(agent(agent))
        .addAllResources(resources)
        .setCommand(command)
        .setKillPolicy(
            KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(GRACE.toNanos())))
        .setLabels(
            Labels.newBuilder().addLabels(Label.newBuilder().setKey(LABEL).setValue(task.worker())))
        .build();
  }

  private static AgentID agent(String id) {
    return AgentID.newBuilder().setValue(id).build();
  }
}
