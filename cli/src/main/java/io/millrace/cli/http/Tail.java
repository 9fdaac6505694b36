package io.millrace.cli.http;

import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.plan.TopicPlan;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One client's stream of a topic: an event per record, of all partitions in turn, a comment now and
 * then so that both sides notice when the other has gone. Used by one thread.
 */
final class Tail implements AutoCloseable {
  private static final int RECORDS_PER_TURN = 256;
  private static final long HEARTBEAT_NS = 5_000_000_000L;
  private static final long SHORT_PARK_NS = 1_000_000L;
  private static final long LONG_PARK_NS = 20_000_000L;

  private final LocalApplication application;
  private final BooleanSupplier ended;
  private final List<TopicReader> readers = new ArrayList<>();

  Tail(LocalApplication application, TopicPlan topic, boolean fromStart, BooleanSupplier ended) {
    this.application = application;
    this.ended = ended;
    // every partition has the records of a broadcast topic
    int partitions = topic.topic().isBroadcast() ? 1 : application.metadata().partitions();
    for (int p = 0; p < partitions; p++) {
      var journal = application.journal(p);
      long from = fromStart ? journal.startOffset() : journal.stableOffset();
      readers.add(new TopicReader(topic, p, journal, application.olderCodecs(), from));
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
    comment(out, "tailing");
    long wroteNs = System.nanoTime();
    long parkNs = SHORT_PARK_NS;
    while (!ended.getAsBoolean() && application.phase() == LocalApplication.Phase.RUNNING) {
      if (write(out)) {
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

  private boolean write(OutputStream out) throws IOException {
    boolean wrote = false;
    for (TopicReader reader : readers) {
      for (int i = 0; i < RECORDS_PER_TURN; i++) {
        RecordView view = reader.next();
        if (view == null) {
          break;
        }
        String event =
            "id: "
                + view.partition()
                + ":"
                + view.offset()
                + "\ndata: "
                + JsonValues.toJson(view)
                + "\n\n";
        out.write(event.getBytes(StandardCharsets.UTF_8));
        wrote = true;
      }
    }
    return wrote;
  }

  private static void comment(OutputStream out, String text) throws IOException {
    out.write((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    readers.forEach(TopicReader::close);
  }
}
