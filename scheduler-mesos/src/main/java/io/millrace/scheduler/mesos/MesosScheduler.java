package io.millrace.scheduler.mesos;

import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import io.millrace.scheduler.mesos.framework.Framework;
import io.millrace.scheduler.mesos.framework.FrameworkListener;
import io.millrace.scheduler.mesos.framework.Phase;
import io.millrace.scheduler.mesos.tasks.Calls;
import io.millrace.scheduler.mesos.tasks.Containers;
import io.millrace.scheduler.mesos.tasks.TaskCommand;
import io.millrace.scheduler.mesos.wire.MasterLink;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers that are tasks of a framework on Mesos. What a later coordinator must know is kept
 * before a task is launched, so that it goes on with the tasks that it finds; while it is away the
 * master keeps them.
 *
 * <p>A task whose agent cannot be reached is neither running nor gone. It is replaced when the
 * coordinator asks for that ({@link #restart}), and killed if it ever comes back; meanwhile it is
 * fenced by its incarnation and by the terms of partitions.
 */
public final class MesosScheduler implements Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(MesosScheduler.class);

  /** All tasks are asked for so often: that finds those that came back and nobody counts on. */
  private static final long RECONCILE_ALL_MS = 60_000;

  private static final long TELL_AGAIN_MS = 15_000;

  private final Framework framework;
  private final MasterLink link;
  private final FrameworkStore store;
  private final Containers containers;
  private final OfferDesk offers;
  private final Clock clock;
  private StoredFramework kept;
  private String id;
  private boolean isGivenUp;
  private String toldCause = "";
  private long toldMs;
  private long reconcileAllMs;

  /**
   * Finds out what an earlier coordinator left. Nothing is launched before {@link #want}.
   *
   * @param link not used by anybody else
   */
  public MesosScheduler(
      MesosSettings settings,
      TaskCommand command,
      FrameworkStore store,
      MasterLink link,
      Clock clock) {
    this.link = link;
    this.store = store;
    this.clock = clock;
    kept = store.read().orElse(StoredFramework.none());
    id = kept.id();
    containers = new Containers(kept.containers(), nowMs());
    framework =
        new Framework(
            settings.profile(), settings.masters(), id, link, new FrameworkEars(), nowMs());
    offers = new OfferDesk(settings.constraints(), command, containers, framework::send);
  }

  private long nowMs() {
    return clock.nanoTime() / 1_000_000;
  }

  @Override
  public void want(WorkerSpec spec, int count) {
    offers.want(spec);
    containers.want(count);
    isGivenUp = count == 0;
  }

  @Override
  public void keep(String container) {
    containers.keep(container, nowMs());
  }

  @Override
  public void release(String container) {
    containers.release(container, nowMs());
  }

  @Override
  public void restart(String container) {
    containers.restart(container, nowMs());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the framework is no longer this coordinator's, or was removed
   */
  @Override
  public List<SchedulerEvent> poll() {
    long nowMs = nowMs();
    link.poll(event -> framework.onLinkEvent(event, nowMs));
    framework.onTime(nowMs);
    endIfNothingIsLeftToDo();
    containers.fillUp(nowMs);
    if (framework.phase() == Phase.SUBSCRIBED) {
      containers.calls(nowMs).forEach(framework::send);
      if (nowMs - reconcileAllMs >= RECONCILE_ALL_MS) {
        reconcileAllMs = nowMs;
        framework.send(Calls.reconcileAll());
      }
      offers.work(this::tryKeep, nowMs);
    }
    tellWhyNobodyCanBeStarted(nowMs);
    tryKeep();
    return containers.drainEvents();
  }

  /** Where the framework is subscribed, and why not, for people. */
  public String standing() {
    return "framework="
        + id
        + ", master="
        + framework.master()
        + ", phase="
        + framework.phase()
        + (framework.cause().isEmpty() ? "" : ", cause=" + framework.cause());
  }

  private void tellWhyNobodyCanBeStarted(long nowMs) {
    String cause = framework.cause();
    boolean isDue = !cause.equals(toldCause) || nowMs - toldMs >= TELL_AGAIN_MS;
    if (!cause.isEmpty() && isDue) {
      toldMs = nowMs;
      LOG.warn("not subscribed at Mesos: {}", standing());
      containers
          .waitingLongerThan(0, nowMs)
          .forEach(
              name ->
                  containers.refuse(
                      name, "master " + framework.master() + " does not serve us: " + cause));
    }
    toldCause = cause;
  }

  private void endIfNothingIsLeftToDo() {
    switch (framework.phase()) {
      case FAILED_OVER -> throw new IllegalStateException(framework.cause() + ": framework=" + id);
      case REMOVED -> {
        tryKeep();
        throw new IllegalStateException(
            framework.cause() + "; 'millrace cluster start' registers another");
      }
      default -> {}
    }
  }

  private void keep() {
    StoredFramework now = new StoredFramework(StoredFramework.VERSION, id, containers.stored());
    if (!now.equals(kept)) {
      store.write(now);
      kept = now;
    }
  }

  /** Keeps what there is to be kept; false if that failed: it is tried again. */
  private boolean tryKeep() {
    try {
      keep();
      return true;
    } catch (UncheckedIOException e) {
      LOG.warn("framework cannot be kept, so nothing is launched: error={}", e.getMessage());
      return false;
    }
  }

  /** If nothing is wanted any more, the framework ends with this, else it waits for another. */
  @Override
  public void close() {
    if (isGivenUp) {
      tearDown();
    }
    framework.close();
    link.close();
  }

  private void tearDown() {
    if (Teardown.of(framework, link, clock)) {
      id = null;
      tryKeep();
    } else {
      LOG.warn(
          "Mesos was not told that the cluster was stopped; the framework stays registered until"
              + " its failover timeout or the next start: {}",
          standing());
    }
  }

  /** What the framework tells. */
  private final class FrameworkEars implements FrameworkListener {
    @Override
    public void keepId(String given) {
      if (id != null && !id.equals(given)) {
        LOG.warn(
            "framework is gone from Mesos, another takes its place: old={}, new={}", id, given);
        containers.endAll("its framework was removed from Mesos: id=" + id, nowMs());
      }
      if (!Objects.equals(id, given)) {
        id = given;
      }
      keep();
    }

    @Override
    public void onSubscribed() {
      LOG.info("subscribed at Mesos: master={}, framework={}", framework.master(), id);
      containers.askAll(nowMs());
      reconcileAllMs = nowMs() - RECONCILE_ALL_MS;
      offers.onSubscribed();
    }

    @Override
    public void onLost(String cause) {
      if (framework.phase() == Phase.REMOVED) {
        containers.endAll(cause, nowMs());
      }
    }

    @Override
    public void onEvent(Event event) {
      switch (event.getType()) {
        case OFFERS -> offers.onOffers(event.getOffers().getOffersList());
        case RESCIND -> offers.onRescinded(event.getRescind().getOfferId());
        case UPDATE -> onStatus(event.getUpdate().getStatus());
        default -> LOG.debug("not of interest: {}", event.getType());
      }
    }

    private void onStatus(TaskStatus status) {
      containers.onStatus(status, nowMs()).ifPresent(framework::send);
      if (status.hasUuid()) {
        framework.send(Calls.acknowledge(status));
      }
    }

    @Override
    public void onCallRefused(Call.Type call, String cause) {
      LOG.error("Mesos refuses a call: type={}, answer={}", call, cause);
    }
  }
}
