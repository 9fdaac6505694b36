package io.millrace.cluster.worker;

import io.millrace.runtime.Clock;
import io.millrace.runtime.IdleStrategy;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.Threads;
import io.millrace.runtime.local.JournalFeed;
import io.millrace.runtime.local.SinkHistory;
import io.millrace.runtime.local.SinkPositions;
import io.millrace.runtime.local.SinkRunner;
import io.millrace.runtime.local.Valve;
import io.millrace.runtime.plan.SinkPlan;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.tail.TailReceiver;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink that runs on this worker, in a thread of its own: it tails the journals of all partitions,
 * wherever they are. A target that cannot be opened, because the worker that had the sink before is
 * not quite gone, is tried again.
 */
final class HostedSink {
  private static final Logger LOG = LoggerFactory.getLogger(HostedSink.class);
  private static final long RETRY_NS = 100_000_000L;

  private final SinkPlan plan;
  private final RunningCode code;
  private final TailReceiver receiver;
  private final MetadataStore documents;
  private final Supplier<Lineage> lineage;
  private final LongSupplier mirroredMs;
  private final Clock clock;
  private final Valve valve;
  private final int place;
  private final Thread thread;
  private final ExecutorService disk;
  private volatile SinkRunner runner;
  private volatile String failure;
  private volatile boolean settled;
  private volatile boolean stopping;
  private volatile boolean orderly;

  /**
   * A sink, to be started.
   *
   * @param receiver is worked by a slot
   * @param lineage the newest that is known, for any thread
   * @param mirroredMs when what is mirrored everywhere ends, as in {@link SinkHistory#in}
   * @param place which sink of the application it is, for the valve
   */
  HostedSink(
      SinkPlan plan,
      RunningCode code,
      TailReceiver receiver,
      MetadataStore documents,
      Supplier<Lineage> lineage,
      LongSupplier mirroredMs,
      Clock clock,
      Valve valve,
      int place) {
    this.plan = plan;
    this.code = code;
    this.receiver = receiver;
    this.documents = documents;
    this.lineage = lineage;
    this.mirroredMs = mirroredMs;
    this.clock = clock;
    this.valve = valve;
    this.place = place;
    this.thread = new Thread(this::run, "millrace-sink-" + plan.name());
    thread.setDaemon(true);
    this.disk = Executors.newSingleThreadExecutor(Threads.daemons("positions-" + plan.name()));
  }

  void start() {
    thread.start();
  }

  TailReceiver receiver() {
    return receiver;
  }

  String name() {
    return plan.name();
  }

  /** Why it does not write, or null; for any thread. */
  String failure() {
    SinkRunner running = runner;
    return failure != null || running == null ? failure : running.waiting();
  }

  /** Records written since it was started here; for any thread. */
  long written() {
    SinkRunner running = runner;
    return running == null ? 0 : running.written();
  }

  /** Whether all that has come is written and committed; for any thread. */
  boolean isSettled() {
    return settled;
  }

  private void run() {
    SinkRunner opened = open();
    if (opened != null) {
      write(opened);
    }
    disk.shutdown();
  }

  private void write(SinkRunner opened) {
    try {
      opened.start();
      receiver.floors(opened::committedOffset);
      runner = opened;
      IdleStrategy idle = new IdleStrategy(20, 100_000);
      while (!stopping) {
        idle.idle(opened.work());
        settled = opened.isSettled();
      }
      if (orderly) {
        opened.finish();
      }
    } catch (RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      LOG.error("sink failed: sink={}", plan.name(), e);
    } finally {
      opened.close();
    }
  }

  private SinkRunner open() {
    while (!stopping) {
      try {
        SinkRunner opened =
            new SinkRunner(
                plan,
                code.partitions(),
                positions ->
                    JournalFeed.of(
                        plan, code.older(), code.generation(), receiver.journals(), positions),
                new SinkPositions(documents, plan.name(), disk),
                SinkHistory.in(documents, plan.name(), lineage, mirroredMs),
                clock,
                valve,
                place);
        failure = null;
        if (opened.notTakenBack() > 0) {
          LOG.warn(
              "sink takes nothing back, though the application was rewound: sink={}, entries passed"
                  + " beyond the cut={}; what it wrote of them is written again",
              plan.name(),
              opened.notTakenBack());
        }
        return opened;
      } catch (RuntimeException e) {
        failure = String.valueOf(e.getMessage());
        LockSupport.parkNanos(RETRY_NS);
      }
    }
    return null;
  }

  /**
   * Stops it, and waits.
   *
   * @param finish whether what was read is committed before
   */
  void stop(boolean finish) {
    orderly = finish;
    stopping = true;
    Threads.join(thread);
  }
}
