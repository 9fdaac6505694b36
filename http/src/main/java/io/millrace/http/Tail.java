package io.millrace.http;

import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.plan.TopicPlan;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One client's stream of a topic: first an event {@code start} with the offset where each partition
 * begins, then an event per record, of all its partitions in turn, a comment now and then so that
 * both sides notice when the other has gone. It ends as soon as one of the partitions is about to
 * leave. Used by one thread.
 */
final class Tail implements AutoCloseable {
  private static final int RECORDS_PER_TURN = 256;
  private static final long HEARTBEAT_NS = 5_000_000_000L;
  private static final long SHORT_PARK_NS = 1_000_000L;
  private static final long LONG_PARK_NS = 20_000_000L;

  /** A partition that is read. */
  private record Part(JournalLease lease, TopicReader reader) {}

  private final ServedApplication application;
  private final BooleanSupplier ended;
  private final List<JournalLease> leases = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<RecordView> batch = new ArrayList<>();
  private final Map<Integer, Long> begins = new LinkedHashMap<>();

  /**
   * A tail.
   *
   * @param starts where to begin, by partition; all of them are here
   * @throws RefusedException if one is not there yet
   */
  Tail(
      ServedApplication application,
      TopicPlan topic,
      Map<Integer, TailStart> starts,
      BooleanSupplier ended) {
    this.application = application;
    this.ended = ended;
    try {
      starts.forEach((partition, start) -> open(topic, partition, start));
    } catch (RuntimeException e) {
      close();
      throw starts.size() > 1 && e instanceof ElsewhereException
          ? RefusedException.later(e.getMessage()) // no other worker has all of them
          : e;
    }
  }

  private void open(TopicPlan topic, int partition, TailStart start) {
    JournalLease lease = application.lease(partition);
    leases.add(lease);
    boolean open =
        lease.read(
            journal -> {
              long from = start.in(journal);
              if (from > journal.endOffset()) {
                throw RefusedException.later(Reading.notThereYet(partition, from, journal));
              }
              TopicReader reader =
                  new TopicReader(topic, partition, journal, application.olderCodecs(), from);
              lease.closes(reader::close);
              parts.add(new Part(lease, reader));
              begins.put(partition, from);
            });
    if (!open) {
      throw RefusedException.later(
          "partition is about to move: partition=" + partition + "; ask again in a moment");
    }
  }

  /** Writes until the client has gone, the application ends or the server stops. */
  void stream(HttpServletResponse response) {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("utf-8");
    response.setHeader("Cache-Control", "no-cache");
    try {
      stream(response.getOutputStream());
    } catch (IOException e) {
      // the client has gone
    }
  }

  private void stream(OutputStream out) throws IOException {
    out.write(
        ("event: start\ndata: " + JsonValues.toJson(begins) + "\n\n")
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
    long wroteNs = System.nanoTime();
    long parkNs = SHORT_PARK_NS;
    while (!ended.getAsBoolean() && application.isRunning()) {
      batch.clear();
      boolean there = read();
      boolean wrote = write(out);
      if (!there) {
        break;
      }
      if (wrote) {
        out.flush();
        wroteNs = System.nanoTime();
        parkNs = SHORT_PARK_NS;
        continue;
      }
      if (System.nanoTime() - wroteNs > HEARTBEAT_NS) {
        comment(out, "still there");
        wroteNs = System.nanoTime();
      }
      LockSupport.parkNanos(parkNs);
      parkNs = Math.min(LONG_PARK_NS, 2 * parkNs);
    }
    comment(out, "end");
  }

  /** Reads some of each partition; false if one of them is about to leave. */
  private boolean read() {
    boolean there = true;
    for (Part part : parts) {
      there &= part.lease.read(journal -> part.reader.read(RECORDS_PER_TURN, batch));
    }
    return there;
  }

  private boolean write(OutputStream out) throws IOException {
    for (RecordView view : batch) {
      String event =
          "id: "
              + view.partition()
              + ":"
              + view.offset()
              + "\ndata: "
              + JsonValues.toJson(view)
              + "\n\n";
      out.write(event.getBytes(StandardCharsets.UTF_8));
    }
    return !batch.isEmpty();
  }

  private static void comment(OutputStream out, String text) throws IOException {
    out.write((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    leases.forEach(JournalLease::close);
  }
}
