package io.millrace.scheduler.mesos;

import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.scheduler.mesos.offers.Constraint;
import io.millrace.scheduler.mesos.offers.Demand;
import io.millrace.scheduler.mesos.offers.Matching;
import io.millrace.scheduler.mesos.offers.Matching.AgentLaunch;
import io.millrace.scheduler.mesos.offers.Matching.WorkerLaunch;
import io.millrace.scheduler.mesos.offers.Wish;
import io.millrace.scheduler.mesos.tasks.Calls;
import io.millrace.scheduler.mesos.tasks.Containers;
import io.millrace.scheduler.mesos.tasks.TaskCommand;
import io.millrace.scheduler.mesos.tasks.TaskName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** Takes offers and gives back what nobody needs: none is held from one turn to the next. */
final class OfferDesk {
  /** So long an agent that does not suit is not offered again while a worker waits. */
  private static final double REFUSE_SECONDS = 5;

  /** The same if nobody waits; a worker that does later revives all. */
  private static final double REFUSE_LONG_SECONDS = 3600;

  private static final long COMPLAIN_MS = 15_000;
  private static final String NOT_KEPT =
      "what is launched cannot be kept; see the coordinator's log";

  private final List<Constraint> constraints;
  private final TaskCommand command;
  private final Containers containers;
  private final Consumer<Call.Builder> calls;
  private final Map<OfferID, Offer> held = new LinkedHashMap<>();
  private WorkerSpec spec;
  private boolean suppressed;
  private boolean wasWaiting;
  private String unsuited = "none came";
  private long complainedMs;

  /**
   * A desk without offers.
   *
   * @param calls sends a call
   */
  OfferDesk(
      List<Constraint> constraints,
      TaskCommand command,
      Containers containers,
      Consumer<Call.Builder> calls) {
    this.constraints = constraints;
    this.command = command;
    this.containers = containers;
    this.calls = calls;
  }

  void want(WorkerSpec of) {
    spec = of;
  }

  /** Offers of before are gone, and so is what was said about them. */
  void onSubscribed() {
    held.clear();
    suppressed = false;
    wasWaiting = true; // all is offered anyhow
  }

  void onOffers(List<Offer> offers) {
    offers.forEach(offer -> held.put(offer.getId(), offer));
  }

  void onRescinded(OfferID offer) {
    held.remove(offer);
  }

  /**
   * Launches what waits, where offers allow it.
   *
   * @param keep keeps what is about to be launched; false if it could not: then nothing is
   */
  void work(BooleanSupplier keep, long nowMs) {
    askForOffers();
    List<Wish> wishes = containers.wishes(nowMs);
    if (!held.isEmpty()) {
      Matching matching =
          spec == null
              ? new Matching(List.of(), List.copyOf(held.keySet()))
              : Matching.of(
                  wishes, List.copyOf(held.values()), demand(), constraints, containers.load());
      launch(matching.launches(), keep, nowMs);
      decline(matching.unused());
      held.clear();
    }
    complain(nowMs);
  }

  private Demand demand() {
    return Demand.of(spec.memoryMb(), spec.cores());
  }

  /** Wants offers when somebody begins to wait, and none when nobody does. */
  private void askForOffers() {
    boolean isWaiting = containers.isAnyWaiting();
    if (isWaiting && !wasWaiting) {
      calls.accept(Calls.revive());
      suppressed = false;
      unsuited = "none came";
    } else if (!isWaiting && !suppressed) {
      calls.accept(Calls.suppress());
      suppressed = true;
    }
    wasWaiting = isWaiting;
  }

  private void launch(List<AgentLaunch> launches, BooleanSupplier keep, long nowMs) {
    Map<WorkerLaunch, TaskName> tasks = new LinkedHashMap<>();
    for (AgentLaunch launch : launches) {
      for (WorkerLaunch worker : launch.workers()) {
        tasks.put(worker, containers.launch(worker.worker(), launch.agent(), launch.host(), nowMs));
      }
    }
    if (tasks.isEmpty()) {
      return;
    }
    if (!keep.getAsBoolean()) {
      tasks.values().forEach(task -> containers.cancelLaunch(task.worker(), NOT_KEPT, nowMs));
      launches.forEach(launch -> decline(launch.offers()));
      return;
    }
    for (AgentLaunch launch : launches) {
      List<TaskInfo> infos = new ArrayList<>();
      for (WorkerLaunch worker : launch.workers()) {
        TaskName task = tasks.get(worker);
        infos.add(
            Calls.task(
                task,
                launch.agent(),
                worker.resources(),
                command.of(spec, task.worker(), task.incarnation())));
      }
      calls.accept(Calls.accept(launch.offers(), infos, REFUSE_SECONDS));
    }
  }

  private void decline(List<OfferID> offers) {
    if (offers.isEmpty()) {
      return;
    }
    unsuited = Matching.describe(held.get(offers.get(offers.size() - 1)));
    calls.accept(
        Calls.decline(offers, containers.isAnyWaiting() ? REFUSE_SECONDS : REFUSE_LONG_SECONDS));
  }

  private void complain(long nowMs) {
    List<String> waiting = containers.waitingLongerThan(COMPLAIN_MS, nowMs);
    if (waiting.isEmpty() || spec == null || nowMs - complainedMs < COMPLAIN_MS) {
      return;
    }
    complainedMs = nowMs;
    waiting.forEach(
        name ->
            containers.refuse(
                name,
                "no offer suits: wanted "
                    + demand()
                    + (constraints.isEmpty() ? "" : ", constraints=" + constraints)
                    + "; last offer "
                    + unsuited));
  }
}
