package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.ControlMessage;
import io.millrace.cluster.control.CopyReport;
import io.millrace.cluster.control.CopyReport.ApplicationCopies;
import io.millrace.cluster.control.CopyReport.MissingCopy;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.Members;
import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.control.Pulse;
import io.millrace.cluster.control.RewindAnswer;
import io.millrace.cluster.control.RewindQuestion;
import io.millrace.cluster.control.Shutdown;
import io.millrace.cluster.control.Withdrawal;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.rewind.Rewind;
import io.millrace.runtime.rewind.RewindPoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One life of a worker, as small as it can be: it journals numbers, copies them, and does with
 * tables what the contract of {@code control} says. What was ever stable is held against it.
 */
final class SimulatedWorker {
  /** A copy of a journal; stays when a worker dies. Below zero: enters that epoch. */
  static final class Copy {
    List<Integer> entries = new ArrayList<>();
    int generation;
    int openedTerm;
    int heardTerm;
  }

  /** A partition here. */
  private static final class Hosted {
    Role role;
    int term;
    String follower;
    boolean covered;
    long liveAt;
    boolean live;
    long stable;

    /** Stable but for the mirror, if that is waited for. */
    int toMirror;
  }

  private static final class Application {
    ApplicationTable table;
    ApplicationMetadata metadata;
    long announcedAt;
    final Map<Integer, Hosted> hosted = new TreeMap<>();

    /** By partition, the term in which it is to be owned here without a copy. */
    final Map<Integer, Integer> missing = new TreeMap<>();
  }

  final String name;
  final long incarnation;
  boolean alive = true;
  long frozenUntil;

  /** What it has not read yet: it is frozen. In the order of sending, as connections keep it. */
  final Deque<ControlMessage> arrived = new ArrayDeque<>();

  private final Simulation world;
  private final Map<String, Copy> disk;
  private final Map<Long, List<Integer>> found = new TreeMap<>();
  private final Map<Long, Application> applications = new TreeMap<>();
  private int coordinatorTerm;

  /** Whether the coordinator knows of this life: tables from before are about the former one. */
  private boolean known;

  private long epoch;
  private long reportedAt;
  private boolean news = true;

  SimulatedWorker(Simulation world, String name, long incarnation, Map<String, Copy> disk) {
    this.world = world;
    this.name = name;
    this.incarnation = incarnation;
    this.disk = disk;
    for (String key : disk.keySet()) {
      String[] parts = key.split("/");
      found
          .computeIfAbsent(Long.valueOf(parts[0]), number -> new ArrayList<>())
          .add(Integer.valueOf(parts[1]));
    }
  }

  boolean isFrozen() {
    return world.now < frozenUntil;
  }

  private Copy copy(long application, int partition) {
    return disk.computeIfAbsent(application + "/" + partition, key -> new Copy());
  }

  void read() {
    while (alive && !arrived.isEmpty()) {
      onMessage(arrived.poll());
    }
  }

  private void onMessage(ControlMessage message) {
    int term =
        message instanceof ApplicationTable table
            ? table.coordinatorTerm()
            : message instanceof Pulse pulse
                ? pulse.coordinatorTerm()
                : message instanceof Withdrawal withdrawal
                    ? withdrawal.coordinatorTerm()
                    : message instanceof RewindQuestion question
                        ? question.coordinatorTerm()
                        : message instanceof Members members ? members.coordinatorTerm() : 0;
    if (message instanceof Shutdown) {
      world.kill(name);
      return;
    }
    if (term < coordinatorTerm) {
      return;
    }
    coordinatorTerm = term;
    if (message instanceof ApplicationTable table) {
      if (known) {
        follow(table);
      }
    } else if (message instanceof Members members) {
      known |=
          members.workers().stream()
              .anyMatch(one -> one.name().equals(name) && one.incarnation() == incarnation);
    } else if (message instanceof Withdrawal withdrawal) {
      news |= applications.remove(withdrawal.application()) != null;
    } else if (message instanceof RewindQuestion question) {
      answer(question);
    } else if (message instanceof Pulse pulse) {
      for (Pulse.ApplicationPulse one : pulse.applications()) {
        world.checkEpoch(one.application(), one.epoch(), pulse.coordinatorTerm());
        epoch = Math.max(epoch, one.epoch());
        enter(one.application(), one.epoch());
      }
    }
  }

  private void enter(long number, long next) {
    Application application = applications.get(number);
    if (application != null && application.table.flowing()) {
      application.hosted.forEach(
          (partition, hosted) -> {
            List<Integer> entries = copy(number, partition).entries;
            if (hosted.role == Role.OWNER && hosted.live && epochOf(entries) < next) {
              entries.add((int) -next);
            }
          });
    }
  }

  private static long epochOf(List<Integer> entries) {
    return entries.stream().mapToInt(entry -> -entry).max().orElse(0);
  }

  /** Where entries are cut to go back to an epoch; -1 if it was not entered yet. */
  static long cut(List<Integer> entries, long epoch) {
    for (int i = 0; i < entries.size(); i++) {
      if (-entries.get(i) >= epoch) {
        return -entries.get(i) == epoch ? i + 1 : i;
      }
    }
    return -1;
  }

  private void answer(RewindQuestion question) {
    Application application = applications.get(question.application());
    if (application == null || application.metadata.generation() != question.generation()) {
      return;
    }
    List<RewindPoint> points = new ArrayList<>();
    application.hosted.forEach(
        (partition, hosted) -> {
          if (hosted.role == Role.OWNER && hosted.live) {
            List<Integer> entries =
                copy(question.application(), partition).entries.subList(0, (int) hosted.stable);
            long latest = epochOf(entries);
            long asked = question.epoch() >= 0 ? question.epoch() : latest / 2;
            points.add(
                new RewindPoint(
                    partition, hosted.term, asked, cut(entries, asked), 0, 0, latest, world.now));
          }
        });
    world.answer(
        this,
        new RewindAnswer(
            name, question.application(), question.generation(), question.number(), points));
  }

  private void follow(ApplicationTable table) {
    Application application =
        applications.computeIfAbsent(table.application(), number -> new Application());
    if (application.table != null && application.table.revision() > table.revision()) {
      return;
    }
    if (application.table == null || !ownersOf(application.table).equals(ownersOf(table))) {
      application.announcedAt = world.now + world.random.nextInt(200);
    }
    ApplicationMetadata metadata = ApplicationMetadata.decode(table.metadata());
    if (application.metadata != null
        && application.metadata.generation() != metadata.generation()) {
      application.hosted.clear(); // all is closed, then opened in that generation
    }
    application.table = table;
    application.metadata = metadata;
    news = true;
    for (PartitionPlace place : table.places()) {
      bring(application, place);
    }
  }

  /** The generation in which it runs an application; -1 if it does not. */
  int generation(long application) {
    return applications.containsKey(application)
        ? applications.get(application).metadata.generation()
        : -1;
  }

  /** Whether all that it owns is live and it has told of its splits, to those that own now. */
  boolean isReady(StoredApplication stored) {
    Application application = applications.get(stored.application());
    return application != null
        && world.now >= application.announcedAt
        && ownersOf(application.table)
            .equals(stored.places().stream().map(one -> one.owner() + one.term()).toList())
        && application.hosted.values().stream()
            .allMatch(hosted -> hosted.role == Role.FOLLOWER || hosted.live);
  }

  private static List<String> ownersOf(ApplicationTable table) {
    return table.places().stream().map(place -> place.owner() + place.term()).toList();
  }

  private void bring(Application application, PartitionPlace place) {
    long number = application.table.application();
    Hosted hosted = application.hosted.get(place.partition());
    if (name.equals(place.owner())) {
      boolean same = hosted != null && hosted.role == Role.OWNER && hosted.term == place.term();
      if (!same && place.founded() && !disk.containsKey(number + "/" + place.partition())) {
        application.missing.put(place.partition(), place.term());
        return;
      }
      application.missing.remove(place.partition());
      Copy copy = copy(number, place.partition());
      if (!same && place.term() <= copy.openedTerm) {
        return; // of an earlier life, or of an earlier term: another table will come
      }
      if (!same) {
        hosted = new Hosted();
        hosted.role = Role.OWNER;
        hosted.term = place.term();
        hosted.liveAt = world.now + world.random.nextInt(100);
        bringInLine(application, place.partition(), copy);
        if (isMirrored(application) && !place.founded()) {
          copy.entries =
              world.mirror.readAll(
                  number, place.partition(), place.term(), application.metadata, copy.entries);
        } else {
          restoreIfLost(application, place.partition(), copy);
        }
        copy.openedTerm = place.term();
        copy.heardTerm = Math.max(copy.heardTerm, place.term());
        application.hosted.put(place.partition(), hosted);
        world.checkOpened(number, place, this, copy);
      }
      if (!Objects.equals(hosted.follower, place.follower())) {
        world.checkFollowerChanged(number, place, hosted.follower);
        hosted.follower = place.follower();
        hosted.covered = false;
      }
    } else if (name.equals(place.follower())) {
      boolean mustBeThere = place.founded() && place.inSync();
      if (mustBeThere && !disk.containsKey(number + "/" + place.partition())) {
        return;
      }
      Copy copy = copy(number, place.partition());
      if (hosted == null || hosted.role == Role.OWNER) {
        hosted = new Hosted();
        hosted.role = Role.FOLLOWER;
        bringInLine(application, place.partition(), copy);
        application.hosted.put(place.partition(), hosted);
      }
      hosted.term = place.term();
      copy.heardTerm = Math.max(copy.heardTerm, place.term());
    } else {
      application.hosted.remove(place.partition());
    }
  }

  private static boolean isMirrored(Application application) {
    return application.table.durability() == Durability.MIRRORED;
  }

  private void bringInLine(Application application, int partition, Copy copy) {
    int generation = application.metadata.generation();
    world.checkGeneration(copy.generation <= generation, application.table, partition);
    long cut = application.metadata.lineage().cut(partition, copy.generation);
    if (cut < copy.entries.size()) {
      copy.entries = new ArrayList<>(copy.entries.subList(0, (int) cut));
    }
    copy.generation = generation;
  }

  private void restoreIfLost(Application application, int partition, Copy copy) {
    List<Rewind> rewinds = application.metadata.lineage().rewinds();
    if (rewinds.isEmpty()) {
      return;
    }
    long cut = rewinds.get(rewinds.size() - 1).cuts().get(partition);
    if (copy.entries.size() < cut) {
      copy.entries = world.mirror.read(application.table.application(), partition, cut);
    }
  }

  /** Takes what an owner copies; false if it refuses. */
  private boolean onCopied(
      long number, int partition, int term, int generation, List<Integer> entries) {
    Application application = applications.get(number);
    Hosted hosted = application == null ? null : application.hosted.get(partition);
    if (hosted == null || hosted.role != Role.FOLLOWER) {
      return false;
    }
    Copy copy = copy(number, partition);
    if (term < copy.heardTerm || generation != application.metadata.generation()) {
      return false;
    }
    copy.heardTerm = term;
    copy.entries = new ArrayList<>(entries);
    return true;
  }

  void step() {
    for (Map.Entry<Long, Application> entry : applications.entrySet()) {
      Application application = entry.getValue();
      Iterator<Map.Entry<Integer, Hosted>> places = application.hosted.entrySet().iterator();
      while (places.hasNext()) {
        Map.Entry<Integer, Hosted> place = places.next();
        if (place.getValue().role == Role.OWNER) {
          own(entry.getKey(), place.getKey(), place.getValue());
        }
      }
    }
    if (news || world.now - reportedAt >= 50) {
      news = false;
      reportedAt = world.now;
      world.copies(this, copies());
      world.report(this, report());
    }
  }

  private void own(long number, int partition, Hosted hosted) {
    Copy copy = copy(number, partition);
    boolean mirrored = isMirrored(applications.get(number));
    if (!hosted.live) {
      hosted.live =
          world.now >= hosted.liveAt
              && (!mirrored
                  || world.mirror.awaited(
                      number, partition, hosted.term, copy.generation, copy.entries));
      news |= hosted.live;
      return;
    }
    boolean flowing = applications.get(number).table.flowing();
    if (flowing && world.random.nextInt(4) == 0) {
      copy.entries.add(world.nextEntry());
    }
    SimulatedWorker follower = world.reachable(this, hosted.follower);
    boolean copied =
        follower != null
            && world.random.nextInt(3) == 0
            && follower.onCopied(number, partition, hosted.term, copy.generation, copy.entries);
    if (copied && !hosted.covered) {
      hosted.covered = true;
      news = true;
    }
    if (!hosted.covered || copied) {
      hosted.toMirror = copy.entries.size();
    }
    if (mirrored) {
      List<Integer> told = copy.entries.subList(0, hosted.toMirror);
      if (world.random.nextInt(2) == 0
          && world.mirror.awaited(number, partition, hosted.term, copy.generation, told)) {
        hosted.stable = told.size();
        world.onStable(number, partition, hosted.term, copy.generation, told);
      }
    } else if (!hosted.covered || copied) {
      hosted.stable = copy.entries.size();
      world.onStable(number, partition, hosted.term, copy.generation, copy.entries);
    }
    if (!mirrored && world.random.nextInt(5) == 0) {
      world.mirror.write(
          number,
          partition,
          hosted.term,
          copy.generation,
          copy.entries.subList(0, (int) hosted.stable));
    }
  }

  private CopyReport copies() {
    Map<Long, ApplicationCopies> copies = new TreeMap<>();
    found.forEach(
        (number, there) ->
            copies.put(number, new ApplicationCopies(number, there, List.of(), List.of())));
    applications.forEach(
        (number, application) -> {
          List<MissingCopy> missing = new ArrayList<>();
          application.missing.forEach(
              (partition, term) -> missing.add(new MissingCopy(partition, term)));
          copies.put(
              number,
              new ApplicationCopies(
                  number, found.getOrDefault(number, List.of()), missing, List.of()));
        });
    return new CopyReport(name, incarnation, List.copyOf(copies.values()));
  }

  WorkerReport report() {
    List<ApplicationReport> reports = new ArrayList<>();
    applications.forEach(
        (number, application) -> {
          List<PartitionReport> partitions = new ArrayList<>();
          application.hosted.forEach(
              (partition, hosted) -> {
                int end = copy(number, partition).entries.size();
                partitions.add(
                    new PartitionReport(
                        partition,
                        hosted.role,
                        hosted.term,
                        hosted.live,
                        hosted.covered,
                        epoch,
                        hosted.stable,
                        hosted.stable,
                        end,
                        -1,
                        null));
              });
          reports.add(
              new ApplicationReport(
                  number,
                  application.table.revision(),
                  world.now >= application.announcedAt,
                  false,
                  null,
                  new HashMap<>(),
                  partitions));
        });
    return new WorkerReport(name, incarnation, world.hostOf(name), 1, name + ":1", "", reports);
  }
}
