package io.millrace.runtime.local;

import io.millrace.functions.connect.SinkPosition;
import io.millrace.runtime.IdleStrategy;
import io.millrace.runtime.Threads;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.FunctionFailedException;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.SinkPlan;
import io.millrace.runtime.plan.TopicPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Runs an application in this process. {@link #start} recovers it and starts its threads, {@link
 * #awaitEnd} waits until bounded input is worked off or something failed, {@link #close} stops it
 * in order. Everything else may be called by any thread meanwhile.
 */
public final class LocalApplication implements AutoCloseable {

  /** What an application is doing. */
  public enum Phase {
    STARTING,
    RUNNING,
    /** All bounded input is worked off, sinks have it, snapshots are taken. */
    FINISHED,
    STOPPED,
    FAILED
  }

  private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(60);

  private final LocalSettings settings;
  private final ApplicationPlan plan;
  private final ApplicationMetadata metadata;
  private final LocalStores stores;
  private final SlotRouter router;
  private final Valve valve;
  private final List<Slot> slots = new ArrayList<>();
  private final List<Journal> journals = new ArrayList<>();
  private final List<Partition> partitions = new ArrayList<>();
  private final List<SinkRunner> sinks = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService asyncThreads;
  private final ExecutorService documentWriter =
      Executors.newSingleThreadExecutor(Threads.daemons("documents"));
  private OlderCodecs older = OlderCodecs.none();
  private PartitionFactory factory;
  private Origins origins;
  private Timekeeper timekeeper;
  private volatile Phase phase = Phase.STARTING;
  private volatile Throwable failure;
  private volatile boolean stopping;

  /**
   * An application that is not started yet.
   *
   * @param metadata as stored for this start: its term is used for the first time
   */
  public LocalApplication(
      LocalSettings settings,
      ApplicationPlan plan,
      ApplicationMetadata metadata,
      LocalStores stores) {
    this.settings = settings;
    this.plan = plan;
    this.metadata = metadata;
    this.stores = stores;
    int slotCount = Math.min(settings.slots(), settings.partitions());
    this.router = new SlotRouter(slotCount);
    this.valve = new Valve(settings.partitions(), plan.sinks().size(), settings.lagRecords());
    this.asyncThreads = Executors.newCachedThreadPool(Threads.daemons("async"));
    for (int i = 0; i < slotCount; i++) {
      slots.add(new Slot(i, settings.partitions(), router, stores.clock(), valve));
    }
  }

  /**
   * Recovers all partitions, opens sources and sinks and starts the threads.
   *
   * @throws RuntimeException if something cannot be opened; then nothing runs
   */
  public void start() {
    try {
      older = metadata.olderCodecs(plan);
      factory = new PartitionFactory(settings, plan, metadata, older, stores, router, asyncThreads);
      makePartitions();
      boolean isNew = journals.stream().allMatch(journal -> journal.endOffset() == 0);
      DirectPaths direct = new DirectPaths(plan, stores.metadata(), isNew, settings.partitions());
      for (SinkPlan sink : plan.sinks()) {
        sinks.add(
            new SinkRunner(
                sink,
                settings.partitions(),
                positions -> feed(sink, positions, direct),
                new SinkPositions(stores.metadata(), sink.name(), documentWriter),
                SinkHistory.none(),
                stores.clock(),
                valve,
                sinks.size()));
      }
      recover();
      sinks.forEach(SinkRunner::start);
      origins = new Origins(settings, plan, metadata, stores.clock(), router, valve, slots, direct);
      origins.openSources();
      phase = Phase.RUNNING;
      startThreads();
    } catch (RuntimeException e) {
      fail(e);
      close();
      throw e;
    }
  }

  private SinkFeed feed(SinkPlan sink, List<SinkPosition> positions, DirectPaths direct) {
    Optional<DirectFeed> straight = direct.feed(sink, positions);
    if (straight.isPresent()) {
      return straight.get();
    }
    return JournalFeed.of(sink, older, metadata.generation(), journals, positions);
  }

  private void makePartitions() {
    Journal[] opened = new Journal[settings.partitions()];
    try {
      forEachPartition("open", p -> opened[p] = stores.journals().open(p, metadata.term()));
    } catch (RuntimeException e) {
      Arrays.stream(opened).filter(Objects::nonNull).forEach(Journal::close);
      throw e;
    }
    for (int p = 0; p < opened.length; p++) {
      journals.add(opened[p]);
      Partition partition = factory.make(p, opened[p]);
      partitions.add(partition);
      slots.get(router.slotOf(p)).add(p, partition);
    }
  }

  /** Does something for every partition, in as many threads as there are slots. */
  private void forEachPartition(String what, IntConsumer task) {
    AtomicReference<Throwable> problem = new AtomicReference<>();
    List<Thread> workers = new ArrayList<>();
    for (Slot slot : slots) {
      Runnable work =
          () -> {
            try {
              for (int p = 0; p < settings.partitions(); p++) {
                if (router.slotOf(p) == slot.index()) {
                  task.accept(p);
                }
              }
            } catch (RuntimeException | Error e) {
              problem.compareAndSet(null, e);
            }
          };
      Thread thread = new Thread(work, "millrace-" + what + "-" + slot.index());
      thread.start();
      workers.add(thread);
    }
    workers.forEach(Threads::join);
    if (problem.get() instanceof Error error) {
      fail(error);
      throw error;
    }
    if (problem.get() instanceof RuntimeException e) {
      throw e;
    }
  }

  private void recover() {
    forEachPartition("recovery", p -> partitions.get(p).recover(plan.settings()));
    for (Partition partition : partitions) {
      partition.retentionFloor(() -> neededBySinks(partition.number()));
    }
  }

  private long neededBySinks(int partition) {
    long floor = Long.MAX_VALUE;
    for (int i = 0; i < sinks.size(); i++) {
      floor = Math.min(floor, sinks.get(i).committedOffset(partition));
    }
    return floor;
  }

  private void startThreads() {
    for (Slot slot : slots) {
      run(
          "slot-" + slot.index(),
          slot::work,
          new IdleStrategy(settings.yields(), parkNs()),
          slot::end);
    }
    for (SinkRunner sink : sinks) {
      run(
          "sink-" + sink.name(),
          sink::work,
          new IdleStrategy(settings.yields(), parkNs()),
          () -> {});
    }
    timekeeper = new Timekeeper(settings, slots, origins, this::fail);
    timekeeper.start();
    if (plan.isBounded()) {
      Thread watcher = new Thread(this::finishWhenQuiet, "millrace-watcher");
      watcher.setDaemon(true);
      watcher.start();
      threads.add(watcher);
    }
  }

  private long parkNs() {
    return settings.park().toNanos();
  }

  private void run(String name, IntSupplier turn, IdleStrategy idle, Runnable atEnd) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!stopping) {
                  idle.idle(turn.getAsInt());
                }
              } catch (RuntimeException | Error e) {
                fail(e);
              } finally {
                atEnd.run();
              }
            },
            "millrace-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void finishWhenQuiet() {
    Quiescence quiescence = new Quiescence(slots, sinks, () -> stopping);
    try {
      if (quiescence.await()) {
        ended.countDown();
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Not under the lock of {@link #close}, which waits for the threads that fail. */
  private void fail(Throwable cause) {
    synchronized (ended) {
      if (failure == null && !stopping) {
        failure = cause;
        phase = Phase.FAILED;
        ended.countDown();
      }
    }
  }

  /**
   * Waits for the end of bounded input, a failure or {@link #stop}.
   *
   * @return whether that came within {@code patience}
   */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Lets {@link #awaitEnd} return; {@link #close} does the rest. */
  public void stop() {
    ended.countDown();
  }

  /** Why it failed, or null. */
  public Throwable failure() {
    return failure;
  }

  public Phase phase() {
    return phase;
  }

  public ApplicationPlan plan() {
    return plan;
  }

  public ApplicationMetadata metadata() {
    return metadata;
  }

  /**
   * Publishes a record; completed when it is stable, with whether it was new.
   *
   * @param session the client's name for itself, or null
   * @param number rising numbers of the session's records, or null
   */
  public CompletableFuture<Boolean> publish(
      TopicPlan topic, Object value, Long eventTimeMs, String session, Long number) {
    return origins.publish(topic, value, eventTimeMs, session, number);
  }

  /** Codecs for records of older code versions, for readers. */
  public OlderCodecs olderCodecs() {
    return older;
  }

  /** Where state is kept, for people. */
  public String stateDescription() {
    return stores.state().description();
  }

  /** The journal of a partition, for readers. */
  public Journal journal(int partition) {
    return journals.get(partition);
  }

  /** A reader of a partition's journal. */
  public JournalReader reader(int partition, long offset) {
    return journals.get(partition).reader(offset);
  }

  /**
   * Takes snapshots of all partitions and waits until they are durable.
   *
   * @throws IllegalStateException if one could not be written; the former ones are still there
   */
  public void snapshot(Duration patience) {
    snapshot(Partition::snapshot, patience);
  }

  private void snapshot(Consumer<Partition> take, Duration patience) {
    long deadline = stores.clock().nanoTime() + patience.toNanos();
    long failuresBefore = count(Counter.SNAPSHOT_FAILURES);
    for (Partition partition : partitions) {
      ask(
          partition.number(),
          of -> {
            take.accept(of);
            return true;
          },
          patience);
    }
    for (Partition partition : partitions) {
      while (ask(partition.number(), Partition::isSnapshotting, patience)) {
        if (stores.clock().nanoTime() > deadline) {
          throw new IllegalStateException("snapshot not durable within " + patience);
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
    long failures = count(Counter.SNAPSHOT_FAILURES) - failuresBefore;
    if (failures > 0) {
      throw new IllegalStateException(
          "snapshot not written: partitions="
              + failures
              + "; is the disk full? Nothing is lost, the next start replays more of the journal");
    }
  }

  /**
   * What a partition answers in its slot's thread.
   *
   * @throws IllegalStateException if it does not within {@code patience}
   */
  public <T> T ask(int partition, Function<Partition, T> command, Duration patience) {
    Partition of = partitions.get(partition);
    CompletableFuture<T> result =
        slots.get(router.slotOf(partition)).execute(() -> command.apply(of));
    try {
      return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking partition " + partition, e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer: partition=" + partition + "; is it stopped?", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException problem
          ? problem
          : new IllegalStateException(e.getCause());
    }
  }

  /** How it stands. */
  public ApplicationStatus status() {
    List<PartitionStatus> statuses = new ArrayList<>();
    for (Partition partition : partitions) {
      statuses.add(status(partition));
    }
    Map<Counter, Long> sums = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      sums.put(counter, partitions.stream().mapToLong(p -> p.counters().get(counter)).sum());
    }
    Map<String, Long> written = new LinkedHashMap<>();
    sinks.forEach(sink -> written.put(sink.name(), sink.written()));
    Map<String, String> waiting = new LinkedHashMap<>();
    for (SinkRunner sink : sinks) {
      String why = sink.waiting();
      if (why != null) {
        waiting.put(sink.name(), why);
      }
    }
    return new ApplicationStatus(
        plan.name(),
        phase.name(),
        failure == null ? null : String.valueOf(failure.getMessage()),
        statuses.stream().mapToLong(PartitionStatus::epoch).max().orElse(0),
        metadata.codeVersion(),
        statuses,
        origins == null ? Map.of() : origins.status(),
        written,
        waiting,
        sums);
  }

  private PartitionStatus status(Partition partition) {
    if (phase == Phase.RUNNING) {
      try {
        return ask(partition.number(), Partition::status, Duration.ofSeconds(10));
      } catch (SlotEndedException e) {
        // it ended while it was asked: nobody works on the partition any more
      }
    }
    return partition.status();
  }

  /** Sums of counters and lags only: cheap enough to be asked often. */
  public long count(Counter counter) {
    return partitions.stream().mapToLong(partition -> partition.counters().get(counter)).sum();
  }

  /** What one partition counted, as last published. */
  public long count(int partition, Counter counter) {
    return partitions.get(partition).counters().get(counter);
  }

  /**
   * Stops in order: no more input, snapshots if nothing failed, sinks commit, all is closed. What
   * was not worked off will be at the next start.
   */
  @Override
  public synchronized void close() {
    if (stopping) {
      return;
    }
    boolean orderly = phase == Phase.RUNNING && failure == null;
    if (timekeeper != null) {
      timekeeper.close();
    }
    boolean finished = orderly && quiesce();
    stopping = true;
    threads.forEach(Threads::join);
    asyncThreads.shutdownNow();
    if (failure instanceof FunctionFailedException && settings.durable()) {
      snapshotForMendedCode();
    }
    closeParts(orderly);
    documentWriter.shutdown();
    if (phase == Phase.RUNNING) {
      phase = finished ? Phase.FINISHED : Phase.STOPPED;
    }
    ended.countDown();
  }

  /** Shuts off input, lets the rest be worked off, snapshots; whether bounded input had ended. */
  private boolean quiesce() {
    try {
      valve.shut();
      boolean done =
          plan.isBounded()
              && inAllSlots(slot -> slot.agents().stream().allMatch(OriginAgent::isDone));
      new Quiescence(slots, sinks, () -> stopping).settle(stores.clock(), SETTLE_PATIENCE);
      if (settings.durable()) {
        snapshot(Partition::lastSnapshot, SNAPSHOT_PATIENCE);
      }
      return done;
    } catch (RuntimeException e) {
      fail(e);
      return false;
    }
  }

  /**
   * User code failed and its policy is to stop: leaves snapshots behind from which mended code can
   * go on. The threads have ended.
   */
  private void snapshotForMendedCode() {
    long deadline = stores.clock().nanoTime() + SETTLE_PATIENCE.toNanos();
    for (Partition partition : partitions) {
      try {
        if (partition.phase().isActive()) {
          partition.lastSnapshot();
          while (partition.isSnapshotting() && stores.clock().nanoTime() < deadline) {
            partition.work(stores.clock().nanoTime());
          }
        } else if (partition.isRefoldable()) {
          factory
              .makeForRefold(partition.number(), journals.get(partition.number()))
              .refold(partition.foldedOffset(), plan.settings());
        }
      } catch (RuntimeException e) {
        // the others can still be helped; this one wants the former code once more
        failure.addSuppressed(e);
      }
    }
  }

  private boolean inAllSlots(Predicate<Slot> condition) {
    return slots.stream().allMatch(slot -> slot.execute(() -> condition.test(slot)).join());
  }

  private void closeParts(boolean orderly) {
    List<Runnable> closings = new ArrayList<>();
    slots.forEach(slot -> slot.agents().forEach(agent -> closings.add(agent::close)));
    for (SinkRunner sink : sinks) {
      if (orderly) {
        closings.add(sink::finish);
      }
      closings.add(sink::close);
    }
    partitions.forEach(partition -> closings.add(partition::close));
    for (Runnable closing : closings) {
      try {
        closing.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
          phase = Phase.FAILED;
        }
      }
    }
  }
}
