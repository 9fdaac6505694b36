package io.millrace.runtime.local;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.runtime.Clock;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * An application of one partition whose parts are worked by hand, a millisecond a step, in the
 * thread of the test.
 */
final class SteppedApplication implements AutoCloseable {
  private static final long VALVE_CLOSES_ABOVE = 1_000;

  private final Steps clock = new Steps();
  private final List<SinkRunner> sinks = new ArrayList<>();
  private final Queue<Runnable> disk = new ArrayDeque<>();
  private boolean diskHangs;
  private final Metadata metadata = new Metadata();
  private final Valve valve;
  private final Slot slot;
  private final Partition partition;

  private static final class Steps implements Clock {
    private long ms;

    @Override
    public long nowMs() {
      return ms;
    }

    @Override
    public long nanoTime() {
      return ms * 1_000_000;
    }
  }

  /** Documents on a disk that may be full. */
  private static final class Metadata implements MetadataStore {
    private final MemoryMetadataStore documents = new MemoryMetadataStore();
    private boolean full;

    @Override
    public Optional<byte[]> read(String name) {
      return documents.read(name);
    }

    @Override
    public void write(String name, byte[] content) {
      if (full) {
        throw new UncheckedIOException(new IOException("No space left on device"));
      }
      documents.write(name, content);
    }
  }

  private SteppedApplication(Journal journal, Consumer<ApplicationBuilder> definition) {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    definition.accept(app);
    ApplicationMetadata fresh = ApplicationMetadata.create(1, "stepped", 1);
    ApplicationPlan plan = PlanCompiler.compile("stepped", app, fresh.names());
    ApplicationMetadata started = fresh.started("hash", plan);
    LocalSettings settings = LocalSettings.defaults().withPartitions(1).withSlots(1);
    LocalStores stores =
        new LocalStores((number, term) -> journal, new MemorySnapshotStore(), metadata, clock);
    SlotRouter router = new SlotRouter(1);
    valve = new Valve(1, plan.sinks().size(), VALVE_CLOSES_ABOVE);
    slot = new Slot(0, 1, router, clock, valve);
    partition =
        new PartitionFactory(
                settings, plan, started, started.olderCodecs(plan), stores, router, Runnable::run)
            .make(0, journal);
    plan.sinks()
        .forEach(
            sink ->
                sinks.add(
                    new SinkRunner(
                        sink,
                        1,
                        positions ->
                            JournalFeed.of(
                                sink, started.olderCodecs(plan), 0, List.of(journal), positions),
                        new SinkPositions(metadata, sink.name(), disk::add),
                        SinkHistory.none(),
                        clock,
                        valve,
                        sinks.size())));
    partition.recover(app);
    sinks.forEach(SinkRunner::start);
    slot.add(0, partition);
    DirectPaths none = new DirectPaths(plan, metadata, false, 1);
    new Origins(settings, plan, started, clock, router, valve, List.of(slot), none).openSources();
  }

  /** Runs it until its splits are read. */
  static SteppedApplication start(Consumer<ApplicationBuilder> definition) {
    return start(new MemoryJournal(), definition);
  }

  /** The same, on a journal of the test's. */
  static SteppedApplication start(Journal journal, Consumer<ApplicationBuilder> definition) {
    SteppedApplication stepped = new SteppedApplication(journal, definition);
    for (int i = 0; i < 1_000 && !stepped.isReading(); i++) {
      stepped.run(1);
    }
    if (!stepped.isReading()) {
      throw new AssertionError("some split is still not read");
    }
    return stepped;
  }

  private boolean isReading() {
    return slot.agents().stream()
        .allMatch(agent -> ((SplitAgent) agent).phase().compareTo(SplitAgent.Phase.READING) >= 0);
  }

  /** So many steps of a millisecond. */
  void run(int ms) {
    for (int i = 0; i < ms; i++) {
      clock.ms++;
      slot.work();
      sinks.forEach(SinkRunner::work);
      if (!diskHangs) {
        workOffDisk();
      }
    }
  }

  long watermarkMs(String function) {
    return partition.stateReader().watermarkMs(function);
  }

  SinkRunner sink() {
    return sinks.get(0);
  }

  boolean isValveOpen() {
    return valve.isOpen();
  }

  /** Whether documents can be written. */
  void metadataFull(boolean full) {
    metadata.full = full;
  }

  /** Whether sources are held back. */
  void hold(boolean held) {
    valve.hold(held);
  }

  /** Whether documents that are to be written stay on their way. */
  void diskHangs(boolean hangs) {
    diskHangs = hangs;
  }

  private void workOffDisk() {
    for (Runnable task = disk.poll(); task != null; task = disk.poll()) {
      task.run();
    }
  }

  @Override
  public void close() {
    workOffDisk();
    slot.agents().forEach(OriginAgent::close);
    sinks.forEach(SinkRunner::close);
    partition.close();
  }
}
