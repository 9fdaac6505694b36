package io.millrace.scheduler.mesos.simulated;

import io.millrace.scheduler.mesos.simulated.SimulatedAgent.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.TaskStatus.Reason;
import org.apache.mesos.v1.Protos.TaskStatus.Source;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * A master, its agents, one framework: what they answer, without network, threads and time. Offers
 * are made and tasks go on in {@link #work}. Callers take turns.
 */
final class SimulatedMesos {
  static final String REMOVED = "Framework has been removed";
  static final String ROLE = "role";

  /** Who gets events. */
  interface Stream {
    void event(Event event);

    /** The end; with a last chunk, or as if the master died. */
    void end(boolean isOrderly);
  }

  /** An answer of HTTP. */
  record Answer(int status, String text, String streamId) {
    static Answer accepted() {
      return new Answer(202, "", null);
    }

    static Answer refused(int status, String text) {
      return new Answer(status, text, null);
    }
  }

  /**
   * What an agent has to tell of a task.
   *
   * @param state staging: being fetched; running; or how it has ended
   */
  record Fate(TaskState state, String message, Reason reason) {
    static final Fate FETCHING = new Fate(TaskState.TASK_STAGING, null, null);
    static final Fate RUNNING = new Fate(TaskState.TASK_RUNNING, null, null);

    static Fate killed(String message) {
      return new Fate(TaskState.TASK_KILLED, message, null);
    }

    static Fate failed(String message) {
      return new Fate(TaskState.TASK_FAILED, message, null);
    }
  }

  /** What runs tasks on agents. */
  interface Runner {
    void start(TaskInfo task);

    /** Ends it, in order if it can do that in its time of grace. */
    void kill(TaskInfo task);

    Fate fate(String task, boolean isKilled);

    /** Nothing runs: all goes well. */
    Runner NONE =
        new Runner() {
          @Override
          public void start(TaskInfo task) {}

          @Override
          public void kill(TaskInfo task) {}

          @Override
          public Fate fate(String task, boolean isKilled) {
            return isKilled
                ? Fate.killed("Command terminated with signal Terminated")
                : Fate.RUNNING;
          }
        };
  }

  final Map<String, SimulatedAgent> agents = new LinkedHashMap<>();
  final Set<String> removed = new HashSet<>();

  /** All ids of tasks that were ever launched. */
  final Set<String> launched = new HashSet<>();

  final List<String> faults = new ArrayList<>();
  Runner runner = Runner.NONE;
  Consumer<String> onRemoved = framework -> {};

  /** Whether frameworks of other roles are refused. */
  boolean isRoleGuarded;

  private final Map<OfferID, Offer> offers = new LinkedHashMap<>();
  private String framework;
  private Stream stream;
  private String streamId;
  private boolean suppressed;
  private int numbers;

  SimulatedAgent addAgent(String id, double cpus, double mem) {
    SimulatedAgent agent = new SimulatedAgent(id, cpus, mem);
    agents.put(id, agent);
    return agent;
  }

  boolean isSubscribed() {
    return stream != null;
  }

  String framework() {
    return framework;
  }

  // ------------------------------------------------------------------ calls

  Answer subscribe(Call call, Stream to) {
    if (!call.hasSubscribe()) {
      return Answer.refused(
          400, "Failed to validate scheduler::Call: Expecting 'subscribe' to be present");
    }
    String given = call.getSubscribe().getFrameworkInfo().getId().getValue();
    if (!given.equals(call.getFrameworkId().getValue())) {
      return Answer.refused(
          400,
          "Failed to validate scheduler::Call: 'framework_id' differs from"
              + " 'subscribe.framework_info.id'");
    }
    String id = "stream-" + numbers++;
    FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
    if (isRoleGuarded && !info.getRolesList().equals(List.of(ROLE))) {
      String roles = String.join(", ", info.getRolesList());
      to.event(error("Not authorized to register framework  with roles { " + roles + " }"));
      to.end(true);
      return new Answer(200, "", id);
    }
    if (given.isEmpty() && info.getFailoverTimeout() == 0) {
      // gone with its connection, so all that is to be known of it is that it was let in
      to.event(subscribed("framework-" + numbers++));
      return new Answer(200, "", id);
    }
    if (removed.contains(given)) {
      to.event(error(REMOVED));
      to.end(true);
      return new Answer(200, "", id);
    }
    if (stream != null) {
      stream.event(error("Framework failed over"));
      stream.end(true);
    }
    framework = given.isEmpty() ? "framework-" + numbers++ : given;
    stream = to;
    streamId = id;
    suppressed = false;
    offers.clear();
    agents.values().forEach(agent -> agent.refused = false);
    stream.event(subscribed(framework));
    heartbeat();
    reachable().forEach(agent -> agent.tasks.values().forEach(this::tellAgain));
    return new Answer(200, "", id);
  }

  private static Event subscribed(String framework) {
    return Event.newBuilder()
        .setType(Event.Type.SUBSCRIBED)
        .setSubscribed(
            Event.Subscribed.newBuilder()
                .setFrameworkId(FrameworkID.newBuilder().setValue(framework))
                .setHeartbeatIntervalSeconds(15)
                .setMasterInfo(MasterInfo.newBuilder().setId("m").setIp(1).setPort(5050)))
        .build();
  }

  private void tellAgain(SimulatedTask task) {
    if (!task.unacknowledged.isEmpty()) {
      update(task.unacknowledged.peek());
    }
  }

  Answer call(String ofStream, Call call) {
    if (!call.hasType()) {
      return Answer.refused(
          400, "Failed to validate scheduler::Call: Expecting 'type' to be present");
    }
    if (!call.hasFrameworkId()) {
      return Answer.refused(
          400, "Failed to validate scheduler::Call: Expecting 'framework_id' to be present");
    }
    String id = call.getFrameworkId().getValue();
    if (framework == null || !framework.equals(id)) {
      return Answer.refused(400, "Framework cannot be found");
    }
    if (stream == null) {
      return Answer.refused(403, "Framework is not subscribed");
    }
    if (ofStream.isEmpty()) {
      return Answer.refused(
          400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
    }
    if (!ofStream.equals(streamId)) {
      return Answer.refused(
          400,
          "The stream ID '"
              + ofStream
              + "' included in this request didn't match the stream ID currently associated with"
              + " framework ID "
              + id);
    }
    switch (call.getType()) {
      case ACCEPT -> accept(call.getAccept());
      case DECLINE -> decline(call.getDecline());
      case ACKNOWLEDGE -> acknowledge(call.getAcknowledge());
      case KILL -> kill(call.getKill());
      case RECONCILE -> reconcile(call.getReconcile());
      case SUPPRESS -> suppressed = true;
      case REVIVE -> revive();
      case TEARDOWN -> teardown();
      case UNKNOWN -> faults.add("a call of type UNKNOWN: the master aborts");
      default -> faults.add("a call that nobody expects: " + call.getType());
    }
    return Answer.accepted();
  }

  private void accept(Call.Accept accept) {
    List<Offer> taken = new ArrayList<>();
    String invalid = null;
    for (OfferID id : accept.getOfferIdsList()) {
      Offer offer = offers.remove(id);
      if (offer == null) {
        invalid = "Offer " + id.getValue() + " is no longer valid";
      } else {
        taken.add(offer);
      }
    }
    for (Offer.Operation operation : accept.getOperationsList()) {
      for (TaskInfo task : operation.getLaunch().getTaskInfosList()) {
        if (invalid != null) {
          drop(
              task,
              TaskState.TASK_DROPPED,
              Reason.REASON_INVALID_OFFERS,
              "Task launched with invalid offers: " + invalid);
        } else {
          launch(task, taken);
        }
      }
    }
  }

  private void drop(TaskInfo task, TaskState state, Reason reason, String message) {
    update(
        SimulatedTask.status(task, state)
            .setSource(Source.SOURCE_MASTER)
            .setReason(reason)
            .setMessage(message)
            .build());
  }

  private void launch(TaskInfo task, List<Offer> taken) {
    String id = task.getTaskId().getValue();
    SimulatedAgent agent = agents.get(task.getAgentId().getValue());
    boolean isElsewhere = taken.stream().anyMatch(o -> !o.getAgentId().equals(task.getAgentId()));
    if (agent == null || isElsewhere) {
      drop(task, TaskState.TASK_ERROR, Reason.REASON_TASK_INVALID, "Task uses invalid agent");
    } else if (agents.values().stream().anyMatch(one -> one.tasks.containsKey(id))) {
      drop(task, TaskState.TASK_ERROR, Reason.REASON_TASK_INVALID, "Task has duplicate ID: " + id);
    } else if (needs(task, "cpus") > agent.freeCpus() + 1e-6
        || needs(task, "mem") > agent.freeMem() + 1e-6) {
      drop(
          task,
          TaskState.TASK_ERROR,
          Reason.REASON_TASK_INVALID,
          "Total resources required by task and its executor is more than available");
    } else if (agent.standing != Standing.REGISTERED) {
      drop(task, TaskState.TASK_DROPPED, Reason.REASON_AGENT_DISCONNECTED, "Agent disconnected");
    } else {
      if (!launched.add(id)) {
        faults.add("a task's id was used again: " + id);
      }
      agent.tasks.put(id, new SimulatedTask(task));
      runner.start(task);
    }
  }

  private static double needs(TaskInfo task, String name) {
    return task.getResourcesList().stream()
        .filter(one -> one.getName().equals(name))
        .mapToDouble(one -> one.getScalar().getValue())
        .sum();
  }

  private void decline(Call.Decline decline) {
    for (OfferID id : decline.getOfferIdsList()) {
      Offer offer = offers.remove(id);
      if (offer != null && decline.getFilters().getRefuseSeconds() > 0) {
        agents.get(offer.getAgentId().getValue()).refused = true;
      }
    }
  }

  private void revive() {
    suppressed = false;
    agents.values().forEach(agent -> agent.refused = false);
  }

  /** Filters run out. */
  void forgetFilters() {
    agents.values().forEach(agent -> agent.refused = false);
  }

  private void acknowledge(Call.Acknowledge acknowledge) {
    SimulatedTask task = find(acknowledge.getTaskId());
    if (task == null || task.unacknowledged.isEmpty()) {
      return;
    }
    if (task.unacknowledged.peek().getUuid().equals(acknowledge.getUuid())) {
      task.unacknowledged.remove();
      if (!task.unacknowledged.isEmpty()) {
        update(task.unacknowledged.peek());
      } else if (!task.isLive()) {
        agents.values().forEach(agent -> agent.tasks.remove(task.id()));
      }
    }
  }

  private SimulatedTask find(TaskID id) {
    return reachable().stream()
        .map(agent -> agent.tasks.get(id.getValue()))
        .filter(task -> task != null)
        .findFirst()
        .orElse(null);
  }

  private List<SimulatedAgent> reachable() {
    return agents.values().stream().filter(a -> a.standing == Standing.REGISTERED).toList();
  }

  private void kill(Call.Kill kill) {
    SimulatedTask task = find(kill.getTaskId());
    String id = kill.getTaskId().getValue();
    boolean isLost =
        agents.values().stream()
            .anyMatch(a -> a.standing == Standing.CUT_OFF && a.tasks.containsKey(id));
    if (isLost) {
      return; // it is sent, and gets nowhere
    }
    if (task == null) {
      answer(kill.getTaskId(), kill.hasAgentId() ? kill.getAgentId() : null);
    } else if (!task.isKilled && task.isLive()) {
      task.isKilled = true;
      become(task, TaskState.TASK_KILLING, null, null);
      runner.kill(task.info);
    }
  }

  private void reconcile(Call.Reconcile reconcile) {
    for (Call.Reconcile.Task question : reconcile.getTasksList()) {
      answer(question.getTaskId(), question.hasAgentId() ? question.getAgentId() : null);
    }
    if (reconcile.getTasksCount() == 0) {
      for (SimulatedAgent agent : agents.values()) {
        if (agent.standing == Standing.REGISTERED || agent.standing == Standing.CUT_OFF) {
          agent.tasks.values().forEach(task -> answer(task.info.getTaskId(), agent.id));
        }
      }
    }
  }

  /** What a master says of a task, known or not. */
  private void answer(TaskID id, AgentID agentId) {
    SimulatedAgent agent = agentId == null ? null : agents.get(agentId.getValue());
    SimulatedTask task =
        agents.values().stream()
            .filter(one -> agent == null || one == agent)
            .map(one -> one.tasks.get(id.getValue()))
            .filter(one -> one != null)
            .findFirst()
            .orElse(null);
    boolean isExpecting =
        agent == null
            ? agents.values().stream().anyMatch(one -> one.standing == Standing.EXPECTED)
            : agent.standing == Standing.EXPECTED;
    if (isExpecting && (agentId == null || agent != null)) {
      return; // silence until the agent is back
    }
    if (agent != null && agent.standing == Standing.UNREACHABLE) {
      tell(id, agentId, TaskState.TASK_UNREACHABLE, "Reconciliation: Task is unreachable");
    } else if (agent != null && agent.standing == Standing.GONE) {
      tell(id, agentId, TaskState.TASK_GONE_BY_OPERATOR, "Reconciliation: Task is gone");
    } else if (task != null && (agent != null || isReachable(task))) {
      AgentID where = task.info.getAgentId();
      TaskState told =
          task.unacknowledged.isEmpty() ? task.state : task.unacknowledged.peek().getState();
      tell(id, where, told, "Reconciliation: Latest task state");
    } else if (agent != null) {
      tell(id, agentId, TaskState.TASK_GONE, "Reconciliation: Task is unknown to the agent");
    } else {
      tell(id, agentId, TaskState.TASK_UNKNOWN, "Reconciliation: Task is unknown");
    }
  }

  private boolean isReachable(SimulatedTask task) {
    return agents.get(task.info.getAgentId().getValue()).standing != Standing.UNREACHABLE;
  }

  private void tell(TaskID id, AgentID agent, TaskState state, String message) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(id)
            .setState(state)
            .setSource(Source.SOURCE_MASTER)
            .setReason(Reason.REASON_RECONCILIATION)
            .setMessage(message);
    if (agent != null) {
      status.setAgentId(agent);
    }
    update(status.build());
  }

  // ------------------------------------------------------------------ what happens

  /** Offers are made, tasks go on. */
  void work() {
    for (SimulatedAgent agent : agents.values()) {
      for (SimulatedTask task : List.copyOf(agent.tasks.values())) {
        step(task);
      }
    }
    if (stream != null && !suppressed) {
      reachable().stream().filter(a -> !a.refused && !a.withheld).forEach(this::offer);
    }
  }

  private void step(SimulatedTask task) {
    if (!task.isLive()) {
      return;
    }
    Fate fate = runner.fate(task.id(), task.isKilled);
    boolean hasEnded = SimulatedTask.isLast(fate.state());
    switch (task.state) {
      case TASK_STAGING -> {
        if (fate.reason() != null) {
          become(task, fate.state(), fate.message(), fate.reason());
        } else if (fate.state() != TaskState.TASK_STAGING) {
          become(task, TaskState.TASK_STARTING, null, null);
        }
      }
      case TASK_STARTING -> become(task, TaskState.TASK_RUNNING, null, null);
      default -> {
        if (hasEnded) {
          become(task, fate.state(), fate.message(), fate.reason());
        }
      }
    }
  }

  private void become(SimulatedTask task, TaskState state, String message, Reason reason) {
    boolean isDue = task.become(state, message, reason);
    if (isDue && find(task.info.getTaskId()) != null) {
      update(task.unacknowledged.peek());
    }
  }

  private void offer(SimulatedAgent agent) {
    boolean isOffered = offers.values().stream().anyMatch(o -> o.getAgentId().equals(agent.id));
    if (isOffered || agent.freeCpus() < 0.01 && agent.freeMem() < 1) {
      return;
    }
    Offer offer =
        Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue("offer-" + numbers++))
            .setFrameworkId(FrameworkID.newBuilder().setValue(framework))
            .setAgentId(agent.id)
            .setHostname(agent.host)
            .addAllAttributes(agent.attributes)
            .addResources(resource("cpus", agent.freeCpus()))
            .addResources(resource("mem", agent.freeMem()))
            .build();
    offers.put(offer.getId(), offer);
    emit(
        Event.newBuilder()
            .setType(Event.Type.OFFERS)
            .setOffers(Event.Offers.newBuilder().addOffers(offer)));
  }

  private static Resource resource(String name, double amount) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(amount))
        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
        .build();
  }

  void heartbeat() {
    emit(Event.newBuilder().setType(Event.Type.HEARTBEAT));
  }

  /** A task's process ends by itself. */
  void fail(String task, String message) {
    agents.values().stream()
        .map(agent -> agent.tasks.get(task))
        .filter(one -> one != null && one.isLive())
        .findFirst()
        .ifPresent(one -> become(one, TaskState.TASK_FAILED, message, null));
  }

  void cutOff(String id) {
    rescind(agents.get(id));
    agents.get(id).standing = Standing.CUT_OFF;
  }

  private void rescind(SimulatedAgent agent) {
    for (Offer offer : List.copyOf(offers.values())) {
      if (offer.getAgentId().equals(agent.id)) {
        offers.remove(offer.getId());
        emit(
            Event.newBuilder()
                .setType(Event.Type.RESCIND)
                .setRescind(Event.Rescind.newBuilder().setOfferId(offer.getId())));
      }
    }
  }

  /** The master gives up an agent that was cut off. */
  void noticeUnreachable(String id) {
    SimulatedAgent agent = agents.get(id);
    agent.standing = Standing.UNREACHABLE;
    for (SimulatedTask task : agent.tasks.values()) {
      drop(
          task.info,
          TaskState.TASK_UNREACHABLE,
          Reason.REASON_AGENT_REMOVED,
          "health check timed out");
    }
    emit(
        Event.newBuilder()
            .setType(Event.Type.FAILURE)
            .setFailure(Event.Failure.newBuilder().setAgentId(agent.id)));
  }

  /** An agent is back. */
  void comeBack(String id) {
    SimulatedAgent agent = agents.get(id);
    boolean wasUnreachable = agent.standing == Standing.UNREACHABLE;
    agent.standing = Standing.REGISTERED;
    for (SimulatedTask task : agent.tasks.values()) {
      if (!task.unacknowledged.isEmpty()) {
        update(task.unacknowledged.peek());
      } else if (wasUnreachable) {
        drop(
            task.info,
            task.state,
            Reason.REASON_AGENT_REREGISTERED,
            "Unreachable agent re-reregistered");
      }
    }
  }

  /** An operator marks an agent as gone. */
  void markGone(String id) {
    SimulatedAgent agent = agents.get(id);
    rescind(agent);
    agent.standing = Standing.GONE;
    for (SimulatedTask task : agent.tasks.values()) {
      drop(
          task.info,
          TaskState.TASK_GONE_BY_OPERATOR,
          Reason.REASON_AGENT_REMOVED_BY_OPERATOR,
          "Agent has been marked gone");
      runner.kill(task.info);
    }
    agent.tasks.clear();
  }

  /** The connection breaks; the framework stays, for its time of failover. */
  void breakStream() {
    if (stream != null) {
      Stream broken = stream;
      stream = null;
      offers.clear();
      broken.end(false);
    }
  }

  /** The master dies and begins anew; agents are not back yet. */
  void restartMaster() {
    breakStream();
    framework = null;
    agents.values().stream()
        .filter(
            agent -> agent.standing == Standing.REGISTERED || agent.standing == Standing.CUT_OFF)
        .forEach(agent -> agent.standing = Standing.EXPECTED);
  }

  /** Removes the framework: an operator's teardown, or its time is up. */
  void teardown() {
    Stream last = stream;
    stream = null;
    offers.clear();
    removed.add(framework);
    onRemoved.accept(framework);
    framework = null;
    for (SimulatedAgent agent : agents.values()) {
      agent.tasks.values().forEach(task -> runner.kill(task.info));
      agent.tasks.clear();
    }
    if (last != null) {
      last.end(true);
    }
  }

  /** Those that run on agents, whoever can see them. */
  List<String> running() {
    return agents.values().stream()
        .flatMap(agent -> agent.tasks.values().stream())
        .filter(SimulatedTask::isLive)
        .map(SimulatedTask::id)
        .toList();
  }

  private void update(TaskStatus status) {
    emit(
        Event.newBuilder()
            .setType(Event.Type.UPDATE)
            .setUpdate(Event.Update.newBuilder().setStatus(status)));
  }

  private static Event error(String message) {
    return Event.newBuilder()
        .setType(Event.Type.ERROR)
        .setError(Event.Error.newBuilder().setMessage(message))
        .build();
  }

  private void emit(Event.Builder event) {
    if (stream != null) {
      stream.event(event.build());
    }
  }
}
