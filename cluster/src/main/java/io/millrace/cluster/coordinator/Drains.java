package io.millrace.cluster.coordinator;

import io.millrace.cluster.coordinator.ClusterException.Reason;
import io.millrace.cluster.coordinator.StoredApplication.Phase;
import java.util.Collection;
import java.util.List;

/**
 * Workers that are to be without partitions because somebody said so: they are kept, and given
 * nothing. What they have is moved away by the {@link Planner}, as from those that are too many.
 */
final class Drains {
  private final CoordinatorStore store;
  private final Roster roster;

  Drains(CoordinatorStore store, Roster roster) {
    this.store = store;
    this.roster = roster;
  }

  /**
   * From now on the worker is given nothing; that is written when this returns.
   *
   * @throws ClusterException if there is no such worker, or others cannot take what it has
   */
  void begin(String worker, Collection<ApplicationControl> applications) {
    check(worker);
    if (roster.isDrained(worker)) {
      return;
    }
    checkOthers(worker, applications);
    roster.drained.add(worker);
    write();
  }

  /** It may be given partitions again. */
  void end(String worker) {
    check(worker);
    forget(worker);
  }

  /** It is gone; another one of its name is a new one. */
  void forget(String worker) {
    if (roster.drained.remove(worker)) {
      write();
    }
  }

  private void write() {
    store.write(new StoredWorkers(List.copyOf(roster.drained)));
  }

  private void check(String worker) {
    if (roster.get(worker) == null) {
      throw new ClusterException(
          Reason.UNKNOWN,
          "no such worker: worker="
              + worker
              + "; there are "
              + roster.all().stream().map(known -> known.name).toList());
    }
  }

  private void checkOthers(String worker, Collection<ApplicationControl> applications) {
    List<String> others =
        roster.all().stream()
            .filter(KnownWorker::isLive)
            .filter(other -> !other.name.equals(worker) && !roster.isLeaving(other))
            .map(other -> other.name)
            .toList();
    if (others.isEmpty()) {
      throw refused(
          worker, "no other worker is live that takes partitions; add one, or wait for one");
    }
    for (ApplicationControl application : applications) {
      if (application.phase() == Phase.STOPPED) {
        checkKeepsNothing(worker, application);
      } else {
        checkFits(worker, application, others);
      }
    }
  }

  /** What does not run cannot be moved. */
  private static void checkKeepsNothing(String worker, ApplicationControl application) {
    if (application.hosts().anyMatch(worker::equals)) {
      throw refused(
          worker,
          "it keeps the state of a stopped application: app="
              + application.name
              + "; deploy that again, or stop it without --keep-state");
    }
  }

  private static void checkFits(
      String worker, ApplicationControl application, List<String> others) {
    int asked = application.workers() == null ? 1 : application.workers();
    if (asked > others.size()) {
      throw refused(
          worker,
          "an application is to be on more workers than would be left: app="
              + application.name
              + ", workers="
              + asked
              + ", left="
              + others
              + "; 'millrace scale "
              + application.name
              + " --workers "
              + others.size()
              + "' first");
    }
    if (application.isReplicated() && others.size() < 2) {
      throw refused(
          worker,
          "a replicated application would have no followers: app="
              + application.name
              + ", left="
              + others
              + "; add a worker first");
    }
  }

  private static ClusterException refused(String worker, String why) {
    return new ClusterException(
        Reason.CONFLICT, "worker cannot be drained: worker=" + worker + ", " + why);
  }
}
