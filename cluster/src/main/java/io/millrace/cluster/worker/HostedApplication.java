package io.millrace.cluster.worker;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.CopyReport.ApplicationCopies;
import io.millrace.cluster.control.CopyReport.MissingCopy;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.control.RewindQuestion;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.functions.connect.Source;
import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.local.AsyncExecutor;
import io.millrace.runtime.local.OriginAgent;
import io.millrace.runtime.local.SourceGroup;
import io.millrace.runtime.local.SplitAgent;
import io.millrace.runtime.local.SplitStatus;
import io.millrace.runtime.local.Valve;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.plan.SinkPlan;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.replication.Divergence;
import io.millrace.runtime.replication.PartitionReplica;
import io.millrace.runtime.rewind.RewindPoint;
import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.tail.TailReceiver;
import io.millrace.storage.DataDirectory;
import io.millrace.transport.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this worker runs of an application: brings itself in line with each new table. By the
 * control thread.
 */
final class HostedApplication implements HostedPartition.Hands {
  private static final Logger LOG = LoggerFactory.getLogger(HostedApplication.class);

  private static final long LAST_SNAPSHOTS_NS = 10_000_000_000L;

  /** A split that is read here. */
  private record ReadSplit(String source, SplitAgent agent, SourceGroup group, Home home) {}

  private final String self;
  private final RunningCode code;
  private final DataDirectory data;
  private final StateBackend state;
  private final SharedDocuments documents;
  private final Clock clock;
  private final List<WorkerSlot> slots;
  private final List<SlotShare> shares = new ArrayList<>();
  private final Executor openers;
  private final Executor asyncThreads;
  private final Consumer<Runnable> control;
  private final Function<String, Peer> peers;
  private final Valve valve;
  private final HostedPartition[] partitions;
  private final int[] slotOf;

  /** By partition, the highest term that a replica here has heard of; passed on by commands. */
  private final int[] heardTerms;

  private final Map<SourcePlan, SourceGroup> groups = new LinkedHashMap<>();
  private final Map<Long, ReadSplit> splits = new HashMap<>();
  private final Map<SourcePlan, List<String>> known = new ConcurrentHashMap<>();
  private final Map<String, String> faults = new ConcurrentHashMap<>();
  private final HostedSink[] sinks;
  private final HostedPast past;
  private final HostedMirror mirror;

  /** By partition, in which term it is to be owned here though its journal is not there. */
  private final Map<Integer, Integer> missing = new HashMap<>();

  private final HostedClients clients;
  private final Stillness stillness = new Stillness();
  private final JournalLeases leases = new JournalLeases();
  private final long startNs;
  private volatile Routes routes;
  private volatile ApplicationTable table;
  private boolean flowing;
  private boolean listing;
  private volatile boolean leaving;
  private volatile boolean rewinding;
  private long snapshotsDueNs;
  private final AtomicInteger endingSinks = new AtomicInteger();

  HostedApplication(
      String self,
      ApplicationTable table,
      RunningCode code,
      DataDirectory data,
      StateBackend state,
      SharedDocuments documents,
      Clock clock,
      List<WorkerSlot> slots,
      Executor openers,
      Executor asyncThreads,
      Consumer<Runnable> control,
      MirrorAgent mirrors,
      Function<String, Peer> peers) {
    this.self = self;
    this.table = table;
    this.code = code;
    this.data = data;
    this.state = state;
    this.documents = documents;
    this.clock = clock;
    this.slots = slots;
    this.openers = openers;
    this.asyncThreads = asyncThreads;
    this.control = control;
    this.peers = peers;
    this.startNs = clock.nanoTime();
    this.clients = new HostedClients(code, clock, this::clientsHome, control);
    int count = code.partitions();
    int sinkCount = code.plan().sinks().size();
    this.valve = new Valve(count, sinkCount, Long.MAX_VALUE);
    this.sinks = new HostedSink[sinkCount];
    this.past =
        new HostedPast(code, data, table, openers, mirrors == null ? null : mirrors.mirror());
    this.mirror = new HostedMirror(mirrors, code, past, isMirrored(), clock);
    this.slotOf = new int[count];
    this.heardTerms = new int[count];
    Arrays.fill(slotOf, Routes.ELSEWHERE);
    this.partitions = new HostedPartition[count];
    for (int p = 0; p < count; p++) {
      partitions[p] = new HostedPartition(p, self, this);
    }
    routes = new Routes(self, table.places(), slotOf, peers);
    for (WorkerSlot slot : slots) {
      SlotShare share =
          new SlotShare(
              table.application(),
              table.name(),
              count,
              slot.sender().by(() -> routes),
              (partition, term) -> code.stamp(Origin.ofPartition(partition), term),
              code.sinkOrigins(),
              code.sizes().frameBytes(),
              valve,
              this::agentFailed);
      shares.add(share);
      slot.command(() -> slot.add(share));
    }
    for (SourcePlan source : code.plan().sources()) {
      SourceGroup group = new SourceGroup(source);
      group.expect(); // lifted when the coordinator lets records flow
      groups.put(source, group);
    }
  }

  long application() {
    return table.application();
  }

  ApplicationTable table() {
    return table;
  }

  private boolean isMirrored() {
    return table.durability() == Durability.MIRRORED;
  }

  /** For any thread; so the following ones. */
  Routes routes() {
    return routes;
  }

  RunningCode code() {
    return code;
  }

  HostedClients clients() {
    return clients;
  }

  JournalLeases leases() {
    return leases;
  }

  boolean isLeaving() {
    return leaving;
  }

  double uptimeSeconds() {
    return (clock.nanoTime() - startNs) / 1e9;
  }

  /** Runs something in the control thread. */
  void command(Runnable command) {
    control.accept(command);
  }

  /** Has a partition asked in its slot's thread; false if no slot here runs it. */
  <T> boolean ask(int partition, Function<Partition, T> question, CompletableFuture<T> answer) {
    int slot = routes.slotOf(partition);
    if (slot == Routes.ELSEWHERE) {
      return false;
    }
    SlotShare share = shares.get(slot);
    slots
        .get(slot)
        .command(
            () -> {
              try {
                answer.complete(share.ask(partition, question));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    return true;
  }

  /** Whether a table is about the code and the generation that run here. */
  boolean runsAs(ApplicationTable other) {
    return table.code().equals(other.code()) && HostedPast.generation(other) == code.generation();
  }

  /** Follows a table of the same code and generation. */
  void follow(ApplicationTable next) {
    ApplicationTable before = table;
    table = next;
    past.follow(next);
    for (PartitionPlace place : next.places()) {
      partitions[place.partition()].want(place);
    }
    reroute();
    for (int p = 0; p < partitions.length; p++) {
      PartitionPlace was = before.places().get(p);
      PartitionPlace is = next.places().get(p);
      if (was.term() != is.term()) {
        disconnected(p);
      }
    }
    if (next.flowing() && !flowing) {
      flowing = true;
      groups.values().forEach(SourceGroup::announced);
    }
    settleOrigins();
    each(share -> share.follows(next.revision()));
  }

  private void reroute() {
    routes = new Routes(self, table.places(), slotOf, peers);
  }

  private void disconnected(int partition) {
    each(share -> share.disconnected(partition));
  }

  private void each(Consumer<SlotShare> change) {
    for (int i = 0; i < shares.size(); i++) {
      SlotShare share = shares.get(i);
      slots.get(i).command(() -> change.accept(share));
    }
  }

  /** Whatever was on its way from or to a worker is lost. */
  void lost(Peer peer) {
    for (int p = 0; p < partitions.length; p++) {
      int partition = p;
      if (routes.isOwnedBy(p, peer)) {
        disconnected(p);
      }
      if (routes.isCopyPartner(p, peer)) {
        each(share -> share.copyDisconnected(partition));
      }
    }
  }

  /** What the coordinator's pulse says. */
  void pulse(long epoch, boolean held) {
    valve.hold(held);
    past.onEpoch(epoch, clock.nanoTime());
    mirror.onEpoch(epoch);
    each(share -> share.epoch(epoch));
  }

  /** To which epoch all partitions could go back from the mirror. */
  void mirrored(int generation, long epoch) {
    mirror.onCommon(generation, epoch);
  }

  /** Finds out how what is owned here could be rewound; the answer comes in any thread. */
  void answer(RewindQuestion question, Consumer<List<RewindPoint>> answer) {
    List<PartitionReplica> owned = new ArrayList<>();
    shares.forEach(share -> owned.addAll(share.owned()));
    past.answer(
        question,
        owned,
        points ->
            control.accept(
                () -> {
                  past.answered();
                  answer.accept(points);
                }));
  }

  // ------------------------------------------------------------------ partitions

  @Override
  public void open(HostedPartition of, PartitionPlace place, Role role) {
    int p = of.number();
    if (mustHaveCopy(place, role) && !data.hasJournal(p)) {
      missing.put(p, place.term());
      control.accept(() -> of.notOpened(gone(p)));
      return;
    }
    missing.remove(p);
    slotOf[p] = emptiestSlot();
    reroute();
    openers.execute(
        () -> {
          try {
            PartitionReplica replica = openReplica(p, place, role);
            control.accept(() -> of.opened(replica));
          } catch (RuntimeException | Error e) {
            LOG.error("replica cannot be opened: app={}, partition={}", table.name(), p, e);
            control.accept(
                () -> {
                  slotOf[p] = Routes.ELSEWHERE;
                  reroute();
                  of.notOpened(String.valueOf(e.getMessage()));
                });
          }
        });
  }

  /**
   * An owner, or a follower in sync, of a journal that was begun. The coordinator relies on the
   * copies of both, so none of them may be begun anew.
   */
  private static boolean mustHaveCopy(PartitionPlace place, Role role) {
    return place.founded() && (role == Role.OWNER || place.inSync());
  }

  private String gone(int partition) {
    return "copy of the journal is gone: app="
        + table.name()
        + ", partition="
        + partition
        + ", dir="
        + data.path()
        + "; an empty one must not take its place: bring the directory back";
  }

  private int emptiestSlot() {
    int[] load = new int[slots.size()];
    Arrays.stream(slotOf).filter(slot -> slot != Routes.ELSEWHERE).forEach(slot -> load[slot]++);
    int best = 0;
    for (int i = 1; i < load.length; i++) {
      best = load[i] < load[best] ? i : best;
    }
    return best;
  }

  private PartitionReplica openReplica(int p, PartitionPlace place, Role role) {
    int term = Math.max(place.term(), heardTerms[p]);
    Journal journal = data.journals().open(p, term);
    try {
      if (isMirrored() && role == Role.OWNER && !place.founded()) {
        past.restoreToEnd(p, term, journal);
      } else {
        past.bringInLine(p, journal, role == Role.OWNER);
      }
      SlotShare share = shares.get(slotOf[p]);
      FrameStamp stamp = code.stamp(Origin.ofPartition(p), term);
      PartitionReplica.Maker maker = (ownersTerm, of) -> makePartition(p, ownersTerm, of, share);
      int frameBytes = code.sizes().frameBytes();
      return role == Role.OWNER
          ? PartitionReplica.owner(
              stamp,
              p,
              journal,
              past.snapshots(),
              maker,
              code.settings(),
              share.sender(),
              frameBytes,
              place.inSync(),
              isMirrored())
          : PartitionReplica.follower(
              stamp,
              p,
              journal,
              past.snapshots(),
              maker,
              code.settings(),
              share.sender(),
              frameBytes,
              isMirrored());
    } catch (RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private Partition makePartition(int p, int term, Journal journal, SlotShare share) {
    Partition made =
        new Partition(
            code.partition(p, term),
            code.plan(),
            code.older(),
            new PartitionPorts(
                journal,
                past.snapshots(),
                share.sender(),
                clock,
                new AsyncExecutor(asyncThreads),
                state),
            new Counters());
    made.rewindable(past::range);
    return made;
  }

  @Override
  public void place(HostedPartition of, PartitionReplica replica) {
    int p = of.number();
    SlotShare share = shares.get(slotOf[p]);
    leases.open(p, replica.journal());
    mirror.open(p, replica);
    mirror.settle();
    slots.get(slotOf[p]).command(() -> share.add(p, replica));
    control.accept(this::settleOrigins);
  }

  @Override
  public void tell(HostedPartition of, PartitionPlace place, Role role) {
    int p = of.number();
    SlotShare share = shares.get(slotOf[p]);
    slots
        .get(slotOf[p])
        .command(
            () -> {
              boolean told = share.change(p, replica -> tell(of, replica, place, role));
              if (!told && role == Role.OWNER) {
                control.accept(of::notPromoted);
              }
            });
  }

  private void tell(HostedPartition of, PartitionReplica replica, PartitionPlace place, Role role) {
    if (role == Role.FOLLOWER) {
      replica.term(place.term());
    } else if (replica.isOwner()) {
      replica.follower(place.follower() != null, place.inSync());
    } else {
      promote(of, replica, place);
    }
  }

  private void promote(HostedPartition of, PartitionReplica replica, PartitionPlace place) {
    try {
      replica.promote(place.term(), place.follower() != null, place.inSync());
      control.accept(mirror::settle);
    } catch (IllegalStateException e) {
      LOG.warn("replica is opened again to be the owner: app={}; {}", table.name(), e.getMessage());
      control.accept(of::notPromoted);
    }
  }

  @Override
  public void close(HostedPartition of, PartitionReplica unplaced) {
    int p = of.number();
    settleOrigins();
    SlotShare share = shares.get(slotOf[p]);
    slots
        .get(slotOf[p])
        .command(
            () -> {
              PartitionReplica replica = unplaced != null ? unplaced : share.remove(p);
              heardTerms[p] = replica.term();
              openers.execute(
                  () -> {
                    leases.end(p);
                    mirror.end(p);
                    try {
                      replica.close();
                    } catch (RuntimeException e) {
                      LOG.warn("partition did not close well: partition={}", p, e);
                    }
                    control.accept(() -> closed(of));
                  });
            });
  }

  private void closed(HostedPartition of) {
    slotOf[of.number()] = Routes.ELSEWHERE;
    reroute();
    of.closed();
  }

  // ------------------------------------------------------------------ splits and sinks

  /** Where an origin lives if that is here, else null. */
  private Home home(long origin) {
    int p = Origin.home(origin, partitions.length);
    return leaving || !partitions[p].isOwned()
        ? null
        : new Home(slots.get(slotOf[p]), shares.get(slotOf[p]), partitions[p].term());
  }

  /**
   * As {@link #home}, for a client's session: nothing is taken from clients before the coordinator
   * has written down that all partitions were live. A copy that is lost earlier is not missed.
   */
  private Home clientsHome(long origin) {
    return flowing ? home(origin) : null;
  }

  /** Starts what is to live here, and ends what no longer is. */
  private void settleOrigins() {
    List<SinkPlan> plans = code.plan().sinks();
    for (int i = 0; i < plans.size(); i++) {
      settleSink(i, plans.get(i));
    }
    splits
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = home(entry.getKey()) == null;
              if (gone) {
                end(entry.getValue());
              }
              return gone;
            });
    known.forEach((source, names) -> names.forEach(name -> settleSplit(source, name)));
    clients.settle();
  }

  private void settleSink(int place, SinkPlan sink) {
    long origin = Origin.ofSink(sink.name());
    Home home = home(origin);
    if (home != null && sinks[place] == null) {
      TailReceiver receiver =
          new TailReceiver(
              code.stamp(origin, home.term()),
              partitions.length,
              1L << sink.topic().number(),
              home.share().sender());
      home.slot().command(() -> home.share().add(receiver));
      sinks[place] =
          new HostedSink(
              sink,
              code,
              receiver,
              documents,
              past::lineage,
              mirror::commonMs,
              clock,
              valve,
              place);
      sinks[place].start();
    } else if (home == null && sinks[place] != null) {
      HostedSink ending = sinks[place];
      sinks[place] = null;
      each(share -> share.remove(ending.receiver()));
      endingSinks.incrementAndGet();
      openers.execute(
          () -> {
            ending.stop(!rewinding);
            endingSinks.decrementAndGet();
          });
    }
  }

  private void settleSplit(SourcePlan source, String name) {
    long origin = Origin.ofSplit(source.name(), name);
    Home home = splits.containsKey(origin) ? null : home(origin);
    if (home == null) {
      return;
    }
    SourceGroup group = groups.get(source);
    group.expect();
    SplitAgent agent =
        SplitAgent.of(
            group,
            name,
            code.stamp(origin, home.term()),
            partitions.length,
            code.sizes(),
            home.share().sender(),
            valve,
            clock);
    splits.put(origin, new ReadSplit(source.name(), agent, group, home));
    home.slot().command(() -> home.share().add(agent));
  }

  private static void end(ReadSplit split) {
    split
        .home
        .slot()
        .command(
            () -> {
              boolean unknown = !isAnnounced(split.agent);
              split.home.share().remove(split.agent);
              if (unknown) {
                split.group.announced(); // the others need not wait for it
              }
            });
  }

  private static boolean isAnnounced(SplitAgent agent) {
    return agent.phase() != SplitAgent.Phase.ASKING && agent.phase() != SplitAgent.Phase.ANNOUNCING;
  }

  private void agentFailed(OriginAgent agent, RuntimeException problem) {
    LOG.error("input failed: app={}", table.name(), problem);
    faults.put(Origin.describe(agent.origin()), String.valueOf(problem.getMessage()));
  }

  /** Now and then: looks for new splits, tries again what failed. */
  void lookAround() {
    mirror.settle();
    for (HostedPartition partition : partitions) {
      partition.retry();
    }
    for (SlotShare share : shares) {
      share.toReopen().forEach(p -> partitions[p].reopen());
    }
    if (listing || leaving) {
      return;
    }
    listing = true;
    openers.execute(
        () -> {
          for (SourcePlan source : code.plan().sources()) {
            list(source);
          }
          control.accept(
              () -> {
                listing = false;
                settleOrigins();
              });
        });
  }

  private void list(SourcePlan source) {
    boolean settled = known.containsKey(source) && source.spec().source().bounded();
    if (settled) {
      return;
    }
    try {
      Source<Object> from = source.spec().source();
      known.put(source, List.copyOf(from.splits()));
      faults.remove(source.name());
    } catch (Exception e) {
      faults.put(
          source.name(), "source cannot be opened: source=" + source.name() + ", error=" + e);
    }
  }

  // ------------------------------------------------------------------ reports and the end

  /** What there is to tell of the journals here, beside those that were found at the start. */
  ApplicationCopies copies(List<Integer> found) {
    List<MissingCopy> gone = new ArrayList<>();
    missing.forEach((partition, term) -> gone.add(new MissingCopy(partition, term)));
    return new ApplicationCopies(application(), found, gone, mirror.places());
  }

  /** What followers here found; nothing, if they folded as their owners did. */
  List<Divergence> divergences() {
    return shares.stream().flatMap(share -> share.divergences().stream()).toList();
  }

  ApplicationReport report() {
    // before what partitions report: their word counts for a table only if they follow it
    long revision = shares.stream().mapToLong(SlotShare::revision).min().orElse(0);
    List<PartitionReport> reports = new ArrayList<>();
    shares.forEach(share -> reports.addAll(share.reports()));
    boolean announced =
        known.keySet().containsAll(groups.keySet())
            && splits.values().stream().allMatch(split -> isAnnounced(split.agent));
    Map<String, Long> figures = new HashMap<>();
    for (ReadSplit split : splits.values()) {
      SplitStatus status = split.agent.status();
      figures.merge("records", status.records(), Long::sum);
      figures.merge("malformed", status.malformed(), Long::sum);
    }
    for (HostedSink sink : sinks) {
      if (sink != null) {
        figures.put("written." + sink.name(), sink.written());
      }
    }
    if (!divergences().isEmpty()) {
      figures.put("divergences", (long) divergences().size());
    }
    return new ApplicationReport(
        table.application(), revision, announced, isDone(), failure(), figures, reports);
  }

  /** Whether all input that is read here has ended, and all that is here was worked off. */
  private boolean isDone() {
    boolean quiet =
        code.plan().isBounded()
            && flowing
            && known.keySet().containsAll(groups.keySet())
            && shares.stream().allMatch(SlotShare::isDone)
            && Arrays.stream(sinks).allMatch(sink -> sink == null || sink.isSettled());
    long activity = 0;
    for (SlotShare share : shares) {
      for (Counters counters : share.counters()) {
        activity += counters.get(Counter.RECORDS_IN);
        activity += counters.get(Counter.TIMERS_FIRED);
        activity += counters.get(Counter.ASYNC_CALLS);
        activity += counters.get(Counter.FRAMES_OUT);
      }
    }
    for (HostedSink sink : sinks) {
      activity += sink == null ? 0 : sink.written();
    }
    return stillness.observe(quiet, activity, clock.nanoTime());
  }

  /** How it stands here, for people. */
  ApplicationStatus status() {
    List<PartitionStatus> statuses = shares.stream().flatMap(s -> s.statuses().stream()).toList();
    List<Counters> counted = shares.stream().flatMap(s -> s.counters().stream()).toList();
    Map<Counter, Long> sums = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      sums.put(counter, counted.stream().mapToLong(of -> of.get(counter)).sum());
    }
    Map<String, List<SplitStatus>> sources = new LinkedHashMap<>();
    splits
        .values()
        .forEach(
            split ->
                sources
                    .computeIfAbsent(split.source, name -> new ArrayList<>())
                    .add(split.agent.status()));
    Map<String, Long> written = new LinkedHashMap<>();
    Map<String, String> waiting = new LinkedHashMap<>();
    for (HostedSink sink : sinks) {
      if (sink != null) {
        written.put(sink.name(), sink.written());
        if (sink.failure() != null) {
          waiting.put(sink.name(), sink.failure());
        }
      }
    }
    String failure = failure();
    return new ApplicationStatus(
        table.name(),
        failure != null ? "FAILED" : leaving ? "STOPPING" : "RUNNING",
        failure,
        statuses.stream().mapToLong(PartitionStatus::epoch).max().orElse(0),
        table.code().version(),
        statuses,
        sources,
        written,
        waiting,
        sums);
  }

  private String failure() {
    for (HostedPartition partition : partitions) {
      if (partition.failure() != null) {
        return partition.failure();
      }
    }
    for (HostedSink sink : sinks) {
      if (sink != null && sink.failure() != null) {
        return sink.failure();
      }
    }
    return faults.values().stream().findFirst().orElse(null);
  }

  /**
   * Ends all that runs here; {@link #isGone} tells when that is done, {@link #goOnLeaving} does the
   * rest. What is owned takes a last snapshot first, so that other code can go on from there.
   */
  void leave() {
    if (leaving) {
      return;
    }
    leaving = true;
    settleOrigins();
    each(SlotShare::lastSnapshots);
    snapshotsDueNs = clock.nanoTime() + LAST_SNAPSHOTS_NS;
  }

  /**
   * Ends all that runs here, for other code or another generation. What is rewound is of no worth
   * any more: it is not gone on with.
   */
  void leaveFor(ApplicationTable next) {
    if (leaving || HostedPast.generation(next) == code.generation()) {
      leave();
      return;
    }
    rewinding = true;
    leaving = true;
    settleOrigins();
    snapshotsDueNs = clock.nanoTime();
  }

  /** After {@link #leave}, now and then: closes partitions once their last snapshots are taken. */
  void goOnLeaving() {
    if (hasLastSnapshots()) {
      for (HostedPartition partition : partitions) {
        partition.leave();
      }
    }
  }

  /** Whether nothing runs here any more. */
  boolean isGone() {
    return endingSinks.get() == 0 && Arrays.stream(partitions).allMatch(HostedPartition::isAbsent);
  }

  private boolean hasLastSnapshots() {
    boolean waited = clock.nanoTime() - snapshotsDueNs > 0;
    return waited || shares.stream().noneMatch(SlotShare::isSnapshotting);
  }

  /**
   * Frees what is left, after {@link #isGone}.
   *
   * @param then is called when nothing of it is open any more
   */
  void close(Runnable then) {
    for (int i = 0; i < shares.size(); i++) {
      SlotShare share = shares.get(i);
      WorkerSlot slot = slots.get(i);
      slot.command(() -> slot.remove(share));
    }
    openers.execute(
        () -> {
          state.close();
          data.close();
          code.close();
          then.run();
        });
  }
}
