package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.ControlMessage;
import io.millrace.cluster.control.CopyReport;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.control.RewindAnswer;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.coordinator.CoordinatorView.ApplicationStatus;
import io.millrace.cluster.coordinator.CoordinatorView.WorkerStanding;
import io.millrace.cluster.coordinator.StoredApplication.Phase;
import io.millrace.cluster.coordinator.StoredApplication.StoredPlace;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.rewind.Rewind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * A cluster in one thread: the real coordinator, simulated workers, every fault that a seed says.
 */
final class Simulation implements Clock {
  private static final CoordinatorSettings SETTINGS =
      new CoordinatorSettings(200, 400, 300, 3_000, 600, 50, 100, 100, 10, 1_000_000, 2, 1_500, 4);
  private static final WorkerSpec SPEC = new WorkerSpec(256, 1);
  private static final int TURN_MS = 10;
  private static final int FOR_EVER_MS = 1_000_000;

  final Random random;
  long now = 1_000;

  private record Event(long at, long sequence, Runnable what) {}

  /** What is on its way. */
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparing(Event::sequence));

  private final Map<String, Long> lastDelivery = new HashMap<>();
  private long sequence;

  private final MemoryCoordinatorStore.Shelf shelf = new MemoryCoordinatorStore.Shelf();
  private final SimulatedScheduler scheduler;
  final SimulatedMirror mirror = new SimulatedMirror(this);
  private final Map<String, SimulatedWorker> workers = new TreeMap<>();
  private final Map<String, Map<String, SimulatedWorker.Copy>> disks = new HashMap<>();
  private final Map<String, Long> incarnations = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, List<Integer>> stable = new HashMap<>();
  private final Map<Long, Map<Integer, Long>> epochs = new HashMap<>();
  private final int hosts;
  private int entries;
  private long applications = 100;
  private int asked;
  private boolean faults = true;
  private int lossPercent;

  private MemoryCoordinatorStore store;
  private Coordinator coordinator;
  private Coordinator zombie;
  private long coordinatorAt;
  private long frozenUntil;
  final Map<String, Integer> counts = new TreeMap<>();

  Simulation(long seed) {
    random = new Random(seed);
    hosts = 1 + random.nextInt(3);
    lossPercent = random.nextInt(20);
    asked = 1 + random.nextInt(4);
    shelf.onWritten = this::checkWritten;
    scheduler = new SimulatedScheduler(this, random.nextBoolean());
  }

  @Override
  public long nowMs() {
    return 1_700_000_000_000L + now;
  }

  @Override
  public long nanoTime() {
    return now * 1_000_000;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  // ------------------------------------------------------------------ workers

  String hostOf(String name) {
    return "h" + Integer.parseInt(name.substring(1)) % hosts;
  }

  boolean isAlive(String name) {
    return workers.containsKey(name) && workers.get(name).alive;
  }

  void start(String name) {
    long incarnation = incarnations.merge(name, 1L, Long::sum);
    SimulatedWorker worker =
        new SimulatedWorker(
            this, name, incarnation, disks.computeIfAbsent(name, n -> new HashMap<>()));
    workers.put(name, worker);
    toCoordinator(name, () -> coordinator.onConnected(name));
  }

  void kill(String name) {
    SimulatedWorker worker = workers.get(name);
    if (worker != null && worker.alive) {
      worker.alive = false;
      ended(worker);
    }
  }

  /** A worker dies, and its disk with it. */
  private void loseDisk(String name) {
    kill(name);
    disks.get(name).clear();
    count("disks lost");
  }

  private void ended(SimulatedWorker worker) {
    workers.remove(worker.name);
    scheduler.onEnded(worker.name);
    if (random.nextInt(3) > 0) {
      toCoordinator(worker.name, () -> coordinator.onLost(worker.name, "killed"));
    }
  }

  SimulatedWorker reachable(SimulatedWorker from, String name) {
    SimulatedWorker other = name == null ? null : workers.get(name);
    return other == null || !other.alive || other.isFrozen() || other == from ? null : other;
  }

  void report(SimulatedWorker worker, WorkerReport report) {
    if (isDelivered()) {
      toCoordinator(worker.name, () -> coordinator.onReport(report));
    }
  }

  void copies(SimulatedWorker worker, CopyReport report) {
    if (isDelivered()) {
      toCoordinator(worker.name, () -> coordinator.onCopies(report));
    }
  }

  void answer(SimulatedWorker worker, RewindAnswer answer) {
    if (isDelivered()) {
      toCoordinator(worker.name, () -> coordinator.onAnswer(answer));
    }
  }

  boolean isFaulty() {
    return faults;
  }

  /** Something outside happens some time. */
  void later(Runnable what) {
    events.add(new Event(now + random.nextInt(300), sequence++, what));
  }

  private boolean isDelivered() {
    return !faults || random.nextInt(100) >= lossPercent;
  }

  private void toCoordinator(String worker, Runnable what) {
    Coordinator receiver = coordinator;
    deliver(
        "from " + worker,
        () -> {
          if (coordinator != null && coordinator == receiver) {
            what.run();
          }
        });
  }

  /** In order, one after the other, per direction. */
  private void deliver(String direction, Runnable what) {
    long at =
        Math.max(lastDelivery.getOrDefault(direction, 0L), now + random.nextInt(faults ? 40 : 5));
    lastDelivery.put(direction, at);
    events.add(new Event(at, sequence++, what));
  }

  private Coordinator.Outlet outlet() {
    return (name, message) -> {
      if (isDelivered()) {
        deliver("to " + name, () -> arrive(name, message));
      }
    };
  }

  private void arrive(String name, ControlMessage message) {
    SimulatedWorker worker = workers.get(name);
    if (worker == null || !worker.alive) {
      return;
    }
    worker.arrived.add(message);
    if (!worker.isFrozen()) {
      worker.read();
    }
  }

  // ------------------------------------------------------------------ what must hold

  int nextEntry() {
    return entries++;
  }

  void checkOpened(
      long application, PartitionPlace place, SimulatedWorker worker, SimulatedWorker.Copy copy) {
    String life = worker.name + "#" + worker.incarnation;
    String key = application + "/" + place.partition() + "@" + place.term();
    String before = owners.putIfAbsent(key, life);
    check(before == null || before.equals(life), "two owners: " + key + " " + before + " " + life);
    List<Integer> must = stable.getOrDefault(application + "/" + place.partition(), List.of());
    check(
        copy.entries.size() >= must.size() && copy.entries.subList(0, must.size()).equals(must),
        "stable entries lost: "
            + key
            + " owner="
            + life
            + ", stable="
            + must
            + ", copy="
            + copy.entries
            + ", stored="
            + shelf.applications.get(application));
    count("owners");
  }

  /** An owner goes on without a follower before it gets another. */
  void checkFollowerChanged(long application, PartitionPlace place, String before) {
    check(
        before == null || place.follower() == null,
        "another follower at once: " + before + " before " + place + " of " + application);
  }

  void checkGeneration(boolean good, ApplicationTable table, int partition) {
    check(good, "copy of a later generation: partition=" + partition + " of " + table);
  }

  void onStable(long application, int partition, int term, int generation, List<Integer> journal) {
    String key = application + "/" + partition;
    if (generation < generationOf(application)) {
      return; // it was rewound, and does not know yet: nobody listens to it
    }
    List<Integer> known = stable.getOrDefault(key, List.of());
    check(
        journal.size() >= known.size() && journal.subList(0, known.size()).equals(known),
        "stable entries contradicted: " + key + " term=" + term);
    stable.put(key, new ArrayList<>(journal));
  }

  private int generationOf(long application) {
    StoredApplication stored = shelf.applications.get(application);
    return stored == null ? 0 : ApplicationMetadata.decode(stored.metadata()).generation();
  }

  /** All journals are cut at one epoch, as far as they were stable; from now on that is all. */
  private void onRewound(StoredApplication application, Rewind rewind) {
    for (int p = 0; p < application.places().size(); p++) {
      String key = application.application() + "/" + p;
      List<Integer> known = stable.getOrDefault(key, List.of());
      long cut = rewind.cuts().get(p);
      check(
          cut == SimulatedWorker.cut(known, rewind.epoch()),
          "no cut of that epoch: " + key + ", " + rewind + ", stable=" + known);
      stable.put(key, new ArrayList<>(known.subList(0, (int) cut)));
    }
    check(!application.flowing(), "flows while it is rewound: " + application);
    count("rewinds");
  }

  /** Nobody is restored of whom a worker that runs as before has the journal. */
  private void checkRestored(StoredApplication before, StoredApplication after) {
    boolean restored = false;
    for (int p = 0; p < before.places().size(); p++) {
      StoredPlace was = before.places().get(p);
      if (was.founded() && !after.places().get(p).founded()) {
        restored = true;
        checkGone(before.application(), was, was.owner(), was.ownerIncarnation());
        if (was.inSync()) {
          checkGone(before.application(), was, was.follower(), was.followerIncarnation());
        }
      }
    }
    if (restored) {
      count("restores");
    }
  }

  private void checkGone(long application, StoredPlace place, String holder, long incarnation) {
    SimulatedWorker worker = workers.get(holder);
    check(
        worker == null
            || worker.isFrozen()
            || worker.incarnation != incarnation
            || !disks.get(holder).containsKey(application + "/" + place.partition()),
        "restored though there is a copy: " + place + " of " + application);
  }

  private void checkRewound(StoredApplication before, StoredApplication after) {
    ApplicationMetadata was = ApplicationMetadata.decode(before.metadata());
    ApplicationMetadata is = ApplicationMetadata.decode(after.metadata());
    check(is.generation() >= was.generation(), "generation fell: " + after);
    check(is.generation() <= was.generation() + 1, "generation left out: " + after);
    check(is.lineage().rewinds().size() == is.generation(), "rewind is not kept: " + is.lineage());
    if (is.generation() > was.generation()) {
      onRewound(after, is.lineage().rewinds().get(is.generation() - 1));
      checkRestored(before, after);
    } else if (before.durability() == Durability.MIRRORED) {
      checkRestored(before, after);
    }
  }

  private void checkWritten(StoredApplication before, StoredApplication after) {
    if (before != null) {
      checkRewound(before, after);
    }
    if (after.flowing() && (before == null || !before.flowing())) {
      checkFlowing(after);
    }
    for (int p = 0; before != null && p < before.places().size(); p++) {
      checkOwnerKept(before.places().get(p), after);
    }
  }

  /** Nobody is taken for lost of whom nothing was noticed, if it still runs what it had. */
  private void checkOwnerKept(StoredPlace was, StoredApplication after) {
    SimulatedWorker owner = was.owner() == null ? null : workers.get(was.owner());
    if (owner != null && owner.incarnation == was.ownerIncarnation()) {
      check(
          after.history().stream()
              .noneMatch(
                  event ->
                      event.partition() == was.partition()
                          && event.term() == was.term() + 1
                          && event.cause().contains("nothing was noticed")),
          "owner was not lost: " + was + " of " + after);
    }
  }

  /** Sources may read from now on: whoever owns something knows of all that is read elsewhere. */
  private void checkFlowing(StoredApplication application) {
    for (StoredPlace place : application.places()) {
      SimulatedWorker owner = workers.get(place.owner());
      if (owner != null && owner.incarnation == place.ownerIncarnation()) {
        check(owner.isReady(application), "flows too early: " + place + " of " + application);
      }
    }
    count("flowing");
  }

  /** An epoch of a later coordinator is above all of an earlier one. */
  void checkEpoch(long application, long epoch, int coordinatorTerm) {
    Map<Integer, Long> told = epochs.computeIfAbsent(application, number -> new HashMap<>());
    told.merge(coordinatorTerm, epoch, Math::max);
    told.forEach(
        (term, highest) -> {
          if (term < coordinatorTerm && coordinatorTerm == shelf.term && epoch > 0) {
            check(epoch > highest, "epoch came back: epoch=" + epoch + ", told=" + told);
          }
        });
  }

  private static void check(boolean good, String what) {
    if (!good) {
      throw new AssertionError(what);
    }
  }

  // ------------------------------------------------------------------ the run

  void run(int turns) {
    restartCoordinator();
    command();
    for (int turn = 0; turn < turns; turn++) {
      chance();
      turn();
    }
    heal();
    settle();
    if (random.nextInt(4) == 0) {
      shutDown();
      restartCoordinator();
      settle();
    }
  }

  private void settle() {
    for (int turn = 0; turn < 1_500; turn++) {
      turn();
      if (turn % 10 == 0 && unsettled() == null) {
        return;
      }
    }
    throw new AssertionError("does not settle: " + unsettled());
  }

  private void shutDown() {
    coordinator.shutdown();
    for (int turn = 0; !coordinator.isDone(); turn++) {
      check(turn < 500, "does not end: " + coordinator.view().workers());
      turn();
    }
    check(workers.isEmpty(), "left running: " + workers.keySet());
    count("shutdowns");
  }

  private void restartCoordinator() {
    store = new MemoryCoordinatorStore(shelf);
    coordinator =
        new Coordinator(store, scheduler.connect(), this, SETTINGS, mirror.connect(), outlet());
    workers.keySet().forEach(name -> toCoordinator(name, () -> coordinator.onConnected(name)));
    coordinator.wantWorkers(SPEC, asked);
    count("coordinators");
  }

  private void loseCoordinator() {
    coordinator = null;
    coordinatorAt = now + random.nextInt(1_500);
  }

  private void turn() {
    now += TURN_MS;
    while (!events.isEmpty() && events.peek().at() <= now) {
      events.poll().what().run();
    }
    scheduler.step();
    for (SimulatedWorker worker : List.copyOf(workers.values())) {
      if (worker.alive && !worker.isFrozen()) {
        worker.read();
      }
      if (worker.alive && !worker.isFrozen()) {
        worker.step();
      }
    }
    if (coordinator == null && now >= coordinatorAt) {
      restartCoordinator();
    }
    if (coordinator != null && now >= frozenUntil) {
      work();
    }
    if (zombie != null) {
      try {
        zombie.work();
      } catch (DeposedException e) {
        count("deposed");
        zombie = null;
      }
    }
  }

  private void work() {
    try {
      coordinator.work();
    } catch (IllegalStateException e) {
      check(store.failsBefore || store.failsAfter, "failed: " + e);
      count("failed writes");
      loseCoordinator();
    }
  }

  private void chance() {
    List<String> names = List.copyOf(workers.keySet());
    String anyone = names.isEmpty() ? null : names.get(random.nextInt(names.size()));
    switch (random.nextInt(500)) {
      case 0, 1, 2 -> {
        if (anyone != null) {
          kill(anyone);
          count("kills");
        }
      }
      case 3, 4 -> {
        if (anyone != null) {
          freeze(workers.get(anyone));
        }
      }
      case 5 -> {
        if (coordinator != null) {
          loseCoordinator();
        }
      }
      case 6 -> {
        if (coordinator != null) { // it goes on, but hears nothing more
          zombie = coordinator;
          restartCoordinator();
        }
      }
      case 17 -> {
        if (anyone != null) {
          loseDisk(anyone);
        }
      }
      case 18 -> {
        if (random.nextInt(3) == 0) {
          names.forEach(this::loseDisk);
        }
      }
      case 7 -> store.failsBefore = true;
      case 8 -> store.failsAfter = true;
      case 9 -> {
        frozenUntil = now + random.nextInt(1_000);
        count("coordinator frozen");
      }
      case 10, 11, 12, 13, 14, 15 -> command();
      case 16 -> {
        if (anyone != null && coordinator != null) {
          toCoordinator(anyone, () -> coordinator.onLost(anyone, "network"));
          toCoordinator(anyone, () -> coordinator.onConnected(anyone));
        }
      }
      default -> {}
    }
  }

  private void freeze(SimulatedWorker worker) {
    worker.frozenUntil = now + (random.nextInt(8) == 0 ? FOR_EVER_MS : random.nextInt(1_500));
    if (random.nextBoolean()) {
      toCoordinator(worker.name, () -> coordinator.onLost(worker.name, "silence"));
    }
    count("freezes");
  }

  private void command() {
    if (coordinator == null) {
      return;
    }
    String name = "app" + random.nextInt(3);
    try {
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> coordinator.deploy(deployment(name, applications++, 1));
        case 3 -> coordinator.deploy(deployment(name, numberOf(name), 2));
        case 4 -> coordinator.update(deployment(name, numberOf(name), 2 + random.nextInt(9)));
        case 5 -> coordinator.scale(name, 1 + random.nextInt(4));
        case 6 -> coordinator.stop(name, random.nextBoolean());
        case 7 -> {
          asked = 1 + random.nextInt(5);
          coordinator.wantWorkers(SPEC, asked);
        }
        case 8, 9 -> rewind(name);
        case 10 -> {
          if (random.nextBoolean()) {
            coordinator.createSavepoint(name, "s" + random.nextInt(3));
          } else {
            coordinator.deleteSavepoint(name, "s" + random.nextInt(3));
          }
        }
        case 11, 12 -> drain();
        default -> {}
      }
      count("commands");
    } catch (ClusterException e) {
      count("refusals");
    } catch (IllegalStateException e) {
      check(store.failsBefore || store.failsAfter, "failed: " + e);
      loseCoordinator();
    }
  }

  private void drain() {
    List<WorkerStanding> there = coordinator.view().workers();
    String worker = "w" + (1 + random.nextInt(4));
    if (there.stream().anyMatch(one -> one.name().equals(worker) && one.drains())) {
      coordinator.undrain(worker);
      count("drains undone");
    } else {
      coordinator.drain(worker);
      count("drains");
    }
  }

  private void rewind(String name) {
    long epoch =
        coordinator.view().applications().stream()
            .filter(application -> application.table().name().equals(name))
            .mapToLong(ApplicationStatus::epoch)
            .findFirst()
            .orElse(0);
    long back = random.nextInt(20);
    coordinator.rewind(
        name,
        random.nextInt(4) == 0
            ? RewindTarget.time(nowMs() - back * 100, "some time ago")
            : RewindTarget.epoch(Math.max(0, epoch - back)));
  }

  private long numberOf(String name) {
    return shelf.applications.values().stream()
        .filter(application -> application.name().equals(name))
        .mapToLong(StoredApplication::application)
        .findFirst()
        .orElse(applications++);
  }

  private Deployment deployment(String name, long number, int version) {
    StoredApplication kept = shelf.applications.get(number);
    int partitions = kept == null ? 1 + random.nextInt(6) : kept.places().size();
    Durability[] all = Durability.values();
    Durability durability = kept == null ? all[random.nextInt(all.length)] : durabilityOf(kept);
    return new Deployment(
        name,
        new DeployedCode(version, "hash" + version, "jar", null, Map.of()),
        ApplicationMetadata.create(number, name, partitions).rewindable(60_000),
        random.nextBoolean() ? null : 1 + random.nextInt(3),
        durability);
  }

  /** One that goes on becomes mirrored only if it was. */
  private Durability durabilityOf(StoredApplication kept) {
    Durability[] all = Durability.values();
    int most = kept.durability() == Durability.MIRRORED ? all.length : all.length - 1;
    return all[random.nextInt(most)];
  }

  /** From here on nothing fails. */
  private void heal() {
    faults = false;
    if (coordinator == null || store.failsBefore || store.failsAfter) {
      restartCoordinator();
    }
    zombie = null;
  }

  /** What is not yet as it is to be in the end, or null. */
  private String unsettled() {
    if (coordinator == null) {
      return "no coordinator";
    }
    CoordinatorView view = coordinator.view();
    int drained = (int) view.workers().stream().filter(WorkerStanding::drains).count();
    int wanted = asked;
    for (StoredApplication application : shelf.applications.values()) {
      wanted =
          Math.max(wanted, application.workers() == null ? 0 : application.workers() + drained);
    }
    List<WorkerStanding> kept =
        view.workers().stream()
            .filter(worker -> worker.phase() == CoordinatorView.WorkerPhase.LIVE)
            .filter(worker -> !worker.surplus())
            .toList();
    List<String> live =
        kept.stream().filter(worker -> !worker.drains()).map(WorkerStanding::name).toList();
    if (kept.size() != wanted
        || view.workers().stream()
            .anyMatch(one -> one.surplus() && one.owns() + one.follows() == 0)) {
      return "workers: wanted=" + wanted + ", are=" + view.workers();
    }
    String notDrained = notDrained(view);
    if (notDrained != null) {
      return notDrained;
    }
    for (SimulatedWorker worker : workers.values()) {
      for (ApplicationReport report : worker.report().applications()) {
        StoredApplication stored = shelf.applications.get(report.application());
        if (stored == null || stored.phase() == Phase.STOPPED) {
          return "still there: " + report + " on " + worker.name;
        }
      }
    }
    for (ApplicationStatus application : view.applications()) {
      if (application.phase() == Phase.STOPPING) {
        return "stops: " + application;
      }
      if (application.phase() == Phase.RUNNING && isBeyondHelp(application)) {
        count("beyond help");
      } else if (application.phase() == Phase.RUNNING) {
        String fault = unsettled(application, live);
        if (fault != null) {
          return fault + ": " + application + ", live=" + live;
        }
      }
    }
    return null;
  }

  /** All copies of a journal are gone, and nothing that is common to all was mirrored. */
  private boolean isBeyondHelp(ApplicationStatus application) {
    return application.loss() != null
        && !mirror.canHelp(shelf.applications.get(application.table().application()));
  }

  /** A worker that is to be empty has at most what runs nowhere: what is stopped, or lost. */
  private String notDrained(CoordinatorView view) {
    for (WorkerStanding worker : view.workers()) {
      long kept =
          view.applications().stream()
              .filter(
                  application -> application.phase() == Phase.STOPPED || isBeyondHelp(application))
              .flatMap(application -> application.table().places().stream())
              .filter(
                  place ->
                      worker.name().equals(place.owner()) || worker.name().equals(place.follower()))
              .count();
      if (worker.drains() && worker.owns() + worker.follows() > kept) {
        return "not drained: " + worker;
      }
      if (worker.drains() && worker.isEmpty()) {
        count("drained");
      }
    }
    return null;
  }

  private String unsettled(ApplicationStatus application, List<String> live) {
    Map<String, Integer> owned = new TreeMap<>();
    boolean replicated = application.table().durability().isReplicated();
    for (PartitionPlace place : application.table().places()) {
      SimulatedWorker owner = place.owner() == null ? null : workers.get(place.owner());
      if (owner == null
          || !live.contains(place.owner())
          || owner.report().applications().stream()
              .filter(one -> one.application() == application.table().application())
              .flatMap(one -> one.partitions().stream())
              .noneMatch(
                  one ->
                      one.partition() == place.partition()
                          && one.term() == place.term()
                          && one.live())) {
        return "nobody runs " + place;
      }
      long number = application.table().application();
      if (owner.generation(number) != generationOf(number)) {
        return "runs in another generation: " + place;
      }
      if (replicated && live.size() > 1 && !place.inSync()) {
        return "no copy of " + place;
      }
      if ((!replicated || live.size() == 1) && place.follower() != null) {
        return "a copy of " + place;
      }
      owned.merge(place.owner(), 1, Integer::sum);
    }
    int count = application.workers() == null ? live.size() : application.workers();
    count = Math.min(live.size(), replicated ? Math.max(2, count) : count);
    int most = (application.table().places().size() + count - 1) / count;
    int least = application.table().places().size() / count;
    if (owned.size() > count
        || owned.values().stream().anyMatch(number -> number > most || number < least)) {
      return "unbalanced " + owned + " on " + count;
    }
    return application.table().flowing() ? null : "does not flow";
  }
}
