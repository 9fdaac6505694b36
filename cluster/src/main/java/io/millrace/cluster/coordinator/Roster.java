package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.Members;
import io.millrace.cluster.control.Members.Member;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The workers that the coordinator knows. */
final class Roster {
  /** Those that are given no partitions; changed by {@link Drains} only. */
  final Set<String> drained;

  private final Map<String, KnownWorker> workers = new TreeMap<>();

  Roster(Collection<String> drained) {
    this.drained = new TreeSet<>(drained);
  }

  KnownWorker know(String name, long nowMs) {
    return workers.computeIfAbsent(name, unknown -> new KnownWorker(unknown, nowMs));
  }

  /** The worker, or null. */
  KnownWorker get(String name) {
    return name == null ? null : workers.get(name);
  }

  Collection<KnownWorker> all() {
    return workers.values();
  }

  void forget(String name) {
    workers.remove(name);
  }

  boolean isDrained(String name) {
    return drained.contains(name);
  }

  /** Whether it is to get rid of what it has, to be ended or not. */
  boolean isLeaving(KnownWorker worker) {
    return worker.surplus || isDrained(worker.name);
  }

  boolean isLive(String name) {
    KnownWorker worker = get(name);
    return worker != null && worker.isLive();
  }

  boolean isLife(String name, long incarnation) {
    KnownWorker worker = get(name);
    return worker != null && worker.isLife(incarnation);
  }

  /** Those that may be given partitions: live ones, and lost ones that may be back soon. */
  List<KnownWorker> usable(CoordinatorSettings settings, long nowMs) {
    return workers.values().stream()
        .filter(worker -> !isLeaving(worker))
        .filter(worker -> worker.report() != null)
        .filter(worker -> worker.isLive() || nowMs - worker.lostMs() <= settings.returnMs())
        .toList();
  }

  Members members(int coordinatorTerm) {
    List<Member> members =
        workers.values().stream()
            .map(KnownWorker::report)
            .filter(report -> report != null)
            .map(
                report ->
                    new Member(
                        report.worker(), report.incarnation(), report.address(), report.api()))
            .toList();
    return new Members(coordinatorTerm, members);
  }
}
